"""Run inside ``odoo shell`` after the first exchange: what came gets its place.

Tiers get their price types, the node of 1С its warehouse, the organisations what each
of them sells.
"""

from tools.demo.company import divide_goods, link_prices


def set_node(env):
    """The node sells from the first warehouse of 1С's list, as its settings say; it
    asks once for the orders of a whole year."""
    first = env["stock.warehouse"].search([("b2b_published", "=", True)], limit=1)
    env["onec.node"].search([]).warehouse_id = first
    env["onec.connection"].search([]).order_batch_size = 200


if "env" in globals():
    link_prices(globals()["env"])
    set_node(globals()["env"])
    divide_goods(globals()["env"])
    globals()["env"].cr.commit()
