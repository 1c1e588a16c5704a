from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """How an order is placed: one way, whoever places it and from wherever.

    ``_place`` checks, prepares and acts. What must hold under races (stock, limits) is
    decided below ``action_confirm``, so that no other way of confirming gets around
    it; this module adds what a person has to see and accept before.
    """

    _inherit = "sale.order"

    def _place(self, accept_changes=False):
        """Place a cart as an order, or send it to the director for approval.

        Call ``env["b2b.turn"]._take(order)`` before, at the start of the request.
        A cart of several sellers becomes several orders, all of them or none; the
        cart itself is the first.

        :param bool accept_changes: the person has seen and accepted new prices
        :return: dict with ``result``: ``placed``, ``approval``, or ``changed`` with
            ``changes``: list of dicts ``line``, ``old``, ``new`` (price per unit);
            ``orders``: what was placed
        :raise UserError: why the order cannot be placed
        """
        self.ensure_one()
        if "b2b_fits" not in self.env.context:
            return self._b2b_reading_once()._place(accept_changes)
        self._place_check_parties()
        changes = self._b2b_reprice()
        if changes and not accept_changes:
            return {"result": "changed", "changes": changes}
        self.order_line._b2b_accept_price()
        self._place_check_goods()
        orders = self._b2b_split()
        for order in orders:
            order._place_prepare()
        return orders._place_act()

    def _place_check_parties(self):
        """Who buys, on which terms, from where."""
        self.ensure_one()
        _ = self.env._
        if self.state != "draft" and self.b2b_approval_state != "waiting":
            raise UserError(_("Order %s is already placed.", self.name))
        contractor = self.b2b_contractor_id
        if not contractor:
            raise UserError(_("Only an approved contractor can order."))
        if contractor.b2b_state != "approved":
            raise UserError(
                _(
                    "Orders of %s are stopped. Please contact your manager.",
                    contractor.name,
                )
            )
        if not self.b2b_entity_id.active or (
            self.b2b_entity_id.b2b_contractor_id != contractor
        ):
            raise UserError(_("Legal entity: choose the one that buys."))
        if self.b2b_contract_id and self.b2b_contract_id not in self.env[
            "b2b.contract"
        ].sudo()._find_for(self.b2b_entity_id, kind=self.b2b_contract_id.kind):
            raise UserError(
                _("Contract %s is not valid today.", self.b2b_contract_id.name)
            )
        if not self.warehouse_id.b2b_published:
            raise UserError(_("Warehouse: choose the one to ship from."))

    def _place_check_goods(self):
        """What is bought, as far as it can be told without a lock.

        Several orders are parts of one cart: what holds for the whole of it is asked
        about all of them, and about the parts that are placed already.
        """
        problems = [
            problem for order in self for problem in order._place_line_problems()
        ]
        if problems := problems or self._place_whole_problems():
            raise UserError("\n".join(problems))

    def _place_whole_problems(self):
        """Messages about a cart as a whole, whose lines can all be ordered."""
        whole = self._b2b_whole()
        contractor, currency = whole.b2b_contractor_id, whole.currency_id[:1]
        minimum = contractor.b2b_tier_id.min_order_amount
        amount = sum(whole.mapped("amount_total"))
        if currency.compare_amounts(amount, minimum) >= 0:
            return []
        return [
            self.env._(
                "The minimum order is %(minimum)s, this one is %(amount)s.",
                minimum=currency.format(minimum),
                amount=currency.format(amount),
            )
        ]

    def _b2b_whole(self):
        """These parts of a cart and the others that are not cancelled."""
        return self | self[:1]._b2b_siblings().filtered(lambda o: o.state != "cancel")

    def _place_line_problems(self):
        """Messages about lines that cannot be ordered as they are."""
        self.ensure_one()
        _ = self.env._
        lines = self._b2b_goods()
        if not lines:
            return [_("The cart is empty: add goods from the catalogue.")]
        problems = []
        visible = lines.product_id & self._b2b_visible_products(lines.product_id)
        fits = self._b2b_fits()
        for line in lines:
            if line.product_id not in visible:
                problems.append(
                    _("%s is not in your catalogue any more.", line.product_id.name)
                )
            elif line.price_unit <= 0:
                problems.append(
                    _(
                        "%s has no price: ask your manager, it cannot be ordered.",
                        line.product_id.display_name,
                    )
                )
            elif not fits[line]:
                problems.append(
                    _(
                        "%(product)s is not sold to %(entity)s: ask your manager.",
                        product=line.product_id.display_name,
                        entity=self.b2b_entity_id.name,
                    )
                )
            elif problem := (
                line._b2b_marking_problem() or line._b2b_quantity_problem()
            ):
                problems.append(problem)
        return problems

    def _b2b_visible_products(self, products):
        """Those of ``products`` that the contractor of this order may buy."""
        collections = self.b2b_contractor_id.b2b_tier_id.collection_ids
        products = products.filtered(lambda p: p.active and p.sale_ok)
        if not collections:
            return products
        return products.filtered(lambda p: p.b2b_collection_ids & collections)

    def _place_prepare(self):
        """Values that are derived at the moment of placing."""
        self.ensure_one()
        self._b2b_fix_number()
        entity = self.b2b_entity_id
        self.write(
            {
                "partner_invoice_id": entity.id,
                "partner_shipping_id": self.partner_shipping_id.id
                if self.partner_shipping_id not in (self.partner_id, entity)
                else entity.id,
            }
        )

    def _place_act(self):
        """Place all these parts of a cart, or ask the director about all of them."""
        if reason := self._b2b_approval_reason():
            self._b2b_ask_approval(reason)
            return {
                "result": "approval",
                "changes": [],
                "reason": reason,
                "orders": self,
            }
        self.action_confirm()
        return {"result": "placed", "changes": [], "orders": self}

    # === Numbers === #

    def _b2b_fix_number(self):
        """Give the order the number that 1С will know it by, once and for all.

        At most 11 characters: an installation prefix and a PostgreSQL sequence, which
        does not give a number twice even after a rolled back transaction.
        """
        for order in self.filtered(lambda o: not o.b2b_placed_at):
            order.write(
                {
                    "name": self.env["ir.sequence"].sudo().next_by_code("b2b.order"),
                    "b2b_placed_at": fields.Datetime.now(),
                }
            )

    @api.model
    def _b2b_set_number_prefix(self, prefix):
        """Set the installation prefix of order numbers (1–4 characters).

        A new database that exchanges with old books needs a new prefix: 1С finds an
        order by its number alone.
        """
        if not 1 <= len(prefix) <= 4:
            raise UserError(self.env._("Prefix: one to four characters."))
        self.env["ir.config_parameter"].sudo().set_param(
            "b2b_portal.number_prefix", prefix
        )
        self.env.ref("b2b_portal.seq_order").sudo().write(
            {"prefix": f"{prefix}-", "padding": 10 - len(prefix)}
        )

    # === Prices === #

    def _b2b_reprice(self):
        """Bring an open cart to the prices of this moment.

        :return: list of dicts ``line``, ``old``, ``new``: what differs from the price
            that the person saw last
        """
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            return []
        self._b2b_settle_sellers()
        pricelist = self.partner_id._b2b_get_pricelist(self.b2b_contract_id)
        if self.pricelist_id != pricelist:
            self.pricelist_id = pricelist
        stale = self.order_line._b2b_stale_prices()
        if stale:
            self.with_context(b2b_stale_lines=set(stale.ids))._recompute_prices()
        self.order_line._compute_tax_ids()
        return self._b2b_price_changes()

    def _b2b_price_changes(self):
        """Lines whose price differs from the one last seen."""
        return [
            {"line": line, "old": line.b2b_seen_price, "new": line.price_unit}
            for line in self.order_line
            if line.product_id
            and self.currency_id.compare_amounts(line.b2b_seen_price, line.price_unit)
        ]

    def _b2b_release_cart(self):
        """These orders are no longer anybody's current cart."""
        self.env["res.partner"].sudo().search(
            [("b2b_cart_id", "in", self.ids)]
        ).b2b_cart_id = False


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _b2b_marking_problem(self):
        """Why goods with obligatory marking cannot be sold to this entity, or None.

        The codes are passed on in 1С and at the operator, to a registered one only.
        """
        self.ensure_one()
        entity_sudo = self.order_id.b2b_entity_id.sudo()
        if not self.product_id.b2b_marking_group or entity_sudo.b2b_marking_registered:
            return None
        return self.env._(
            "%(product)s is marked goods (%(group)s), and %(entity)s is not registered "
            "in the marking system: tell your manager once it is.",
            product=self.product_id.display_name,
            group=self.product_id.b2b_marking_group,
            entity=entity_sudo.name,
        )

    def _b2b_accept_price(self):
        for line in self:
            if line.b2b_seen_price != line.price_unit:
                line.b2b_seen_price = line.price_unit
