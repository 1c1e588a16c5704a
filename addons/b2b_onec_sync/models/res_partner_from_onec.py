"""Contractors and their legal entities as 1С tells them."""

import re

from psycopg2 import IntegrityError

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from ..soap import operations

KINDS = {"Company": "company", "Branch": "company", "Entrepreneur": "sole"}


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    soap_new_partners = fields.Selection(
        [
            ("match", "Only those that are here"),
            ("create", "All: new ones wait for approval here"),
        ],
        string="Partners taken from 1С",
        required=True,
        default="match",
        help="Partners of 1С are linked by GUID, else by ИНН and КПП. What is to be "
        "done with one that is not here yet?",
    )

    def _soap_partner(self, data):
        """The contractor that a ``Partner`` of 1С is.

        :return: ``(contractor, cause)``; without a contractor the cause tells why it
            is doubtful, None: it is nobody here
        """
        guid = operations.guid(data["GUID"])
        contractor = self._soap_record("partner", guid)
        if contractor:
            return contractor, None
        found = self._soap_partner_candidates(data)
        if not found:
            return found, None
        if len(found) > 1:
            return found.browse(), self.env._("Its requisites fit several contractors.")
        if self._soap_guid("partner", found):
            return found.browse(), self.env._(
                "The contractor with these requisites is another partner of 1С already."
            )
        named = self._soap_named_entities(data)
        if named and named._onec_is_typed():
            return found.browse(), found._onec_typed_cause()
        return found, None

    def _soap_partner_candidates(self, data):
        """Contractors that a partner of 1С may be: by its counterparties, else by the
        id that we gave it."""
        contractors = self._soap_named_entities(data).b2b_contractor_id
        if not contractors and (data.get("SiteID") or "").isdigit():
            contractors = contractors.browse(int(data["SiteID"])).exists()
        return contractors.filtered(lambda partner: partner.b2b_type == "contractor")

    def _soap_named_entities(self, data):
        """Legal entities that a partner of 1С names: by GUID, else by ИНН and КПП."""
        entities = self.env["res.partner"]
        for item in data.get("LegalEntity", []):
            guid = operations.guid(item.get("GUID"))
            linked = guid and self._soap_record("entity", guid)
            entities |= linked or self._soap_entities(item)
        return entities

    def _soap_entities(self, item):
        """Legal entities here with the ИНН and КПП of a ``LegalEntity``."""
        if not item.get("INN"):
            return self.env["res.partner"]
        return self.env["res.partner"].search(
            [
                ("b2b_type", "=", "entity"),
                ("vat", "=", item["INN"]),
                ("b2b_kpp", "=", item.get("KPP") or False),
            ]
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _onec_soap_take(self, connection, data):
        """Take over what 1С tells about this contractor, writing only differences.

        What was changed here and has not reached 1С yet is newer and stays.

        :param data: the contract's ``Partner``, a plain structure
        :return: what could not be taken over, as texts
        """
        self.ensure_one()
        contractor = self.with_context(onec_applying=True)
        if contractor._onec_soap_put_waits(connection):
            return []
        pricelist = contractor.b2b_pricelist_id
        told = connection._soap_record(
            "price_type", operations.guid(data.get("PriceTypeGUID"))
        )
        if told:
            pricelist = told - contractor.b2b_tier_id.pricelist_id
        manager = self.env["res.users"]
        if data.get("ManagerEmail"):
            manager = manager.search(
                [("email", "=ilike", data["ManagerEmail"]), ("share", "=", False)],
                limit=1,
            )
        contractor._onec_write_told(
            {
                "name": data["Name"],
                "b2b_full_name": data.get("FullName"),
                "phone": data.get("Phone"),
                "email": data.get("Email"),
                "user_id": manager.id,
            }
        )
        if contractor.b2b_pricelist_id != pricelist:
            contractor.b2b_pricelist_id = pricelist
        contractor._onec_soap_take_contacts(data.get("Contact", []))
        problems = []
        for item in data.get("LegalEntity", []):
            try:
                with self.env.cr.savepoint():
                    contractor._onec_soap_take_entity(connection, item)
            except (ValidationError, IntegrityError) as error:
                self.env.invalidate_all()
                text = error.args[0] if error.args else error
                problems.append(f"{item['Name']}, {item['INN']}: {text}")
        return problems

    def _onec_soap_take_contacts(self, contacts):
        """Keep the contact persons of 1С as people of this contractor.

        They get no login by themselves: staff choose a role in the contractor's card,
        or invite many at once. What a person who signs in wrote about themselves stays.
        """
        self.ensure_one()
        people = self.with_context(active_test=False).b2b_employee_ids
        for item in contacts:
            email = email_normalize(item.get("Email") or "")
            known = people.filtered(
                lambda person, item=item, email=email: (
                    str(person.id) == item.get("SiteID")
                    or (email and person.email_normalized == email)
                    or (not email and person.name == item["Name"])
                )
            )[:1]
            values = {
                "name": item["Name"],
                "function": item.get("Position"),
                "phone": item.get("Phone"),
                "email": email,
            }
            if not known:
                people |= self.create(
                    {
                        **{name: value for name, value in values.items() if value},
                        "parent_id": self.id,
                        "type": "contact",
                    }
                )
            elif known.user_ids:
                known._onec_write_told(
                    {name: text for name, text in values.items() if not known[name]}
                )
            else:
                known._onec_write_told(values)

    def _onec_soap_put_waits(self, connection):
        return bool(
            self.env["onec.message"]
            .sudo()
            .search_count(
                [
                    ("connection_id", "=", connection.id),
                    ("operation", "=", "PutPartner"),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", self.id),
                    ("state", "in", ("pending", "processing", "retry")),
                ],
                limit=1,
            )
        )

    def _onec_soap_take_entity(self, connection, item):
        """Create or bring up to date one legal entity of this contractor."""
        if item["Kind"] not in KINDS:
            return  # private persons are no legal entities of a contractor
        guid = operations.guid(item["GUID"])
        entity = connection._soap_record("entity", guid)
        if not entity:
            own = self.with_context(active_test=False).b2b_entity_ids
            entity = own.filtered(
                lambda partner: (
                    str(partner.id) == item.get("SiteID")
                    or (partner.vat, partner.b2b_kpp or "")
                    == (item["INN"], item.get("KPP") or "")
                )
            )[:1]
            if entity and connection._soap_guid("entity", entity):
                raise ValidationError(
                    self.env._(
                        "%s is linked with another counterparty of 1С already.",
                        entity.display_name,
                    )
                )
        elif entity.parent_id != self:
            raise ValidationError(
                self.env._(
                    "%(entity)s belongs to «%(contractor)s» here.",
                    entity=entity.display_name,
                    contractor=entity.parent_id.name,
                )
            )
        if item.get("Deleted"):
            entity.filtered("active").active = False
            return
        values = {
            "name": item["Name"],
            "b2b_full_name": item.get("FullName"),
            "vat": item["INN"],
            "b2b_kpp": item.get("KPP"),
            "b2b_ogrn": item.get("OGRN"),
            "b2b_legal_form": KINDS[item["Kind"]],
            "phone": item.get("Phone"),
            "email": item.get("Email"),
        }
        if entity:
            entity.with_context(onec_applying=True)._onec_write_told(values)
        else:
            entity = self.create(
                {
                    **{name: value for name, value in values.items() if value},
                    "is_company": True,
                    "type": "other",
                    "parent_id": self.id,
                    "b2b_type": "entity",
                    "b2b_is_default": not self.b2b_entity_ids,
                    "country_id": self.env.ref("base.ru").id,
                }
            )
        entity._onec_take_address(item.get("Address", []))
        for account in item.get("BankAccount", []):
            entity._onec_take_account(account)
        entity.flush_recordset()
        connection._soap_link("entity", guid, entity)

    def _onec_write_told(self, values):
        """Write what was told and differs; what was not told stays."""
        changed = {
            name: value
            for name, value in values.items()
            if value
            and (self[name].id if name.endswith("_id") else self[name] or "") != value
        }
        if changed:
            self.write(changed)

    def _onec_take_address(self, addresses):
        """1С's addresses are texts: one that differs from ours takes its place."""
        text = next((item["Text"] for item in addresses if item.get("Text")), None)
        if not text or text == self._onec_address():
            return
        match = re.match(r"\s*(\d{6})\s*,\s*(.+)", text)
        self.with_context(onec_applying=True).write(
            {
                "zip": match[1] if match else False,
                "street": match[2] if match else text,
                "street2": False,
                "city": False,
            }
        )

    def _onec_address(self):
        return ", ".join(filter(None, (self.zip, self.city, self.street, self.street2)))

    def _onec_take_account(self, data):
        """Add a bank account that is not here yet."""
        if data["Number"] in self.sudo().bank_ids.mapped("acc_number"):
            return
        Bank = self.env["res.bank"].sudo()
        bank = Bank.search([("bic", "=", data["BIC"])], limit=1) or Bank.create(
            {
                "name": data.get("Bank") or data["BIC"],
                "bic": data["BIC"],
                "b2b_corr_account": data.get("CorrespondentAccount"),
            }
        )
        self.env["res.partner.bank"].sudo().create(
            {"partner_id": self.id, "acc_number": data["Number"], "bank_id": bank.id}
        )
