from odoo import api, fields, models
from odoo.exceptions import UserError

PAYMENT_MODES = ("invoice", "reserve", "credit")


class B2bApi(models.AbstractModel):
    """What the API for contractors' own systems says and takes, as plain values.

    Moments are ISO 8601 in UTC, sums are numbers in the currency named beside them.
    """

    _name = "b2b.api"
    _description = "API for contractors' systems"

    # === Goods === #

    @api.model
    def _products(self, products):
        """Goods with the current person's prices and stock, as a list of dicts."""
        warehouses = self.env["stock.warehouse"]._b2b_published_for()
        lists = products._b2b_own_lists(self.env.user.partner_id)
        prices = products._b2b_prices_by_list(lists)
        currencies = {
            product.id: pricelist.currency_id.name
            for pricelist, own in lists.items()
            for product in own
        }
        stock = products._b2b_stock(warehouses)
        return [
            {
                "article": product.default_code or "",
                "barcode": product.barcode or "",
                "name": product.with_context(display_default_code=False).display_name,
                "unit": product.uom_id.name,
                "price": prices[product.id],
                "currency": currencies[product.id],
                "minimum": product._b2b_minimum(),
                "multiple": product._b2b_step(),
                "stock": [
                    {
                        "warehouse": warehouse.name,
                        "quantity": stock[product.id][warehouse.id],
                        "at": _moment(warehouse.b2b_stock_date),
                    }
                    for warehouse in warehouses
                ],
            }
            for product in products
        ]

    # === Orders === #

    @api.model
    def _orders(self, orders):
        """Orders without lines, as a list of dicts."""
        cabinet = self.env["b2b.cabinet"]
        return [
            {
                "number": order.name,
                "status": order.b2b_status,
                "status_label": cabinet._status_look(order.b2b_status)["label"],
                "payment": order.b2b_payment_state,
                "shipment": order.b2b_shipment_state,
                "placed_at": _moment(order.b2b_placed_at),
                "po_number": order.client_order_ref or "",
                "inn": order.b2b_entity_id.vat or "",
                "kpp": order.b2b_entity_id.b2b_kpp or "",
                "warehouse": order.warehouse_id.name,
                "total": order.amount_total,
                "currency": order.currency_id.name,
            }
            for order in orders.sudo()
        ]

    @api.model
    def _whole_order(self, order):
        """One order with lines, shipments and ready documents, as a dict."""
        order_sudo = order.sudo()
        lines = order_sudo.order_line.filtered("product_id")
        pickings = order_sudo.picking_ids.filtered(lambda p: p.state == "done")
        documents = order_sudo.b2b_document_ids.filtered(lambda d: d.state == "ready")
        return {
            **self._orders(order_sudo)[0],
            "placed_with": order_sudo._b2b_siblings().mapped("name"),
            "lines": [
                {
                    "article": line.product_id.default_code or "",
                    "name": line.product_id.name,
                    "quantity": line.product_uom_qty,
                    "delivered": line.qty_delivered,
                    "unit": line.product_uom_id.name,
                    "price": line.price_unit,
                    "sum": line.price_total,
                }
                for line in lines
            ],
            "shipments": [
                {
                    "number": picking.b2b_number or picking.name,
                    "at": _moment(picking.date_done),
                    "tracking": picking.carrier_tracking_ref or "",
                }
                for picking in pickings
            ],
            "documents": [
                {
                    "kind": document.kind,
                    "number": document.name or "",
                    "date": document.date and document.date.isoformat(),
                    "url": f"/my/documents/{document.id}/pdf",
                }
                for document in documents
            ],
        }

    # === Placing === #

    @api.model
    def _draft(self, key, values):
        """The order of an idempotency key: a new draft, or what came of the key before.

        :param dict values: ``inn``, ``kpp``, ``contract``, ``warehouse``, ``payment``,
            ``po_number``, ``comment`` as texts, ``lines`` as a list of (article,
            quantity)
        :return: sudoed ``sale.order``
        :raise UserError: what cannot be understood, line by line
        """
        person_sudo = self.env.user.sudo().partner_id
        # One key at a time: two requests at once must not make two orders.
        self.env.cr.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
            [key, person_sudo.b2b_contractor_id.id],
        )
        orders_sudo = self.env["sale.order"].sudo()
        known = orders_sudo.search(
            [
                ("b2b_api_key", "=", key),
                ("b2b_contractor_id", "=", person_sudo.b2b_contractor_id.id),
            ],
            limit=1,
        )
        if known:
            # The key of a colleague's order opens it to who sees the order anyway.
            seen = self.env["b2b.cabinet"]._orders_domain()
            if known.b2b_buyer_id != person_sudo and not known.filtered_domain(seen):
                raise UserError(
                    self.env._("Idempotency-Key: a colleague has used it already.")
                )
            return known
        products, problems = self.env["b2b.quick.order"]._resolve(
            [article for article, _qty in values["lines"]]
        )
        order_sudo = orders_sudo.create(
            {
                "partner_id": person_sudo.id,
                "website_id": self.env["website"].get_current_website().id,
                "b2b_api_key": key,
                "b2b_cart_name": f"API {key}",
                **self._draft_values(person_sudo, values),
            }
        )
        problems = [f"{article}: {problem}" for article, problem in problems.items()]
        if not problems:
            articles = {product.id: a for a, (product, _factor) in products.items()}
            results = order_sudo._b2b_cart_add(
                [
                    (products[article][0].id, quantity * products[article][1])
                    for article, quantity in values["lines"]
                ]
            )
            problems = [
                f"{articles[row['product_id']]}: {row['problem']}"
                for row in results
                if row["problem"]
            ]
        if problems:
            raise UserError("\n".join(problems))
        return order_sudo

    @api.model
    def _draft_values(self, person_sudo, values):
        """Values of the draft that names stand for; what is left out is the default."""
        _ = self.env._
        contractor = person_sudo.b2b_contractor_id
        result = {
            "client_order_ref": values["po_number"][:64],
            "b2b_comment": values["comment"][:2000],
        }
        if values["inn"]:
            entity = contractor.b2b_entity_ids.filtered(
                lambda e: (
                    e.vat == values["inn"] and values["kpp"] in ("", e.b2b_kpp or "")
                )
            )[:1]
            if not entity:
                raise UserError(_("Legal entity: no such ИНН and КПП in your profile."))
            result["b2b_entity_id"] = entity.id
        if values["warehouse"]:
            warehouse = self.env["stock.warehouse"]._b2b_published_for()
            warehouse = warehouse.filtered(lambda w: w.name == values["warehouse"])[:1]
            if not warehouse:
                raise UserError(_("Warehouse: no such one: %s.", values["warehouse"]))
            result["warehouse_id"] = warehouse.id
        if values["payment"]:
            if values["payment"] not in PAYMENT_MODES:
                raise UserError(_("Payment: invoice, reserve or credit is expected."))
            result["b2b_payment_mode"] = values["payment"]
        return result


class SaleOrder(models.Model):
    _inherit = "sale.order"

    b2b_api_key = fields.Char(
        "Key of the API request", copy=False, readonly=True, index="btree_not_null"
    )


def _moment(value):
    """A moment as the API gives it: ISO 8601, UTC; None where there is none."""
    return value.isoformat(timespec="seconds") + "Z" if value else None
