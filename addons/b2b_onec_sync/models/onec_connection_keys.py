"""Keys of records in a 1С base, as the SOAP service writes them."""

from odoo import fields, models

from ..soap.errors import BusinessError


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def _soap_guid(self, kind, record, required=False):
        """The GUID of a record in this base, None where there is none.

        :raises BusinessError: it is `required`, and 1С does not know the record
        """
        guid = record and self.env["onec.link"]._guid_of(self, kind, record)
        if required and not guid:
            raise BusinessError(
                "not_found",
                f"{record.display_name or kind} is not linked with 1С ({kind})",
            )
        return guid or None

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

    def _soap_product_guid(self, product):
        """(good, characteristic) of a variant.

        :raises BusinessError: 1С does not know it
        """
        key = self._soap_guid("variant", product)
        if not key and len(product.product_tmpl_id.product_variant_ids) == 1:
            key = self._soap_guid("good", product.product_tmpl_id)
        if not key:
            raise BusinessError(
                "not_found", f"{product.display_name} is not linked with 1С"
            )
        good, _separator, characteristic = key.partition("#")
        return good, characteristic

    def _soap_product(self, good, characteristic=""):
        """The variant that stands for a good (and characteristic), or an empty set."""
        key = f"{good}#{characteristic}" if characteristic else good
        product = self._soap_record("variant", key)
        if not product:
            template = self._soap_record("good", key)
            if len(template.product_variant_ids) == 1:
                product = template.product_variant_ids
        return product

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

    def _soap_solved(self, kind, guid):
        """What was left aside has come through now."""
        self.env["onec.skip"].search(
            [
                ("connection_id", "=", self.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
                ("solved", "=", False),
            ]
        ).solved = True
