"""Debian packages that have to be installed; the only thing that needs root."""

import os
import shutil
import subprocess
import sys

from . import postgres
from .shell import Stop, is_root, say

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium():
    """The path of the browser, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _has_cyrillic_font():
    # Every candidate of Odoo's own package; DejaVu is what we install.
    fonts = "/usr/share/fonts/truetype/"
    names = ("dejavu", "freefont", "noto", "liberation", "liberation2")
    return any(os.path.isdir(fonts + name) for name in names)


def missing(browser):
    """The Debian packages that are needed and not there."""
    packages = []
    if postgres.is_private():
        if not postgres.server_installed():
            packages.append("postgresql")
    elif not shutil.which("psql"):
        packages.append("postgresql-client")
    if not shutil.which("wkhtmltopdf"):
        packages.append("wkhtmltopdf")
    if not _has_cyrillic_font():
        packages.append("fonts-dejavu-core")
    if browser and not chromium():
        packages.append("chromium")
    return packages


def required_missing(browser):
    """What is missing and cannot be done without.

    Not so wkhtmltopdf: newer releases of Debian do not have it.
    """
    return [name for name in missing(browser) if name != "wkhtmltopdf"]


def install(packages):
    """Install Debian packages, as root or through sudo."""
    if not packages:
        return
    say(f"    missing: {' '.join(packages)}")
    if not shutil.which("apt-get"):
        raise Stop(
            "this is no Debian (no apt-get). Install what corresponds to these "
            f"packages, then start again: {' '.join(packages)}"
        )
    _apt("update", "-q")
    packages = _available(packages)
    if packages:
        _apt("install", "-q", "-y", "--no-install-recommends", *packages)


def _available(packages):
    """Leave out what this release does not have, if we can do without it."""
    found = []
    for package in packages:
        shown = subprocess.run(
            ["apt-cache", "policy", package], capture_output=True, text=True
        ).stdout
        if shown and "Candidate: (none)" not in shown:
            found.append(package)
        elif package == "wkhtmltopdf":
            say(
                "    wkhtmltopdf is not in this Debian release: Odoo cannot print PDF "
                "files by itself until you install it (Debian 12 has it)."
            )
        else:
            raise Stop(
                f"the Debian package {package} is not in the sources of this machine "
                "(see /etc/apt); install it in another way, then start again"
            )
    return found


def _apt(*arguments):
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=300", *arguments]
    if not is_root():
        # sudo asks for the password on the terminal, if there is one.
        sudo = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
        if not shutil.which("sudo"):
            raise Stop(f"this must be run as root (no sudo): {' '.join(command)}")
        command = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *command]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.call(command, env=environ):
        raise Stop(f"this failed (see above): {' '.join(command)}")
