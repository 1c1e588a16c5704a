"""The package is tested without Odoo: `import commerceml` from its own folder."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "addons" / "b2b_onec_sync"))

# The same cases on every run, few enough for a test run of every day.
settings.register_profile(
    "commerceml",
    derandomize=True,
    deadline=None,
    max_examples=120,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("commerceml")


@pytest.fixture(scope="session")
def data():
    """Folder of the recorded files."""
    return Path(__file__).parent / "data"
