"""Messages about settlements: balances that changed, entries of a legal entity."""

from datetime import timedelta

from odoo import api, models

from ..soap import operations
from ..soap.errors import BusinessError
from .onec_message import OPEN_STATES

#: The first reading of an account goes back to the first of January so many years ago.
YEARS = 2
#: Later ones ask for so many days; what was changed before them shows in the opening.
DAYS = 92


class OnecMessage(models.Model):
    _inherit = "onec.message"

    # === Balances === #

    def _soap_apply_get_balance_changes(self, data):
        connection = self.connection_id
        balance = operations.Balance.read(data, connection.tz)
        entity = connection._soap_record("entity", balance.entity)
        if not entity.b2b_contractor_id:
            return None  # a counterparty that is no contractor of the portal
        self.write(
            {
                "res_model": entity._name,
                "res_id": entity.id,
                "name": entity.display_name,
            }
        )
        account = self.env["b2b.settlement"]._onec_soap_account(connection, balance)
        account._b2b_set_balance(
            balance.as_of,
            balance.debt,
            balance.advance,
            balance.overdue,
            balance.overdue_since,
        )
        entity._onec_soap_settlements(connection)
        return None

    # === Entries === #

    def _soap_build_get_settlements(self):
        connection, entity = self.connection_id, self._record()
        today = self.env["b2b.deadline"]._today()
        accounts = connection._soap_accounts(entity)
        first = today.replace(year=today.year - YEARS, month=1, day=1)
        if accounts and all(accounts.mapped("opening_date")):
            first = max(first, today - timedelta(days=DAYS))
        return {
            "LegalEntityGUID": connection._soap_guid("entity", entity, required=True),
            "DateFrom": operations.day(first),
            # What is dated ahead in 1С is in its balance already.
            "DateTo": operations.day(today + timedelta(days=366)),
        }

    def _soap_apply_get_settlements(self, answer):
        connection, entity = self.connection_id, self._record()
        told = operations.Settlements.read(answer["return"], connection.tz)
        known = connection._soap_accounts(entity)
        problems, again = [], False
        for data in told.accounts:
            try:
                account = known._onec_soap_account(connection, data.balance)
            except BusinessError as error:
                problems.append(error.text)
                continue
            known -= account
            account._b2b_set_balance(
                told.as_of,
                data.balance.debt,
                data.balance.advance,
                data.balance.overdue,
                data.balance.overdue_since or account.overdue_since,
            )
            if not account._b2b_set_entries(
                told.date_from, data.opening, *account._onec_soap_rows(connection, data)
            ):
                account.opening_date = False
                again = True
        # Accounts that 1С does not have any more, as after a document was moved.
        for account in known:
            account._b2b_set_balance(told.as_of, 0, 0, 0)
            account._b2b_set_entries(told.date_from, 0, [], [])
        if again:
            entity._onec_soap_settlements(connection)
        return BusinessError("not_found", "\n".join(problems)) if problems else None


class B2bSettlement(models.Model):
    _inherit = "b2b.settlement"

    @api.model
    def _onec_soap_account(self, connection, balance):
        """The account that an ``operations.Balance`` is about.

        :raises BusinessError: a party is unknown here; the figures must not go to
            another account
        """
        parties = {
            kind: connection._soap_record(kind, getattr(balance, kind))
            for kind in ("entity", "organisation", "contract")
        }
        for kind, record in parties.items():
            if not record and (kind != "contract" or balance.contract):
                raise BusinessError(
                    "not_found",
                    f"{kind} {getattr(balance, kind)} of the settlements is unknown",
                )
        currency = connection._soap_currency(balance.currency)
        return self._b2b_account(**parties, currency=currency)

    def _onec_soap_rows(self, connection, data):
        """``(entries, plans)`` of an account as dicts of field values."""
        entries = [
            {
                "moment": entry.date,
                "date": operations.local_day(entry.date, connection.tz),
                "kind": entry.kind.lower(),
                "number": entry.number,
                "name": entry.text,
                "debit": float(entry.debit),
                "credit": float(entry.credit),
                "document_id": connection._soap_record("document", entry.document).id,
                "order_id": connection._soap_record("order", entry.order).id,
            }
            for entry in data.entries
        ]
        plans = [
            {
                "date": plan.date,
                "amount": float(plan.amount),
                "overdue": plan.overdue,
                "name": plan.text,
                "document_id": connection._soap_record("document", plan.document).id,
                "order_id": connection._soap_record("order", plan.order).id,
            }
            for plan in data.plans
        ]
        return entries, plans


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    def _b2b_debt_moments(self):
        # EXTENDS b2b_portal: where 1С is asked for changes and has told none since,
        # the debt is as it was.
        moments = super()._b2b_debt_moments()
        for contract in self:
            connection = self.env["onec.connection"]._soap_for(contract.organisation_id)
            asked = connection._soap_balances_known_at()
            if asked and moments[contract]:
                moments[contract] = max(moments[contract], asked)
        return moments


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _onec_soap_settlements(self, connection, urgent=False):
        """Queue the reading of a legal entity's settlements."""
        self.ensure_one()
        if connection._soap_supports("GetSettlements"):
            self.env["onec.message"].sudo()._send(
                connection, "GetSettlements", self, urgent=urgent
            )

    def _b2b_refresh_settlements(self):
        # EXTENDS b2b_portal
        super()._b2b_refresh_settlements()
        connections = (
            self.env["onec.connection"].sudo().search([("soap_active", "=", True)])
        )
        for connection in connections:
            for entity in self.sudo().b2b_entity_ids:
                if connection._soap_guid("entity", entity):
                    entity._onec_soap_settlements(connection, urgent=True)


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def _soap_compare(self):
        # EXTENDS: a base that does not tell changed balances is asked every night.
        super()._soap_compare()
        if not self._soap_supports("GetBalanceChanges"):
            links = self.env["onec.link"].search(
                [
                    ("connection_id", "=", self.id),
                    ("kind", "=", "entity"),
                    ("res_id", "!=", False),
                ]
            )
            for entity in self.env["res.partner"].browse(links.mapped("res_id")):
                if entity.exists().b2b_contractor_id:
                    entity._onec_soap_settlements(self)

    def _soap_accounts(self, entity):
        """The settlement accounts of a legal entity that this base keeps."""
        accounts = self.env["b2b.settlement"].search([("entity_id", "=", entity.id)])
        return accounts.filtered(
            lambda account: (
                self.env["onec.connection"]._soap_for(account.organisation_id) == self
            )
        )

    def _soap_balances_known_at(self):
        """Until when all changes of balances are known, or False."""
        feed = self.sudo().feed_ids.filtered(
            lambda feed: feed.operation == "GetBalanceChanges"
        )
        if not feed.last_success or self.env["onec.message"].sudo().search_count(
            [
                ("connection_id", "=", self.id),
                ("operation", "=", feed.operation),
                ("direction", "=", "in"),
                ("state", "in", (*OPEN_STATES, "dead")),
            ],
            limit=1,
        ):
            return False
        return feed.last_success
