from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install", "b2b_browser")
class TestTour(HttpCase):
    def test_shop(self):
        self.start_tour("/shop", "zz_probe_shop", login="admin")

    def test_backend(self):
        self.start_tour("/odoo", "zz_probe_backend", login="admin")
