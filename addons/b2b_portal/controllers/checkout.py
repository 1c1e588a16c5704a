from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.website_sale.controllers.delivery import Delivery
from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.controllers.payment import PaymentPortal

from ..models.b2b_api import PAYMENT_MODES
from ..tools.format import Formatter
from .common import ORDERING_ROLES, CabinetController

CHECKOUT = "/my/checkout"


class CabinetCheckout(CabinetController):
    """The one page between the cart and the order."""

    @route(CHECKOUT, type="http", auth="user", website=True, sitemap=False)
    def b2b_checkout(self, **post):
        self._check_role(*ORDERING_ROLES)
        order_sudo = request.cart._b2b_reading_once()
        if not order_sudo.order_line:
            return request.redirect("/shop/cart")
        if request.httprequest.method == "POST":
            return self._checkout_place(order_sudo, post)
        return self._checkout_render(order_sudo)

    def _checkout_place(self, order_sudo, post):
        """Take what was typed, place the order, or show the page with what is wrong."""
        refresh = bool(post.get("refresh"))
        try:
            if not refresh:
                # The turn commits: it comes before anything is written.
                request.env["b2b.turn"]._take(order_sudo)
        except UserError as error:
            return self._checkout_render(
                order_sudo, post=post, errors={"place": str(error)}
            )
        errors = self._checkout_read(order_sudo, post)
        if refresh:
            # Another entity or contract was chosen: its terms, before anything else.
            return self._checkout_render(order_sudo, post=post)
        if errors:
            return self._checkout_render(order_sudo, post=post, errors=errors)
        # The person accepts what stood on the page, not what became of it since.
        changes = order_sudo._b2b_reprice()
        if post.get("shown") != order_sudo._b2b_shown():
            return self._checkout_render(
                order_sudo, post=post, errors={} if changes else {"changed": True}
            )
        try:
            with request.env.cr.savepoint():
                answer = order_sudo._place(accept_changes=True)
        except UserError as error:
            order_sudo.invalidate_recordset()
            request.env["b2b.turn"]._end()
            return self._checkout_render(
                order_sudo, post=post, errors={"place": str(error)}
            )
        return request.redirect(f"/my/orders/{order_sudo.id}?placed={answer['result']}")

    def _checkout_read(self, order_sudo, post):
        """Write allow-listed values of the form.

        :return: ``{field: message}``; what is wrong is not written
        """
        errors = {}
        self._checkout_read_seller(order_sudo, post, errors)
        values = self._checkout_read_notes(order_sudo, post, errors)
        order_sudo.write(values)
        return errors

    def _checkout_read_seller(self, order_sudo, post, errors):
        """Who buys, under which contracts, from which warehouses: in that order, each
        choice decides what there is to choose next."""
        _ = request.env._

        def choose(field, records, message=None):
            record = records.filtered(lambda r: str(r.id) == post.get(field))
            if not record and (records or message) and post.get(field) is not None:
                errors[field] = message or _("Choose one of the list.")
            return record

        entity = choose(
            "b2b_entity_id",
            request.env.user._b2b_contractor().sudo().b2b_entity_ids,
            _("Legal entity: choose who buys."),
        )
        if entity and entity != order_sudo.b2b_entity_id:
            order_sudo.b2b_entity_id = entity
            # Its contracts are other ones: the best is taken, and shown.
            post = {**post, "b2b_contract_id": None, "b2b_organisation_id": None}
        fits = order_sudo._b2b_settle_sellers()
        contracts, organisations = order_sudo._b2b_choices(fits)
        if contract := choose("b2b_contract_id", contracts):
            order_sudo.b2b_contract_id = contract
        elif not contracts and len(organisations) > 1:
            if organisation := choose("b2b_organisation_id", organisations):
                order_sudo.b2b_organisation_id = organisation
        warehouse = choose(
            "warehouse_id",
            request.env["stock.warehouse"]._b2b_published_for(
                order_sudo.b2b_organisation_id
            ),
            _("Warehouse: choose the one to ship from."),
        )
        if warehouse:
            order_sudo.warehouse_id = warehouse
        fits = order_sudo._b2b_settle_sellers()
        for part in order_sudo._b2b_parts(fits)[1:]:
            seller = part["organisation"]
            values = {}
            if contract := choose(f"contract_{seller.id}", part["contracts"]):
                values["b2b_contract_id"] = contract.id
            published = request.env["stock.warehouse"]._b2b_published_for(seller)
            if warehouse := choose(f"warehouse_{seller.id}", published):
                values["b2b_warehouse_id"] = warehouse.id
            if values:
                part["lines"].write(values)

    def _checkout_read_notes(self, order_sudo, post, errors):
        """Values that all parts of the order share."""
        _ = request.env._
        values = {}
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
        entity = order_sudo.b2b_entity_id
        delivery = self._checkout_addresses(entity).filtered(
            lambda a: str(a.id) == post.get("partner_shipping_id")
        )
        # Pick-up is the entity's own address: nothing is carried anywhere.
        values["partner_shipping_id"] = (delivery or entity or order_sudo.partner_id).id
        values.update(
            b2b_ship_whole=post.get("b2b_ship_whole") == "1",
            client_order_ref=(post.get("client_order_ref") or "").strip()[:64],
            b2b_comment=(post.get("b2b_comment") or "").strip()[:2000],
        )
        return values

    def _checkout_addresses(self, entity):
        """Delivery addresses of the legal entity and those of the whole company."""
        return (entity.b2b_contractor_id | entity).child_ids.filtered(
            lambda p: p.type == "delivery" and p.active
        )

    def _checkout_render(self, order_sudo, post=None, errors=None):
        changes = order_sudo._b2b_reprice()
        fits = order_sudo._b2b_settle_sellers()
        parts = order_sudo._b2b_parts(fits)
        contracts, organisations = order_sudo._b2b_choices(fits)
        values = self._cabinet_values("cart")
        Warehouse = request.env["stock.warehouse"]
        warehouses = {
            part["organisation"]: Warehouse._b2b_published_for(part["organisation"])
            for part in parts
        }
        own = order_sudo.b2b_organisation_id
        values.update(
            order=order_sudo,
            lines=order_sudo.order_line.filtered("product_id"),
            parts=parts,
            part_warehouses=warehouses,
            entities=values["contractor"].b2b_entity_ids,
            contracts=contracts,
            organisations=organisations,
            warehouses=warehouses.get(own) or Warehouse._b2b_published_for(own),
            addresses=self._checkout_addresses(order_sudo.b2b_entity_id),
            changes=changes,
            errors=errors or {},
            post=post or {},
            shortages={
                part["organisation"]: self._checkout_shortages(
                    part["lines"], warehouses[part["organisation"]]
                )
                for part in parts
            },
            limits=order_sudo._b2b_limit_preview(parts),
            approval_reason=order_sudo._b2b_approval_reason(),
            shown=order_sudo._b2b_shown(),
            fmt=Formatter(request.env, order_sudo.currency_id),
        )
        return request.render("b2b_portal.checkout", values)

    def _checkout_shortages(self, lines, warehouses):
        """Lines a warehouse is short of: ``{warehouse_id: [(line, free)]}``."""
        lines = lines.filtered(lambda ln: ln.product_id.is_storable)
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
