"""What happens on the portal: contractors, and orders that their buyers place.

Code for Odoo's shell, see ``Portal.shell``. The goods are those that 1С has sent.
"""

#: A contractor of the stand-in's books, with a buyer, at the price type «Оптовая».
CONTRACTOR = """
pricelist = env["product.pricelist"].search([("name", "=", "Оптовая")])
tier = env["b2b.tier"].create({"name": "Опт", "pricelist_id": pricelist.id})
organisation = env["b2b.organisation"].create({"name": "Дом подарка"})
contractor = env["res.partner"].create({
    "name": "Ромашка", "is_company": True, "b2b_type": "contractor",
    "b2b_state": "approved", "b2b_tier_id": tier.id,
})
env["res.partner"].create({
    "name": "Ромашка ООО", "is_company": True, "type": "other",
    "parent_id": contractor.id, "b2b_type": "entity", "b2b_is_default": True,
    "country_id": env.ref("base.ru").id, "vat": "7728168971", "b2b_kpp": "770801001",
})
env["res.users"].with_context(no_reset_password=True).create({
    "name": "Покупатель", "login": "buyer@example.com", "password": "buyer-secret-1",
    "parent_id": contractor.id,
    "group_ids": [(6, 0, [env.ref("b2b_portal.group_buyer").id])],
})
"""

#: Places one order for each list of articles in ORDERS; ``answer`` is their numbers.
#: A list is of [article, quantity].
PLACE = """
import json, os
buyer = env["res.users"].search([("login", "=", "buyer@example.com")])
place = env["stock.warehouse"].search([("name", "=", "Основной")])
answer = []
for lines in json.loads(os.environ["ORDERS"]):
    order = env["sale.order"].create({
        "partner_id": buyer.partner_id.id,
        "website_id": env["website"].search([], limit=1).id,
        "warehouse_id": place.id,
        "order_line": [
            (0, 0, {
                "product_id": env["product.product"].search(
                    [("default_code", "=", article)], limit=1).id,
                "product_uom_qty": qty,
            })
            for article, qty in lines
        ],
    })
    order._place()
    answer.append(order.name)
    env.cr.commit()
"""
