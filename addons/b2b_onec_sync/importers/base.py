"""What the steps of an import have in common."""

from psycopg2 import IntegrityError

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger


class OnecImport(models.AbstractModel):
    """A step of an import: applies one slice of a staged file per call.

    A slice has to be short: it is one transaction, and orders wait for its locks.
    """

    _name = "onec.import"
    _description = "Step of an import from 1С"

    def _slice(self, file):
        """Apply the next slice.

        :return: False when there was nothing left to do
        """
        raise NotImplementedError

    # === links === #

    def _link_rows(self, connection, kind, rows):
        """Write links in one statement.

        :param rows: (guid, name, record id, checksum)
        """
        if not rows:
            return
        links = self.env["onec.link"]
        now = fields.Datetime.now()
        model = links._model_of(kind)
        self.env.flush_all()
        self.env.cr.execute_values(
            """
            INSERT INTO onec_link
                   (connection_id, kind, res_model, guid, name, res_id, checksum,
                    seen, deleted, create_uid, create_date, write_uid, write_date)
                 VALUES %s
            ON CONFLICT (connection_id, kind, guid) DO UPDATE
                    SET name = EXCLUDED.name, res_id = EXCLUDED.res_id,
                        checksum = EXCLUDED.checksum, seen = EXCLUDED.seen,
                        deleted = EXCLUDED.deleted,
                        write_uid = EXCLUDED.write_uid,
                        write_date = EXCLUDED.write_date
            """,
            [
                (
                    connection.id, kind, model, guid, name or None, res_id, checksum,
                    now, False, self.env.uid, now, self.env.uid, now,
                )
                for guid, name, res_id, checksum in rows
            ],
            page_size=1000,
        )  # fmt: skip
        links.invalidate_model()

    def _drop_dangling(self, connection, kind):
        """Forget links whose records were deleted here: 1С's item is new again."""
        model = self.env[self.env["onec.link"]._model_of(kind)]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE onec_link link SET res_id = NULL, checksum = NULL
                 WHERE connection_id = %s AND kind = %s AND res_id IS NOT NULL
                   AND NOT EXISTS (SELECT FROM %s r WHERE r.id = link.res_id)
                """,
                connection.id,
                kind,
                SQL.identifier(model._table),
            )
        )
        self.env["onec.link"].invalidate_model()

    # === one by one where all at once fails === #

    def _apply_each(self, file, items, apply, kind):
        """Apply items together; where that fails, one by one, leaving aside the bad.

        :param apply: function of a list of items
        """
        # One item that breaks a rule must not take the others with it.
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                apply(items)
        except (UserError, IntegrityError) as error:
            if len(items) > 1:
                for item in items:
                    self._apply_each(file, [item], apply, kind)
            else:
                file._skip([self._refused(items[0], kind, error)])

    def _refused(self, item, kind, error):
        return {
            "kind": kind,
            "guid": item.guid,
            "name": item.get("name"),
            "code": "refused",
            "cause": str(error).strip(),
            "fix": self.env._(
                "Mend the item in 1С or its record here, and repeat the exchange."
            ),
        }
