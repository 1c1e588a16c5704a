"""Playing the steps one after the other, for a person who watches."""

import time
import traceback

from tools.shell import say

from .steps import STEPS
from .world import World


def play(demo):
    """Play all steps on a portal that has just been started.

    :param demo: :class:`tools.demo.__main__.Demo` before its first exchange
    :return: the exit code: 0 when every step passed
    """
    passed, failed = 0, []
    with World(demo) as world:
        for number, step in enumerate(STEPS, 1):
            title = step.__doc__.splitlines()[0]
            start = time.monotonic()
            try:
                world.notes.clear()
                step(world)
            except Exception:
                failed.append(number)
                mark, detail = "FAILED", f"\n{traceback.format_exc()}{world.picture()}"
            else:
                passed += 1
                mark, detail = (
                    "ok    ",
                    "".join(f"\n{' ' * 20}{n}" for n in world.notes),
                )
            spent = time.monotonic() - start
            say(f"[{spent:6.1f} s]  {mark}  {number}. {title}{detail}")
    say(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0
