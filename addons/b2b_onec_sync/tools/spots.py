"""Rows that were looked up are found again by where they lie."""

from odoo.tools import SQL

_OTHER_JOINS = [SQL.identifier(f"enable_{kind}join") for kind in ("hash", "merge")]


def at_spots(cr, query):
    """Run an UPDATE or DELETE whose rows are joined by ``ctid``; return their number.

    Within a snapshot a row stays where it was seen, and one that somebody else has
    changed since is an error either way. Any join but the nested one would read the
    whole table for each slice of a file.
    """
    for join in _OTHER_JOINS:
        cr.execute(SQL("SET LOCAL %s = off", join))
    cr.execute(query)
    count = cr.rowcount
    for join in _OTHER_JOINS:
        cr.execute(SQL("SET LOCAL %s TO DEFAULT", join))
    return count
