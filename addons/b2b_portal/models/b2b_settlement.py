from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from . import b2b_access
from .b2b_access import ACCOUNT_ROLES

#: Ages of overdue debt, days: (key, from, to).
AGES = (("to_7", 1, 7), ("to_30", 8, 30), ("to_60", 31, 60), ("over", 61, None))

for _model, _path in (
    ("b2b.settlement", "contractor_id"),
    ("b2b.settlement.entry", "settlement_id.contractor_id"),
    ("b2b.settlement.plan", "settlement_id.contractor_id"),
):
    b2b_access.register(_model, b2b_access.Rule(_path, roles=ACCOUNT_ROLES))


class B2bSettlement(models.Model):
    """Взаиморасчёты: what one legal entity owes one organisation under one contract.

    The books are 1С's. Here stands what it told last: the balance with its moment, and
    the entries since a day with the balance of that day, so that any later day's
    balance follows from them.
    """

    _name = "b2b.settlement"
    _description = "Mutual settlements"
    _order = "entity_id, organisation_id, contract_id, id"

    entity_id = fields.Many2one(
        "res.partner", "Legal entity", required=True, index=True, ondelete="cascade"
    )
    contractor_id = fields.Many2one(
        related="entity_id.b2b_contractor_id", store=True, index=True
    )
    organisation_id = fields.Many2one(
        "b2b.organisation", required=True, ondelete="restrict"
    )
    contract_id = fields.Many2one("b2b.contract", ondelete="restrict")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    debt = fields.Monetary(help="What the contractor owes.")
    advance = fields.Monetary(help="What the contractor paid ahead.")
    balance = fields.Monetary(
        compute="_compute_balance",
        store=True,
        help="Above zero: the contractor owes; below: the wholesaler owes goods.",
    )
    overdue = fields.Monetary("Overdue in 1С")
    overdue_since = fields.Date()
    overdue_now = fields.Monetary(
        "Overdue",
        compute="_compute_overdue_now",
        help="What 1С told, and what has fallen due since then.",
    )
    as_of = fields.Datetime("As of", help="The moment of 1С's figures.")
    opening_date = fields.Date("Entries since")
    opening = fields.Monetary("Balance before them")
    entry_ids = fields.One2many("b2b.settlement.entry", "settlement_id", "Entries")
    plan_ids = fields.One2many("b2b.settlement.plan", "settlement_id", "Planned")

    _account_unique = models.UniqueIndex(
        "(entity_id, organisation_id, COALESCE(contract_id, 0), currency_id)",
        "There is one account per legal entity, organisation and contract.",
    )

    @api.depends("debt", "advance")
    def _compute_balance(self):
        for account in self:
            account.balance = account.debt - account.advance

    @api.depends(
        "debt",
        "overdue",
        "plan_ids.date",
        "plan_ids.amount",
        "entry_ids.debit",
        "contract_id.deferral_days",
        "contract_id.deferral_kind",
        "contract_id.stage_ids.kind",
        "contract_id.stage_ids.percent",
        "contract_id.stage_ids.days",
        "contract_id.stage_ids.banking_days",
    )
    def _compute_overdue_now(self):
        for account in self:
            account.overdue_now = account._b2b_overdue()

    @api.depends("entity_id", "organisation_id", "contract_id")
    def _compute_display_name(self):
        for account in self:
            account.display_name = " · ".join(
                filter(
                    None,
                    (
                        account.entity_id.name,
                        account.organisation_id.name,
                        account.contract_id.name,
                    ),
                )
            )

    # === What 1С tells === #

    @api.model
    def _b2b_account(self, entity, organisation, contract, currency):
        """The account of these parties, made if there is none."""
        keys = {
            "entity_id": entity.id,
            "organisation_id": organisation.id,
            "contract_id": contract.id or False,
            "currency_id": currency.id,
        }
        found = self.search([(name, "=", value) for name, value in keys.items()])
        return found or self.create(keys)

    def _b2b_set_balance(self, moment, debt, advance, overdue, overdue_since=None):
        """Book the balance as of a UTC moment; an older one than known says nothing.

        :return: whether it was taken
        """
        self.ensure_one()
        if self.as_of and moment < self.as_of:
            return False
        self.write(
            {
                "as_of": moment,
                "debt": debt,
                "advance": advance,
                "overdue": overdue,
                "overdue_since": overdue > 0 and overdue_since,
            }
        )
        if self.contract_id:
            self.contract_id._b2b_set_debt(moment, debt, advance, overdue)
        return True

    def _b2b_set_entries(self, date_from, opening, entries, plans):
        """Replace the entries since a day by what 1С tells now.

        :param date_from: first day of ``entries``
        :param opening: the balance before that day
        :param entries, plans: lists of dicts of field values
        :return: False when the balance does not follow from the older entries that are
            kept: they were changed in 1С, and all of them have to be asked for
        """
        self.ensure_one()
        older = self.entry_ids.filtered(lambda entry: entry.date < date_from)
        if self.opening_date and self.opening_date < date_from:
            before = self.opening + sum(e.debit - e.credit for e in older)
            if self.currency_id.compare_amounts(before, opening):
                return False
        else:
            older.unlink()
            self.write({"opening_date": date_from, "opening": opening})
        (self.entry_ids - older).unlink()
        self.plan_ids.unlink()
        self.env["b2b.settlement.entry"].create(
            [{**values, "settlement_id": self.id} for values in entries]
        )
        self.env["b2b.settlement.plan"].create(
            [{**values, "settlement_id": self.id} for values in plans]
        )
        return True

    def _b2b_overdue(self, days=0):
        """What is overdue for longer than so many days.

        A day that passes changes nothing in 1С, so it may not tell: the calendar of
        payments, or the terms of the contract, say the same. Never above the debt: a
        prepayment that was not made is no debt.
        """
        self.ensure_one()
        limit = self.env["b2b.deadline"]._today() - timedelta(days=days)
        past = 0.0
        if self.debt and (self.plan_ids or self.contract_id.deferral_days):
            past = sum(
                item["amount"]
                for item in self._b2b_due()
                if item["date"] and item["date"] < limit
            )
        past = min(past, self.debt)
        told = self.overdue
        if days and told:
            # 1С tells since when something is overdue, not how much since when.
            young = self.overdue_since and self.overdue_since >= limit
            told = 0.0 if young else min(told, past) or told
        return max(told, past)

    # === What people see === #

    def _b2b_ledger(self, date_from, date_to):
        """Entries of a period with the balance after each.

        :return: dict: ``opening``, ``debit``, ``credit``, ``closing``, ``rows``: list
            of ``(entry, balance after it)``
        """
        opening = sum(self.mapped("opening"))
        Entry = self.env["b2b.settlement.entry"]
        domain = Domain("settlement_id", "in", self.ids)
        before = Entry._read_group(
            domain & Domain("date", "<", date_from), [], ["debit:sum", "credit:sum"]
        )[0]
        opening += (before[0] or 0.0) - (before[1] or 0.0)
        entries = Entry.search(
            domain & Domain("date", ">=", date_from) & Domain("date", "<=", date_to)
        )
        rows, balance = [], opening
        for entry in entries:
            balance += entry.debit - entry.credit
            rows.append((entry, balance))
        return {
            "opening": opening,
            "debit": sum(entries.mapped("debit")),
            "credit": sum(entries.mapped("credit")),
            "closing": balance,
            "rows": rows,
        }

    def _b2b_due(self):
        """What is to be paid and when, earliest first.

        1С's own calendar where it gives one, else the unpaid part of every shipment
        (oldest paid first), due by the payment stages or the deferral of its contract.

        :return: list of dicts: ``settlement``, ``date`` (False: before the entries
            known), ``amount``, ``text``, ``order``, ``stage``
        """
        items, stages = [], self.env["b2b.contract.stage"]
        for account in self:
            if account.plan_ids:
                items += [
                    {
                        "settlement": account,
                        "date": plan.date,
                        "amount": plan.amount,
                        "text": plan.name,
                        "order": plan.order_id,
                        "stage": stages,
                    }
                    for plan in account.plan_ids
                ]
            elif account.debt:
                items += account._b2b_unpaid()
        return sorted(items, key=lambda item: str(item["date"] or ""))

    def _b2b_unpaid(self):
        """The part of the debt that each shipment left, see ``_b2b_due``."""
        self.ensure_one()
        left, items = self.debt, []
        # The newest goods are what is owed for: payments settle the oldest first.
        for entry in self.entry_ids.sorted(lambda e: (e.date, e.id), reverse=True):
            if left <= 0:
                break
            if entry.debit <= 0:
                continue
            amount = min(entry.debit, left)
            left = self.currency_id.round(left - amount)
            items += [
                {
                    "settlement": self,
                    "date": due,
                    "amount": part,
                    "text": entry.name,
                    "order": entry.order_id,
                    "stage": stage,
                }
                for due, part, stage in self.contract_id._b2b_unpaid_parts(
                    entry.date, entry.debit, amount
                )
            ]
        if self.currency_id.compare_amounts(left, 0) > 0:
            items.append(
                {
                    "settlement": self,
                    "date": self.contract_id._b2b_due_day(self.opening_date),
                    "amount": left,
                    "text": self.env._("Debt of earlier periods"),
                    "order": self.env["sale.order"],
                    "stage": self.env["b2b.contract.stage"],
                }
            )
        return items

    def _b2b_ageing(self, today):
        """Sums by age.

        :return: dict: ``not_due`` and the keys of ``AGES``
        """
        result = dict.fromkeys(["not_due", *(key for key, *_days in AGES)], 0.0)
        for item in self._b2b_due():
            late = (today - item["date"]).days if item["date"] else 0
            key = next(
                (
                    key
                    for key, first, last in AGES
                    if late >= first and (last is None or late <= last)
                ),
                "not_due",
            )
            result[key] += item["amount"]
        return result


