from odoo.addons.b2b_portal.tests.common import B2bCommon


class QuotesCommon(B2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["b2b.customer"].create(
            {
                "name": "Салон «Уют»",
                "contact_name": "Ольга",
                "email": "olga@example.com",
                "discount": 10,
                "contractor_id": cls.romashka.id,
                "owner_id": cls.buyer.partner_id.id,
            }
        )

    def _make_quote(self, user=None, lines=None, markup=50.0, **values):
        """A quote from a cart: 2 vases at 100 and 3 candles at 50.50, marked up."""
        order = self._make_order(user, lines)
        # The purchase price is what the contractor pays, with VAT: taxes would only
        # blur the figures here.
        order.order_line.tax_ids = False
        quote = self.env["b2b.quote"]._create_from_order(
            order, (user or self.buyer).partner_id
        )
        quote.line_ids._set_markup(markup)
        quote.write(values)
        return quote
