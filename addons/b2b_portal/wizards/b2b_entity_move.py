"""Legal entities move to another contractor, with all that is theirs.

Two contractors turn out to be one client, or a company is sold: the entities go, and
their orders, documents, contracts and settlements with them. A contractor that keeps
no entity is merged: its people and everything else follow, and it is archived.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import plaintext2html

from ..models.res_partner import MOVING

#: What core would derive anew from another customer: a placed order stays as it is.
KEPT = (
    "partner_invoice_id",
    "partner_shipping_id",
    "fiscal_position_id",
    "payment_term_id",
    "user_id",
    "team_id",
)


class B2bEntityMove(models.TransientModel):
    _name = "b2b.entity.move"
    _description = "Move of legal entities to another contractor"

    target_id = fields.Many2one(
        "res.partner",
        "To contractor",
        required=True,
        domain=[("b2b_type", "=", "contractor"), ("b2b_state", "=", "approved")],
    )
    entity_ids = fields.Many2many(
        "res.partner",
        "b2b_entity_move_entity_rel",
        string="Legal entities",
        required=True,
        domain=[("b2b_type", "=", "entity")],
        context={"active_test": False},
    )
    people_ids = fields.Many2many(
        "res.partner",
        "b2b_entity_move_people_rel",
        string="People who go along",
        compute="_compute_people_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', candidate_ids)]",
        context={"active_test": False},
        help="They keep their roles and see what the other contractor's people see.",
    )
    candidate_ids = fields.Many2many("res.partner", compute="_compute_sources")
    emptied_ids = fields.Many2many(
        "res.partner", string="Merged", compute="_compute_sources"
    )
    reason = fields.Char(required=True, help="Stays in the history of both.")
    summary = fields.Text("What will move", compute="_compute_summary")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get("active_model") != "res.partner":
            return values
        chosen = self.env["res.partner"].browse(context.get("active_ids", []))
        contractors = chosen.filtered(lambda p: p.b2b_type == "contractor")
        entities = chosen.filtered(lambda p: p.b2b_type == "entity")
        if not contractors | entities:
            raise UserError(
                self.env._("Choose contractors or legal entities of the portal.")
            )
        if len(contractors) > 1:
            # The one with the longest history stays.
            target = contractors.sorted("b2b_order_count")[-1]
            values["target_id"] = target.id
            contractors -= target
        entities |= self._entities_of(contractors)
        values["entity_ids"] = [Command.set(entities.ids)]
        return values

    @api.model
    def _entities_of(self, contractors):
        """All legal entities of contractors, archived ones included."""
        return contractors.with_context(active_test=False).b2b_entity_ids

    @api.depends("entity_ids")
    def _compute_sources(self):
        for move in self:
            sources = move.entity_ids.b2b_contractor_id
            move.emptied_ids = sources.filtered(
                lambda c, move=move: not self._entities_of(c) - move.entity_ids._origin
            )
            move.candidate_ids = sources.with_context(
                active_test=False
            ).b2b_employee_ids

    @api.depends("entity_ids")
    def _compute_people_ids(self):
        for move in self:
            emptied = move.emptied_ids.with_context(active_test=False)
            move.people_ids = emptied.b2b_employee_ids

    @api.depends("entity_ids", "people_ids", "target_id")
    def _compute_summary(self):
        _ = self.env._
        for move in self:
            entities = move.entity_ids._origin
            rows = [
                _("Orders: %s", self.env["sale.order"].search_count(
                    self._orders_domain(entities)
                )),
                _("Documents: %s", self.env["b2b.document"].search_count(
                    [("entity_id", "in", entities.ids)]
                )),
                _("Contracts: %s", self.env["b2b.contract"].with_context(
                    active_test=False
                ).search_count([("entity_id", "in", entities.ids)])),
                _("People: %s", len(move.people_ids)),
            ]  # fmt: skip
            if move.emptied_ids:
                rows.append(
                    _(
                        "Nothing is left of %s: the rest (lists, quotes, points, "
                        "retail requests) moves too, the contractor is archived.",
                        ", ".join(move.emptied_ids.mapped("name")),
                    )
                )
            if move.target_id:
                rows.append(
                    _(
                        "Prices and limits are those of %(contractor)s (%(tier)s).",
                        contractor=move.target_id.name,
                        tier=move.target_id.b2b_tier_id.name or "–",
                    )
                )
            move.summary = "\n".join(rows)

    @api.model
    def _orders_domain(self, entities):
        """Placed orders of legal entities; a cart belongs to whoever fills it."""
        return Domain("b2b_entity_id", "in", entities.ids) & Domain(
            "b2b_placed_at", "!=", False
        )

    # === The move === #

    def action_move(self):
        """Check once more, move, and tell both contractors' histories."""
        self.ensure_one()
        self.target_id.check_access("write")
        self.entity_ids.check_access("write")
        target = self.target_id.sudo()
        entities = self.entity_ids.sudo().with_context(active_test=False)
        sources = entities.b2b_contractor_id
        # Nobody decides about these contractors' limits meanwhile.
        self.env["b2b.contractor.lock"].sudo()._bump(sources | target)
        self._check(target, entities)
        emptied = self.emptied_ids.sudo()
        people = self.people_ids.sudo()
        note = self._note(entities, people, emptied)
        (people | self._rest_of(emptied)).write({"parent_id": target.id})
        entities.with_context(b2b_moving=MOVING).write(
            {"parent_id": target.id, "b2b_is_default": False}
        )
        if not target.b2b_entity_ids.filtered("b2b_is_default"):
            target.b2b_entity_ids[:1].b2b_is_default = True
        for source in sources - emptied:
            if not source.b2b_entity_ids.filtered("b2b_is_default"):
                source.b2b_entity_ids[:1].b2b_is_default = True
        self._follow_entities(entities, target)
        for source in emptied:
            self._follow_contractor(source, target)
        self._follow_people(people - emptied.b2b_employee_ids, target)
        emptied.write({"b2b_state": "blocked", "active": False})
        for record in target | sources | entities:
            record.message_post(body=plaintext2html(note), author_id=self._author())
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": target.id,
            "views": [(self.env.ref("b2b_portal.view_contractor_form").id, "form")],
        }

    def _author(self):
        return self.env.user.partner_id.id

    def _check(self, target, entities):
        """Refuse what would lose something or leave nobody in charge."""
        _ = self.env._
        if target.b2b_type != "contractor" or target.b2b_state != "approved":
            raise UserError(_("To contractor: choose an approved one."))
        if entities.filtered(lambda e: e.b2b_type != "entity"):
            raise UserError(_("Only legal entities of contractors move."))
        sources = entities.b2b_contractor_id
        if not entities or target in sources:
            raise UserError(_("Choose legal entities of other contractors."))
        people = self.people_ids.sudo()
        if people - sources.with_context(active_test=False).b2b_employee_ids:
            raise UserError(_("People who go along: choose those of the contractor."))
        stay = self.emptied_ids.sudo().with_context(active_test=False)
        if left := stay.b2b_employee_ids - people:
            raise UserError(
                _(
                    "%s would belong nowhere: nothing is left of their contractor.",
                    ", ".join(left.mapped("name")),
                )
            )
        for source in sources - self.emptied_ids.sudo():
            directors = source._b2b_directors().partner_id
            if directors and not directors - people:
                raise UserError(
                    _("The last director of %s stays with it.", source.name)
                )
        known = {(e.vat, e.b2b_kpp or "") for e in target.b2b_entity_ids}
        twins = entities.filtered(
            lambda e: e.active and (e.vat, e.b2b_kpp or "") in known
        )
        if twins:
            raise UserError(
                _(
                    "%(new)s has the same ИНН and КПП already: %(entities)s. "
                    "Archive one of the two first.",
                    new=target.name,
                    entities=", ".join(twins.mapped("name")),
                )
            )

    def _note(self, entities, people, emptied):
        _ = self.env._
        rows = [
            _(
                "Moved from %(old)s to %(new)s: %(entities)s.",
                old=", ".join(entities.b2b_contractor_id.mapped("name")),
                new=self.target_id.name,
                entities=", ".join(f"{e.name} ({e.vat})" for e in entities),
            ),
            self.summary,
        ]
        if people:
            rows.append(_("Along: %s", ", ".join(people.mapped("name"))))
        rows.append(_("Reason: %s", self.reason))
        return "\n".join(rows)

    def _rest_of(self, emptied):
        """Addresses and contacts of merged contractors, without what moves anyway."""
        children = emptied.with_context(active_test=False).child_ids
        return children.filtered(lambda child: child.b2b_type != "entity")

    # === What follows (other add-ons add theirs) === #

    @api.model
    def _follow_entities(self, entities, target):
        """Bring what belongs to legal entities to their new contractor.

        What is related to an entity or an order follows by itself.
        """
        env = self.sudo().with_context(active_test=False).env
        orders = env["sale.order"].search(self._orders_domain(entities))
        # Core shows an order to its customer's company only: where the buyer stays, the
        # order is the new company's, and nobody's own.
        left = orders.filtered(lambda o: o.partner_id.b2b_contractor_id != target)
        for order in left._b2b_as_fact():
            order.write(
                {"partner_id": target.id, **{key: order[key].id for key in KEPT}}
            )
        orders._b2b_as_fact().b2b_contractor_id = target
        self._release_carts(entities, target)
        for model in ("b2b.document", "b2b.originals", "b2b.upload"):
            env[model].search([("entity_id", "in", entities.ids)]).write(
                {"contractor_id": target.id}
            )
        of_contracts = [("contract_id.entity_id", "in", entities.ids)]
        env["b2b.individual.price"].search(of_contracts).contractor_id = target
        for raised in env["b2b.limit.raise"].search(of_contracts):
            if raised.is_current:
                # A raise is history of who allowed what to whom: it is made anew.
                raised.copy({"contractor_id": target.id, "user_id": raised.user_id.id})
                raised.with_env(self.env).sudo().action_end()

    def _release_carts(self, entities, target):
        """Open carts of people who stay are made out to an entity that stays."""
        carts = (
            self.env["sale.order"]
            .sudo()
            .search(
                Domain("b2b_entity_id", "in", entities.ids)
                & Domain("b2b_placed_at", "=", False)
                & Domain("b2b_contractor_id", "!=", target.id)
            )
        )
        for cart in carts:
            cart.b2b_entity_id = cart.b2b_contractor_id._b2b_default_entity()

    @api.model
    def _follow_contractor(self, source, target):
        """Bring what belonged to a merged contractor as a whole."""
        env = self.sudo().with_context(active_test=False).env
        mine = [("contractor_id", "=", source.id)]
        for model in ("b2b.document", "b2b.originals", "b2b.upload"):
            env[model].search(mine).write({"contractor_id": target.id})
        born = env["sale.order"].search([("partner_id", "=", source.id)])
        born._b2b_as_fact().partner_id = target
        waiting = [("known_contractor_id", "=", source.id), ("state", "=", "new")]
        env["b2b.application"].search(waiting).known_contractor_id = target
        asked = env["b2b.retail.answer"].search([("contractor_id", "=", target.id)])
        env["b2b.retail.answer"].search(
            [*mine, ("request_id", "not in", asked.request_id.ids)]
        ).contractor_id = target
        self._follow_points(source, target)

    def _follow_points(self, source, target):
        cards = self.env["loyalty.card"].sudo()
        for card in cards.search([("partner_id", "=", source.id)]):
            same = cards.search(
                [
                    ("partner_id", "=", target.id),
                    ("program_id", "=", card.program_id.id),
                ],
                limit=1,
            )
            if not same:
                card.partner_id = target
                continue
            self.env["loyalty.history"].sudo().create(
                [
                    {
                        "card_id": owner.id,
                        "description": self.env._("Points of %s", source.name),
                        **points,
                    }
                    for owner, points in (
                        (card, {"used": card.points}),
                        (same, {"issued": card.points}),
                    )
                ]
            )
            same.points += card.points
            card.points = 0.0

    @api.model
    def _follow_people(self, people, target):
        """Hook: people move whose contractor stays; their carts follow by themselves,
        placed orders stay where they were bought."""
