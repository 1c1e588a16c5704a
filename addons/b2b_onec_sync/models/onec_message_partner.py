"""Messages about contractors."""

from odoo import models

from ..soap import operations


class OnecMessage(models.Model):
    _inherit = "onec.message"

    def _soap_build_put_partner(self):
        return {"Partner": self._record()._onec_soap_partner(self.connection_id)}

    def _soap_apply_put_partner(self, answer):
        """Remember which partner and which counterparties of 1С they are."""
        answer = answer["return"]
        contractor = self._record()
        self._link_partner("partner", contractor, answer)
        entities = {str(entity.id): entity for entity in contractor.b2b_entity_ids}
        for data in answer.get("LegalEntity", []):
            entity = entities.get(data.get("SiteID"))
            if entity:
                self._link_partner("entity", entity, data)

    def _link_partner(self, kind, partner, data):
        connection = self.connection_id
        guid = operations.guid(data.get("GUID"))
        if guid and data["State"] in ("Linked", "Created"):
            connection._soap_link(kind, guid, partner)
            return
        # Doubtful or refused: 1С wants a person to look. Orders go all the same.
        connection._soap_report(
            "other",
            str(partner.id),
            partner.display_name,
            f"partner_{data['State'].lower()}",
            " ".join(
                filter(None, (data.get("Message"), *data.get("CandidateGUID", [])))
            ),
            self.env._("Choose the right one in 1С, then repeat the message."),
        )
