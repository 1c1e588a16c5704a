from odoo import fields, models
from odoo.tools import SQL


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _b2b_prices(self, pricelist, quantity=1.0, date=None):
        """Prices of these products in one set.

        :param pricelist: ``product.pricelist`` (read by sudo: its rules are closed)
        :return: ``{product_id: price or None}``; None is «по запросу»
        """
        if not pricelist:
            return dict.fromkeys(self.ids)
        prices = pricelist.sudo()._get_products_price(
            self.sudo(), quantity, date=date or fields.Datetime.now()
        )
        return {id_: prices.get(id_) or None for id_ in self.ids}

    def _b2b_stock(self, warehouses=None):
        """Free stock of these products in one query.

        :param warehouses: ``stock.warehouse``; default: those on the portal
        :return: ``{product_id: {warehouse_id: quantity in the base unit}}``
        """
        if warehouses is None:
            warehouses = self.env["stock.warehouse"]._b2b_published_for()
        result = {id_: dict.fromkeys(warehouses.ids, 0.0) for id_ in self.ids}
        if not result or not warehouses:
            return result
        self.env["stock.quant"].flush_model(
            ["product_id", "location_id", "quantity", "reserved_quantity"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.product_id, location.warehouse_id,
                       SUM(quant.quantity - quant.reserved_quantity)
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                 WHERE quant.product_id = ANY(%s)
                   AND location.warehouse_id = ANY(%s)
                   AND location.usage = 'internal'
              GROUP BY quant.product_id, location.warehouse_id
                """,
                self.ids,
                warehouses.ids,
            )
        )
        for product_id, warehouse_id, quantity in rows:
            result[product_id][warehouse_id] = max(quantity, 0.0)
        return result

    def _b2b_lock_stock(self, warehouses):
        """Lock every quant of these products, waiting for whoever holds one.

        Core skips locked quants and makes a second one, so the last unit could be
        taken many times; a writer who waited here fails with a serialization error
        if the quant changed meanwhile, and is run again by the framework.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT quant.id
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                 WHERE quant.product_id = ANY(%s)
                   AND location.warehouse_id = ANY(%s)
              ORDER BY quant.id
                   FOR UPDATE OF quant
                """,
                self.ids,
                warehouses.ids,
            ),
            # A changed quant is no error: the caller or the framework tries again.
            log_exceptions=False,
        )
