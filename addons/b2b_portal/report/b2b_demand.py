from odoo import fields, models, tools


class B2bDemand(models.Model):
    """Demand by product and month, from where it shows itself, in base units.

    list — put into lists (favourites are no quantity and do not count); preorder — in
    the queue or arrived; reserve — held by orders that are not paid; sale — the other
    confirmed orders; forecast — what is reckoned for the months that come (it belongs
    to no contractor). An order's line counts once, as a reserve or as a sale.
    """

    _name = "b2b.demand"
    _description = "Demand"
    _auto = False
    _order = "date desc, id"
    _rec_name = "product_id"

    kind = fields.Selection(
        [
            ("list", "Lists"),
            ("preorder", "Pre-orders"),
            ("reserve", "Reserves"),
            ("sale", "Sales"),
            ("forecast", "Forecast"),
        ],
        readonly=True,
    )
    product_id = fields.Many2one("product.product", readonly=True)
    contractor_id = fields.Many2one("res.partner", "Contractor", readonly=True)
    date = fields.Date(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            """
            CREATE VIEW b2b_demand AS
            SELECT 4 * line.id AS id, 'list' AS kind, line.product_id,
                   line.contractor_id, line.create_date::date AS date, line.quantity
              FROM b2b_list_line line
              JOIN b2b_list list ON list.id = line.list_id AND list.kind = 'list'
             UNION ALL
            SELECT 4 * preorder.id + 1, 'preorder', preorder.product_id,
                   preorder.contractor_id, preorder.create_date::date,
                   preorder.quantity
              FROM b2b_preorder preorder
             WHERE preorder.state IN ('waiting', 'ready')
             UNION ALL
            SELECT 4 * line.id + 2,
                   CASE WHEN sale.b2b_status IN ('reserved', 'awaiting_payment')
                        THEN 'reserve' ELSE 'sale' END,
                   line.product_id, sale.b2b_contractor_id, sale.date_order::date,
                   line.product_uom_qty * unit.factor / base.factor
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom unit ON unit.id = line.product_uom_id
              JOIN uom_uom base ON base.id = template.uom_id
             WHERE sale.state = 'sale' AND sale.b2b_contractor_id IS NOT NULL
               AND template.type = 'consu'
             UNION ALL
            SELECT 4 * forecast.id + 3, 'forecast', forecast.product_id, NULL,
                   forecast.date, forecast.quantity
              FROM b2b_forecast forecast
            """
        )
