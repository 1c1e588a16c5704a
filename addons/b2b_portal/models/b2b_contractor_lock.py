from odoo import api, fields, models
from odoo.tools import SQL


class B2bContractorLock(models.Model):
    """One row per contractor, written by every decision about its limits.

    Transactions run under REPEATABLE READ: a row that is only locked protects
    nothing, since the waiting transaction goes on with its old snapshot. A row that
    was *written* makes it fail with a serialization error, and Odoo runs it again.
    """

    _name = "b2b.contractor.lock"
    _description = "Version of a contractor's limits"
    _rec_name = "contractor_id"

    contractor_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", readonly=True
    )
    version = fields.Integer(readonly=True)

    _contractor_unique = models.Constraint(
        "UNIQUE(contractor_id)", "A contractor has one version row."
    )

    @api.model
    def _bump(self, contractors):
        """Write the version rows of ``contractors`` in id order."""
        for contractor_id in sorted(contractors.ids):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO b2b_contractor_lock (contractor_id, version)
                         VALUES (%s, 1)
                    ON CONFLICT (contractor_id)
                  DO UPDATE SET version = b2b_contractor_lock.version + 1
                    """,
                    contractor_id,
                )
            )
