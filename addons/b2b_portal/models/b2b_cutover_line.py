from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize

from ..tools import partner_list, requisites
from .res_users import ROLES

ROLE_WORDS = {"дир": "director", "зак": "buyer", "мен": "buyer", "бух": "accountant"}


class B2bCutoverLine(models.Model):
    """A row of the list: a legal entity, what it is like here, what becomes of it."""

    _name = "b2b.cutover.line"
    _description = "Row of a cut-over"
    _order = "cutover_id, number, id"
    _rec_name = "name"

    cutover_id = fields.Many2one(
        "b2b.cutover", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer("Row", readonly=True)
    group_name = fields.Char(
        "Contractor in the list",
        help="Rows with the same name become legal entities of one contractor.",
    )
    name = fields.Char("Legal entity", required=True)
    full_name = fields.Char("Official name")
    vat = fields.Char("ИНН", index=True)
    kpp = fields.Char("КПП")
    ogrn = fields.Char("ОГРН / ОГРНИП")
    legal_address = fields.Char()
    delivery_address = fields.Char()
    bic = fields.Char("БИК")
    account = fields.Char("Settlement account")
    contact_name = fields.Char("Contact person")
    email = fields.Char()
    phone = fields.Char()
    role = fields.Selection(ROLES, "Portal role")
    tier_id = fields.Many2one("b2b.tier")
    user_id = fields.Many2one("res.users", "Manager")
    source_note = fields.Char(readonly=True)

    verdict = fields.Selection(
        [
            ("new", "New"),
            ("same", "Here already"),
            ("partner", "Known to Odoo, no contractor yet"),
            ("doubt", "Doubtful"),
            ("double", "Twice in the list"),
            ("bad", "Cannot be used"),
        ],
        readonly=True,
    )
    note = fields.Char("What was found", readonly=True)
    decision = fields.Selection(
        [
            ("create", "New contractor"),
            ("attach", "Entity of the contractor"),
            ("update", "Fill in what is missing"),
            ("adopt", "Turn the partner into an entity"),
            ("skip", "Leave out"),
        ],
        help="Empty: nobody has decided yet, the row waits.",
    )
    contractor_id = fields.Many2one(
        "res.partner", "Contractor", domain=[("b2b_type", "=", "contractor")]
    )
    partner_id = fields.Many2one("res.partner", "Looks like")
    state = fields.Selection(
        [("new", "Waits"), ("done", "Done"), ("failed", "Failed")],
        default="new",
        required=True,
        readonly=True,
    )
    error = fields.Char(readonly=True)
    entity_id = fields.Many2one("res.partner", "Made of it", readonly=True)
    invite = fields.Selection(
        [("wait", "Waits"), ("sent", "Invited"), ("failed", "Failed")],
        "Invitation",
        readonly=True,
    )

    @api.model
    def _row_fields(self):
        return (
            "number", "name", "full_name", "vat", "kpp", "ogrn", "legal_address",
            "delivery_address", "bic", "account", "contact_name", "email", "phone",
        ) + ("group_name",)  # fmt: skip

    @api.model
    def _role_of(self, word):
        return ROLE_WORDS.get((word or "").lower()[:3], False)

    def _as_text(self, field):
        value = self[field]
        if self._fields[field].type == "selection":
            return dict(self._fields[field]._description_selection(self.env)).get(value)
        return (
            value.display_name if isinstance(value, models.BaseModel) else value or ""
        )

    def _group_key(self):
        """Rows with the same key are worked together, as one contractor."""
        self.ensure_one()
        if self.contractor_id:
            return f"#{self.contractor_id.id}"
        return partner_list.key_of_name(self.group_name) or f"row {self.id}"

    @property
    def _form(self):
        return "sole" if len(self.vat or "") == 12 else "company"

    # === Staff decide === #

    def action_join(self):
        """The chosen rows become entities of one contractor: of the first's."""
        first = self.sorted("number")[:1]
        self._check_open()
        contractor = self.contractor_id[:1]
        for line in self:
            values = {"group_name": first.group_name or first.name}
            if contractor:
                values["contractor_id"] = contractor.id
            if line.decision in (False, "create", "attach"):
                values["decision"] = "attach" if contractor else "create"
            line.write(values)

    def action_create(self):
        """The chosen rows are new contractors, whatever they look like."""
        self._check_open()
        self.write({"decision": "create", "contractor_id": False, "partner_id": False})

    def action_skip(self):
        self._check_open()
        self.decision = "skip"

    def _check_open(self):
        if self.filtered(lambda line: line.state == "done"):
            raise UserError(self.env._("Rows that are done stay as they are."))

    @api.onchange("contractor_id")
    def _onchange_contractor_id(self):
        if self.contractor_id and self.decision in (False, "create"):
            self.decision = "attach"

    # === Applying === #

    def _apply(self):
        """Make one contractor of these rows, wholly or not at all."""
        # One note says what was done; «created» on every card would say less.
        lines = self.with_context(mail_create_nolog=True, tracking_disable=True)
        try:
            with self.env.cr.savepoint():
                lines._apply_group()
        except (UserError, ValidationError) as error:
            self.invalidate_recordset()
            self.write({"state": "failed", "error": str(error)[:500]})

    def _apply_group(self):
        contractor = self.contractor_id[:1] or self._make_contractor()
        for line in self:
            entity = line._make_entity(contractor)
            line.write(
                {
                    "state": "done",
                    "error": False,
                    "entity_id": entity.id,
                    "contractor_id": contractor.id,
                }
            )
        contractor._message_log(
            body=self.env._(
                "Cut-over «%(list)s», rows %(rows)s.",
                list=self.cutover_id.name,
                rows=", ".join(map(str, self.mapped("number"))),
            )
        )

    def _make_contractor(self):
        first = self[:1]
        cutover = first.cutover_id
        return self.env["res.partner"].create(
            {
                "name": first.group_name or first.name,
                "is_company": True,
                "b2b_type": "contractor",
                "b2b_state": "approved",
                "b2b_tier_id": (self.tier_id[:1] or cutover.tier_id).id,
                "user_id": (self.user_id[:1] or cutover.user_id).id,
                "email": next(filter(None, self.mapped("email")), False),
                "phone": next(filter(None, (line._phone() for line in self)), False),
                "country_id": self.env.ref("base.ru").id,
                "lang": self.env.lang,
            }
        )

    def _make_entity(self, contractor):
        """The legal entity of the row: made, turned into, or filled in."""
        self.ensure_one()
        values = {
            "b2b_full_name": self.full_name or self.name,
            "b2b_ogrn": self.ogrn,
            "street": self.legal_address,
            "email": email_normalize(self.email or ""),
            "phone": self._phone() or self.phone,
        }
        key = {
            "vat": self.vat,
            "b2b_kpp": self.kpp,
            "b2b_legal_form": self._form,
            "b2b_type": "entity",
            "is_company": True,
            "type": "other",
            "parent_id": contractor.id,
            "country_id": self.env.ref("base.ru").id,
        }
        entity = self.partner_id
        if self.decision == "update":
            entity.write(self._missing(entity, values))
        elif self.decision == "adopt":
            # Its people work for the contractor now.
            people = entity.child_ids.filtered(lambda p: p.type == "contact")
            entity.write({**self._missing(entity, values), **key})
            people.write({"parent_id": contractor.id})
        else:
            entity = self._create_entity(contractor, {**values, **key})
        if not contractor.b2b_entity_ids.filtered("b2b_is_default"):
            entity.b2b_is_default = True
        self._add_places(entity)
        self._add_person(contractor)
        return entity

    def _create_entity(self, contractor, values):
        entities = contractor.with_context(active_test=False).b2b_entity_ids
        if entities.filtered(
            lambda e: e.vat == self.vat and (e.b2b_kpp or "") == (self.kpp or "")
        ):
            raise UserError(
                self.env._(
                    "%s has a legal entity with this ИНН and КПП already.",
                    contractor.name,
                )
            )
        return self.env["res.partner"].create({"name": self.name, **values})

    def _missing(self, partner, values):
        return {
            key: value for key, value in values.items() if value and not partner[key]
        }

    def _add_places(self, entity):
        if self.account and requisites.is_bic(self.bic):
            entity._b2b_set_account(self.bic, self.account)
        place = self.delivery_address
        places = entity.child_ids.filtered(lambda p: p.type == "delivery")
        if place and place not in places.mapped("street"):
            self.env["res.partner"].create(
                {
                    "name": place,
                    "type": "delivery",
                    "parent_id": entity.id,
                    "street": place,
                    "country_id": self.env.ref("base.ru").id,
                }
            )

    def _add_person(self, contractor):
        """The contact person, without a login until they are invited."""
        email = email_normalize(self.email or "")
        if email and email not in contractor.b2b_employee_ids.mapped(
            "email_normalized"
        ):
            self.env["res.partner"].create(
                {
                    "name": self.contact_name or contractor.name,
                    "type": "contact",
                    "parent_id": contractor.id,
                    "email": email,
                    "phone": self._phone() or self.phone,
                    "lang": self.env.lang,
                }
            )

    # === Inviting === #

    def _invite(self):
        """Give the person of the row a login and send the invitation. Idempotent."""
        self.ensure_one()
        contractor = self.contractor_id
        email = email_normalize(self.email or "")
        person = contractor.with_context(active_test=False).b2b_employee_ids.filtered(
            lambda p: p.email_normalized == email
        )[:1]
        directors = contractor._b2b_directors()
        role = self.role or ("buyer" if directors else "director")
        try:
            with self.env.cr.savepoint():
                if not person:
                    raise UserError(self.env._("E-mail: an address is expected."))
                if not person.with_context(active_test=False).user_ids:
                    person._b2b_give_login(role)
        except UserError as error:
            self.write({"invite": "failed", "error": str(error)[:500]})
        else:
            self.write({"invite": "sent", "error": False})
