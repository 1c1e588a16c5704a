"""Where things are.

Everything that is downloaded, built or run lives in ``.local`` of the checkout.
Several checkouts (git worktrees) may share one ``.local`` through a symbolic
link; what depends on the checkout is kept in ``.local/run/<hash of its path>``.
"""

import hashlib
from pathlib import Path

#: The checkout.
ROOT = Path(__file__).resolve().parent.parent
#: The environment, links resolved.
LOCAL = (ROOT / ".local").resolve()

ADDONS = ROOT / "addons"
PRODUCTION_CONF = ROOT / "config" / "odoo.conf"
REQUIREMENTS = ROOT / "requirements.txt"

APT = LOCAL / "apt"
ODOO_TREE = LOCAL / "odoo"
VENV = LOCAL / "venv"
PYTHON = VENV / "bin" / "python"
PG = LOCAL / "pg"
DATA = LOCAL / "data"
STATE = LOCAL / "state"

#: Files that belong to this checkout only (its generated odoo.conf).
RUN = LOCAL / "run" / hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
#: Logs are read back by the tests, so checkouts that share ``.local`` keep them apart.
LOGS = (RUN if (ROOT / ".local").is_symlink() else LOCAL) / "logs"


def our_addons():
    """The names of the add-ons of this checkout, in alphabetical order."""
    return sorted(manifest.parent.name for manifest in ADDONS.glob("*/__manifest__.py"))


def filestore(db_name):
    """The folder in which Odoo keeps the attachments of a database."""
    return DATA / "filestore" / db_name
