"""The local odoo.conf, derived from the production one.

It is written anew at every start into ``.local/run/<checkout>/odoo.conf``: the
port of the database may have changed, and each checkout has its own add-ons.
"""

import configparser
import os

from . import paths, postgres
from .odoo_tree import addons_folders
from .shell import write_private

#: Where the generated file of this checkout is.
LOCAL_CONF = paths.RUN / "odoo.conf"

#: What makes sense on a server only, and what takes its place here.
LOCAL_VALUES = {
    # The command names the database (-d); a fixed one would be used by mistake.
    "db_name": "",
    "dbfilter": "",
    "admin_passwd": "no-database-manager-here",
    # One threaded process; ./bin/demo asks for workers as in production.
    "workers": "0",
    "max_cron_threads": "0",
    # No proxy in front.
    "proxy_mode": "False",
    # Standard error.
    "logfile": "",
}


def write(extra_addons=(), **values):
    """Write the local configuration and return its path.

    :param extra_addons: folders with more add-ons (tests' own ones)
    :param values: options that differ this time; the file gets a name of its own
    """
    conf = configparser.RawConfigParser(interpolation=None)
    conf.read(paths.PRODUCTION_CONF, encoding="utf-8")
    server = postgres.connection()
    folders = [paths.ADDONS, *extra_addons, *addons_folders()]
    options = {
        **LOCAL_VALUES,
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password or "False",
        "data_dir": str(paths.DATA),
        "addons_path": ",".join(str(path) for path in folders if path.is_dir()),
        **values,
    }
    for name, value in options.items():
        conf.set("options", name, str(value))
    lines = ["# Written by tools/conf.py at every start: changes get lost.\n"]
    for section in conf.sections():
        lines.append(f"[{section}]\n")
        lines += [f"{name} = {value}\n" for name, value in conf.items(section)]
    path = LOCAL_CONF
    if values or extra_addons:
        path = LOCAL_CONF.with_name(f"odoo.{os.getpid()}.conf")
    write_private(path, "".join(lines))
    return path
