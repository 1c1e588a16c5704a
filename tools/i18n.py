"""The Russian translation of the add-ons, kept in step with their sources.

  python3 -m tools.i18n              bring every ru.po up to the sources, list what
                                     has no translation yet
  python3 -m tools.i18n b2b_quotes   the same for one add-on
  python3 -m tools.i18n --check      change nothing

``./bin/test`` fails on a term without a translation. Terms are what Odoo itself
exports from a database with the add-ons installed.
"""

import re
import sys

from . import conf, odoo_cli, paths, setup, templates
from .shell import main, run, say

_LATIN = re.compile(r"[A-Za-z]")


def sources(addon, database):
    """The terms of an add-on without translations, as a ``polib.POFile``."""
    import polib  # of the environment that setup makes

    target = paths.RUN / f"{addon}.pot"
    target.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["i18n", "export", "-d", database, "-o", str(target), addon]
    command = odoo_cli.command(arguments, conf.write())
    run(command, what=f"exporting the terms of {addon}")
    return polib.pofile(str(target))


def merged(addon, database):
    """The translation of an add-on brought up to its sources.

    What has no Latin letter reads the same in both languages.
    """
    import polib

    pot = sources(addon, database)
    known = {}
    for entry in polib.pofile(str(_file(addon))):
        if entry.msgstr:
            known.setdefault(entry.msgid, entry.msgstr)
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Project-Id-Version": addon,
        "Language": "ru",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for entry in sorted(pot, key=lambda entry: entry.msgid):
        text = known.get(entry.msgid, "")
        if not text and not _LATIN.search(entry.msgid):
            text = entry.msgid
        entry.msgstr = text
        catalogue.append(entry)
    return catalogue


def untranslated(catalogue):
    """The terms that people would read in English, each with its first place."""
    return [
        f"{entry.msgid!r} ({entry.occurrences[0][0] if entry.occurrences else '?'})"
        for entry in catalogue
        if not entry.msgstr
    ]


def _file(addon):
    return paths.ADDONS / addon / "i18n" / "ru.po"


def _main():
    setup.in_venv()
    check, arguments = "--check" in sys.argv, sys.argv[1:]
    if check:
        arguments.remove("--check")
    addons = arguments or paths.our_addons()
    database = templates.with_addons(addons if check else paths.our_addons())
    left = 0
    for addon in addons:
        catalogue = merged(addon, database)
        if not check:
            catalogue.save(str(_file(addon)))
        missing = untranslated(catalogue)
        left += len(missing)
        for term in missing:
            say(f"{addon}: {term}")
    say(f"{left} terms without a translation")
    return 1 if left else 0


if __name__ == "__main__":
    main(_main)
