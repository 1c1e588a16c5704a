"""Bonus points: earned by a contractor's orders, spent on its later ones.

The programme, its points and its reward are core's (``loyalty``); the card belongs to
the contractor, not to the person who orders, and core's automatic programmes do not
run on contractors' orders: they would look for cards of the person.
"""

from odoo import api, fields, models
from odoo.tools import float_compare, float_round

# What is not decided yet has taken its points already.
UNDECIDED = ("draft", "sent")
# What of a line changes the sum that points are counted from.
SUM_FIELDS = {"product_uom_qty", "price_unit", "discount", "tax_ids"}


class B2bTier(models.Model):
    _inherit = "b2b.tier"

    bonus_program_id = fields.Many2one(
        "loyalty.program",
        "Bonus programme",
        domain="[('program_type', '=', 'loyalty')]",
        help="Its first rule says how many points an order brings, its first discount "
        "what a point is worth. Empty: no points.",
    )
    bonus_moment = fields.Selection(
        [("paid", "Paid in full"), ("shipped", "Paid and shipped in full")],
        "Points for an order that is",
        default="paid",
        required=True,
    )
    bonus_max_percent = fields.Float(
        "Points pay at most, %",
        default=50.0,
        help="Of the sum of one order. Below 100, or there is nothing left to pay.",
    )

    _bonus_max_percent_sane = models.Constraint(
        "CHECK(bonus_max_percent >= 0 AND bonus_max_percent < 100)",
        "Points pay at most: a share below 100 % is expected.",
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _b2b_bonus_card(self, create=False):
        """The contractor's card (sudo) in its tier's programme, or an empty record."""
        self.ensure_one()
        contractor = self.sudo().b2b_contractor_id
        program = contractor.b2b_tier_id.bonus_program_id
        Card = self.env["loyalty.card"].sudo()
        if not program or not program.active:
            return Card
        domain = [("partner_id", "=", contractor.id), ("program_id", "=", program.id)]
        card = Card.search(domain, limit=1)
        if not card and create:
            card = Card.with_context(loyalty_no_mail=True).create(
                {"partner_id": contractor.id, "program_id": program.id}
            )
        return card

    def _b2b_bonus(self):
        """Points for the cabinet.

        :return: dict: ``card``, ``points``, ``worth`` (their sum in money), ``name``
            (what a point is called); None where the tier has no programme
        """
        contractor = self.sudo().b2b_contractor_id
        program = contractor.b2b_tier_id.bonus_program_id
        if not program or not program.active:
            return None
        card = self._b2b_bonus_card()
        reward = program._b2b_reward()
        return {
            "card": card,
            "points": card.points,
            "worth": card.points * reward.discount if reward else 0.0,
            "name": program.portal_point_name,
        }


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _b2b_reward(self):
        """The reward by which points pay: so much money a point."""
        return self.reward_ids.filtered(
            lambda reward: (
                reward.reward_type == "discount" and reward.discount_mode == "per_point"
            )
        )[:1]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    b2b_spend_points = fields.Boolean("Spend bonus points", copy=True)
    b2b_points_spent = fields.Float(
        "Points spent when it was placed", copy=False, readonly=True
    )
    b2b_points_base = fields.Monetary(
        "Goods that points were spent on", copy=False, readonly=True
    )

    # === Earning === #

    def _b2b_log_status(self, source, note=None):
        # EXTENDS: called after whatever may have changed a status.
        result = super()._b2b_log_status(source, note)
        self.sudo()._b2b_grant_points()
        return result

    def _b2b_grant_points(self):
        """Give the points of orders that have earned them. Idempotent."""
        for order in self.filtered(lambda o: o._b2b_earns_points()):
            contractor = order.b2b_contractor_id
            # Two facts about one order at once give its points once.
            self.env["b2b.contractor.lock"].sudo()._bump(contractor)
            card = contractor._b2b_bonus_card(create=True)
            points = order._b2b_points()
            if points <= 0 or order._b2b_point_history().filtered("issued"):
                continue
            card.points += points
            self.env["loyalty.history"].create(
                {
                    "card_id": card.id,
                    "order_model": self._name,
                    "order_id": order.id,
                    "description": order.name,
                    "issued": points,
                }
            )

    def _b2b_earns_points(self):
        tier = self.b2b_contractor_id.b2b_tier_id
        return (
            tier.bonus_program_id.active
            and self.state == "sale"
            and self.b2b_payment_state == "paid"
            and (tier.bonus_moment == "paid" or self.b2b_shipment_state == "full")
        )

    def _b2b_points(self):
        """Points that this order brings by the first rule of the programme."""
        self.ensure_one()
        rule = self.b2b_contractor_id.b2b_tier_id.bonus_program_id.rule_ids[:1]
        if not rule or float_compare(self.amount_total, rule.minimum_amount, 2) < 0:
            return 0.0
        count = {
            "order": 1.0,
            "money": self.amount_total,
            "unit": sum(self._b2b_goods().mapped("product_uom_qty")),
        }[rule.reward_point_mode]
        return float_round(
            count * rule.reward_point_amount,
            precision_digits=0,
            rounding_method="DOWN",
        )

    def _b2b_point_history(self):
        domain = [("order_model", "=", self._name), ("order_id", "in", self.ids)]
        return self.env["loyalty.history"].sudo().search(domain)

    def _action_cancel(self):
        # EXTENDS sale_loyalty: it gives back what was spent; what was earned goes.
        for row in self.filtered("b2b_contractor_id")._b2b_point_history():
            if row.issued:
                row.card_id.points -= row.issued
                row.issued = 0.0
        return super()._action_cancel()

    # === Spending === #

    def _b2b_goods(self):
        # EXTENDS: the line of points is no goods.
        return super()._b2b_goods().filtered(lambda line: not line.reward_id)

    def _b2b_points_offer(self):
        """What points could pay of this cart.

        :return: dict: ``points`` and ``amount`` (a sum above zero); None: nothing
        """
        self.ensure_one()
        card = self.b2b_contractor_id._b2b_bonus_card()
        reward = card.program_id._b2b_reward()
        if not reward:
            return None
        points = self._get_real_points_for_coupon(card)
        step = reward.required_points or 1.0
        most = self._b2b_points_most(reward) / (reward.discount or 1.0)
        points = min(points, most) // step * step
        if points <= 0:
            return None
        return {"points": points, "amount": points * reward.discount}

    def _b2b_points_most(self, reward):
        """How much of the order points may pay at most."""
        tier = self.b2b_contractor_id.b2b_tier_id
        total = sum(self._b2b_goods().mapped("price_total"))
        most = self.currency_id.round(total * tier.bonus_max_percent / 100)
        return min(most, reward.discount_max_amount or most)

    def _place_act(self):
        # EXTENDS: points pay what was chosen, part by part, before anything is decided.
        for order in self:
            order._b2b_apply_points()
        return super()._place_act()

    def _b2b_apply_points(self):
        """Pay with points what can be paid, if the person chose to; or take it back."""
        self.ensure_one()
        self.order_line.filtered("reward_id").unlink()
        offer = self.b2b_spend_points and self._b2b_points_offer()
        if not offer:
            return
        card = self.b2b_contractor_id._b2b_bonus_card()
        # Core spends what the card has: it is told of no more than may be spent here.
        order = self.with_context(b2b_points_most=offer["points"])
        order._apply_program_reward(card.program_id._b2b_reward(), card)
        self.b2b_points_spent = sum(self.order_line.mapped("points_cost"))
        self.b2b_points_base = sum(self._b2b_goods().mapped("price_total"))

    # === An order became smaller === #

    def _b2b_correct_points(self):
        """Give back points that pay for goods which are not bought any more, and take
        those that were given for them. A greater sum changes nothing."""
        for order in self.filtered(lambda o: o.state == "sale" and o.b2b_contractor_id):
            order = order.sudo().with_context(b2b_points_corrected=True)
            order._b2b_give_points_back()
            order._b2b_take_points_back()

    def _b2b_give_points_back(self):
        lines = self.order_line.filtered("reward_id")
        spent = sum(lines.mapped("points_cost"))
        if not spent or not self.b2b_points_base:
            return
        reward = lines.reward_id[:1]
        step = reward.required_points or 1.0
        share = sum(self._b2b_goods().mapped("price_total")) / self.b2b_points_base
        points = self.b2b_points_spent * min(max(share, 0.0), 1.0) // step * step
        if points >= spent:
            return
        # There is a line for every rate of VAT: each shrinks alike.
        for line in lines:
            line.price_unit = self.currency_id.round(line.price_unit * points / spent)
        # Core puts the difference back on the card.
        lines.filtered("points_cost").points_cost = points
        for row in self._b2b_point_history().filtered("used"):
            row.used = points

    def _b2b_take_points_back(self):
        rows = self._b2b_point_history().filtered("issued")
        points = max(self._b2b_points(), 0.0)
        for row in rows.filtered(lambda r: r.issued > points):
            row.card_id.points -= row.issued - points
            row.issued = points

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        # EXTENDS sale_loyalty: points that other undecided orders take are not free.
        points = super()._get_real_points_for_coupon(coupon, post_confirm=post_confirm)
        if not self.b2b_contractor_id or not coupon:
            return points
        taken = (
            self.env["sale.order.line"]
            .sudo()
            ._read_group(
                [
                    ("coupon_id", "=", coupon.id),
                    ("order_id", "!=", self.id),
                    ("order_id.state", "in", UNDECIDED),
                ],
                [],
                ["points_cost:sum"],
            )[0][0]
        )
        points -= taken or 0.0
        most = self.env.context.get("b2b_points_most")
        return points if most is None else min(points, most)

    # === Core's programmes do not run on contractors' orders === #

    def _update_programs_and_rewards(self):
        # EXTENDS sale_loyalty: called before an order is confirmed; a director may have
        # changed what points were to pay.
        for order in self:
            if not order.b2b_contractor_id:
                super(SaleOrder, order)._update_programs_and_rewards()
            elif order.state in UNDECIDED and order.order_line.filtered("reward_id"):
                order._b2b_apply_points()

    def _get_claimable_rewards(self, forced_coupons=None):
        # EXTENDS sale_loyalty
        if self.b2b_contractor_id:
            return {}
        return super()._get_claimable_rewards(forced_coupons=forced_coupons)

    @api.model
    def _b2b_no_code(self):
        return {"error": self.env._("There are no coupons for contractors.")}

    def _try_apply_code(self, code):
        # EXTENDS sale_loyalty
        if self.b2b_contractor_id:
            return self._b2b_no_code()
        return super()._try_apply_code(code)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        # EXTENDS
        result = super().write(vals)
        if SUM_FIELDS & vals.keys() and not self.env.context.get(
            "b2b_points_corrected"
        ):
            self.order_id._b2b_correct_points()
        return result

    def unlink(self):
        # EXTENDS
        orders = self.order_id
        result = super().unlink()
        orders.exists()._b2b_correct_points()
        return result

    def _b2b_priced(self):
        # EXTENDS: what points pay comes from no price list.
        return super()._b2b_priced().filtered(lambda line: not line.reward_id)
