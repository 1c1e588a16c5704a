from odoo import SUPERUSER_ID, api, fields, models

from .b2b_access import rule_domain

ROLE_GROUPS = {
    "director": "b2b_portal.group_director",
    "buyer": "b2b_portal.group_buyer",
    "accountant": "b2b_portal.group_accountant",
}
ROLES = [("director", "Director"), ("buyer", "Buyer"), ("accountant", "Accountant")]


class ResUsers(models.Model):
    _inherit = "res.users"

    b2b_role = fields.Selection(
        ROLES,
        string="Portal role",
        compute="_compute_b2b_role",
        inverse="_inverse_b2b_role",
    )

    @api.depends("group_ids")
    def _compute_b2b_role(self):
        for user in self:
            user.b2b_role = next(
                (role for role, group in ROLE_GROUPS.items() if user.has_group(group)),
                False,
            )

    def _inverse_b2b_role(self):
        groups = {role: self.env.ref(xmlid) for role, xmlid in ROLE_GROUPS.items()}
        for user in self:
            commands = [fields.Command.unlink(group.id) for group in groups.values()]
            if user.b2b_role:
                commands.append(fields.Command.link(groups[user.b2b_role].id))
            user.group_ids = commands

    def _b2b_role(self):
        """Role of an active employee of an approved contractor, else False.

        Everyone else is a guest: strangers who signed up, blocked people, former
        employees, people of a contractor that is not approved (yet).
        """
        self.ensure_one()
        partner = self.sudo().partner_id
        contractor = partner.b2b_contractor_id
        if (
            not self.active
            or partner.b2b_blocked
            or partner.b2b_type
            or contractor.b2b_state != "approved"
        ):
            return False
        return next(
            (role for role, group in ROLE_GROUPS.items() if self.has_group(group)),
            False,
        )

    def _b2b_contractor(self):
        """The contractor that the user works for (sudo), empty for a guest."""
        self.ensure_one()
        if not self._b2b_role():
            return self.env["res.partner"].sudo()
        return self.sudo().partner_id.b2b_contractor_id

    def _b2b_is_stranger(self):
        """Whether this is somebody who signed up by themself and belongs nowhere."""
        self.ensure_one()
        partner = self.partner_id
        return (
            self.active
            and self.share
            and not self.has_group("base.group_public")
            and not partner.parent_id
            and not partner.b2b_type
        )

    def _b2b_retire(self):
        """Close the login of a stranger whose e-mail is invited.

        Anybody signs up with any e-mail; whose it is shows only who opens the letter.
        A password, key or session from before must not come in with it.
        """
        self.ensure_one()
        # By the system: it may be the very session in which the person applies.
        self.with_user(SUPERUSER_ID).write(
            {"login": f"{self.login} ({self.id})", "active": False}
        )

    def reset_password(self, login):
        # EXTENDS auth_signup: the page answers the same whether the login is known or
        # not, and tells nobody who is a client.
        users = self.search(self._get_login_domain(login)) or self.search(
            self._get_email_domain(login)
        )
        if len(users) == 1 and users.email:
            return super().reset_password(login)
        return False

    def _deactivate_portal_user(self, **post):
        # EXTENDS base: «delete my account» is no way around «the last director stays».
        for user in self.filtered(lambda u: u._b2b_role() == "director"):
            user.partner_id._b2b_keep_a_director(True)
        return super()._deactivate_portal_user(**post)

    def b2b_rule_domain(self, model):
        """Domain of the record rules of ``models/b2b_access.py`` for this user."""
        return rule_domain(self, model)

    def _b2b_set_blocked(self, blocked):
        """Block people or let them back. A blocked user's sessions end at once."""
        for user in self.sudo().with_context(active_test=False):
            user.partner_id.b2b_blocked = blocked
            user.active = not blocked
