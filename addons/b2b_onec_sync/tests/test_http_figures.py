from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .http_common import PLACE, WHOLESALE
from .http_orders_common import CANDLE, VASE, OrdersCase


@tagged("post_install", "-at_install")
class TestHttpFigures(OrdersCase):
    """Prices and stock of 1С beside what the portal has promised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        link = cls.env["onec.link"]._link
        link(cls.connection, "warehouse", PLACE, cls.warehouse)
        link(cls.connection, "price_type", WHOLESALE, cls.price_type)

    def tell_figures(self, *rows, minutes=0):
        """1С's changes package, written so many minutes from now; return its file.

        :param rows: (GUID, price, free)
        """
        moment = fields.Datetime.now() + timedelta(minutes=minutes)
        formed = self.connection._from_utc(moment).strftime("%Y-%m-%dT%H:%M:%S")
        offers = "".join(
            f"<Предложение><Ид>{guid}</Ид><Цены><Цена><ИдТипаЦены>{WHOLESALE}"
            f"</ИдТипаЦены><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу></Цена></Цены>"
            f"<Количество>{free}</Количество><Склады ИдСклада='{PLACE}' "
            f"КоличествоНаСкладе='{free}'/></Предложение>"
            for guid, price, free in rows
        )
        text = (
            '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация '
            f'ДатаФормирования="{formed}"><ИзмененияПакетаПредложений><Ид>c#</Ид>'
            f"<Предложения>{offers}</Предложения></ИзмененияПакетаПредложений>"
            "</КоммерческаяИнформация>"
        )
        session, _token = self.env["onec.session"]._open(self.node, "catalog")
        file = session._receive("offers0_1.xml", text.encode())
        file._stage()
        while file.state == "working":
            file._slice()
        self.env.invalidate_all()
        return file

    def available(self, product):
        return product._b2b_stock(self.warehouse)[product.id][self.warehouse.id]

    def quantity(self, product):
        return sum(
            self.env["stock.quant"]
            .search(
                [
                    ("product_id", "=", product.id),
                    ("location_id", "=", self.warehouse.lot_stock_id.id),
                ]
            )
            .mapped("quantity")
        )

    def test_what_orders_hold_is_taken_off_the_free_stock(self):
        self.tell_figures((VASE, "90.00", 10), (CANDLE, "40.00", "7.5"))
        self.assertEqual(self.available(self.vase), 8)  # the order holds 2
        self.assertEqual(self.available(self.candle), 4.5)
        prices = (self.vase | self.candle)._b2b_prices(self.price_type)
        self.assertEqual(prices, {self.vase.id: 90.0, self.candle.id: 40.0})

    def test_equal_figure_after_a_shipment_counts_anew(self):
        self.tell_figures((VASE, "90.00", 10), minutes=-5)
        lines = [(self.vase.id, 2)]
        self.order._b2b_register_shipment("Р-1", lines, False, "Р-1", "staff")
        self.env.flush_all()
        # 1С's figure is older than the shipment and knows nothing of it.
        self.assertEqual(self.quantity(self.vase), 8)
        # The same figure, told later: what was shipped is off it already.
        self.tell_figures((VASE, "90.00", 10), minutes=5)
        self.assertEqual(self.quantity(self.vase), 10)

    def test_buffer_stays_below_the_shelf(self):
        self.warehouse.b2b_buffer = 3
        self.tell_figures((VASE, "90.00", 10), (CANDLE, "40.00", 2))
        self.assertEqual(self.quantity(self.vase), 7)
        self.assertEqual(self.quantity(self.candle), 0)

    def test_less_than_promised_is_for_a_person_until_it_suffices(self):
        self.tell_figures((VASE, "90.00", 1), minutes=1)
        skip = self.env["onec.skip"].search([("code", "=", "below_promise")])
        self.assertEqual((skip.name, skip.solved), (self.vase.display_name, False))
        self.tell_figures((VASE, "90.00", 2), minutes=2)
        self.assertTrue(skip.solved)

    def test_the_cost_does_not_grow_with_the_offers(self):
        products = [
            self._make_product(f"Товар {n}", f"T-{n}", {}, stock=1) for n in range(30)
        ]
        guids = [f"{VASE[:-2]}{n:02}" for n in range(30, 60)]
        for guid, product in zip(guids, products, strict=True):
            self.env["onec.link"]._link(self.connection, "variant", guid, product)

        # Each visit in a second of its own: the moment of the last one is written.
        start = fields.Datetime.now()

        def queries(some, price, minutes):
            rows = [(guid, price, 5) for guid in some]
            before = self.env.cr.sql_log_count
            with freeze_time(start + timedelta(seconds=minutes)):
                self.assertEqual(self.tell_figures(*rows, minutes=minutes).skipped, 0)
            return self.env.cr.sql_log_count - before

        queries(guids[:3], "1.00", 1)
        few = queries(guids[:3], "2.00", 2)
        queries(guids, "3.00", 3)
        self.assertEqual(queries(guids, "4.00", 4), few)
