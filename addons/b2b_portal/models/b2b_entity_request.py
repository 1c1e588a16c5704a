from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class B2bEntityRequest(models.Model):
    """What a contractor asks about its legal entity and staff confirm.

    ИНН and КПП are the key by which 1С knows an entity: a change goes past staff, and
    so does a new entity whose ИНН belongs to another contractor, or its documents
    would come to whoever typed the number.
    """

    _name = "b2b.entity.request"
    _description = "Change of a legal entity to be confirmed"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "entity_id"

    kind = fields.Selection(
        [("new", "New legal entity"), ("key", "Change of ИНН or КПП")],
        required=True,
        readonly=True,
    )
    entity_id = fields.Many2one(
        "res.partner",
        "Legal entity",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        context={"active_test": False},
    )
    contractor_id = fields.Many2one(
        related="entity_id.parent_id", store=True, index=True
    )
    user_id = fields.Many2one("res.users", "Asked by", readonly=True)
    old_vat = fields.Char("ИНН now", readonly=True)
    old_kpp = fields.Char("КПП now", readonly=True)
    vat = fields.Char("ИНН asked for", readonly=True)
    kpp = fields.Char("КПП asked for", readonly=True)
    ogrn = fields.Char("ОГРН / ОГРНИП asked for", readonly=True)
    legal_form = fields.Selection(
        [("company", "Company (ООО, АО…)"), ("sole", "Sole trader (ИП)")],
        readonly=True,
    )
    state = fields.Selection(
        [("new", "Waits"), ("approved", "Confirmed"), ("refused", "Refused")],
        default="new",
        required=True,
        tracking=True,
        readonly=True,
    )
    reason = fields.Char("Reason of the refusal", tracking=True)

    @api.model
    def _b2b_ask(self, entity, kind, form=None):
        """Ask staff; an earlier question about the same entity is replaced.

        :param form: for ``key``: dict with ``vat``, ``b2b_kpp``, ``b2b_legal_form``,
            ``b2b_ogrn``, already checked
        """
        form = form or {
            name: entity[name]
            for name in ("vat", "b2b_kpp", "b2b_legal_form", "b2b_ogrn")
        }
        values = {
            "old_vat": entity.vat,
            "old_kpp": entity.b2b_kpp,
            "vat": form["vat"],
            "kpp": form["b2b_kpp"] or False,
            "ogrn": form["b2b_ogrn"] or False,
            "legal_form": form["b2b_legal_form"],
            "user_id": self.env.uid,
        }
        request = self.search(
            Domain("entity_id", "=", entity.id)
            & Domain("state", "=", "new")
            & Domain("kind", "=", kind)
        )
        if request:
            request.write(values)
        else:
            request = self.create({"entity_id": entity.id, "kind": kind, **values})
        manager = entity.parent_id.user_id
        request.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Confirm the requisites of %s", entity.name),
            user_id=(manager or self.env.ref("base.user_admin")).id,
        )
        return request

    def action_approve(self):
        """Confirm: the entity gets its new key, or becomes usable."""
        for request in self.filtered(lambda r: r.state == "new"):
            entity = request.entity_id
            if request.kind == "key":
                entity.write(
                    {
                        "vat": request.vat,
                        "b2b_kpp": request.kpp,
                        "b2b_legal_form": request.legal_form,
                        "b2b_ogrn": request.ogrn or entity.b2b_ogrn,
                    }
                )
            else:
                entity.active = True
            request._b2b_decided("approved")
            entity._b2b_after_change()

    def action_refuse(self):
        for request in self.filtered(lambda r: r.state == "new"):
            if not request.reason:
                raise UserError(
                    self.env._("Reason: tell the contractor why it is refused.")
                )
            request._b2b_decided("refused")

    def _b2b_decided(self, state):
        self.ensure_one()
        self.state = state
        self.activity_unlink(["mail.mail_activity_data_todo"])
        template = self.env.ref("b2b_portal.mail_template_entity_request").sudo()
        if self.user_id.email:
            template.with_context(lang=self.user_id.lang).send_mail(self.id)
        self.contractor_id.message_post(
            body=self.env._(
                "Requisites of %(entity)s: %(state)s.",
                entity=self.entity_id.name,
                state=dict(self._fields["state"]._description_selection(self.env))[
                    state
                ],
            )
        )
