from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_users import ROLE_GROUPS, ROLES

# More applications than this within an hour, from one network address or about one
# company, come from a robot or by mistake.
MAX_PER_HOUR_ADDRESS = 10
MAX_PER_HOUR_COMPANY = 3
ADDRESS_KEPT = timedelta(days=1)


class B2bApplication(models.Model):
    """A person asks to join a contractor that is here already; robots are held off."""

    _inherit = "b2b.application"

    join_role = fields.Selection(
        ROLES,
        default="buyer",
        help="What the person becomes in the contractor that is here already.",
    )

    def _b2b_person(self):
        """The contact person, as ``res.partner._b2b_invite`` takes it."""
        self.ensure_one()
        return {"name": self.contact_name, "email": self.email, "phone": self.phone}

    # === Joining === #

    def _b2b_ask_director(self):
        """Ask the known contractor's directors whether the person may join."""
        self.ensure_one()
        directors = self.known_contractor_id._b2b_directors()
        template = self.env.ref("b2b_portal.mail_template_join").sudo()
        for user in directors:
            template.with_context(lang=user.lang).send_mail(
                self.id,
                email_values={
                    "recipient_ids": [fields.Command.set(user.partner_id.ids)],
                    "email_to": False,
                },
            )
        self._b2b_note(
            self.env._(
                "The ИНН is known. Asked whether the person may join: %s",
                ", ".join(directors.mapped("name")),
            )
            if directors
            else self.env._("The ИНН is known, but nobody directs this contractor.")
        )

    @api.model
    def _b2b_join_domain(self, contractor):
        """Requests to join a contractor that wait for its director."""
        return Domain("known_contractor_id", "=", contractor.id) & Domain(
            "state", "=", "new"
        )

    def _b2b_join_accept(self, role):
        """Let the person join the known contractor and invite them. Idempotent.

        :param str role: ``director``, ``buyer`` or ``accountant``
        :raise UserError: the e-mail already belongs to somebody else's login
        """
        self.ensure_one()
        if self.state != "new" or not self.known_contractor_id:
            return
        if role not in ROLE_GROUPS:
            raise UserError(self.env._("Role: choose director, buyer or accountant."))
        self.known_contractor_id._b2b_invite(self._b2b_person(), role, asked=True)
        self.write(
            {
                "state": "approved",
                "join_role": role,
                "contractor_id": self.known_contractor_id.id,
            }
        )
        note = self.env._(
            "%(who)s let %(person)s (%(email)s) join.",
            who=self.env.user.name,
            person=self.contact_name,
            email=self.email,
        )
        self._b2b_note(note)
        self.known_contractor_id.sudo().message_post(body=note)

    def _b2b_join_refuse(self):
        """The director does not know the person. Idempotent.

        The letter names no company: the person may be a stranger who guesses.
        """
        self.ensure_one()
        if self.state != "new" or not self.known_contractor_id:
            return
        self.refuse_reason = self.env._("the registration was not confirmed.")
        self.action_refuse()
        self._b2b_note(
            self.env._("%s did not let the person join.", self.env.user.name)
        )

    def action_join(self):
        """Staff let the person join, in the role chosen on the form."""
        for application in self:
            application._b2b_join_accept(application.join_role)

    # === Robots === #

    @api.model
    def _b2b_too_often(self, values, source_address):
        """Whether an application is one too many.

        :return: ``"address"``: too many from there, the person has to be told;
            ``"company"``: the same company again, nothing is lost by keeping silent;
            False: welcome
        """
        recent = Domain("create_date", ">", fields.Datetime.now() - timedelta(hours=1))
        count = self.sudo().search_count
        if source_address and (
            count(recent & Domain("source_address", "=", source_address))
            >= MAX_PER_HOUR_ADDRESS
        ):
            return "address"
        same = Domain("vat", "=", values["vat"]) | Domain(
            "email", "=ilike", values["email"]
        )
        return "company" if count(recent & same) >= MAX_PER_HOUR_COMPANY else False

    @api.autovacuum
    def _gc_source_address(self):
        """Forget where applications came from: it is personal data."""
        self.search(
            [
                ("source_address", "!=", False),
                ("create_date", "<", fields.Datetime.now() - ADDRESS_KEPT),
            ]
        ).source_address = False
