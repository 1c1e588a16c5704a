from odoo.exceptions import UserError
from odoo.http import request, route

from .common import CabinetController


class CabinetApproval(CabinetController):
    @route(
        "/my/orders/<int:order_id>/approve/change",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_approval_change(self, order_id, **post):
        """The director changes quantities of an order that waits for approval."""
        self._check_role("director")
        order_sudo = self._order_check(order_id)
        try:
            quantities = {
                line.id: _quantity(post[f"qty_{line.id}"])
                for line in order_sudo.order_line
                if f"qty_{line.id}" in post
            }
        except UserError as error:
            return self._order_back(order_sudo, str(error))
        return self._order_act(
            order_sudo, lambda: order_sudo._b2b_director_change(quantities)
        )


def _quantity(text):
    text = (text or "0").replace("\xa0", "").replace(" ", "").replace(",", ".")
    try:
        quantity = float(text)
    except ValueError:
        quantity = -1.0
    if not 0 <= quantity < 1e9:
        raise UserError(
            request.env._("Quantity: a number is expected, 0 removes the line.")
        )
    return quantity
