from odoo import models


class OnecExchangeOrders(models.AbstractModel):
    _name = "onec.exchange.orders"
    _description = "Orders for 1С"
