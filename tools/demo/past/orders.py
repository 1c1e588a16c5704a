"""Placing the planned orders, each the way a buyer places it."""

import random
import zlib
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command

#: Lines of an order, from and to.
LINES = (4, 8)
#: A contractor buys mostly out of so many goods: what sells at its place.
RANGE = 60


class Shelf:
    """Goods, their prices and what is free of them, read once."""

    def __init__(self, env):
        self.products = env["product.product"].search(
            [("website_published", "=", True), ("sale_ok", "=", True)]
        )
        self.warehouses = env["stock.warehouse"]._b2b_published_for()
        self.free = self.products._b2b_stock(self.warehouses)
        # Plain values: the exchange drops the cache of products all the time.
        self.steps = {
            product.id: (product._b2b_step() or 1.0, product._b2b_minimum())
            for product in self.products
        }
        self._prices = {}
        self._sold = {}

    def count(self, products):
        """Look again how much of these products is free."""
        self.free.update(products._b2b_stock(self.warehouses))

    def prices(self, pricelist):
        """Product id → price of a price list."""
        if pricelist.id not in self._prices:
            self._prices[pricelist.id] = self.products._b2b_prices(pricelist)
        return self._prices[pricelist.id]

    def sold(self, organisation):
        """Ids of the products that an organisation sells."""
        if organisation.id not in self._sold:
            self._sold[organisation.id] = set(
                organisation._b2b_sells(self.products).ids
            )
        return self._sold[organisation.id]


class Placing:
    """Places orders.

    :param env: the superuser's environment without tracking
    """

    def __init__(self, env):
        self.env = env
        self.website = env["website"].search([], limit=1)
        self.shelf = Shelf(env)
        self.users = {
            user.login: user for user in env["res.users"].search([("share", "=", True)])
        }
        self._ranges = {}

    def place(self, deal):
        """Make the deal's order; None where nothing fits."""
        user = self.users[deal.login]
        order = self.cart(user, deal.entity, deal.amount, deal.mode, deal.placed)
        if not order:
            return None
        try:
            with self.env.cr.savepoint():
                order._place(accept_changes=True)
        except UserError as error:
            print(f"past: {deal.client}, {deal.placed:%d.%m}: {error}")
            order.unlink()
            return None
        moment = {"date_order": deal.placed, "b2b_placed_at": deal.placed}
        if deal.mode == "credit":
            days = order.b2b_contract_id.deferral_days or 14
            moment["b2b_due_date"] = self._after(deal.placed, days)
        elif order.b2b_reserve_until:
            days = (order.b2b_reserve_until - order.b2b_placed_at.date()).days
            moment["b2b_reserve_until"] = self._after(deal.placed, days)
        order.write(moment)
        deal.order = order
        return order

    @staticmethod
    def _after(moment, days):
        return (moment + timedelta(days=days)).date()

    def cart(self, user, entity_name, amount, mode="invoice", seed="", mixed=False):
        """A cart of about so much money, for an employee and a legal entity.

        :param bool mixed: of goods that several organisations sell
        """
        env = self.env(user=user.id, su=True)
        partner = env["res.partner"].browse(user.partner_id.id)
        entity = partner.b2b_contractor_id.b2b_entity_ids.filtered(
            lambda entity: entity.name == entity_name
        )
        contract = env["b2b.contract"]._find_for(entity)
        # With the ООО, as a rule: what costs little comes from the ИП.
        contract = contract.sorted(
            lambda one: (one.organisation_id.vat_payer, one.credit_limit), reverse=True
        )[: 1 if mode == "credit" or amount > 20_000 else None][-1:]
        rnd = random.Random(f"{user.login}{amount}{seed}")
        organisation = None if mixed else contract.organisation_id
        wanted, warehouse = self._choose(partner, contract, amount, rnd, organisation)
        if not wanted:
            return None
        return env["sale.order"].create(
            {
                "partner_id": partner.id,
                "website_id": self.website.id,
                "b2b_entity_id": entity.id,
                "b2b_contract_id": contract.id,
                "warehouse_id": warehouse.id,
                "b2b_payment_mode": mode,
                "order_line": [
                    Command.create({"product_id": id_, "product_uom_qty": quantity})
                    for id_, quantity in wanted.items()
                ],
            }
        )

    def _choose(self, partner, contract, amount, rnd, organisation):
        """Goods and quantities for the sum, and the warehouse that has them."""
        pricelist = partner._b2b_get_pricelist(contract)
        prices = self.shelf.prices(pricelist)
        goods = self._range(partner.b2b_contractor_id, organisation)
        warehouse = self._warehouse(partner.b2b_contractor_id, rnd)
        count = rnd.randint(*LINES)
        wanted, left = {}, amount
        for id_ in rnd.sample(goods, len(goods)):
            price = prices[id_]
            free = self.shelf.free[id_][warehouse.id]
            step, least = self.shelf.steps[id_]
            if not price or price > amount * 0.7:
                continue
            share = left / max(count - len(wanted), 1) * rnd.uniform(0.7, 1.3)
            least = max(least, step)
            quantity = max(round(share / price / step) * step, least)
            quantity = min(quantity, free // step * step)
            if quantity < least:
                continue
            wanted[id_] = quantity
            left -= quantity * price
            if len(wanted) >= count and left < amount * 0.25:
                break
            if len(wanted) >= 2 * count:
                break
        return wanted, warehouse

    def _range(self, contractor, organisation):
        """Ids of what a contractor buys of an organisation: its own choice of what it
        may see."""
        key = (contractor.id, organisation and organisation.id)
        if key not in self._ranges:
            goods = self.shelf.products
            collections = contractor.b2b_tier_id.collection_ids
            if collections:
                goods = goods.filtered(lambda p: p.b2b_collection_ids & collections)
            ids = goods.ids
            if organisation:
                sold = self.shelf.sold(organisation)
                ids = [id_ for id_ in ids if id_ in sold]
            rnd = random.Random(zlib.crc32(contractor.name.encode()))
            self._ranges[key] = rnd.sample(ids, min(RANGE, len(ids)))
        return self._ranges[key]

    def _warehouse(self, contractor, rnd):
        """The nearest warehouse, mostly."""
        near = {"Урала": "Екатеринбург", "характером": "Петербург"}
        places = [place for word, place in near.items() if word in contractor.name]
        if places and rnd.random() < 0.6:
            return self.shelf.warehouses.filtered(lambda w: places[0] in w.name)
        return self.shelf.warehouses[:1]
