from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # EXTENDS http_routing: words of our JavaScript
        return [*super()._get_translation_frontend_modules_name(), "b2b_quotes"]
