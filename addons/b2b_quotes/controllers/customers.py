from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.b2b_portal.controllers.common import CabinetController

from ..tools import numbers
from .offers import SELLERS

TEXT_FIELDS = {
    "name": 200,
    "contact_name": 200,
    "email": 200,
    "phone": 50,
    "note": 5000,
}


class Customers(CabinetController):
    """The contractor's own customers."""

    @route("/my/customers", type="http", auth="user", website=True, readonly=True)
    def b2b_customers(self, search=None, **kw):
        self._check_role(*SELLERS)
        domain = Domain.TRUE
        if search:
            domain = (
                Domain("name", "ilike", search)
                | Domain("contact_name", "ilike", search)
                | Domain("email", "ilike", search)
                | Domain("vat", "=", search.strip())
            )
        customers = request.env["b2b.customer"].search(domain)
        totals = {
            customer.id: (count, amount)
            for customer, count, amount in request.env["b2b.quote"]._read_group(
                [("customer_id", "in", customers.ids)],
                ["customer_id"],
                ["__count", "amount:sum"],
            )
        }
        return request.render(
            "b2b_quotes.customers",
            self._cabinet_values(
                "customers",
                customers=customers.sudo(),
                totals=totals,
                search=search or "",
            ),
        )

    @route(
        ["/my/customers/new", "/my/customers/<int:customer_id>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def b2b_customer(self, customer_id=None, **post):
        self._check_role(*SELLERS)
        customer_sudo = self._customer_check(customer_id)
        errors, message = {}, None
        if request.httprequest.method == "POST":
            values, errors = self._customer_form(post, customer_sudo)
            if not errors:
                message = self._customer_save(customer_sudo, values)
                if not message:
                    return request.redirect("/my/customers")
        return request.render(
            "b2b_quotes.customer",
            self._cabinet_values(
                "customers",
                customer=customer_sudo,
                employees=self._customer_owners(),
                post=post if request.httprequest.method == "POST" else None,
                errors=errors,
                message=message,
                crumbs=[("/my/customers", request.env._("Customers"))],
            ),
        )

    @route(
        "/my/customers/<int:customer_id>/archive",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_customer_archive(self, customer_id, **kw):
        self._check_role(*SELLERS)
        self._customer_check(customer_id).active = False
        return request.redirect("/my/customers")

    def _customer_check(self, customer_id):
        if customer_id is None:
            return request.env["b2b.customer"].sudo()
        return self._document_check("b2b.customer", customer_id)

    def _customer_owners(self):
        """Who may get a customer: anyone from the director, a buyer oneself."""
        user = request.env.user
        if user._b2b_role() == "director":
            return user._b2b_contractor().b2b_employee_ids
        return user.partner_id.sudo()

    def _customer_form(self, post, customer_sudo):
        """Allow-listed values and what is wrong with them."""
        _ = request.env._
        values = {
            name: (post.get(name) or "").strip()[:size] or False
            for name, size in TEXT_FIELDS.items()
        }
        values["vat"] = "".join((post.get("vat") or "").split())[:12] or False
        discount = numbers.parse(post.get("discount") or "0")
        errors = {}
        if not values["name"]:
            errors["name"] = _("Write the customer's name.")
        if discount is None or not 0 <= discount < 100:
            errors["discount"] = _("A percentage from 0 to 99.99.")
        owners = self._customer_owners()
        owner = owners.filtered(lambda p: str(p.id) == post.get("owner_id"))
        # A buyer does not take a colleague's customer away; the rules hide those.
        values.update(discount=discount, owner_id=owner.id)
        if not customer_sudo:
            values["contractor_id"] = request.env.user._b2b_contractor().id
        return values, errors

    def _customer_save(self, customer_sudo, values):
        """Create or write; the message of what the model refuses."""
        try:
            with request.env.cr.savepoint():
                if customer_sudo:
                    customer_sudo.write(values)
                else:
                    customer_sudo.create(values)
        except (UserError, ValidationError) as error:
            return error.args[0]
        return None
