"""The story of the product, played on the real thing.

A portal made by ``tools.demo``, the 1С stand-in, a mail catcher and Chromium: a
contractor buys, 1С answers. ``./bin/demo --check`` prints each step with its time;
pytest runs the same steps (``test_story.py``). Times are shown, never judged: speed is
the business of ``./bin/bench``.
"""

from .play import play
