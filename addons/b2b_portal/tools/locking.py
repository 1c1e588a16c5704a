"""One after the other, for decisions about single records."""

from odoo.tools import SQL


def write_lock(records):
    """Let nobody else decide about these records meanwhile.

    Core's ``lock_for_update`` refuses at once where somebody is there, and a row that
    was only locked protects nothing under REPEATABLE READ. These rows are written:
    whoever comes later waits, fails to serialize, and is run again by Odoo with a
    snapshot that knows what was decided.
    """
    if not records:
        return
    records.flush_recordset()
    records.env.cr.execute(
        SQL(
            "UPDATE %s SET write_date = write_date WHERE id IN %s",
            SQL.identifier(records._table),
            tuple(sorted(records.ids)),
        )
    )
    records.invalidate_recordset()
