"""Messages about contractors."""

from odoo import models

from ..soap import operations
from ..soap.errors import BusinessError


class OnecMessage(models.Model):
    _inherit = "onec.message"

    def _soap_build_put_partner(self):
        return {"Partner": self._record()._onec_soap_partner(self.connection_id)}

    def _soap_apply_put_partner(self, answer):
        """Remember which partner and which counterparties of 1С they are."""
        answer = answer["return"]
        contractor = self._record()
        entities = {str(entity.id): entity for entity in contractor.b2b_entity_ids}
        told = [
            (entities[data["SiteID"]], data)
            for data in answer.get("LegalEntity", [])
            if data.get("SiteID") in entities
        ]
        linked = contractor.concat(
            *(entity for entity, data in told if data["State"] == "Linked")
        )
        # Once somebody has seen who the partner is, 1С itself tells whose a
        # counterparty is.
        is_new = not self.connection_id._soap_guid("partner", contractor)
        typed = (linked or contractor.b2b_entity_ids)._onec_is_typed()
        self._link_partner("partner", contractor, answer, is_new and typed)
        for entity, data in told:
            typed = entity._onec_is_typed()
            self._link_partner("entity", entity, data, is_new and typed)

    def _link_partner(self, kind, partner, data, typed):
        """Keep the link, or have a person choose where 1С found several.

        :param typed: its requisites prove nothing: a person says whether they are its
        """
        connection = self.connection_id
        guid = operations.guid(data.get("GUID"))
        candidates = [operations.guid(text) for text in data.get("CandidateGUID", [])]
        text = data.get("Message") or ""
        if guid and data["State"] == "Linked" and typed:
            candidates, text = [guid], partner._onec_typed_cause()
        elif guid and data["State"] in ("Linked", "Created"):
            # What 1С has just made has no past there to be read again.
            fresh = data["State"] == "Created"
            connection.with_context(onec_no_reread=fresh)._soap_link(
                kind, guid, partner
            )
            self.env["onec.match"]._settle(connection, kind, guid)
            return
        for candidate in candidates:
            self.env["onec.match"]._ask(
                connection,
                kind,
                candidate,
                partner,
                cause=text,
                name=data.get("Name") or partner.display_name,
                sign=_requisites(data),
            )
        if not candidates:
            connection._soap_report(
                "other",
                str(partner.id),
                partner.display_name,
                f"partner_{data['State'].lower()}",
                text,
                self.env._("Put it right in 1С, then repeat the message."),
            )

    # === From 1С === #

    def _soap_concerns_get_partner_changes(self, data):
        """Is it somebody here, or may it become one?"""
        connection = self.connection_id
        return (
            connection.soap_new_partners == "create"
            or bool(connection._soap_record("partner", operations.guid(data["GUID"])))
            or bool(connection._soap_partner_candidates(data))
        )

    def _soap_apply_get_partner_changes(self, data):
        connection = self.connection_id
        guid = operations.guid(data["GUID"])
        contractor, cause = connection._soap_partner(data)
        if cause:
            match = self.env["onec.match"]._ask(
                connection,
                "partner",
                guid,
                connection._soap_partner_candidates(data),
                cause=cause,
                name=data["Name"],
                sign="; ".join(
                    _requisites(item) for item in data.get("LegalEntity", [])
                ),
                message_id=self.id,
            )
            if match.state == "other":
                return None
            return BusinessError("conflict", f"{data['Name']}: {cause}")
        if not contractor:
            if data.get("Deleted") or connection.soap_new_partners != "create":
                return None
            contractor = self.env["res.partner"].create(
                {
                    "name": data["Name"],
                    "is_company": True,
                    "b2b_type": "contractor",
                    "b2b_state": "new",
                    "lang": "ru_RU",
                }
            )
        connection._soap_link("partner", guid, contractor, name=data["Name"])
        self.env["onec.match"]._settle(connection, "partner", guid)
        self.write({"res_model": contractor._name, "res_id": contractor.id})
        if data.get("Deleted"):
            connection._soap_report(
                "other",
                guid,
                contractor.name,
                "partner_deleted",
                self.env._("1С has marked this partner for deletion."),
                self.env._("Block the contractor here, or take the mark off in 1С."),
            )
            return None
        problems = contractor._onec_soap_take(connection, data)
        if problems:
            return BusinessError("invalid", "\n".join(problems))
        self.env["onec.skip"]._solve(connection, "other", [guid])
        return None


def _requisites(data):
    return " / ".join(filter(None, (data.get("INN"), data.get("KPP"))))
