"""Run inside ``odoo shell`` by ``limits.py``; ``BENCH`` says which part.

The last line printed is JSON.
"""

import json
import os
import time

from odoo.fields import Command
from odoo.service.model import retrying

from odoo.addons.b2b_portal.tests.common import INN_COMPANY, B2bCommon

env = env(context=dict(env.context, tracking_disable=True))  # noqa: F821
wanted = json.loads(os.environ["BENCH"])
Order = env["sale.order"]


class Stage(B2bCommon):
    """The makers of the add-on's fixture, without its test transaction."""


def make_orders(partner, product, count, **values):
    return Order.create(
        [
            {
                "partner_id": partner.id,
                "warehouse_id": Stage.warehouse.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 1})
                ],
                **values,
            }
            for _number in range(count)
        ]
    )


def fill():
    """A contractor with reserves to place, a stranger with orders to confirm."""
    parallel, each = wanted["parallel"], wanted["orders_each"]
    Stage.env = env
    Stage.warehouse = env["stock.warehouse"].search([], limit=1)
    env["b2b.organisation"].create({"name": "ООО Гнездо"})
    prices = env["product.pricelist"].create({"name": "Опт", "b2b_price_type": True})
    tier = env["b2b.tier"].create(
        {
            "name": "Опт",
            "pricelist_id": prices.id,
            # One in five does not fit: a refusal costs too.
            "reserve_limit": 100.0 * (parallel * each * 4 // 5),
        }
    )
    product = Stage._make_product("Ваза", "VAZ-1", {prices: 100.0}, 1_000_000)
    other = Stage._make_product("Свеча", "SVE-1", {prices: 100.0}, 1_000_000)
    contractor = Stage._make_contractor("Ромашка", tier, INN_COMPANY)
    buyer = Stage._make_employee(contractor, "buyer", login="buyer").partner_id
    orders = make_orders(buyer, product, parallel * each, b2b_payment_mode="reserve")
    stranger = env["res.partner"].create({"name": "Stranger"})
    return {
        "contractor": contractor.id,
        "product": product.id,
        "quant": env["stock.quant"].search([("product_id", "=", product.id)])[:1].id,
        "portal": [orders[start::parallel].ids for start in range(parallel)],
        "core": make_orders(stranger, other, each).ids,
    }


def place(order):
    env["b2b.turn"]._take(order)
    order._place()


def measure(act, orders):
    """Seconds of each order; the first one only warms the process up."""
    times = []
    for order in orders:
        start = time.monotonic()
        try:
            retrying(lambda order=order: act(order), env)
            env.cr.commit()
        except Exception as error:
            env.cr.rollback()
            if type(error).__name__ != "UserError":
                raise
        times.append(time.monotonic() - start)
    return times


if wanted["part"] == "fill":
    answer = fill()
    env.cr.commit()
else:
    orders = Order.browse(wanted["orders"])
    # Caches and plans are filled once, outside the measure, and taken back.
    orders[:1].copy().action_confirm()
    env.cr.rollback()
    if wanted["part"] == "portal":
        env.cr.execute("SELECT pg_advisory_lock_shared(1)")
        env.cr.execute("SELECT pg_advisory_unlock_shared(1)")
        env.cr.rollback()
    begin = time.monotonic()
    act = place if wanted["part"] == "portal" else Order.__class__.action_confirm
    times = measure(act, orders)
    answer = {"times": times, "wall": time.monotonic() - begin}
print(json.dumps(answer))
