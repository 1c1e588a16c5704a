"""Run inside ``odoo shell`` by ``order.py``; ``BENCH`` says which part.

The last line printed is JSON. Every measure is taken back by a rollback, so that each
begins from the same books; the first of each kind warms the process up and is not
counted.
"""

import json
import os
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase

from odoo.addons.b2b_portal.controllers.cart import ContractorCart
from odoo.addons.b2b_portal.controllers.quick_order import CabinetQuickOrder
from odoo.addons.b2b_portal.tests.common import INN_COMPANY, B2bCommon
from odoo.addons.http_routing.tests.common import MockRequest

env = env(context=dict(env.context, tracking_disable=True))  # noqa: F821
wanted = json.loads(os.environ["BENCH"])


class Stage(B2bCommon):
    """The makers of the add-on's fixture, without its test transaction."""


def fill():
    """A contractor, its buyer, and goods with a price and plenty of stock."""
    Stage.env = env
    Stage.warehouse = env["stock.warehouse"].search([], limit=1)
    env["b2b.organisation"].create({"name": "ООО Гнездо"})
    prices = env["product.pricelist"].create({"name": "Опт", "b2b_price_type": True})
    tier = env["b2b.tier"].create({"name": "Опт", "pricelist_id": prices.id})
    products = env["product.product"].create(
        [
            {
                "name": f"Ваза {number}",
                "default_code": f"VAZ-{number}",
                "type": "consu",
                "is_storable": True,
                "is_published": True,
            }
            for number in range(max(wanted["quick"]))
        ]
    )
    env["product.pricelist.item"].create(
        [
            {
                "pricelist_id": prices.id,
                "applied_on": "0_product_variant",
                "product_id": product.id,
                "compute_price": "fixed",
                "fixed_price": 100.0,
            }
            for product in products
        ]
    )
    location = Stage.warehouse.lot_stock_id
    env["stock.quant"].create(
        [
            {"product_id": product.id, "location_id": location.id, "quantity": 1000}
            for product in products
        ]
    )
    contractor = Stage._make_contractor("Ромашка", tier, INN_COMPANY)
    buyer = Stage._make_employee(contractor, "buyer", login="buyer")
    stranger = env["res.partner"].create({"name": "Stranger"})
    return {
        "buyer": buyer.id,
        "stranger": stranger.id,
        "warehouse": Stage.warehouse.id,
        "products": products.ids,
    }


facts = wanted.get("facts") or {}


def order_values(partner_id, count):
    return {
        "partner_id": partner_id,
        "warehouse_id": facts["warehouse"],
        "order_line": [
            Command.create({"product_id": product_id, "product_uom_qty": 2})
            for product_id in facts["products"][:count]
        ],
    }


@contextmanager
def visit():
    """The buyer's request, as the routes of the portal see it."""
    website = env["website"].search([], limit=1)
    own = env(user=facts["buyer"], context={**env.context, "website_id": website.id})
    website = website.with_env(own)
    with (
        # There is no server in a shell, and nothing asks for one.
        patch.object(HttpCase, "http_port", lambda: None),
        MockRequest(own, website=website) as request,
    ):
        request.cart = website._get_and_cache_current_cart()
        request.pricelist = website._get_and_cache_current_pricelist()
        request.fiscal_position = own["account.fiscal.position"].sudo()
        request.httprequest.url_root = "http://localhost/"
        request.httprequest.url = "http://localhost/shop/cart"
        request.httprequest.environ["REQUEST_URI"] = request.httprequest.path
        yield request


def plain_create(count):
    """The same order by one plain ORM call."""
    buyer = env["res.users"].browse(facts["buyer"])

    def act():
        env["sale.order"].create(order_values(buyer.partner_id.id, count))
        env.flush_all()

    return act


def quick_order(count):
    """A pasted text: read, checked row by row, and put into a new cart."""
    products = env["product.product"].browse(facts["products"][:count])
    text = "\n".join(f"{code};2" for code in products.mapped("default_code"))

    def act():
        with visit() as request:
            answer = CabinetQuickOrder()._quick_order_fill(
                CabinetQuickOrder()._quick_order_read(text, None)
            )
            assert len(answer["good"]) == count, answer["bad"][:3]
            request.env.flush_all()

    return act


def cart_page(count):
    """The values and the markup of the cart page."""
    buyer = env["res.users"].browse(facts["buyer"])
    order = env["sale.order"].create(
        {
            **order_values(buyer.partner_id.id, count),
            "website_id": env["website"].search([], limit=1).id,
        }
    )
    buyer.partner_id.b2b_cart_id = order
    env.flush_all()

    def act():
        env.invalidate_all()
        with visit() as request:
            values = ContractorCart()._b2b_cart_values()
            request.env["ir.ui.view"]._render_template("b2b_portal.cart", values)
            request.env.flush_all()

    return act


def place(count):
    """Placing by the portal, with its locks and decisions."""
    buyer = env["res.users"].browse(facts["buyer"])
    order = env["sale.order"].create(order_values(buyer.partner_id.id, count))
    env.flush_all()

    def act():
        env.invalidate_all()
        order._place()
        env.flush_all()

    return act


def core_confirm(count):
    """Core's own confirmation of the same order, for somebody who is no contractor."""
    order = env["sale.order"].create(order_values(facts["stranger"], count))
    env.flush_all()

    def act():
        env.invalidate_all()
        order.action_confirm()
        env.flush_all()

    return act


def measure(make, count):
    """Seconds and queries of one action on ``count`` lines."""
    with patch.object(env.cr, "commit", lambda: None):
        act = make(count)
        before = env.cr.sql_log_count
        start = time.perf_counter()
        act()
        seconds = time.perf_counter() - start
        queries = env.cr.sql_log_count - before
    env.cr.rollback()
    env.invalidate_all()
    return seconds, queries


def compare(makers, counts):
    """Measure actions in turn, so that a busy moment of the machine is all of theirs.

    :return: ``{name: [{"lines", "seconds", "queries"}]}``; the time is the best one of
        the repeats, whatever else the machine does only adds to it
    """
    result = {name: [] for name in makers}
    for count in counts:
        figures = {name: [] for name in makers}
        for turn in range(wanted["repeat"] + 1):
            for name, make in makers.items():
                measured = measure(make, count)
                if turn:
                    figures[name].append(measured)
        for name, measured in figures.items():
            seconds = min(second for second, _queries in measured)
            queries = measured[-1][1]
            result[name].append(
                {"lines": count, "seconds": seconds, "queries": queries}
            )
    return result


def chosen(*makers):
    return {
        make.__name__: make
        for make in makers
        if not wanted["only"] or make.__name__ in wanted["only"]
    }


if wanted["part"] == "fill":
    answer = fill()
    # What autovacuum does within a minute; until then plans know of empty tables.
    env.cr.execute("ANALYZE")
    env.cr.commit()
else:
    answer = {
        **compare(chosen(plain_create, quick_order, cart_page), wanted["quick"]),
        **compare(chosen(core_confirm, place), wanted["place"]),
    }
print(json.dumps(answer))
