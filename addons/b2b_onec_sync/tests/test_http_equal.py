from unittest.mock import patch

from odoo.tests import tagged

from ..models.onec_stage import OnecStage
from .http_common import BOLT, IMPORT, OFFERS, SiteExchangeCase, offer, offers

LATER = "2026-02-01T12:00:00"
SCREW = "55555555-0000-4000-8000-000000000003"


@tagged("post_install", "-at_install")
class TestHttpEqual(SiteExchangeCase):
    """Files that came before are not read again; what they say is applied."""

    def setUp(self):
        super().setUp()
        self.reads = []
        fill = OnecStage._fill

        def counted(stage, file):
            self.reads.append(file.name)
            return fill(stage, file)

        self.startPatcher(patch.object(OnecStage, "_fill", counted))
        self.send()
        self.pricelist = self.env["product.pricelist"].search(
            [("name", "=", "Оптовая")]
        )

    def send(self, goods=IMPORT, figures=OFFERS):
        """Both files; return the names of those that were read."""
        self.reads.clear()
        self.push("import0_1.xml", goods)
        self.push("offers0_1.xml", figures)
        return list(self.reads)

    def last_file(self):
        return self.env["onec.session.file"].search([], order="id DESC", limit=1)

    def price(self, key):
        product = self.product(key)
        return product._b2b_prices(self.pricelist)[product.id]

    def test_the_same_files_are_not_read_again_whatever_their_date(self):
        self.assertEqual(len(self.reads), 2)
        goods = IMPORT.replace("2026-02-01T10:00:00", LATER)
        figures = OFFERS.replace("2026-02-01T10:00:00", LATER)
        self.assertEqual(self.send(goods, figures), [])
        file = self.last_file()
        self.assertEqual((file.state, file.received), ("done", 3))
        self.assertEqual((file.created, file.changed, file.skipped), (0, 0, 0))
        warehouse = self.env["stock.warehouse"].search([("name", "=", "Основной")])
        self.assertEqual(str(warehouse.b2b_stock_date), "2026-02-01 09:00:00")

    def test_what_was_changed_here_meanwhile_is_put_right(self):
        rule = self.env["product.pricelist.item"].search(
            [("product_id", "=", self.product(BOLT).id)]
        )
        rule.fixed_price = 1
        figure = self.env["onec.stock"].search(
            [("product_id", "=", self.product(BOLT).id)]
        )
        figure.free = 7
        self.assertEqual(self.send(), [])
        self.assertEqual(self.price(BOLT), 100)
        self.assertEqual(figure.free, 15)
        self.assertEqual(self.last_file().changed, 1)

    def test_old_figures_after_newer_ones_are_applied(self):
        newer = offers(offer(BOLT, "111.00", 15), formed=LATER)
        self.assertEqual(self.send(figures=newer), ["offers0_1.xml"])
        self.assertEqual(self.price(BOLT), 111)
        self.assertEqual(self.send(), ["offers0_1.xml"])
        self.assertEqual(self.price(BOLT), 100)

    def test_what_was_left_aside_comes_through_once_its_good_is_there(self):
        figures = offers(offer(SCREW, "9.00", 1), formed=LATER)
        self.send(figures=figures)
        skips = self.env["onec.skip"].search([("guid", "=", SCREW)])
        self.assertEqual(set(skips.mapped("kind")), {"price", "stock"})
        goods = IMPORT.replace(BOLT, SCREW).replace("B-100", "B-200")
        self.assertEqual(self.send(goods, figures), ["import0_1.xml"])
        self.assertEqual(self.price(SCREW), 9)

    def test_rows_that_postgresql_has_lost_are_read_again(self):
        self.env.cr.execute("TRUNCATE onec_stage")
        self.assertEqual(len(self.send()), 2)
        self.assertEqual(self.send(), [])

    def test_a_file_whose_rows_are_lost_halfway_is_read_again(self):
        self.ask("catalog", "checkauth")
        text = offers(offer(BOLT, "111.00", 15), formed=LATER).encode()
        self.ask("catalog", "file", text, filename="offers0_1.xml")
        file = self.last_file()
        with self.registry.cursor() as cr:
            file = file.with_env(self.env(cr=cr))
            file._stage()
            self.assertEqual(file.state, "working")
            cr.execute("TRUNCATE onec_stage")
            self.assertEqual(file._advance(10), "done")
        self.env.invalidate_all()
        self.assertEqual(self.price(BOLT), 111)

    def test_rows_of_older_files_are_forgotten(self):
        self.send(figures=offers(offer(BOLT, "1.00", 1), formed=LATER))
        self.env["onec.stage"]._gc_rows()
        self.env.cr.execute("SELECT DISTINCT file_id FROM onec_stage")
        kept = {file_id for (file_id,) in self.env.cr.fetchall()}
        files = self.env["onec.session.file"].search([("staged_id", "!=", False)])
        self.assertEqual(len(files), 2)
        self.assertEqual(kept, set(files.staged_id.ids))
