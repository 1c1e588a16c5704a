from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal

from ..tools.format import Formatter

# Who may fill a cart and place orders; an accountant reads documents.
ORDERING_ROLES = ("director", "buyer")


class CabinetController(CustomerPortal):
    """What the sections of the cabinet share.

    A section is a subclass with its routes. Odoo merges all of them, and core's portal,
    into one class: names of helpers say which section they belong to.
    """

    def _check_role(self, *roles):
        """The role of the current person, or 404 when the section is not for them.

        404 and not 403: a stranger learns nothing about which sections exist.
        """
        role = request.env.user._b2b_role()
        if not role or (roles and role not in roles):
            raise NotFound()
        return role

    def _cabinet_values(self, page, **values):
        """Values that every page of the cabinet needs.

        :param str page: key of the place that is open, see ``b2b_portal.nav``
        """
        user = request.env.user
        # The contractor's card is read by sudo: its people see a chosen part of it.
        contractor_sudo = user._b2b_contractor().sudo()
        role = user._b2b_role()
        return {
            "cabinet_page": page,
            # Core's breadcrumbs and searchbar look at this key.
            "page_name": f"b2b_{page}",
            "role": role,
            "can_order": role in ORDERING_ROLES,
            "contractor": contractor_sudo,
            "cabinet": request.env["b2b.cabinet"],
            "fmt": Formatter(request.env),
            **values,
        }

    def _document_check(self, model, record_id):
        """The record by sudo after the current person's access to it was checked.

        The person stays who acts: core's check answers as the superuser, in whose name
        nothing of this should be done.

        :raise NotFound: no such record, or not theirs: the same answer for both
        """
        self._check_role()
        try:
            record_sudo = self._document_check_access(model, int(record_id))
        except (AccessError, MissingError, ValueError, TypeError):
            raise NotFound() from None
        return record_sudo.with_user(request.env.user).sudo()

    def _order_check(self, order_id):
        """Like ``_document_check`` for an order of the cabinet."""
        order_sudo = self._document_check("sale.order", order_id)
        # Record rules say the same; one place that forgets a case must not be enough.
        domain = request.env["b2b.cabinet"]._orders_domain()
        if not order_sudo.filtered_domain(domain):
            raise NotFound()
        return order_sudo
