"""Template databases: built once, cloned in under a second.

* ``tpl_base``: Odoo with the core add-ons that ours stand on, Russian loaded, no
  demo data. Rebuilt when the list below or the version of Odoo changes.
* ``tpl_<checkout>_<hash>``: a copy of it with add-ons of ours installed. The hash
  covers their files, so a template never outlives the code it was made from.

The key of a template is kept as the comment of its database.
"""

import ast
import hashlib
import subprocess
from pathlib import Path

from . import conf, db, odoo_cli, odoo_tree, paths, postgres
from .shell import Stop, lock, run, say

BASE = "tpl_base"
BASE_MODULES = (
    "website_sale_stock",
    "website_sale_wishlist",
    "website_sale_loyalty",
    "sale_management",
    "stock_delivery",
    "sms",
    "phone_validation",
    "base_vat",
    "auth_totp_portal",
    "queue_job",
)
LANGUAGE = "ru_RU"
#: How many templates with our add-ons a checkout keeps.
KEPT = 4

_PREFIX = f"tpl_{paths.RUN.name[:6]}_"
_IGNORED_SUFFIXES = {".pyc", ".md", ".rst", ".pot"}
_IGNORED_FOLDERS = {"tests", "__pycache__"}

#: What is done in a new template in Odoo's shell. English is the language of the
#: sources; activated after the website was made, it does not become one of its
#: languages. Odoo builds all bundles of JS and CSS before the first HttpCase, which
#: takes a minute: built here, only those that change later are built again.
_FINISH = """
env["res.lang"]._activate_lang("en_US")
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def base():
    """The name of the base template; it is built if needed."""
    text = f"{odoo_tree.version()} {BASE_MODULES} {LANGUAGE} {_FINISH}"
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    return _ensure(BASE, key, None, BASE_MODULES, ("--load-language", LANGUAGE))


def with_addons(addons, log_path=None):
    """The name of a template with these add-ons (and what they depend on).

    :param log_path: where Odoo's log of the installation goes; it is written only
        when the template is built
    """
    source = base()
    key = f"{fingerprint(addons, _key(source))}_{'_'.join(sorted(addons))}"
    name = _PREFIX + hashlib.sha256(key.encode()).hexdigest()[:10]
    found = _ensure(name, key, source, addons, ("--log-level", "info"), log_path)
    _prune(found)
    return found


def fingerprint(addons, salt=""):
    """What the files of add-ons, and of those that they depend on, come down to."""
    files = hashlib.sha256(salt.encode())
    for addon in closure(addons):
        for path in sorted((paths.ADDONS / addon).rglob("*")):
            if path.is_file() and _matters(path):
                files.update(str(path.relative_to(paths.ADDONS)).encode() + b"\0")
                files.update(path.read_bytes())
    return files.hexdigest()[:10]


def forget(name):
    """Have the template built anew next time (its log had complaints)."""
    postgres.query(f'COMMENT ON DATABASE "{name}" IS NULL')


def manifest(addon):
    """The manifest of one of our add-ons."""
    return ast.literal_eval((paths.ADDONS / addon / "__manifest__.py").read_text())


def closure(addons):
    """The given add-ons of ours with those that they depend on, those first."""
    ours, found = set(paths.our_addons()), []

    def visit(addon):
        if addon in ours and addon not in found:
            for dependency in manifest(addon).get("depends", ()):
                visit(dependency)
            found.append(addon)

    for addon in sorted(addons):
        visit(addon)
    return found


def _matters(path):
    """Whether a file has a say in what an installation writes to the database."""
    folders = path.relative_to(paths.ADDONS).parts[1:-1]
    return path.suffix not in _IGNORED_SUFFIXES and not _IGNORED_FOLDERS & set(folders)


def _key(name):
    sql = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        f" WHERE datname = '{name}'"
    )
    return "".join(postgres.query(sql))


def _ensure(name, key, source, modules, options, log_path=None):
    """Build the template unless it exists with this key; return its name."""
    # One build at a time: two would take twice as long each.
    with lock(paths.LOCAL / "templates.lock", "Waiting for another template …"):
        if _key(name) == key:
            return name
        say(f"    building the template database {name}: {' '.join(modules)}")
        build = f"{name}_build"
        db.drop(build)
        if source:
            db.clone(source, build)
        else:
            db.create(build)
        _install(build, modules, options, Path(log_path or paths.LOGS / f"{name}.log"))
        _finish(build)
        db.drop(name)
        db.rename(build, name)
        postgres.query(f"COMMENT ON DATABASE \"{name}\" IS '{key}'")
    return name


def _install(name, modules, options, log_path):
    log_path.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["-d", name, "-i", ",".join(modules), *options]
    arguments += ["--stop-after-init", "--no-http"]
    with open(log_path, "w") as log:
        command = odoo_cli.command(arguments, conf.write())
        code = subprocess.call(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    sql = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    left = set(modules)
    if not code:
        left -= set(postgres.query(sql, name))
    if left:
        lines = log_path.read_text(errors="replace").splitlines()[-40:]
        raise Stop(
            "\n".join(lines)
            + f"\nOdoo could not install {', '.join(sorted(left))}; its log: {log_path}"
        )


def _finish(name):
    run(
        odoo_cli.command(["shell", "-d", name, "--no-http"], conf.write()),
        what=f"finishing {name}",
        input=_FINISH,
    )


def _prune(current):
    """Drop the oldest templates of this checkout."""
    sql = (
        "SELECT datname FROM pg_database"
        f" WHERE starts_with(datname, '{_PREFIX}') AND datname <> '{current}'"
        " AND datname NOT LIKE '%_build' ORDER BY oid DESC"
    )
    db.drop(*postgres.query(sql)[KEPT - 1 :])
