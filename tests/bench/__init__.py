"""Benchmarks: see tools/bench.py."""
