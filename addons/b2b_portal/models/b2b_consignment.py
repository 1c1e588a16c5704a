from odoo import api, fields, models

from . import b2b_access
from .b2b_list import PEOPLE

b2b_access.register("b2b.consignment", b2b_access.Rule("contractor_id", roles=PEOPLE))


class B2bConsignment(models.Model):
    """Goods that a contractor holds on commission, by product, as 1С last told."""

    _name = "b2b.consignment"
    _description = "Goods on consignment"
    _order = "contract_id, product_id"
    _rec_name = "product_id"

    contract_id = fields.Many2one(
        "b2b.contract", required=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one(related="contract_id.entity_id", store=True)
    contractor_id = fields.Many2one(
        related="contract_id.contractor_id", store=True, index=True
    )
    organisation_id = fields.Many2one(related="contract_id.organisation_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    received = fields.Float(digits="Product Unit")
    sold = fields.Float(digits="Product Unit")
    returned = fields.Float(digits="Product Unit")
    balance = fields.Float("Unsold", digits="Product Unit")
    price = fields.Monetary("Price of transfer")
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _product_unique = models.Constraint(
        "UNIQUE(contract_id, product_id)", "A product stands once per contract."
    )

    @api.depends("balance", "price")
    def _compute_amount(self):
        for row in self:
            row.amount = row.balance * row.price

    @api.model
    def _b2b_set(self, contract, rows, moment=None):
        """Replace what is known about a contract by what 1С tells now.

        :param rows: ``{product: dict of field values}``
        :param moment: UTC moment of the figures, now if not given; figures older than
            those that are known say nothing
        :return: whether they were taken
        """
        moment = moment or fields.Datetime.now()
        if contract.consignment_at and moment < contract.consignment_at:
            return False
        known = {
            row.product_id: row
            for row in self.search([("contract_id", "=", contract.id)])
        }
        for product, row in known.items():
            if product not in rows:
                row.unlink()
            else:
                row.write(rows[product])
        self.create(
            [
                {**values, "contract_id": contract.id, "product_id": product.id}
                for product, values in rows.items()
                if product not in known
            ]
        )
        contract.consignment_at = moment
        self.env["b2b.consignment.report"].search(
            [
                ("contract_id", "=", contract.id),
                ("state", "in", ("work", "done")),
                ("counted", "=", False),
            ]
        ).counted = True
        return True
