from odoo.tools import SQL

from .models.onec_stock import ROOMY


def uninstall_hook(env):
    """Drop what the ORM does not know of."""
    env.cr.execute("DROP TABLE IF EXISTS onec_stage")
    for table in ROOMY:
        env.cr.execute(SQL("ALTER TABLE %s RESET (fillfactor)", SQL.identifier(table)))