class B2bSettlementEntry(models.Model):
    _name = "b2b.settlement.entry"
    _description = "Entry of mutual settlements"
    _order = "date, moment, id"

    settlement_id = fields.Many2one(
        "b2b.settlement", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    date = fields.Date(required=True, index=True)
    moment = fields.Datetime()
    kind = fields.Selection(
        [
            ("shipment", "Shipment"),
            ("payment", "Payment"),
            ("return", "Return"),
            ("refund", "Refund"),
            ("correction", "Correction"),
            ("offset", "Offset"),
            ("other", "Other"),
        ],
        required=True,
    )
    number = fields.Char()
    name = fields.Char("Document", required=True)
    document_id = fields.Many2one("b2b.document", "PDF", ondelete="set null")
    order_id = fields.Many2one("sale.order", ondelete="set null")
    debit = fields.Monetary(help="Raises what the contractor owes.")
    credit = fields.Monetary(help="Lowers what the contractor owes.")


class B2bSettlementPlan(models.Model):
    _name = "b2b.settlement.plan"
    _description = "Planned payment"
    _order = "date, id"

    settlement_id = fields.Many2one(
        "b2b.settlement", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary()
    overdue = fields.Boolean()
    order_id = fields.Many2one("sale.order", ondelete="set null")
    document_id = fields.Many2one("b2b.document", ondelete="set null")
    name = fields.Char("What for")
