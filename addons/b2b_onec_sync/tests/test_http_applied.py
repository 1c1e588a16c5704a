from unittest.mock import patch

from odoo.tests import tagged

from ..models.onec_stage import OnecStage
from .http_common import BOLT, IMPORT, OFFERS, SiteExchangeCase, offer, offers

LATER = "2026-02-01T12:00:00"


@tagged("post_install", "-at_install")
class TestHttpApplied(SiteExchangeCase):
    """What would change nothing is not read; everything else is."""

    def setUp(self):
        super().setUp()
        self.reads = []
        fill = OnecStage._fill

        def counted(stage, file):
            self.reads.append(file.name)
            return fill(stage, file)

        self.startPatcher(patch.object(OnecStage, "_fill", counted))
        self.send()

    def send(self, goods=IMPORT, figures=OFFERS):
        """Both files; return the names of those that were read."""
        self.reads.clear()
        self.push("import0_1.xml", goods)
        self.push("offers0_1.xml", figures)
        return list(self.reads)

    def test_the_same_files_are_not_read_again_whatever_their_date(self):
        self.assertEqual(len(self.reads), 2)
        goods = IMPORT.replace("2026-02-01T10:00:00", LATER)
        figures = OFFERS.replace("2026-02-01T10:00:00", LATER)
        self.assertEqual(self.send(goods, figures), [])
        file = self.env["onec.session.file"].search([], order="id DESC", limit=1)
        self.assertEqual((file.state, file.received), ("done", 3))
        self.assertEqual((file.created, file.changed, file.skipped), (0, 0, 0))
        warehouse = self.env["stock.warehouse"].search([("name", "=", "Основной")])
        self.assertEqual(str(warehouse.b2b_stock_date), "2026-02-01 09:00:00")

    def test_what_people_changed_makes_them_be_read(self):
        self.env["product.pricelist.item"].search([], limit=1).fixed_price = 1
        self.assertEqual(len(self.send()), 2)
        self.assertEqual(self.send(), [])
        self.connection.publish_new = False
        self.assertEqual(len(self.send()), 2)

    def test_old_figures_after_newer_ones_are_read(self):
        newer = offers(offer(BOLT, "111.00", 15), formed=LATER)
        self.assertEqual(self.send(figures=newer), ["offers0_1.xml"])
        self.assertEqual(self.send(), ["offers0_1.xml"])
        bolt = self.product(BOLT)
        pricelist = self.env["product.pricelist"].search([("name", "=", "Оптовая")])
        self.assertEqual(bolt._b2b_prices(pricelist)[bolt.id], 100)

    def test_files_with_something_left_aside_are_read(self):
        unknown = offers(offer("no-such-good", "1.00", 1), formed=LATER)
        self.send(figures=unknown)
        self.assertIn("offers0_1.xml", self.send(figures=unknown))
