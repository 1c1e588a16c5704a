from odoo.exceptions import UserError
from odoo.tests import tagged

from .http_orders_common import OrdersCase


@tagged("post_install", "-at_install")
class TestHttpRoute(OrdersCase):
    """An order that no base can take is stopped before it is placed."""

    def setUp(self):
        super().setUp()
        self.cart = self._make_order()

    def refusal(self):
        with self.assertRaises(UserError) as caught:
            self.cart._place()
        self.assertEqual(self.cart.state, "draft")
        return str(caught.exception)

    def test_warehouse_that_no_login_sells_from_names_the_others(self):
        self.warehouse_2.b2b_published = True
        self.node.warehouse_id = self.warehouse_2
        text = self.refusal()
        self.assertIn(self.warehouse.name, text)
        self.assertIn(self.warehouse_2.name, text)

    def test_settings_that_the_buyer_cannot_change_lead_to_the_manager(self):
        self.node.organisation_id = self.organisation.create({"name": "ООО Чужое"})
        self.assertIn(self.organisation.name, self.refusal())

    def test_goods_of_another_base_are_named(self):
        other = self.connection.create({"name": "УНФ"})
        self.env["onec.node"].create({"connection_id": other.id, "login": "unf"})
        link = self.env["onec.link"].search([("res_id", "=", self.candle.id)])
        link.filtered(lambda row: row.kind == "variant").connection_id = other
        text = self.refusal()
        self.assertIn(self.candle.display_name, text)
        self.assertNotIn(self.vase.display_name, text)

    def test_order_goes_to_the_base_that_has_its_goods(self):
        other = self.connection.create({"name": "УНФ"})
        node = self.env["onec.node"].create({"connection_id": other.id, "login": "unf"})
        # Its settings fit better, and it would make new goods of these.
        node.warehouse_id = self.warehouse
        self.cart._place()
        self.assertEqual(self.cart.onec_node_id, self.node)

    def test_order_that_the_service_takes_waits_for_no_login(self):
        self.node.organisation_id = self.organisation.create({"name": "ООО Чужое"})
        self.connection.write({"soap_active": True, "soap_capabilities": ["PutOrder"]})
        self.cart._place()
        self.assertEqual((self.cart.state, self.cart.onec_state), ("sale", "none"))
        self.cart.action_onec_hold()
        self.assertEqual(self.cart.onec_state, "quarantined")
        self.cart.action_onec_requeue()
        self.assertEqual((self.cart.onec_state, self.cart.onec_error), ("none", False))

    def test_without_site_exchange_nothing_is_asked(self):
        self.node.active = False
        self.cart._place()
        self.assertEqual((self.cart.state, self.cart.onec_state), ("sale", "none"))
