from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.website_sale.controllers.delivery import Delivery
from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.controllers.payment import PaymentPortal

from ..tools.format import Formatter
from .common import ORDERING_ROLES, CabinetController

CHECKOUT = "/my/checkout"
PAYMENT_MODES = ("invoice", "reserve", "credit")


class CabinetCheckout(CabinetController):
    """The one page between the cart and the order."""

    @route(CHECKOUT, type="http", auth="user", website=True, sitemap=False)
    def b2b_checkout(self, **post):
        self._check_role(*ORDERING_ROLES)
        order_sudo = request.cart
        if not order_sudo.order_line:
            return request.redirect("/shop/cart")
        if request.httprequest.method == "POST":
            return self._checkout_place(order_sudo, post)
        return self._checkout_render(order_sudo)

    def _checkout_place(self, order_sudo, post):
        """Take what was typed, place the order, or show the page with what is wrong."""
        # The turn commits: it comes before anything is written.
        try:
            request.env["b2b.turn"]._take(order_sudo)
        except UserError as error:
            return self._checkout_render(
                order_sudo, post=post, errors={"place": str(error)}
            )
        values, errors = self._checkout_read(order_sudo, post)
        order_sudo.write(values)
        if errors:
            return self._checkout_render(order_sudo, post=post, errors=errors)
        # The person accepts the sum that stood on the page, not a later one.
        order_sudo._b2b_reprice()
        accepted = order_sudo.currency_id.compare_amounts(
            order_sudo.amount_total, _amount(post.get("shown_total"))
        )
        try:
            with request.env.cr.savepoint():
                answer = order_sudo._place(accept_changes=accepted == 0)
        except UserError as error:
            order_sudo.invalidate_recordset()
            return self._checkout_render(
                order_sudo, post=post, errors={"place": str(error)}
            )
        if answer["result"] == "changed":
            return self._checkout_render(order_sudo, post=post)
        return request.redirect(f"/my/orders/{order_sudo.id}?placed={answer['result']}")

    def _checkout_read(self, order_sudo, post):
        """Allow-listed values of the form.

        :return: ``(values to write, {field: message})``; what is wrong is not written
        """
        _ = request.env._
        options = self._checkout_options(order_sudo)
        values, errors = {}, {}

        def choose(field, records, message):
            record = records.filtered(lambda r: str(r.id) == post.get(field))
            if record:
                values[field] = record.id
            elif records or message:
                errors[field] = message or _("Choose one of the list.")
            return record

        entity = choose(
            "b2b_entity_id", options["entities"], _("Legal entity: choose who buys.")
        )
        contracts = options["contracts"].filtered(lambda c: c.entity_id == entity)
        if contracts:
            choose("b2b_contract_id", contracts, _("Contract: choose one."))
        elif entity:
            values["b2b_contract_id"] = False
            if len(options["organisations"]) > 1:
                choose("b2b_organisation_id", options["organisations"], None)
        choose(
            "warehouse_id",
            options["warehouses"],
            _("Warehouse: choose the one to ship from."),
        )
        if post.get("b2b_payment_mode") in PAYMENT_MODES:
            values["b2b_payment_mode"] = post["b2b_payment_mode"]
        else:
            errors["b2b_payment_mode"] = _("Choose how the order is paid.")
        if day := post.get("commitment_date"):
            try:
                fmt = Formatter(request.env)
                values["commitment_date"] = fmt.to_utc(day)
                if fmt.days_left(values["commitment_date"]) < 0:
                    raise ValueError
            except ValueError:
                values.pop("commitment_date", None)
                errors["commitment_date"] = _("Wanted date: today or later.")
        else:
            values["commitment_date"] = False
        delivery = options["addresses"].filtered(
            lambda a: str(a.id) == post.get("partner_shipping_id")
        )
        # Pick-up is the entity's own address: nothing is carried anywhere.
        values["partner_shipping_id"] = (delivery or entity or order_sudo.partner_id).id
        values.update(
            b2b_ship_whole=bool(post.get("b2b_ship_whole")),
            client_order_ref=(post.get("client_order_ref") or "").strip()[:64],
            b2b_comment=(post.get("b2b_comment") or "").strip()[:2000],
        )
        return values, errors

    def _checkout_options(self, order_sudo):
        """What there is to choose from, each a sudoed set of its own."""
        contractor_sudo = request.env.user._b2b_contractor().sudo()
        entities = contractor_sudo.b2b_entity_ids
        contracts = (
            request.env["b2b.contract"]
            .sudo()
            .search(
                request.env["b2b.contract"]._valid_domain()
                & Domain("entity_id", "in", entities.ids)
                & Domain("kind", "=", "sale")
            )
        )
        organisation = order_sudo.b2b_organisation_id
        return {
            "entities": entities,
            "contracts": contracts,
            "organisations": request.env["b2b.organisation"].sudo().search([]),
            "warehouses": request.env["stock.warehouse"]._b2b_published_for(
                organisation
            ),
            "addresses": (contractor_sudo | entities).child_ids.filtered(
                lambda p: p.type == "delivery" and p.active
            ),
        }

    def _checkout_render(self, order_sudo, post=None, errors=None):
        changes = order_sudo._b2b_reprice()
        options = self._checkout_options(order_sudo)
        values = self._cabinet_values("cart")
        values.update(
            order=order_sudo,
            lines=order_sudo.order_line.filtered("product_id"),
            changes=changes,
            errors=errors or {},
            post=post or {},
            shortages=self._checkout_shortages(order_sudo, options["warehouses"]),
            limits=values["contractor"]._b2b_limits(
                exclude=order_sudo, contract=order_sudo.b2b_contract_id
            ),
            approval_reason=order_sudo._b2b_approval_reason(),
            fmt=Formatter(request.env, order_sudo.currency_id),
            today=Formatter(request.env).today().isoformat(),
            **options,
        )
        return request.render("b2b_portal.checkout", values)

    def _checkout_shortages(self, order_sudo, warehouses):
        """Lines a warehouse is short of: ``{warehouse_id: [(line, free)]}``."""
        lines = order_sudo.order_line.filtered(lambda ln: ln.product_id.is_storable)
        stock = lines.product_id._b2b_stock(warehouses)
        return {
            warehouse.id: [
                (line, stock[line.product_id.id][warehouse.id])
                for line in lines
                if line.product_uom_id.compare(
                    line.product_uom_qty, stock[line.product_id.id][warehouse.id]
                )
                > 0
            ]
            for warehouse in warehouses
        }


