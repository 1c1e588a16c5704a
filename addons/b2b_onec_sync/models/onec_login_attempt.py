"""Failed logins, counted so that guessing is slow."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

LIMIT = 10
WINDOW = timedelta(minutes=10)


class OnecLoginAttempt(models.Model):
    """Failed logins of one name from one address within the last minutes."""

    _name = "onec.login.attempt"
    _description = "Failed logins of 1С"
    _order = "last DESC"

    login = fields.Char(required=True)
    address = fields.Char(required=True)
    count = fields.Integer(required=True, default=0)
    last = fields.Datetime(required=True)

    _key_unique = models.Constraint("UNIQUE(login, address)", "Counted already.")

    @api.model
    def _blocked(self, login, address):
        """Whether this name and address have to wait."""
        return bool(
            self.search_count(
                [
                    ("login", "=", login[:64]),
                    ("address", "=", address[:64]),
                    ("count", ">=", LIMIT),
                    ("last", ">", fields.Datetime.now() - WINDOW),
                ]
            )
        )

    @api.model
    def _failed(self, login, address):
        """Count a failure. One statement: attempts may come in parallel."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO onec_login_attempt AS a (login, address, count, last)
                     VALUES (%s, %s, 1, %s)
                ON CONFLICT (login, address) DO UPDATE
                        SET count = CASE WHEN a.last > %s THEN a.count + 1 ELSE 1 END,
                            last = EXCLUDED.last
                """,
                login[:64],
                address[:64],
                now,
                now - WINDOW,
            )
        )
        self.invalidate_model()

    @api.autovacuum
    def _gc(self):
        self.search([("last", "<", fields.Datetime.now() - WINDOW)]).unlink()
