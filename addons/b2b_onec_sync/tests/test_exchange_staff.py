from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .http_orders_common import OrdersCase


@tagged("post_install", "-at_install")
class TestExchangeStaff(OrdersCase):
    """Who looks after the exchange, and nothing else, sees what its menus promise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = new_test_user(
            cls.env,
            "exchange-staff",
            groups="base.group_user,b2b_portal.group_exchange",
        )

    def test_every_menu_of_the_exchange_opens(self):
        self.order._onec_quarantine("VAT")
        root = self.env.ref("b2b_onec_sync.menu_onec_root")
        menus = self.env["ir.ui.menu"].search([("parent_id", "=", root.id)])
        opened = 0
        for action in menus.mapped("action"):
            if action._name == "ir.actions.act_window" and action.target != "new":
                self.read_views(action)
                opened += 1
        self.assertGreater(opened, 10)

    def read_views(self, action):
        """Read what the views of an action show, as the staff."""
        model = self.env[action.res_model].with_user(self.staff)
        for view_id, kind in action.views:
            view = model.get_view(view_id, kind)
            names = {
                node.get("name")
                for node in etree.fromstring(view["arch"]).iter("field")
                if not node.xpath("ancestor::field")
            }
            with self.subTest(action=action.name, view=kind):
                self.assertTrue(names)
                model.search([], limit=5).read(sorted(names))

    def test_held_order_is_sent_again(self):
        self.order._onec_quarantine("VAT")
        order = self.order.with_user(self.staff)
        order.action_onec_requeue()
        self.assertEqual(self.order.onec_state, "queued")
        order.action_onec_hold()
        self.assertEqual(self.order.onec_state, "quarantined")
        with self.assertRaises(AccessError):
            order.write({"client_order_ref": "1"})
