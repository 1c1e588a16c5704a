"""Jobs that run side by side, and what comes out of them."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from ..shell import Stop, say


@dataclass
class Outcome:
    """What a job found.

    :ivar problems: texts for people, one for each thing that went wrong
    :ivar notes: what deserves a line, but is no failure (skipped tests)
    """

    passed: int = 0
    failed: int = 0
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def fail(self, problem, count=1):
        """Record a failure."""
        self.failed += count
        self.problems.append(problem)

    def check(self, problem):
        """Record a check: passed if there is no problem."""
        if problem:
            self.fail(problem)
        else:
            self.passed += 1


@dataclass
class Job:
    """Something to run.

    :ivar run: a function that returns an :class:`Outcome`
    :ivar browser: it starts a browser; only one such job runs at a time
    :ivar alone: it measures, or loads the machine: nothing else runs meanwhile
    :ivar size: how much there is to do, as bytes of test code: large jobs start first
    """

    title: str
    run: callable
    browser: bool = False
    alone: bool = False
    size: int = 0


class Runner:
    """Runs jobs and tells about each as soon as it is done."""

    def __init__(self, workers):
        self.workers = workers
        self.outcomes = []
        self._output = threading.Lock()

    def run(self, jobs):
        """Run all jobs; those that need the machine for themselves come last."""
        together = [job for job in jobs if not job.alone]
        rest = sorted(together, key=lambda job: -job.size)
        # One browser: those jobs follow each other, beginning at once.
        chains = [[job for job in together if job.browser]]
        chains += [[job] for job in rest if not job.browser]
        with ThreadPoolExecutor(self.workers) as pool:
            try:
                list(pool.map(self._run_all, chains))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                kill_all()
                raise
        for job in jobs:
            if job.alone:
                self._run_one(job)

    def _run_all(self, chain):
        for job in chain:
            self._run_one(job)

    def _run_one(self, job):
        start = time.monotonic()
        try:
            outcome = job.run()
        except Stop as error:
            outcome = Outcome()
            outcome.fail(str(error))
        seconds = time.monotonic() - start
        with self._output:
            if outcome.problems:
                say(f"\n=== {job.title}")
            for problem in outcome.problems:
                say(f"{problem.rstrip()}\n")
            state = "FAILED" if outcome.failed else "ok"
            say(
                f"[{seconds:6.1f} s] {state:6} {job.title}: "
                f"{outcome.passed} passed, {outcome.failed} failed"
            )
            for note in outcome.notes:
                say(f"           {note}")
            self.outcomes.append(outcome)


_running = set()


def execute(command, log_path, timeout, **kwargs):
    """Run a program with its output in a file; return its exit code.

    It gets a process group of its own, so that nothing it started survives it.
    """
    Path(log_path).parent.mkdir(parents=True, exist_ok=True)
    with open(log_path, "w") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **kwargs,
        )
    _running.add(process)
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        with open(log_path, "a") as log:
            log.write(f"\nStopped: it took longer than {timeout} s\n")
        return -1
    finally:
        _running.discard(process)
        _kill(process)


def kill_all():
    """End everything that still runs."""
    for process in list(_running):
        _kill(process)


def _kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
