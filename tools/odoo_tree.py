"""Odoo 19: the one named in ``ODOO_PATH``, or Debian's package unpacked here.

Odoo is not on PyPI, but Debian unstable has all of it in the package ``odoo-19``.
It is fetched from the Debian mirror that this machine uses anyway, with apt's own
signature checks, into ``.local/odoo``. Nothing gets installed and the machine's own
package lists stay as they are, so this needs no root.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import paths
from .shell import Stop, run, say

#: The version that everything was tested with.
TESTED = "19.0.0+dfsg-1"
FROM_UNSTABLE = ("odoo-19", "fonts-montserrat")
#: Odoo's tree links to files of these. They come from the machine's own release:
#: unstable's fonts-font-awesome 7 has other file names.
FROM_OWN_RELEASE = (
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
DEFAULT_MIRROR = "http://deb.debian.org/debian"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")

_DIST = Path("usr/lib/python3/dist-packages")
_STAMP = paths.ODOO_TREE / ".complete"
_CHOICE = paths.STATE / "odoo_path"

#: Debian leaves this file out (no free source); without it every page of the
#: backend logs an asset error. It blurs backgrounds in video calls.
_STUB = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def python_path():
    """The folder that ``import odoo`` needs on its path."""
    named = os.environ.get("ODOO_PATH")
    if not named and _CHOICE.exists():
        named = _CHOICE.read_text().strip()
    return _resolve(named) if named else paths.ODOO_TREE / _DIST


def addons_folders():
    """The folders of Odoo's own add-ons, and of those from PyPI."""
    root = python_path()
    site_packages = paths.VENV.glob("lib/python3*/site-packages/odoo/addons")
    candidates = (root / "odoo" / "addons", root / "addons", *site_packages)
    return [folder for folder in candidates if any(folder.glob("*/__manifest__.py"))]


def version():
    """What is used, for people and for cache keys."""
    if _STAMP.exists() and python_path() == paths.ODOO_TREE / _DIST:
        return f"odoo-19 {_STAMP.read_text().strip()}"
    return f"{python_path()} {(python_path() / 'odoo/release.py').stat().st_mtime_ns}"


def is_ready():
    """Whether there is an Odoo to use."""
    root = python_path()
    named = os.environ.get("ODOO_PATH")
    if named and (not _CHOICE.exists() or _CHOICE.read_text().strip() != named):
        return False
    return (root != paths.ODOO_TREE / _DIST or _STAMP.exists()) and (
        root / "odoo" / "release.py"
    ).exists()


def ensure():
    """Get Odoo unless it is there; check and remember ``ODOO_PATH`` if it is set."""
    named = os.environ.get("ODOO_PATH")
    if named:
        _check_version(_resolve(named))
        paths.STATE.mkdir(parents=True, exist_ok=True)
        _CHOICE.write_text(named + "\n")
        say(f"    using the Odoo in {_resolve(named)} (ODOO_PATH)")
    elif not is_ready():
        # A remembered ODOO_PATH that has gone must not stop us.
        _CHOICE.unlink(missing_ok=True)
        if not _STAMP.exists():
            _fetch()
        _check_version(python_path())


def _resolve(named):
    """The folder with the package ``odoo`` for what the user has named."""
    path = Path(named).expanduser().resolve()
    path = path.parent if path.is_file() else path
    for root in (path, path / _DIST, path.parent):
        if (root / "odoo" / "release.py").is_file():
            return root
    raise Stop(
        f"ODOO_PATH={named} is no Odoo: expected a source checkout (with odoo-bin) or "
        "the dist-packages folder that holds odoo/release.py"
    )


def _check_version(root):
    found = re.search(
        r"^version_info\s*=\s*\((\d+)", (root / "odoo/release.py").read_text(), re.M
    )
    if not found or found[1] != "19":
        raise Stop(f"the Odoo in {root} is not version 19")


