from odoo.http import request, route

from .common import CabinetController

LAST_ORDERS = 6


class CabinetHome(CabinetController):
    @route()
    def home(self, **kw):
        # EXTENDS portal: people of contractors have a home of their own.
        if not request.env.user._b2b_role():
            return super().home(**kw)
        return request.render("b2b_portal.home", self._home_values())

    def _home_values(self):
        """Values of the home page; its number of queries does not follow the orders."""
        values = self._cabinet_values("home")
        cabinet = values["cabinet"]
        contractor_sudo = values["contractor"]
        orders_sudo = (
            request.env["sale.order"]
            .sudo()
            .search(
                cabinet._orders_domain(),
                limit=LAST_ORDERS,
                order="date_order desc, id desc",
            )
        )
        values.update(
            attention=cabinet._attention(),
            limits=contractor_sudo._b2b_limits(),
            orders=orders_sudo,
            documents=request.env["b2b.document"]
            .sudo()
            .search(cabinet._documents_domain(), limit=4),
            manager=contractor_sudo.user_id,
        )
        return values
