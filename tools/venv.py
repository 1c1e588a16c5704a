"""The virtual environment in ``.local/venv``.

``requirements.txt`` names every package with its version, also the indirect ones,
so pip resolves nothing (``--no-deps``) and installs the same everywhere. pip checks
each file against the sum that the package index gives for it.
"""

import hashlib
import shutil
import subprocess
import sys

from . import odoo_tree, paths
from .shell import Stop, run, say

_STAMP = paths.VENV / ".requirements"

#: Odoo as a script. ``python -m odoo`` would do for most, but with prefork workers
#: Odoo starts its evented process through ``sys.argv[0]`` once more.
_LAUNCHER = """\
# Written by tools/venv.py.
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""


def _key():
    digest = hashlib.sha256(paths.REQUIREMENTS.read_bytes()).hexdigest()
    return f"{sys.version_info[0]}.{sys.version_info[1]} {digest}"


def _path_file():
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return paths.VENV / "lib" / version / "site-packages" / "odoo19.pth"


def is_ready():
    """Whether the environment holds exactly what requirements.txt says.

    It can be moved with its folder: programs are started as modules of its Python
    (``python -m pytest``), and the path to Odoo is checked here.
    """
    return (
        paths.PYTHON.exists()
        and _STAMP.exists()
        and _STAMP.read_text() == _key()
        and _path_file().exists()
        and _path_file().read_text() == f"{odoo_tree.python_path()}\n"
    )


def ensure():
    """Create or update the environment."""
    if not (paths.PYTHON.exists() and _path_file().parent.is_dir()):
        shutil.rmtree(paths.VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", paths.VENV], what="creating the venv")
    if not _STAMP.exists() or _STAMP.read_text() != _key():
        _STAMP.unlink(missing_ok=True)
        _install()
    for old in _path_file().parent.glob("odoo*.pth"):
        old.unlink()
    _path_file().write_text(f"{odoo_tree.python_path()}\n")
    (paths.VENV / "bin" / "odoo").write_text(_LAUNCHER)
    run([paths.PYTHON, "-c", "import odoo.cli, odoo.addons.queue_job"])
    _STAMP.write_text(_key())


def _install():
    say("    installing the packages of requirements.txt (about 250 MB)")
    pip = [str(paths.PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    # Errors only: pip warns of each place of its own configuration that is not there.
    command = [*pip, "-qq", "--retries", "5", "--timeout", "60", "--no-deps"]
    command += ["--use-pep517"]
    if subprocess.call([*command, "-r", str(paths.REQUIREMENTS)]):
        raise Stop("pip could not install requirements.txt (see above)")