def _fetch():
    """Download and unpack into a folder beside, which is renamed when complete."""
    if not shutil.which("apt-get"):
        raise Stop("there is no apt-get here: name an Odoo 19 in ODOO_PATH")
    mirror, keyring = _mirror()
    unstable = _Apt("unstable", mirror, "sid", keyring)
    own = _Apt("own", mirror, _own_release(), keyring)
    found = unstable.candidate("odoo-19")
    if not found:
        raise Stop(
            f"the Debian mirror {mirror} has no package odoo-19 in unstable. Get "
            "Odoo 19 from https://github.com/odoo/odoo and name it in ODOO_PATH."
        )
    if found != TESTED:
        say(f"    note: odoo-19 is {found} here; tested with {TESTED}")
    archives = unstable.download(*FROM_UNSTABLE) + own.download(*FROM_OWN_RELEASE)
    fresh = paths.ODOO_TREE.with_name("odoo.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for archive in archives:
        run(["dpkg-deb", "-x", archive, fresh], what=f"unpacking {archive.name}")
    stub = fresh / _DIST / _STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.touch()
    _check_links(fresh)
    (fresh / _STAMP.name).write_text(found + "\n")
    shutil.rmtree(paths.ODOO_TREE, ignore_errors=True)
    fresh.rename(paths.ODOO_TREE)
    shutil.rmtree(paths.APT)


def _check_links(tree):
    """Every link must lead to a file of the tree; a dead one breaks pages."""
    dead = [
        link
        for link in tree.rglob("*")
        if link.is_symlink()
        and not (link.exists() and link.resolve().is_relative_to(tree.resolve()))
    ]
    if dead:
        names = ", ".join(str(link.relative_to(tree)) for link in dead[:5])
        raise Stop(
            f"{len(dead)} links of the Odoo package lead nowhere ({names} …): the "
            "packages of this Debian release do not fit; name an Odoo in ODOO_PATH"
        )


class _Apt:
    """apt-get with a source, lists and archives of its own."""

    def __init__(self, name, mirror, suite, keyring):
        self.folder = paths.APT / name
        for part in ("lists/partial", "cache/archives/partial", "archives"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        source = self.folder / "debian.sources"
        source.write_text(
            f"Types: deb\nURIs: {mirror}\nSuites: {suite}\nComponents: main\n"
            f"Signed-By: {keyring}\n"
        )
        self.options = []
        for option in (
            f"Dir::Etc::SourceList={source}",
            "Dir::Etc::SourceParts=/dev/null",
            "Dir::Etc::Preferences=/dev/null",
            "Dir::Etc::PreferencesParts=/dev/null",
            f"Dir::State::Lists={self.folder / 'lists'}",
            f"Dir::Cache={self.folder / 'cache'}",
            # A clone may lie where the user _apt cannot go.
            f"APT::Sandbox::User={'root' if os.geteuid() == 0 else ''}",
            "Acquire::Languages=none",
            "Acquire::Retries=3",
        ):
            self.options += ["-o", option]
        say(f"    reading the package lists of {suite} from {mirror}")
        run(["apt-get", *self.options, "update", "--error-on=any"])

    def candidate(self, package):
        """The version that would be downloaded, or None."""
        shown = run(["apt-cache", *self.options, "policy", package])
        found = re.search(r"Candidate: (\S+)", shown)
        return found[1] if found and found[1] != "(none)" else None

    def download(self, *packages):
        """Download packages (apt checks their sums against the signed lists)."""
        say(f"    downloading {' '.join(packages)}")
        folder = self.folder / "archives"
        command = ["apt-get", *self.options, "-qq", "download", *packages]
        if subprocess.call(command, cwd=folder):
            raise Stop("apt-get could not download (see above)")
        archives = [sorted(folder.glob(f"{name}_*.deb")) for name in packages]
        return [found[-1] for found in archives]


def _own_release():
    """The code name of this Debian; stable's where it is unstable or no Debian."""
    text = Path("/etc/os-release").read_text()
    found = re.search(r"^VERSION_CODENAME=(\w+)", text, re.M)
    is_debian = re.search(r"^ID=debian$", text, re.M)
    release = Path("/etc/debian_version")
    unstable = release.exists() and release.read_text().strip().endswith("/sid")
    return found[1] if found and is_debian and not unstable else "stable"


def _mirror():
    """The Debian mirror that this machine uses, with the keyring to check it."""
    for uri, suites, keyring in _sources():
        is_archive = "security" not in uri and not re.search("-security", suites)
        if is_archive and re.search(r"/debian/?$", uri):
            return uri, keyring or KEYRING
    if not KEYRING.exists():
        raise Stop(
            "this machine has no Debian archive keys (package debian-archive-keyring); "
            "install them, or name an Odoo 19 in ODOO_PATH"
        )
    return DEFAULT_MIRROR, KEYRING


def _sources():
    """Yield (address, suites, keyring) of the machine's sources, both formats."""
    folder = Path("/etc/apt")
    lists = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]
    for path in filter(Path.is_file, lists):
        for line in path.read_text().splitlines():
            found = re.match(r"deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+.*\bmain\b", line)
            if found:
                signed = re.search(r"signed-by=(\S+)", found[1] or "")
                yield found[2], found[3], signed and signed[1]
    for path in sorted(folder.glob("sources.list.d/*.sources")):
        for block in re.split(r"\n\s*\n", path.read_text()):
            block = re.sub(r"^#.*\n?", "", block, flags=re.M)
            fields = dict(re.findall(r"^([\w-]+):\s*(.+)$", block, re.M))
            if "main" in fields.get("Components", "") and "URIs" in fields:
                for uri in fields["URIs"].split():
                    yield uri, fields.get("Suites", ""), fields.get("Signed-By")
