import pytest

from tests.rig import Rig


@pytest.fixture(scope="session")
def rig():
    """A portal and its 1С for all tests of this folder: making one takes long."""
    with Rig("soap") as made:
        yield made
