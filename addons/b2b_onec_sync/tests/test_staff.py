from odoo.tests import tagged

from odoo.addons.b2b_portal.tests.staff_case import StaffMenus

from .soap_common import SoapCommon


@tagged("post_install", "-at_install")
class TestStaff(StaffMenus, SoapCommon):
    def test_exchange_administrator_opens_every_menu(self):
        self._make_order()._place()
        user = self.make_staff("b2b_portal.group_exchange")
        self.assertGreaterEqual(self.check_menus(user), 10)
