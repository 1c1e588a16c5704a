from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import requisites

# A change of any of these changes what a person may see.
ACCESS_FIELDS = {"parent_id", "b2b_type", "b2b_state", "b2b_blocked", "b2b_tier_id"}


# Says under the context key ``b2b_moving`` that an entity's history moves with it. An
# object, and not a word: a caller over RPC cannot send it.
MOVING = object()

# Orders and documents that a contractor's card shows.
SHOWN = 20


class ResPartner(models.Model):
    """Contractor, its legal entities and its employees.

    contractor — top company, the wholesaler's client (УТ: «Партнёр»)
    legal entity — child company with ИНН/КПП (УТ: «Контрагент»)
    employee — contact below the contractor, with a portal user
    """

    _inherit = "res.partner"

    b2b_type = fields.Selection(
        [
            ("contractor", "Contractor"),
            ("entity", "Legal entity"),
            ("organisation", "Own organisation"),
        ],
        string="B2B role",
        index="btree_not_null",
    )
    b2b_contractor_id = fields.Many2one(
        "res.partner",
        "Contractor",
        compute="_compute_b2b_contractor_id",
        store=True,
        recursive=True,
        index="btree_not_null",
    )
    b2b_state = fields.Selection(
        [
            ("new", "New"),
            ("approved", "Approved"),
            ("blocked", "Blocked"),
            ("refused", "Refused"),
        ],
        string="B2B state",
        default="new",
        tracking=True,
        help="Only an approved contractor's people see prices and order.",
    )
    b2b_tier_id = fields.Many2one(
        "b2b.tier", "Tier", index="btree_not_null", tracking=True
    )
    b2b_pricelist_id = fields.Many2one(
        "product.pricelist", "Own prices", tracking=True, help="Empty: the tier's."
    )

    # === Legal entities === #
    b2b_full_name = fields.Char("Official name")
    b2b_legal_form = fields.Selection(
        [("company", "Company (ООО, АО…)"), ("sole", "Sole trader (ИП)")],
        string="Legal form",
        default="company",
    )
    b2b_kpp = fields.Char("КПП", size=9)
    b2b_ogrn = fields.Char("ОГРН / ОГРНИП", size=15)
    b2b_is_default = fields.Boolean("Default entity")
    b2b_marking_registered = fields.Boolean(
        "Registered in «Честный ЗНАК»",
        help="Goods that need marking are sold only to a registered entity.",
    )

    # === Employees === #
    b2b_limit_order = fields.Monetary(
        "Limit per order", currency_field="currency_id", help="0: no limit."
    )
    b2b_limit_month = fields.Monetary(
        "Limit per month", currency_field="currency_id", help="0: no limit."
    )
    b2b_blocked = fields.Boolean("Blocked on the portal", tracking=True)
    b2b_cart_id = fields.Many2one(
        "sale.order",
        "Current cart",
        ondelete="set null",
        copy=False,
        help="The one cart that the website reopens, on every device.",
    )

    # === Contractor's own things === #
    b2b_entity_ids = fields.One2many(
        "res.partner",
        "parent_id",
        "Legal entities",
        domain=[("b2b_type", "=", "entity")],
    )
    b2b_employee_ids = fields.One2many(
        "res.partner",
        "parent_id",
        "Employees",
        domain=[("b2b_type", "=", False), ("type", "=", "contact")],
    )
    b2b_contract_ids = fields.One2many("b2b.contract", "contractor_id", "Contracts")
    b2b_entity_contract_ids = fields.One2many(
        "b2b.contract", "entity_id", "Contracts of the entity"
    )
    b2b_order_ids = fields.One2many("sale.order", "b2b_contractor_id", "B2B orders")
    b2b_document_ids = fields.One2many("b2b.document", "contractor_id", "Documents")
    b2b_order_count = fields.Integer(compute="_compute_b2b_counts")
    b2b_document_count = fields.Integer(compute="_compute_b2b_counts")
    b2b_last_order_ids = fields.Many2many(
        "sale.order", string="Last orders", compute="_compute_b2b_last"
    )
    b2b_last_document_ids = fields.Many2many(
        "b2b.document", string="Last documents", compute="_compute_b2b_last"
    )

    _b2b_entity_key = models.UniqueIndex(
        "(parent_id, vat, COALESCE(b2b_kpp, '')) "
        "WHERE b2b_type = 'entity' AND active AND vat IS NOT NULL",
        "This contractor already has a legal entity with this ИНН and КПП.",
    )

    @api.depends("b2b_type", "parent_id.b2b_contractor_id")
    def _compute_b2b_contractor_id(self):
        for partner in self:
            if partner.b2b_type == "contractor":
                partner.b2b_contractor_id = partner
            else:
                partner.b2b_contractor_id = partner.parent_id.b2b_contractor_id

    def _compute_b2b_counts(self):
        orders = dict(
            self.env["sale.order"]._read_group(
                [("b2b_contractor_id", "in", self.ids), ("b2b_placed_at", "!=", False)],
                ["b2b_contractor_id"],
                ["__count"],
            )
        )
        documents = dict(
            self.env["b2b.document"]._read_group(
                [("contractor_id", "in", self.ids)], ["contractor_id"], ["__count"]
            )
        )
        for partner in self:
            partner.b2b_order_count = orders.get(partner, 0)
            partner.b2b_document_count = documents.get(partner, 0)

    def _compute_b2b_last(self):
        """What a card shows: old clients have thousands, so not all of them."""
        orders, documents = self.env["sale.order"], self.env["b2b.document"]
        for partner in self:
            mine = Domain("b2b_contractor_id", "=", partner.id)
            partner.b2b_last_order_ids = orders.search(
                mine & Domain("b2b_placed_at", "!=", False),
                order="date_order desc, id desc",
                limit=SHOWN,
            )
            partner.b2b_last_document_ids = documents.search(
                [("contractor_id", "=", partner.id)], limit=SHOWN
            )

    # === Requisites === #

    @api.constrains("b2b_type", "b2b_legal_form", "vat", "b2b_kpp", "b2b_ogrn")
    def _check_b2b_requisites(self):
        for partner in self.filtered(
            lambda p: p.b2b_type in ("entity", "organisation")
        ):
            problem = self._b2b_requisites_problems(
                {
                    "vat": partner.vat,
                    "b2b_legal_form": partner.b2b_legal_form,
                    "b2b_kpp": partner.b2b_kpp,
                    "b2b_ogrn": partner.b2b_ogrn,
                }
            )
            if problem:
                raise ValidationError("\n".join(problem.values()))

    @api.model
    def _b2b_requisites_problems(self, values, complete=False):
        """What is wrong with requisites that somebody typed.

        :param dict values: ``vat``, ``b2b_legal_form``, ``b2b_kpp``, ``b2b_ogrn``
        :param bool complete: the person has the certificate at hand, so the ОГРН is
            needed too; old books of 1С often are without it
        :return: ``{field name: message for the person}``, empty when all is well
        """
        _ = self.env._
        problems = {}
        sole = values.get("b2b_legal_form") == "sole"
        vat = values.get("vat") or ""
        length = 12 if sole else 10
        if len(vat) != length or not requisites.is_inn(vat):
            problems["vat"] = _(
                "ИНН: %(length)s digits with correct check digits are expected. "
                "Please compare it with the registration certificate.",
                length=length,
            )
        kpp = values.get("b2b_kpp")
        if sole and kpp:
            problems["b2b_kpp"] = _("КПП: a sole trader has none, leave it empty.")
        elif not sole and not requisites.is_kpp(kpp):
            problems["b2b_kpp"] = _(
                "КПП: nine characters are expected, e.g. 770101001."
            )
        ogrn = values.get("b2b_ogrn")
        named = {"name": "ОГРНИП" if sole else "ОГРН", "length": 15 if sole else 13}
        if complete and not ogrn:
            problems["b2b_ogrn"] = _(
                "%(name)s is needed: %(length)s digits of the registration "
                "certificate.",
                **named,
            )
        elif ogrn and not requisites.is_ogrn(ogrn, sole=sole):
            problems["b2b_ogrn"] = _(
                "%(name)s: %(length)s digits with a correct check digit are expected.",
                **named,
            )
        return problems

    def _b2b_entities_used(self):
        """Whether anything refers to one of these legal entities."""
        uses = (
            ("sale.order", "b2b_entity_id"),
            ("b2b.document", "entity_id"),
            ("b2b.contract", "entity_id"),
        )
        return bool(self) and any(
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search_count([(field, "in", self.ids)], limit=1)
            for model, field in uses
        )

    def unlink(self):
        if self.filtered(lambda p: p.b2b_type == "entity")._b2b_entities_used():
            raise ValidationError(  # pylint: disable=no-raise-unlink
                self.env._(
                    "A legal entity that has orders, documents or contracts cannot be "
                    "deleted. Archive it."
                )
            )
        return super().unlink()

    # === Prices === #

    def _b2b_get_pricelist(self, contract=None):
        """Price list of a contractor's person: contract, own terms, then the tier.

        :return: sudoed ``product.pricelist``; one without prices for anyone else
        """
        partner_sudo = self.sudo()
        contractor = partner_sudo.b2b_contractor_id
        if contractor.b2b_state != "approved":
            return self.env.ref("b2b_portal.pricelist_closed").sudo()
        return (
            (contract and contract.sudo().pricelist_id)
            or contractor.b2b_pricelist_id
            or contractor.b2b_tier_id.pricelist_id
            or self.env.ref("b2b_portal.pricelist_closed").sudo()
        )

    def _b2b_open_cart(self):
        """The person's current cart, by sudo; empty where there is none."""
        cart = self.sudo().b2b_cart_id
        return (
            cart
            if cart.state == "draft" and not cart.b2b_approval_state
            else (cart.browse())
        )

    def _b2b_usual_contract(self):
        """The contract (sudo, may be empty) that a new cart of this person begins
        with: the price list is that of the contract."""
        entity = self.sudo().b2b_contractor_id._b2b_default_entity()
        contracts = self.env["b2b.contract"].sudo()
        return contracts._find_for(entity)[:1] if entity else contracts

    # === Access === #

    def write(self, vals):
        if "parent_id" in vals:
            self._b2b_check_parent(vals["parent_id"])
        result = super().write(vals)
        if ACCESS_FIELDS & vals.keys():
            # Rule domains are cached per user: a change acts on the next request.
            self.env.registry.clear_cache()
        if "b2b_state" in vals or "b2b_type" in vals:
            self._b2b_after_change()
        return result

    def _b2b_check_parent(self, parent_id):
        """A legal entity with a history changes its contractor in one way only."""
        moved = self.filtered(
            lambda p: p.b2b_type == "entity" and p.parent_id.id != parent_id
        )
        if self.env.context.get("b2b_moving") is MOVING:
            return
        if moved._b2b_entities_used():
            raise UserError(
                self.env._(
                    "%s has orders, documents or contracts: use «Move to another "
                    "contractor», so that they follow.",
                    ", ".join(moved.mapped("name")),
                )
            )

    def _b2b_after_change(self):
        """Hook: the contractor's data changed and other systems may want to know."""

    def _can_be_edited_by_current_customer(self, **kwargs):
        # EXTENDS portal: requisites are edited on checked pages of the product.
        if self.sudo().b2b_type:
            return False
        return super()._can_be_edited_by_current_customer(**kwargs)

    def _b2b_default_entity(self):
        """The legal entity that orders are made out to unless another is chosen."""
        self.ensure_one()
        entities = self.sudo().b2b_contractor_id.b2b_entity_ids
        return (entities.filtered("b2b_is_default") or entities)[:1]

    @api.model
    def _b2b_contractor_domain(self):
        return Domain("b2b_type", "=", "contractor")

    def action_b2b_open_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_portal.action_order"
        )
        action["domain"] = [("b2b_contractor_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def action_b2b_open_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_portal.action_contract"
        )
        action["domain"] = [("contractor_id", "=", self.id)]
        action["context"] = {"default_entity_id": self._b2b_default_entity().id}
        return action

    def action_b2b_open_documents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_portal.action_document"
        )
        action["domain"] = [("contractor_id", "=", self.id)]
        return action

    def action_b2b_approve(self):
        self.filtered(lambda p: p.b2b_type == "contractor").b2b_state = "approved"

    def action_b2b_block(self):
        self.filtered(lambda p: p.b2b_type == "contractor").b2b_state = "blocked"
