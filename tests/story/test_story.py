"""The story as pytest runs it: one portal, the steps in their order."""

import pytest

from tools.demo.__main__ import Demo

from .steps import STEPS
from .world import World


@pytest.fixture(scope="module")
def world():
    demo = Demo("b2b_story")
    demo.reset()
    try:
        demo.start()
        with World(demo) as world:
            yield world
    finally:
        demo.stop()


@pytest.mark.browser
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_story(world, step):
    step(world)