def _amount(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return -1.0


def _closed():
    """Whether the current person orders through the cabinet, or not at all."""
    return request.env.user._b2b_role() or request.website._b2b_prices_closed()


def _redirection():
    """Where core's pages of its own checkout lead instead, or None."""
    if request.env.user._b2b_role() in ORDERING_ROLES:
        return request.redirect(CHECKOUT)
    return request.redirect("/shop") if _closed() else None


def _refuse():
    if _closed():
        raise NotFound()


class ClosedCheckout(WebsiteSale):
    """Core's own steps to an order are closed: an order comes about in one way only."""

    @route()
    def shop_checkout(self, try_skip_step=None, **query_params):
        return _redirection() or super().shop_checkout(
            try_skip_step=try_skip_step, **query_params
        )

    @route()
    def shop_address(self, **kwargs):
        return _redirection() or super().shop_address(**kwargs)

    @route()
    def shop_address_submit(self, **kwargs):
        return _redirection() or super().shop_address_submit(**kwargs)

    @route()
    def extra_info(self, **post):
        return _redirection() or super().extra_info(**post)

    @route()
    def shop_payment(self, **post):
        return _redirection() or super().shop_payment(**post)

    @route()
    def shop_payment_validate(self, sale_order_id=None, **post):
        return _redirection() or super().shop_payment_validate(
            sale_order_id=sale_order_id, **post
        )

    @route()
    def shop_payment_confirmation(self, **post):
        return _redirection() or super().shop_payment_confirmation(**post)

    @route()
    def print_saleorder(self, **kwargs):
        return _redirection() or super().print_saleorder(**kwargs)

    @route()
    def process_express_checkout(self, billing_address, **kwargs):
        _refuse()
        return super().process_express_checkout(billing_address, **kwargs)

    @route()
    def shop_update_address(self, partner_id, address_type="billing", **kw):
        _refuse()
        return super().shop_update_address(partner_id, address_type=address_type, **kw)

    @route()
    def express_checkout_shipping_address_compute_taxes(self):
        _refuse()
        return super().express_checkout_shipping_address_compute_taxes()


class ClosedDelivery(Delivery):
    @route()
    def shop_delivery_methods(self):
        _refuse()
        return super().shop_delivery_methods()

    @route()
    def shop_set_delivery_method(self, dm_id=None, **kwargs):
        _refuse()
        return super().shop_set_delivery_method(dm_id=dm_id, **kwargs)

    @route()
    def shop_get_delivery_rate(self, dm_id):
        _refuse()
        return super().shop_get_delivery_rate(dm_id)

    @route()
    def website_sale_set_pickup_location(self, pickup_location_data):
        _refuse()
        return super().website_sale_set_pickup_location(pickup_location_data)

    @route()
    def website_sale_get_pickup_locations(self, zip_code=None, **kwargs):
        _refuse()
        return super().website_sale_get_pickup_locations(zip_code=zip_code, **kwargs)

    @route()
    def express_checkout_process_delivery_address(self, partial_delivery_address):
        _refuse()
        return super().express_checkout_process_delivery_address(
            partial_delivery_address
        )


class ClosedPayment(PaymentPortal):
    @route()
    def shop_payment_transaction(self, order_id, access_token, **kwargs):
        _refuse()
        return super().shop_payment_transaction(order_id, access_token, **kwargs)
