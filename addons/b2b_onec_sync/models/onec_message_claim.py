"""Messages about claims: filing them in 1С, hearing what was decided there."""

from odoo import models

from ..soap import operations
from ..soap.errors import BusinessError


class OnecMessage(models.Model):
    _inherit = "onec.message"

    # === To 1С === #

    def _soap_build_put_claim(self):
        return {"Claim": self._record()._onec_soap_claim(self.connection_id)}

    def _soap_apply_put_claim(self, answer):
        state = operations.ClaimState.read(answer["return"], self.connection_id.tz)
        return self._record()._onec_soap_apply(self.connection_id, state)

    def _soap_fail_put_claim(self, text, final):
        self._tell_claim(text, final)

    def _soap_build_put_claim_message(self):
        """The record is a message of the thread, or the claim for its decision."""
        connection, claim = self.connection_id, self._claim()
        if self.res_model == "b2b.claim":
            message = claim._onec_soap_decision(connection)
        else:
            message = self._record()._onec_soap_message(connection)
        guid = connection._soap_guid("claim", claim, required=True)
        return {"GUID": guid, "Message": message}

    def _soap_apply_put_claim_message(self, answer):
        state = operations.ClaimState.read(answer["return"], self.connection_id.tz)
        return self._claim()._onec_soap_apply(self.connection_id, state)

    def _soap_fail_put_claim_message(self, text, final):
        self._tell_claim(text, final)

    def _claim(self):
        record = self._record()
        if record._name == "mail.message":
            return self.env["b2b.claim"].browse(record.res_id)
        return record

    def _tell_claim(self, text, final):
        """Staff learn from the claim's thread that 1С does not have it."""
        if final:
            self._claim().message_post(
                body=self.env._("Did not get to 1С: %s", text),
                subtype_xmlid="mail.mt_note",
            )

    # === From 1С === #

    def _soap_apply_get_claim_changes(self, data):
        connection = self.connection_id
        state = operations.ClaimState.read(data, connection.tz)
        claim = connection._soap_claim(state)
        if not claim:
            if not state.site_id:
                return None  # entered in 1С by hand: not a claim of the portal
            return BusinessError(
                "not_found", f"claim {state.site_id} (1С {state.number}) is unknown"
            )
        self.write({"res_model": claim._name, "res_id": claim.id, "name": claim.name})
        return claim._onec_soap_apply(connection, state)


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def _soap_claim(self, state):
        """The claim that 1С speaks of: by link, else by the id the site gave it."""
        claim = self._soap_record("claim", state.guid)
        if not claim and state.site_id.isdigit():
            claim = self.env["b2b.claim"].browse(int(state.site_id)).exists()
            if self.env["onec.link"]._guid_of(self, "claim", claim):
                claim = claim.browse()  # that one is another object of 1С
        return claim
