from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.format import Formatter
from .res_users import ROLE_GROUPS, ROLES


class ResPartner(models.Model):
    """A contractor's people and accounts, as its director keeps them."""

    _inherit = "res.partner"

    def _b2b_invite(self, values, role, asked=False):
        """Add an employee with a portal user and send the invitation.

        :param dict values: ``name``, ``email``, optionally ``phone``, ``function``
        :param str role: ``director``, ``buyer`` or ``accountant``
        :param bool asked: the person asked to join, so a login that somebody made on
            the website with this e-mail gives way to the invitation. A director must
            not close strangers' logins.
        :return: ``res.users``
        """
        self.ensure_one()
        _ = self.env._
        email = email_normalize(values.get("email") or "")
        if not values.get("name") or not email:
            raise UserError(_("Name and e-mail are needed for an invitation."))
        if role not in ROLE_GROUPS:
            raise UserError(_("Role: choose director, buyer or accountant."))
        Users = self.env["res.users"].sudo().with_context(active_test=False)
        if user := Users.search([("login", "=", email)], limit=1):
            if not (asked and user._b2b_is_stranger()):
                raise UserError(
                    _(
                        "E-mail: %s cannot be invited, please use another address.",
                        email,
                    )
                )
            user._b2b_retire()
        return (
            self.env["res.users"]
            .sudo()
            .create(
                {
                    "name": values["name"],
                    "login": email,
                    "email": email,
                    "phone": values.get("phone"),
                    "function": values.get("function"),
                    "parent_id": self.b2b_contractor_id.id,
                    "lang": self.lang or self.env.lang,
                    "group_ids": [
                        fields.Command.set([self.env.ref(ROLE_GROUPS[role]).id])
                    ],
                }
            )
        )

    b2b_role = fields.Selection(
        ROLES, "Portal role", compute="_compute_b2b_role", inverse="_inverse_b2b_role"
    )

    def _compute_b2b_role(self):
        users = self.sudo().with_context(active_test=False).user_ids
        roles = {user.partner_id: user.b2b_role for user in users}
        for partner in self:
            partner.b2b_role = roles.get(partner._origin, False)

    def _inverse_b2b_role(self):
        for partner in self.filtered("b2b_role"):
            users = partner.sudo().with_context(active_test=False).user_ids
            if not users:
                partner._b2b_give_login(partner.b2b_role)
            elif users[:1].b2b_role != partner.b2b_role:
                partner._b2b_set_role(partner.b2b_role)

    def _b2b_give_login(self, role):
        """Invite a contact of a contractor that has no login yet."""
        self.ensure_one()
        if not self.email_normalized:
            raise UserError(
                self.env._("%s: an e-mail is needed for an invitation.", self.name)
            )
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        if users_sudo.search_count([("login", "=", self.email_normalized)], limit=1):
            raise UserError(
                self.env._(
                    "E-mail: %s cannot be invited, please use another address.",
                    self.email_normalized,
                )
            )
        return (
            self.env["res.users"]
            .sudo()
            .create(
                {
                    "partner_id": self.id,
                    "login": self.email_normalized,
                    "lang": self.lang or self.env.lang,
                    "group_ids": [
                        fields.Command.set([self.env.ref(ROLE_GROUPS[role]).id])
                    ],
                }
            )
        )

    def action_b2b_invite_directors(self):
        """Invite the director of each chosen contractor that has no login yet.

        The person is a contact with an e-mail, else the contractor's own e-mail.

        :return: a notification with what was done and what could not be
        """
        self._b2b_check_manager()
        invited, failed = 0, []
        for contractor in self.filtered(lambda p: p.b2b_type == "contractor"):
            people = contractor.with_context(active_test=False).b2b_employee_ids
            if people.user_ids:
                continue
            person = people.filtered(lambda p: email_normalize(p.email or ""))[:1]
            try:
                with self.env.cr.savepoint():
                    if person:
                        person._b2b_give_login("director")
                    else:
                        contractor._b2b_invite(
                            {"name": contractor.name, "email": contractor.email},
                            "director",
                        )
            except UserError as error:
                failed.append(f"{contractor.name}: {error}")
            else:
                invited += 1
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "sticky": bool(failed),
                "title": self.env._("Invited: %s", invited),
                "message": "\n".join(failed[:10]),
            },
        }

    def action_b2b_act_as(self):
        """«Войти как»: open the website as this employee."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.env["b2b.acting"]._begin_url(self.sudo().user_ids[:1]),
            "target": "self",
        }

    def action_b2b_block_employee(self):
        self._b2b_check_manager()
        for partner in self:
            partner._b2b_set_employee_blocked(not partner.b2b_blocked)

    def _b2b_check_manager(self):
        if not self.env.user.has_group("b2b_portal.group_manager"):
            raise AccessError(self.env._("Only sales managers may do this."))

    def _b2b_directors(self):
        """Users that direct this contractor now."""
        self.ensure_one()
        return self.sudo().b2b_contractor_id.b2b_employee_ids.user_ids.filtered(
            lambda user: user.b2b_role == "director" and user._b2b_role()
        )

    def _b2b_set_role(self, role):
        """Change an employee's role; the last director stays one."""
        self.ensure_one()
        self._b2b_keep_a_director(role != "director")
        self.sudo().user_ids.b2b_role = role

    def _b2b_set_employee_blocked(self, blocked):
        """Block an employee or let them back.

        :raise UserError: nobody's employee, or somebody of the wholesaler's staff
        """
        self.ensure_one()
        users = self.sudo().with_context(active_test=False).user_ids
        if not self.sudo().b2b_contractor_id or not all(users.mapped("share")):
            raise UserError(
                self.env._("%s is no employee of a contractor.", self.display_name)
            )
        self._b2b_keep_a_director(blocked)
        users._b2b_set_blocked(blocked)

    def _b2b_keep_a_director(self, leaving):
        if not leaving:
            return
        # Two directors who take each other's role away at once: one of them fails.
        self.env["b2b.contractor.lock"].sudo()._bump(self.sudo().b2b_contractor_id)
        if self._b2b_directors() == self.sudo().user_ids:
            raise UserError(
                self.env._("The last director stays: appoint another one first.")
            )

    def _b2b_month_used(self, exclude=None):
        """Sum of the orders that an employee placed in the current month.

        Whatever way they were placed; those that wait for approval count too. The
        month is that of the wholesaler's time zone.

        :param exclude: ``sale.order`` that are being decided about, not counted
        """
        self.ensure_one()
        fmt = Formatter(self.env)
        start = fmt.to_utc(fmt.today().replace(day=1), hour=0)
        domain = Domain("b2b_buyer_id", "=", self.id)
        domain &= Domain("b2b_placed_at", ">=", start)
        domain &= Domain("state", "!=", "cancel")
        if exclude:
            domain &= Domain("id", "not in", exclude.ids)
        orders_sudo = self.env["sale.order"].sudo()
        return orders_sudo._read_group(domain, [], ["amount_total:sum"])[0][0] or 0.0

    def _b2b_set_account(self, bic, account):
        """Set the settlement account of a legal entity."""
        self.ensure_one()
        Bank = self.env["res.bank"].sudo()
        bank = Bank.search([("bic", "=", bic)], limit=1) or Bank.create(
            {"name": bic, "bic": bic}
        )
        accounts = self.sudo().bank_ids
        known = accounts.filtered(lambda a: a.sanitized_acc_number == account)
        if known:
            known.bank_id = bank
            return known
        return (
            self.env["res.partner.bank"]
            .sudo()
            .create({"partner_id": self.id, "acc_number": account, "bank_id": bank.id})
        )
