from odoo.http import request, route

from .checkout import CabinetCheckout
from .common import CabinetController
from .home import CabinetHome

HISTORY = 200


class BonusHome(CabinetHome):
    def _home_values(self):
        # EXTENDS
        values = super()._home_values()
        values["bonus"] = values["contractor"]._b2b_bonus()
        return values


class BonusCheckout(CabinetCheckout):
    def _checkout_read_notes(self, order_sudo, post, errors):
        # EXTENDS
        values = super()._checkout_read_notes(order_sudo, post, errors)
        values["b2b_spend_points"] = post.get("b2b_spend_points") == "1"
        return values


class CabinetBonus(CabinetController):
    @route("/my/bonus", type="http", auth="user", website=True, sitemap=False)
    def b2b_bonus(self, **kw):
        """Where the contractor's points came from and where they went."""
        self._check_role("director", "accountant")
        values = self._cabinet_values("home")
        bonus = values["contractor"]._b2b_bonus()
        History = request.env["loyalty.history"].sudo()
        domain = [("card_id", "=", bonus["card"].id)] if bonus else [(0, "=", 1)]
        values.update(
            bonus=bonus,
            history=History.search(domain, limit=HISTORY),
        )
        return request.render("b2b_portal.bonus", values)
