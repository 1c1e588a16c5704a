from odoo import api, fields, models


class B2bSupply(models.Model):
    """Goods that are expected: a date that somebody stands for, 1С or staff.

    No record, no date: the portal never invents one.
    """

    _name = "b2b.supply"
    _description = "Expected supply"
    _order = "date, id"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    warehouse_id = fields.Many2one("stock.warehouse", help="Empty: any warehouse.")
    date = fields.Date("Expected on", required=True, index=True)
    quantity = fields.Float(digits="Product Unit", help="0: not known.")
    source = fields.Selection(
        [("staff", "Staff"), ("onec_soap", "1С (SOAP)")],
        required=True,
        default="staff",
        readonly=True,
    )
    ref = fields.Char("External id", copy=False, readonly=True)

    _ref_unique = models.UniqueIndex(
        "(source, ref) WHERE ref IS NOT NULL", "This supply is here already."
    )

    @api.model
    def _book(self, ref, product, date, quantity, warehouse=None, source=None):
        """Book what another system knows about a supply; a repeat corrects it.

        :param str ref: external id of the supply's line
        :param date: day of arrival, None when the supply was called off
        :param float quantity: in the base unit, 0 when it is not told
        :return: ``b2b.supply``, empty when it was called off
        """
        source = source or "onec_soap"
        supply = self.sudo().search([("source", "=", source), ("ref", "=", ref)])
        if not date:
            supply.unlink()
            return self.browse()
        values = {
            "product_id": product.id,
            "warehouse_id": warehouse.id if warehouse else False,
            "date": date,
            "quantity": quantity,
        }
        if supply:
            supply.write(values)
            return supply
        return self.sudo().create({**values, "source": source, "ref": ref})


class ProductProduct(models.Model):
    _inherit = "product.product"

    b2b_supply_ids = fields.One2many("b2b.supply", "product_id", "Expected supplies")

    def _b2b_expected(self):
        """The nearest expected supply of these products, in one query.

        :return: ``{product_id: {"date", "quantity", "source"}}``; no key, no date
        """
        expected = {}
        for supply in (
            self.env["b2b.supply"]
            .sudo()
            .search_fetch(
                [
                    ("product_id", "in", self.ids),
                    ("date", ">=", self.env["b2b.deadline"]._today()),
                ],
                ["product_id", "date", "quantity", "source"],
            )
        ):
            expected.setdefault(
                supply.product_id.id,
                {
                    "date": supply.date,
                    "quantity": supply.quantity,
                    "source": supply.source,
                },
            )
        return expected
