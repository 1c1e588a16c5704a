from odoo import api, fields, models

from . import b2b_access
from .b2b_list import PEOPLE

b2b_access.register("b2b.watch", b2b_access.Rule("contractor_id", "partner_id", PEOPLE))


class B2bWatch(models.Model):
    """An employee wants to know when goods arrive (once) or their price changes."""

    _name = "b2b.watch"
    _description = "Watched product"
    _order = "id desc"
    _rec_name = "product_id"

    partner_id = fields.Many2one(
        "res.partner", "Employee", required=True, index=True, ondelete="cascade"
    )
    contractor_id = fields.Many2one(
        related="partner_id.b2b_contractor_id", store=True, index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("stock", "Arrival"), ("price", "Price change")], required=True
    )
    seen_price = fields.Float(digits="Product Price", help="Price last told; 0: none.")

    _once = models.Constraint(
        "UNIQUE(partner_id, product_id, kind)", "This product is watched already."
    )

    @api.model
    def _toggle(self, partner, product, kind):
        """Begin or end watching a product.

        :return: whether it is watched now
        """
        watch = self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("product_id", "=", product.id),
                ("kind", "=", kind),
            ]
        )
        if watch:
            watch.unlink()
            return False
        prices = product._b2b_own_prices(partner)
        self.sudo().create(
            {
                "partner_id": partner.id,
                "product_id": product.id,
                "kind": kind,
                "seen_price": prices[product.id] or 0.0,
            }
        )
        return True

    @api.model
    def _cron_notify(self):
        """Tell people what arrived and which prices changed: one message a person."""
        watches = self.sudo().search([])  # pylint: disable=no-search-all
        people = watches.grouped("partner_id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(people))
        for own in people.values():
            own._notify()
            if not cron._commit_progress(1):
                break

    def _notify(self):
        """Tell one person what these watches found."""
        user = self.partner_id.user_ids[:1]
        if not user or not user._b2b_role():
            self.unlink()
            return
        self._notify_arrivals(user)
        self._notify_prices(user)

    def _notify_arrivals(self, user):
        watches = self.exists().filtered(lambda watch: watch.kind == "stock")
        if not watches:
            return
        products = watches.product_id.with_context(
            lang=user.lang, b2b_claimant=user._b2b_contractor().id
        )
        stock = products._b2b_stock()
        arrived = products.filtered(lambda p: sum(stock[p.id].values()) > 0)
        if not arrived:
            return
        _ = self.with_context(lang=user.lang).env._
        self.env["b2b.notification.preference"]._tell(
            user,
            "arrival",
            {
                "subject": _("Awaited goods have arrived"),
                "rows": [
                    _(
                        "%(product)s: %(free)g %(unit)s",
                        product=product.display_name,
                        free=sum(stock[product.id].values()),
                        unit=product.uom_id.name,
                    )
                    for product in arrived
                ],
                "path": "/my/lists/watches",
            },
        )
        # Told once: who wants to know the next time asks again.
        watches.filtered(lambda watch: watch.product_id in arrived).unlink()

    def _notify_prices(self, user):
        watches = self.exists().filtered(lambda watch: watch.kind == "price")
        pricelist = user.partner_id._b2b_get_pricelist()
        prices = watches.product_id._b2b_own_prices(user.partner_id)
        currency = pricelist.currency_id
        changed = watches.filtered(
            lambda watch: currency.compare_amounts(
                watch.seen_price, prices[watch.product_id.id] or 0.0
            )
        )
        if not changed:
            return
        _ = self.with_context(lang=user.lang).env._

        def text(price):
            return currency.format(price) if price else _("on request")

        self.env["b2b.notification.preference"]._tell(
            user,
            "price",
            {
                "subject": _("Prices that you watch have changed"),
                "rows": [
                    _(
                        "%(product)s: %(old)s → %(new)s",
                        product=watch.product_id.with_context(
                            lang=user.lang
                        ).display_name,
                        old=text(watch.seen_price),
                        new=text(prices[watch.product_id.id]),
                    )
                    for watch in changed
                ],
                "path": "/my/lists/watches",
            },
        )
        for watch in changed:
            watch.seen_price = prices[watch.product_id.id] or 0.0
