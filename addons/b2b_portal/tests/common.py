"""Fixture of the product's tests: a wholesaler with two contractors."""

from odoo.fields import Command
from odoo.tests import TransactionCase

PASSWORD = "portal-password-1"
# Made-up requisites with valid check digits.
INN_COMPANY = "7707083893"
INN_OTHER = "7728168971"
INN_SOLE = "500100732259"
OGRN_COMPANY = "1027700132195"
OGRN_SOLE = "304500116000157"


class B2bCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        # The wholesaler's day: from 21:00 UTC on it is Moscow's tomorrow.
        cls.today = cls.env["b2b.deadline"]._today()
        cls.website = cls.env["website"].search([], limit=1)
        cls.organisation = cls.env["b2b.organisation"].create({"name": "ООО Гнездо"})
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.warehouse_2 = cls.env["stock.warehouse"].create(
            {"name": "Подольск", "code": "PDL"}
        )
        cls.price_type = cls.env["product.pricelist"].create(
            {"name": "Мелкий опт", "b2b_price_type": True}
        )
        cls.price_type_2 = cls.env["product.pricelist"].create(
            {"name": "Крупный опт", "b2b_price_type": True}
        )
        cls.tier = cls.env["b2b.tier"].create(
            {
                "name": "Мелкий опт",
                "pricelist_id": cls.price_type.id,
                "reserve_limit": 10_000,
                "credit_limit": 5_000,
            }
        )
        cls.tier_2 = cls.env["b2b.tier"].create(
            {"name": "Крупный опт", "pricelist_id": cls.price_type_2.id}
        )
        cls.vase = cls._make_product("Ваза", "VAZ-1", {cls.price_type: 100.0})
        cls.candle = cls._make_product("Свеча", "SVE-1", {cls.price_type: 50.5})
        cls.unpriced = cls._make_product("Часы", "CHA-1", {})
        cls.romashka = cls._make_contractor("Ромашка", cls.tier, INN_COMPANY)
        cls.vasilek = cls._make_contractor("Василёк", cls.tier_2, INN_OTHER)
        cls.director = cls._make_employee(cls.romashka, "director")
        cls.buyer = cls._make_employee(cls.romashka, "buyer")
        cls.colleague = cls._make_employee(cls.romashka, "buyer", login="colleague")
        cls.accountant = cls._make_employee(cls.romashka, "accountant")
        cls.stranger_director = cls._make_employee(cls.vasilek, "director")

    @classmethod
    def _make_product(cls, name, article, prices, stock=100.0):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "default_code": article,
                "type": "consu",
                "is_storable": True,
                "is_published": True,
            }
        )
        for pricelist, price in prices.items():
            cls._set_price(product, pricelist, price)
        cls._set_stock(product, cls.warehouse, stock)
        return product

    @classmethod
    def _set_price(cls, product, pricelist, price):
        item = pricelist.item_ids.filtered(lambda i: i.product_id == product)
        if item:
            item.fixed_price = price
        else:
            cls.env["product.pricelist.item"].create(
                {
                    "pricelist_id": pricelist.id,
                    "applied_on": "0_product_variant",
                    "product_id": product.id,
                    "compute_price": "fixed",
                    "fixed_price": price,
                }
            )

    @classmethod
    def _set_stock(cls, product, warehouse, quantity):
        cls.env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, quantity
        )

    @classmethod
    def _make_contractor(cls, name, tier, inn, kpp="770701001"):
        contractor = cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "b2b_type": "contractor",
                "b2b_state": "approved",
                "b2b_tier_id": tier.id,
            }
        )
        cls._make_entity(contractor, f"ООО «{name}»", inn, kpp, b2b_is_default=True)
        return contractor

    @classmethod
    def _make_entity(cls, contractor, name, inn, kpp, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "type": "other",
                "parent_id": contractor.id,
                "b2b_type": "entity",
                "country_id": cls.env.ref("base.ru").id,
                "vat": inn,
                "b2b_kpp": kpp,
                **values,
            }
        )

    @classmethod
    def _make_employee(cls, contractor, role, login=None):
        login = login or f"{role}.{contractor.id}"
        return (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": f"{role} {contractor.name}",
                    "login": login,
                    "password": PASSWORD,
                    "email": f"{login}@example.com",
                    "parent_id": contractor.id,
                    "group_ids": [
                        Command.set([cls.env.ref(f"b2b_portal.group_{role}").id])
                    ],
                }
            )
        )

    def _make_order(self, user=None, lines=None, **values):
        """A cart of ``user`` with ``lines``: list of (product, quantity)."""
        user = user or self.buyer
        return self.env["sale.order"].create(
            {
                "partner_id": user.partner_id.id,
                "website_id": self.website.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": qty})
                    for product, qty in lines or [(self.vase, 2), (self.candle, 3)]
                ],
                **values,
            }
        )
