import logging

from odoo.tests import TransactionCase, tagged

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestOne(TransactionCase):
    def test_ok(self):
        self.assertEqual(1, 1)

    def test_bad(self):
        self.assertEqual(1, 2)

    def test_warns(self):
        _logger.warning("something is odd\nsecond line")

    def test_skipped(self):
        self.skipTest("no reason")
