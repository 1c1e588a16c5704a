"""Keys of records in a 1С base, as the SOAP service writes them."""

from odoo import fields, models

from ..soap.errors import BusinessError


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def _soap_guid(self, kind, record, required=False):
        """The GUID of a record in this base, None where there is none.

        :raises BusinessError: it is `required`, and 1С does not know the record
        """
        return self._soap_guids({kind: record})(kind, record, required)

    def _soap_guids(self, records):
        """The GUIDs of many records, looked up at once.

        :param records: ``{kind: recordset}``
        :return: a function like ``_soap_guid`` for these records
        """
        guids = (
            self.env["onec.link"]._guids_of(self, records)
            if any(records.values())
            else {}
        )

        def guid_of(kind, record, required=False):
            guid = guids.get((kind, record.id))
            if required and not guid:
                raise BusinessError(
                    "not_found",
                    f"{record.display_name or kind} is not linked with 1С ({kind})",
                )
            return guid or None

        return guid_of

    def _soap_record(self, kind, guid):
        """The record that stands for a GUID, or an empty recordset."""
        return self.env["onec.link"]._record(self, kind, guid)

    def _soap_link(self, kind, guid, record, **values):
        """Remember that `record` is the object `guid` of this base."""
        if self._soap_record(kind, guid) != record:
            self.env["onec.link"]._link(self, kind, guid, record, **values)

    # A characteristic of 1С is a variant here, with the key good#characteristic. A good
    # without characteristics is a template with one variant and one link.

    def _soap_currency(self, code):
        """The currency of a code (ISO 4217); without a code, the company's.

        :raises BusinessError: sums of a currency that nobody knows must not be taken
            for another one's
        """
        if not code:
            return self.env.company.currency_id
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", code)], limit=1)
        )
        if not currency:
            raise BusinessError("not_found", f"currency {code} is unknown")
        return currency

    def _soap_product_guid(self, product, guid_of=None):
        """(good, characteristic) of a variant.

        :param guid_of: where the keys are known already, see ``_soap_guids``
        :raises BusinessError: 1С does not know it
        """
        guid_of = guid_of or self._soap_guid
        key = guid_of("variant", product)
        if not key and len(product.product_tmpl_id.product_variant_ids) == 1:
            key = guid_of("good", product.product_tmpl_id)
        if not key:
            raise BusinessError(
                "not_found", f"{product.display_name} is not linked with 1С"
            )
        good, _separator, characteristic = key.partition("#")
        return good, characteristic

    def _soap_product(self, good, characteristic=""):
        """The variant that stands for a good (and characteristic), or an empty set."""
        return self._soap_products([(good, characteristic)])[good, characteristic]

    def _soap_products(self, pairs):
        """``{(good, characteristic): variant}`` of many goods, looked up at once."""
        keys = {pair: "#".join(filter(None, pair)) for pair in pairs}
        found = self._soap_found("variant", set(keys.values()))
        goods = self._soap_found("good", set(keys.values()) - set(found))
        for key, template in goods.items():
            if len(template.product_variant_ids) == 1:
                found[key] = template.product_variant_ids
        nothing = self.env["product.product"]
        return {pair: found.get(key, nothing) for pair, key in keys.items()}

    def _soap_found(self, kind, guids):
        """``{guid: record}`` of those that are there."""
        links = self.env["onec.link"]
        ids = links._map(self, kind, guids) if guids else {}
        records = self.env[links._model_of(kind)].browse(ids.values()).exists()
        known = {record.id: record for record in records}
        return {guid: known[id_] for guid, id_ in ids.items() if id_ in known}

    # === What was left aside === #

    def _soap_report(self, kind, guid, name, code, cause, fix):
        """Note on the exchange page that something was left aside, once."""
        Skip = self.env["onec.skip"]
        skip = Skip.search(
            [
                ("connection_id", "=", self.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
                ("code", "=", code),
                ("solved", "=", False),
            ],
            limit=1,
        )
        values = {"cause": cause, "fix": fix, "date": fields.Datetime.now()}
        if skip:
            skip.write({**values, "count": skip.count + 1})
        else:
            Skip.create(
                {
                    "connection_id": self.id,
                    "kind": kind,
                    "guid": guid,
                    "name": name,
                    "code": code,
                    **values,
                }
            )
