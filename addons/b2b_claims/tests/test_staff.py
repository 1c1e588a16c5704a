from odoo.tests import tagged

from odoo.addons.b2b_portal.tests.staff_case import StaffMenus

from .common import ClaimsCommon


@tagged("post_install", "-at_install")
class TestStaff(StaffMenus, ClaimsCommon):
    def test_clerk_opens_every_menu(self):
        self._make_claim(self._make_shipped(lines=[(self.vase, 2)]))
        self.assertGreaterEqual(self.check_menus(self.clerk), 2)
