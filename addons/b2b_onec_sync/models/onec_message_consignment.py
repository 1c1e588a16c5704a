"""Messages about goods on commission: what is unsold, reports on what was sold."""

from odoo import models

from ..soap import operations
from ..soap.errors import BusinessError

STATES = {
    "New": "work",
    "Accepted": "work",
    "InWork": "work",
    "Done": "done",
    "PartlyDone": "done",
    "Refused": "refused",
    "Cancelled": "refused",
}


class OnecMessage(models.Model):
    _inherit = "onec.message"

    # === What is unsold === #

    def _soap_build_get_consignment_balance(self):
        contract, guid_of = self._record(), self.connection_id._soap_guid
        return {
            "LegalEntityGUID": guid_of("entity", contract.entity_id, True),
            "ContractGUID": guid_of("contract", contract, True),
        }

    def _soap_apply_get_consignment_balance(self, answer):
        connection, contract = self.connection_id, self._record()
        guid = connection._soap_guid("contract", contract, required=True)
        for account in answer["return"].get("Account", []):
            if operations.guid(account["ContractGUID"]) == guid:
                return self._apply_consignment(contract, account)
        # No row at all: nothing has been handed over, or all of it is settled.
        self.env["b2b.consignment"]._b2b_set(contract, {})
        return None

    def _soap_concerns_get_consignment_changes(self, data):
        return bool(
            self.connection_id._soap_record(
                "entity", operations.guid(data["LegalEntityGUID"])
            )
        )

    def _soap_apply_get_consignment_changes(self, data):
        contract = self.connection_id._soap_record(
            "contract", operations.guid(data["ContractGUID"])
        )
        if not contract:
            return BusinessError("not_found", "the contract is not linked")
        self.write(
            {
                "res_model": contract._name,
                "res_id": contract.id,
                "name": contract.display_name,
            }
        )
        return self._apply_consignment(contract, data)

    def _apply_consignment(self, contract, account):
        """Take over what is unsold under a contract (a ``ConsignmentAccount``)."""
        connection = self.connection_id
        rows, unknown = {}, []
        for row in account.get("Row", []):
            product = connection._soap_product(
                operations.guid(row["ProductGUID"]),
                operations.guid(row.get("CharacteristicGUID")),
            )
            if not product:
                unknown.append(f"{row.get('Article') or ''} {row['Name']}".strip())
                continue
            # 1С counts in the unit of its row, the portal in the product's own.
            factor = connection._soap_factor(row.get("UnitCode"), product)
            rows[product] = {
                name.lower(): float(row[name]) * factor
                for name in ("Received", "Sold", "Returned", "Balance")
            }
            rows[product]["price"] = float(row["Price"]) / factor
        self.env["b2b.consignment"]._b2b_set(
            contract, rows, operations.read_moment(account["AsOf"], connection.tz)
        )
        if unknown:
            return BusinessError(
                "not_found", f"goods that are unknown here: {', '.join(unknown)}"
            )
        return None

    # === Reports === #

    def _soap_build_put_consignment_report(self):
        return {"Report": self._record()._onec_soap_report(self.connection_id)}

    def _soap_apply_put_consignment_report(self, answer):
        self._record()._onec_soap_apply(self.connection_id, answer["return"])

    def _soap_fail_put_consignment_report(self, text, final):
        self._tell_staff(text, final)

    def _soap_apply_get_consignment_report_changes(self, data):
        self._apply_by_site_id("consignment_report", data)


class B2bConsignmentReport(models.Model):
    _inherit = "b2b.consignment.report"

    def _b2b_dispatch(self):
        # EXTENDS b2b_portal
        super()._b2b_dispatch()
        for report in self.sudo():
            connection = self.env["onec.connection"]._soap_for(report.organisation_id)
            if connection and connection._soap_supports("PutConsignmentReport"):
                self.env["onec.message"].sudo()._send(
                    connection, "PutConsignmentReport", report
                )

    def _onec_soap_lost(self):
        """1С lost these with a restoration, also those that it had booked."""
        self.filtered(
            lambda report: report.state in ("accepted", "work", "done")
        )._b2b_dispatch()

    def _onec_soap_report(self, connection):
        """This report as the contract's ``ConsignmentReport``."""
        self.ensure_one()
        guid_of = connection._soap_guid
        lines = []
        for number, line in enumerate(self.line_ids, 1):
            product, characteristic = connection._soap_product_guid(line.product_id)
            lines.append(
                {
                    "LineNo": number,
                    "ProductGUID": product,
                    "CharacteristicGUID": characteristic or None,
                    "Article": line.product_id.default_code or None,
                    "Quantity": operations.quantity(line.quantity),
                    "SalePrice": operations.money(line.price),
                    "SaleSum": operations.money(line.amount),
                    "Returned": operations.quantity(line.returned)
                    if line.returned
                    else None,
                }
            )
        return {
            "SiteID": str(self.id),
            "SiteDate": operations.moment(self.create_date, connection.tz),
            "OrganisationGUID": guid_of("organisation", self.organisation_id, True),
            "LegalEntityGUID": guid_of("entity", self.entity_id, True),
            "ContractGUID": guid_of("contract", self.contract_id, True),
            "DateFrom": operations.day(self.date_from),
            "DateTo": operations.day(self.date_to),
            "Comment": self.comment or None,
            "Line": lines,
        }

    def _onec_soap_apply(self, connection, data):
        self.ensure_one()
        connection._soap_link(
            "consignment_report", operations.guid(data["GUID"]), self,
            name=data["Number"],
        )  # fmt: skip
        if data.get("Reward") is not None:
            self.reward = data["Reward"]
        state = STATES[data["State"]]
        if state != "work" or self.state == "accepted":
            self._transition(state, data.get("Reason"))
        self.contract_id._b2b_refresh_consignment()


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    def _b2b_refresh_consignment(self, urgent=True):
        # EXTENDS b2b_portal
        super()._b2b_refresh_consignment(urgent)
        for contract in self.sudo().filtered(lambda c: c.kind == "consignment"):
            connection = self.env["onec.connection"]._soap_for(contract.organisation_id)
            if connection and connection._soap_supports("GetConsignmentBalance"):
                self.env["onec.message"].sudo()._send(
                    connection, "GetConsignmentBalance", contract, urgent=urgent
                )


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def _soap_factor(self, unit_code, product):
        """How many of the product's own units a unit of 1С is."""
        unit = unit_code and self._soap_record("unit", unit_code.strip())
        own = product.uom_id
        if not unit or unit == own or not unit._has_common_reference(own):
            return 1.0
        return unit._compute_quantity(1.0, own, round=False) or 1.0

    def _soap_compare(self):
        # EXTENDS: a base that does not tell changes of what is unsold is asked nightly.
        super()._soap_compare()
        if not self._soap_supports("GetConsignmentChanges"):
            contracts = self.env["b2b.contract"].search([("kind", "=", "consignment")])
            contracts.filtered(
                lambda contract: self._soap_for(contract.organisation_id) == self
            )._b2b_refresh_consignment(urgent=False)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _onec_soap_apply(self, connection, state):
        # EXTENDS b2b_onec_sync: what was shipped on commission is held by the buyer.
        result = super()._onec_soap_apply(connection, state)
        if self.b2b_contract_id.kind == "consignment" and state.shipments:
            self.b2b_contract_id._b2b_refresh_consignment()
        return result
