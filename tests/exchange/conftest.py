import pytest

from tests.onec import fixture
from tests.onec.client import OneC

from .portal import Portal


@pytest.fixture(scope="module")
def portal():
    """A portal of this module's own, with an empty catalogue."""
    with Portal("exchange") as opened:
        yield opened


@pytest.fixture
def onec(tmp_path):
    """1С with eight goods; each test has books of its own, GUIDs are the same."""
    opened = OneC(tmp_path, catalogue=fixture.catalogue())
    yield opened
    opened.close()


@pytest.fixture
def filled(portal, onec):
    """The portal after a full export of 1С, pictures and all."""
    onec.push(*portal.where)
    portal.wait_for_jobs()
    return portal
