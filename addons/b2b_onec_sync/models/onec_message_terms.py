"""Messages about terms: organisations, contracts, individual prices, arrivals."""

from odoo import fields, models

from ..soap import operations
from ..soap.errors import BusinessError

STAGES = {"Advance": "advance", "Prepayment": "prepayment", "Credit": "credit"}


class OnecMessage(models.Model):
    _inherit = "onec.message"

    # === Organisations === #

    def _soap_apply_get_organisations(self, data):
        """Link the wholesaler's own legal entities, and keep their requisites."""
        connection = self.connection_id
        rows = [row for row in data["rows"] if not row["Deleted"]]
        for row in rows:
            guid = operations.guid(row["GUID"])
            organisation = connection._soap_record(
                "organisation", guid
            ) or connection._soap_organisation(row, alone=len(rows) == 1)
            if organisation:
                connection._soap_link("organisation", guid, organisation)
                organisation._onec_soap_take(row)
            else:
                # Which of 1С's organisations sell here is for a person to say.
                connection._soap_wanted("organisation", guid, row["Name"])

    # === Contracts === #

    def _soap_concerns_get_contract_changes(self, data):
        return bool(
            self.connection_id._soap_record(
                "entity", operations.guid(data["LegalEntityGUID"])
            )
        )

    def _soap_apply_get_contract_changes(self, data):
        connection = self.connection_id
        entity = connection._soap_record(
            "entity", operations.guid(data["LegalEntityGUID"])
        )
        if not entity:
            return None
        organisation = connection._soap_record(
            "organisation", operations.guid(data["OrganisationGUID"])
        )
        if not organisation:
            return BusinessError(
                "not_found", f"organisation of contract {data['Name']} is not linked"
            )
        guid = operations.guid(data["GUID"])
        contract = connection._soap_record("contract", guid)
        values = connection._soap_contract_values(data, entity, organisation)
        if not contract:
            contract = connection._soap_find_contract(values)
            if contract:
                contract.write(values)
            elif data["Deleted"]:
                return None
            else:  # a closed one too: settlements and documents speak of it
                contract = self.env["b2b.contract"].create(values)
            connection._soap_link("contract", guid, contract, name=data["Name"])
        else:
            contract._onec_write_told(values)
        contract._b2b_set_stages(
            [
                {
                    "kind": STAGES[stage["Kind"]],
                    "percent": float(stage["Percent"]),
                    "days": stage["Days"],
                    "banking_days": stage["BankingDays"],
                }
                for stage in data.get("PaymentStage", [])
            ]
        )
        self.write({"res_model": contract._name, "res_id": contract.id})
        return None

    # === Individual prices === #

    def _soap_concerns_get_price_changes(self, data):
        return bool(
            self.connection_id._soap_record(
                "partner", operations.guid(data["PartnerGUID"])
            )
        )

    def _soap_apply_get_price_changes(self, data):
        connection = self.connection_id
        contractor = connection._soap_record(
            "partner", operations.guid(data["PartnerGUID"])
        )
        if not contractor:
            return None
        Price = self.env["b2b.individual.price"]
        if data["Deleted"]:
            touched = Price._b2b_book(self.order_key, None)
        else:
            product = connection._soap_product(
                operations.guid(data["ProductGUID"]),
                operations.guid(data.get("CharacteristicGUID")),
            )
            if not product:
                return BusinessError(
                    "not_found",
                    f"individual price of {data.get('Article')}: unknown good",
                )
            contract = data.get("ContractGUID") and connection._soap_record(
                "contract", operations.guid(data["ContractGUID"])
            )
            if data.get("ContractGUID") and not contract:
                return BusinessError("not_found", "the price's contract is not linked")
            entity = data.get("LegalEntityGUID") and connection._soap_record(
                "entity", operations.guid(data["LegalEntityGUID"])
            )
            if data.get("LegalEntityGUID") and not entity:
                return BusinessError("not_found", "the price's counterparty is unknown")
            known = contractor._b2b_price_lists(contract).currency_id.mapped("name")
            if data.get("Price") and known and data["Currency"] not in known:
                # A price is not converted: tomorrow's rate would make another one.
                Price._b2b_book(self.order_key, None)._b2b_rebuild_own_lists()
                return BusinessError(
                    "conflict",
                    f"individual price of {data.get('Article')} is in "
                    f"{data['Currency']}, the contractor's prices are in "
                    f"{', '.join(known)}",
                )
            touched = Price._b2b_book(
                self.order_key,
                {
                    "contractor_id": contractor.id,
                    "contract_id": contract.id if contract else False,
                    "entity_id": entity.id if entity else False,
                    "currency_id": connection._soap_currency(data["Currency"]).id,
                    "product_id": product.id,
                    "price": float(data.get("Price") or 0),
                    "discount": float(data.get("DiscountPercent") or 0),
                    "vat_included": data["VATIncluded"],
                    "min_quantity": float(data.get("MinQuantity") or 0),
                    "date_from": operations.read_day(data.get("ValidFrom")),
                    "date_to": operations.read_day(data.get("ValidTo")),
                },
            )
        touched._b2b_rebuild_own_lists()
        return None

    # === Expected arrivals === #

    def _soap_apply_get_expected_arrivals(self, data):
        """1С's list is whole: what it does not hold any more was called off."""
        connection = self.connection_id
        Supply = self.env["b2b.supply"].sudo()
        prefix = f"{connection.id}:"
        told = {}
        for row in data["rows"]:
            product = connection._soap_product(
                operations.guid(row["ProductGUID"]),
                operations.guid(row.get("CharacteristicGUID")),
            )
            warehouse = connection._soap_record(
                "warehouse", operations.guid(row.get("WarehouseGUID"))
            )
            # A date that 1С's people do not stand for is not shown.
            if not product or not row["Confirmed"]:
                continue
            ref = f"{prefix}{warehouse.id or 0}:{product.id}:{row['Date'][:10]}"
            known = told.get(ref)
            told[ref] = (
                product,
                operations.read_day(row["Date"]),
                float(row["Quantity"]) + (known[2] if known else 0.0),
                warehouse,
            )
        stale = Supply.search(
            [
                ("source", "=", "onec_soap"),
                ("ref", "=like", f"{prefix}%"),
                ("ref", "not in", list(told)),
            ]
        )
        stale.unlink()
        for ref, (product, day, quantity, warehouse) in told.items():
            Supply._book(ref, product, day, quantity, warehouse)


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def _soap_organisation(self, row, alone):
        """The organisation here with the requisites of one in 1С."""
        Organisation = self.env["b2b.organisation"].with_context(active_test=False)
        found = Organisation.search(
            [
                ("partner_id.vat", "=", row["INN"]),
                ("partner_id.b2b_kpp", "in", [row.get("KPP") or False, False]),
            ]
        )
        if not found and alone:
            # A new portal: the only organisation there is the only one here.
            everything = Organisation.search([], limit=2)
            found = everything.filtered(
                lambda item: len(everything) == 1 and not item.partner_id.vat
            )
        return found if len(found) == 1 else Organisation

    def _soap_wanted(self, kind, guid, name):
        """Something of 1С has no place here yet: it appears on the mapping page."""
        Link = self.env["onec.link"]
        if not Link.search_count(
            [
                ("connection_id", "=", self.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
            ],
            limit=1,
        ):
            Link.create(
                {
                    "connection_id": self.id,
                    "kind": kind,
                    "guid": guid,
                    "name": name,
                    "seen": fields.Datetime.now(),
                }
            )

    def _soap_contract_values(self, data, entity, organisation):
        """Field values out of the contract's ``Contract``; what 1С leaves out is not
        there, so that staff may fill it in."""
        day = operations.read_day
        values = {
            "name": data.get("Number") or data["Name"],
            "date": day(data.get("Date") or data.get("ValidFrom")),
            "kind": "consignment" if data["Kind"] == "Consignment" else "sale",
            "entity_id": entity.id,
            "organisation_id": organisation.id,
            "currency_id": self._soap_currency(data["Currency"]).id,
            "active": data["State"] == "Active" and not data["Deleted"],
            "date_from": day(data.get("ValidFrom")) or False,
            "date_to": day(data.get("ValidTo")) or False,
        }
        if data.get("PriceTypeGUID"):
            pricelist = self._soap_record(
                "price_type", operations.guid(data["PriceTypeGUID"])
            )
            if not pricelist:
                raise BusinessError(
                    "not_found", f"price type of contract {data['Name']} is not linked"
                )
            values["pricelist_id"] = pricelist.id
        for field, name in (
            ("credit_limit", "CreditLimit"),
            ("reserve_limit", "ReserveLimit"),
        ):
            if data.get(name) is not None:
                values[field] = float(data[name])
        if data.get("OverdueDaysAllowed") is not None:
            values["overdue_days_allowed"] = max(data["OverdueDaysAllowed"], 0)
        return {
            name: value for name, value in values.items() if value or name != "date"
        }

    def _soap_find_contract(self, values):
        """The contract that staff entered here before 1С told it."""
        found = self.env["b2b.contract"].search(
            [
                (name, "=", values[name])
                for name in ("name", "entity_id", "organisation_id", "kind")
            ]
        )
        linked = self.env["onec.link"]._known_ids("contract", found.ids)
        return found.filtered(lambda contract: contract.id not in linked)[:1]


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    def _onec_write_told(self, values):
        """Write what differs: an unchanged contract leaves no trace in the chatter."""
        current = self.read(list(values), load=False)[0]
        changed = {
            name: value
            for name, value in values.items()
            if (current[name] or False) != (value or False)
        }
        if changed:
            self.write(changed)


class B2bOrganisation(models.Model):
    _inherit = "b2b.organisation"

    def _onec_soap_take(self, row):
        """Take over requisites and the VAT regime of an organisation."""
        self.ensure_one()
        if self.vat_payer != row["VATPayer"]:
            self.vat_payer = row["VATPayer"]
        for field, name in (("director", "Director"), ("accountant", "Accountant")):
            # Where 1С tells nobody, whom staff wrote stays.
            if row.get(name) and self[field] != row[name]:
                self[field] = row[name]
        partner = self.partner_id.with_context(onec_applying=True)
        sole = row["Kind"] == "Entrepreneur"
        partner._onec_write_told(
            {
                "b2b_type": "organisation",
                "b2b_full_name": row["FullName"],
                "b2b_legal_form": "sole" if sole else "company",
                "vat": row["INN"],
                "b2b_kpp": row.get("KPP"),
                "b2b_ogrn": row.get("OGRN"),
                "phone": row.get("Phone"),
                "email": row.get("Email"),
            }
        )
        partner._onec_take_address(row.get("Address", []))
        for account in row.get("BankAccount", []):
            partner._onec_take_account(account)
