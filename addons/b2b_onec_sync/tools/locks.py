"""Locks that outlive a transaction."""

from contextlib import contextmanager

from odoo.tools import SQL


@contextmanager
def exclusively(cr, space, key):
    """Hold an advisory lock over commits until the block ends.

    Yields whether the lock was free. It belongs to the database session: when the
    process dies, PostgreSQL gives it back.

    An exception ends the transaction, because a broken one could not unlock.
    """
    cr.execute(SQL("SELECT pg_try_advisory_lock(%s, %s)", space, key))
    if not cr.fetchone()[0]:
        yield False
        return
    try:
        yield True
    except BaseException:
        cr.rollback()
        raise
    finally:
        cr.execute(SQL("SELECT pg_advisory_unlock(%s, %s)", space, key))
