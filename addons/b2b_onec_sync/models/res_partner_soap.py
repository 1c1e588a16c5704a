"""Contractors and their legal entities as the SOAP service knows them."""

from odoo import api, models

SHARED_FIELDS = {
    "name",
    "vat",
    "b2b_kpp",
    "b2b_ogrn",
    "b2b_full_name",
    "b2b_legal_form",
    "phone",
    "email",
    "zip",
    "city",
    "street",
    "street2",
    "active",
    "parent_id",
    "b2b_tier_id",
    "b2b_pricelist_id",
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if SHARED_FIELDS & vals.keys():
            self.filtered(
                lambda partner: partner.b2b_type in ("contractor", "entity")
            )._b2b_after_change()
        return result

    def _b2b_after_change(self):
        # EXTENDS b2b_portal: an approved contractor is told to 1С.
        super()._b2b_after_change()
        if self.env.context.get("onec_applying"):
            return  # 1С told us
        contractors = self.b2b_contractor_id.filtered(
            lambda partner: partner.b2b_state == "approved"
        )
        for contractor in contractors:
            contractor._onec_soap_put()

    def _onec_soap_put(self):
        """Queue the contractor for every base that takes partners over SOAP."""
        connections = (
            self.env["onec.connection"].sudo().search([("soap_active", "=", True)])
        )
        for connection in connections:
            if connection._soap_supports("PutPartner"):
                self.env["onec.message"].sudo()._send(connection, "PutPartner", self)

    def _onec_is_typed(self):
        """Whether visitors and clients alone vouch for these requisites.

        Anybody knows another company's ИНН: what 1С has of that company must not come
        to whoever has typed it.
        """
        return all(partner.create_uid.share for partner in self)

    @api.model
    def _onec_typed_cause(self):
        return self.env._(
            "A visitor typed these requisites, and nobody of the staff has compared "
            "them: they may be another company's."
        )

    # === To 1С === #

    def _onec_soap_partner(self, connection):
        """The contractor with its legal entities as the contract's ``Partner``."""
        self.ensure_one()
        pricelist = self.b2b_pricelist_id or self.b2b_tier_id.pricelist_id
        return {
            "GUID": connection._soap_guid("partner", self),
            "SiteID": str(self.id),
            "Name": self.name,
            "FullName": self.b2b_full_name or None,
            "Phone": self.phone or None,
            "Email": self.email or None,
            "ManagerName": self.user_id.name or None,
            "ManagerEmail": self.user_id.email or None,
            "PriceTypeGUID": connection._soap_guid("price_type", pricelist),
            "Contact": [
                employee._onec_soap_contact() for employee in self.b2b_employee_ids
            ],
            "LegalEntity": [
                entity._onec_soap_entity(connection._soap_guid)
                for entity in self.b2b_entity_ids
            ],
        }

    def _onec_soap_entity(self, guid_of):
        """A legal entity as the contract's ``LegalEntity``.

        :param guid_of: ``_soap_guid`` of the connection, or what it gave at once
        """
        self.ensure_one()
        sole = self.b2b_legal_form == "sole"
        address = ", ".join(
            filter(None, (self.zip, self.city, self.street, self.street2))
        )
        return {
            "GUID": guid_of("entity", self),
            "SiteID": str(self.id),
            "Kind": "Entrepreneur" if sole else "Company",
            "Name": self.name,
            "FullName": self.b2b_full_name or None,
            "INN": self.vat or "",
            "KPP": self.b2b_kpp or None,
            "OGRN": self.b2b_ogrn or None,
            "Address": [{"Kind": "Юридический", "Text": address}] if address else [],
            "Phone": self.phone or None,
            "Email": self.email or None,
            "BankAccount": [
                {
                    "Number": account.acc_number,
                    "BIC": account.bank_id.bic or "",
                    "Bank": account.bank_id.name or None,
                    "CorrespondentAccount": account.bank_id.b2b_corr_account or None,
                }
                for account in self.bank_ids
            ],
        }

    def _onec_soap_contact(self):
        """An employee as the contract's ``Contact``."""
        if not self:
            return None
        return {
            "SiteID": str(self.id),
            "Name": self.name,
            "Position": self.function or None,
            "Phone": self.phone or None,
            "Email": self.email or None,
        }
