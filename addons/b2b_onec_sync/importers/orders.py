from odoo import models


class OnecImportOrders(models.AbstractModel):
    _name = "onec.import.orders"
    _inherit = "onec.import"
    _description = "Import of orders"

    def _slice(self, file):
        return False
