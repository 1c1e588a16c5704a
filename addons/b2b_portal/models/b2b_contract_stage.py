from odoo import fields, models


class B2bContractStage(models.Model):
    """Этап оплаты: which share of an order is paid when."""

    _name = "b2b.contract.stage"
    _description = "Payment stage of a contract"
    _order = "sequence, id"
    _rec_name = "kind"

    contract_id = fields.Many2one(
        "b2b.contract", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("advance", "Before the goods are secured"),
            ("prepayment", "Before shipment"),
            ("credit", "After shipment"),
        ],
        required=True,
    )
    percent = fields.Float(required=True)
    days = fields.Integer(help="After the order, or after the shipment for a credit.")
    banking_days = fields.Boolean()


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    stage_ids = fields.One2many(
        "b2b.contract.stage", "contract_id", "Payment stages", copy=True
    )

    def _b2b_set_stages(self, stages):
        """Write the stages that another system tells, if they differ.

        Advance, prepayment and deferral follow from them: what is not on credit is paid
        ahead, and the last credit stage is the deferral. No stages say nothing: then
        limits alone decide.

        :param stages: list of dicts ``kind``, ``percent``, ``days``, ``banking_days``
        :return: whether anything changed
        """
        self.ensure_one()
        names = ("kind", "percent", "days", "banking_days")
        known = [tuple(stage[name] for name in names) for stage in self.stage_ids]
        told = [tuple(stage[name] for name in names) for stage in stages]
        if known == told:
            return False
        credit = [stage for stage in stages if stage["kind"] == "credit"]
        last = max(credit, key=lambda stage: stage["days"], default=None)
        self.write(
            {
                "stage_ids": [
                    fields.Command.clear(),
                    *(
                        fields.Command.create({**stage, "sequence": number})
                        for number, stage in enumerate(stages)
                    ),
                ],
                "advance_percent": sum(
                    item["percent"] for item in stages if item["kind"] == "advance"
                ),
                "prepayment_percent": 100.0 - sum(item["percent"] for item in credit)
                if stages
                else 0.0,
                "deferral_days": last["days"] if last else 0,
                "deferral_kind": "banking"
                if last and last["banking_days"]
                else "calendar",
            }
        )
        return True
