from odoo import api, fields, models
from odoo.exceptions import UserError


class B2bApplicationRule(models.Model):
    """What happens to a new application by itself: tier, manager, approval.

    The first rule that fits is applied. Without one, an application waits for staff.
    """

    _name = "b2b.application.rule"
    _description = "Rule for new applications"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    legal_form = fields.Selection(
        [("company", "Company (ООО, АО…)"), ("sole", "Sole trader (ИП)")],
        help="Empty: any.",
    )
    regions = fields.Char(
        "Regions",
        help="First two digits of the ИНН, separated by commas: 77, 50. Empty: any.",
    )
    tier_id = fields.Many2one("b2b.tier", required=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users", "Manager", domain=[("share", "=", False)], ondelete="set null"
    )
    approve = fields.Boolean(
        "Approve without staff",
        help="Off: the tier and the manager are only proposed.",
    )

    @api.model
    def _find_for(self, application):
        """The first rule that fits an application, or an empty record."""
        return next(
            (rule for rule in self.search([]) if rule._fits(application)), self.browse()
        )

    def _fits(self, application):
        self.ensure_one()
        regions = [code.strip() for code in (self.regions or "").split(",")]
        regions = [code for code in regions if code]
        return (not self.legal_form or self.legal_form == application.legal_form) and (
            not regions or application.vat[:2] in regions
        )


class B2bApplication(models.Model):
    _inherit = "b2b.application"

    def _b2b_apply_rule(self):
        """Propose tier and manager; approve where the rule says so.

        A rule never makes the website fail: what it cannot approve waits for staff
        with the reason in the chatter.
        """
        self.ensure_one()
        rule = self.env["b2b.application.rule"].sudo()._find_for(self)
        if not rule:
            return
        self.write({"tier_id": rule.tier_id.id, "user_id": rule.user_id.id})
        self._b2b_note(self.env._("Rule applied: %s", rule.name))
        if not rule.approve:
            return
        try:
            with self.env.cr.savepoint():
                self.action_approve()
        except UserError as error:
            self.invalidate_recordset()
            self._b2b_note(self.env._("The rule could not approve it: %s", str(error)))
