import os
from pathlib import Path
from . import paths
DIST = "usr/lib/python3/dist-packages"
def python_path():
    named = os.environ.get("ODOO_PATH")
    return Path(named).resolve() if named else paths.ODOO_TREE / DIST
def addons_folders():
    root = python_path()
    return [folder for folder in (root / "odoo" / "addons", root / "addons") if (folder).is_dir() and any(folder.glob('*/__manifest__.py'))]
