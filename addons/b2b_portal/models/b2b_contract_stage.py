from odoo import fields, models

from .b2b_contract_settlements import day_after


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

    def _b2b_words(self):
        """What is paid when, in words: «50 % within 14 days»."""
        self.ensure_one()
        _ = self.env._
        values = {"percent": self.percent, "days": self.days}
        if self.kind == "advance":
            return _("advance %g %%", self.percent)
        if self.kind == "prepayment":
            return _("%g %% before shipment", self.percent)
        if not self.days:
            return _("%g %% at shipment", self.percent)
        if self.banking_days:
            return _("%(percent)g %% within %(days)s banking days", **values)
        return _("%(percent)g %% within %(days)s days", **values)


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    stage_ids = fields.One2many(
        "b2b.contract.stage", "contract_id", "Payment stages", copy=True
    )

    def _b2b_terms(self):
        # EXTENDS: a deferral in parts is told part by part.
        if len(self._b2b_credit_stages()) < 2:
            return super()._b2b_terms()
        return ", ".join(stage._b2b_words() for stage in self.stage_ids)

    def _b2b_credit_stages(self):
        return self.stage_ids.filtered(lambda stage: stage.kind == "credit")

    def _b2b_parts(self, day, amount):
        """In which parts something shipped on a day has to be paid.

        What is not on credit had to be paid ahead, so it falls due with the shipment.
        Where the contract has no stages, all of it falls due by the deferral.

        :return: list of ``(date, part of the amount, stage)``, the first due first
        """
        credit = self._b2b_credit_stages()
        if not credit:
            return [(self._b2b_due_day(day), amount, credit)]
        parts, left = [], amount
        for stage in credit:
            part = self.currency_id.round(amount * stage.percent / 100)
            left = self.currency_id.round(left - part)
            due = day_after(day, stage.days, stage.banking_days)
            parts.append((due, part, stage))
        parts.sort(key=lambda item: item[0])
        if sum(credit.mapped("percent")) < 100:
            ahead = self.stage_ids - credit
            return [(day, left, ahead if len(ahead) == 1 else ahead.browse()), *parts]
        due, part, stage = parts[-1]  # kopecks that rounding left
        return [*parts[:-1], (due, part + left, stage)]

    def _b2b_unpaid_parts(self, day, amount, unpaid):
        """The parts of ``_b2b_parts`` that nobody has paid, the last due first.

        :param unpaid: of the amount; what was paid settled the first parts
        """
        result = []
        for due, part, stage in reversed(self._b2b_parts(day, amount)):
            part = min(part, unpaid)
            if self.currency_id.compare_amounts(part, 0) > 0:
                unpaid = self.currency_id.round(unpaid - part)
                result.append((due, part, stage))
        return result

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
