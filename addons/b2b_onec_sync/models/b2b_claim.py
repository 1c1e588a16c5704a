"""Claims as the SOAP service knows them."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..soap import operations
from ..soap.errors import BusinessError

KINDS = {
    "shortage": "Shortage",
    "defect": "Defect",
    "mixup": "WrongGoods",
    "damage": "Quality",
    "other": "Other",
}
WISHES = {
    "replace": "Replace",
    "refund": "Refund",
    "discount": "Discount",
    "redeliver": "Deliver",
}
DECIDED = ("approved", "partly", "rejected", "done")
#: Ids of our messages begin so: when 1С tells them back, they are known.
OWN_MESSAGE = "portal-"


class B2bClaim(models.Model):
    _inherit = "b2b.claim"

    onec_number = fields.Char("Number in 1С", readonly=True, copy=False)

    def _b2b_dispatch(self):
        # EXTENDS b2b_claims: 1С learns of new claims and of decisions made here.
        super()._b2b_dispatch()
        if self.env.context.get("onec_applying"):
            return
        for claim in self:
            operation = "PutClaimMessage" if claim.state in DECIDED else "PutClaim"
            claim._onec_send(operation, claim)

    def _message_post_after_hook(self, message, msg_vals):
        # EXTENDS b2b_claims: what both sides see, 1С's clerk sees too.
        result = super()._message_post_after_hook(message, msg_vals)
        comment = self.env.ref("mail.mt_comment")
        if message.subtype_id == comment and not self.env.context.get("onec_applying"):
            self._onec_send("PutClaimMessage", message)
        return result

    def _onec_send(self, operation, record):
        """Queue a message about the claim, behind those about its order."""
        self.ensure_one()
        connection = self.env["onec.connection"]._soap_for(self.organisation_id)
        if connection and connection._soap_supports(operation):
            self.env["onec.message"].sudo()._send(
                connection, operation, record, after=self.order_id
            )

    def _onec_soap_lost(self):
        """1С lost these with a restoration: they are filed again, with every word."""
        comment = self.env.ref("mail.mt_comment")
        for claim in self.filtered(lambda item: item.state not in ("rejected", "done")):
            said = claim.message_ids.filtered(lambda m: m.subtype_id == comment)
            links = self.env["onec.link"].search(
                [("kind", "=", "message"), ("res_id", "in", said.ids)]
            )
            claim._onec_send("PutClaim", claim)
            for message in said.sorted("id"):
                if message.id not in links.mapped("res_id"):  # 1С's own words
                    claim._onec_send("PutClaimMessage", message)
            if claim.state in DECIDED:
                claim._b2b_dispatch()

    # === To 1С === #

    def _onec_soap_claim(self, connection):
        """This claim as the contract's ``Claim``.

        Goods of a shipment that 1С never named (it was booked without 1С) cannot be
        pointed at: they are told in words.
        """
        self.ensure_one()
        lines, untold = self._onec_soap_lines(connection)
        author = self.author_id
        return {
            "SiteID": str(self.id),
            "SiteNumber": self.name,
            "SiteDate": operations.moment(self.create_date, connection.tz),
            "OrganisationGUID": connection._soap_guid(
                "organisation", self.organisation_id
            ),
            "LegalEntityGUID": connection._soap_guid(
                "entity", self.entity_id, required=True
            ),
            "OrderGUID": connection._soap_guid("order", self.order_id),
            "ContactName": author.name or None,
            "Phone": author.phone or None,
            "Text": "\n".join(filter(None, (self.description, *untold))),
            "Line": [values for _line, _factor, values in lines],
            "File": self._onec_soap_files(self.photo_ids),
        }

    def _onec_soap_lines(self, connection):
        """``([(claim line, base units in 1С's unit, ClaimLine)], [rest in words])``.

        A claim line goes to as many lines of 1С's shipment as it needs: 1С may have
        shipped one good in several lines. The result is the same each time, so that
        decisions find their way back by the number of the line.
        """
        lines, untold, used = [], [], {}
        for line in self.line_ids:
            product = line.product_id
            quantity = line.uom_id._compute_quantity(
                line.quantity, product.uom_id, round=False
            )
            for shipped in line.picking_id.onec_lines or []:
                if shipped["product"] != product.id or quantity <= 0:
                    continue
                key = (shipped["shipment"], shipped["line"])
                taken = min(shipped["quantity"] - used.get(key, 0), quantity)
                if taken <= 0:
                    continue
                used[key] = used.get(key, 0) + taken
                quantity -= taken
                good, characteristic = connection._soap_product_guid(product)
                values = {
                    "LineNo": len(lines) + 1,
                    "ShipmentGUID": shipped["shipment"],
                    "ShipmentLineNo": shipped["line"],
                    "ProductGUID": good,
                    "CharacteristicGUID": characteristic or None,
                    "Article": product.default_code or None,
                    "Quantity": operations.quantity(taken / shipped["factor"]),
                    "Kind": KINDS[line.reason],
                    "Wish": WISHES[self.wish],
                }
                lines.append((line, shipped["factor"], values))
            if product.uom_id.compare(quantity, 0) > 0:
                untold.append(f"{product.display_name}: {quantity:g}")
        return lines, untold

    def _onec_soap_files(self, attachments):
        return [
            {
                "Name": attachment.name,
                "MimeType": attachment.mimetype,
                "Content": {"$attachment": attachment.id},
            }
            for attachment in attachments
        ]

    def _onec_soap_decision(self, connection):
        """A decision made here as the contract's ``ClaimMessage``."""
        state = self._status_look()["label"]
        return {
            "ID": f"{OWN_MESSAGE}decision-{self.id}-{self.decided_at:%Y%m%d%H%M%S}",
            "At": operations.moment(self.decided_at, connection.tz),
            "Author": self.decided_by.name,
            "FromContractor": False,
            "Text": "\n".join(filter(None, (state, self.decision))),
            "File": [],
        }

    # === From 1С === #

    def _onec_soap_apply(self, connection, state):
        """Take over the decision and the correspondence, each once.

        :param state: ``operations.ClaimState``
        :return: a ``BusinessError`` with what cannot be taken over, or None
        """
        self.ensure_one()
        claim = self.with_context(onec_applying=True)
        connection._soap_link("claim", state.guid, self, name=state.number)
        if claim.onec_number != state.number:
            claim.onec_number = state.number
        claim._onec_soap_messages(connection, state.messages)
        try:
            with self.env.cr.savepoint():
                claim._onec_soap_state(connection, state)
        except UserError as error:
            return BusinessError("conflict", str(error))
        return None

    def _onec_soap_state(self, connection, state):
        if state.state == "InWork" and self.state == "new":
            self._transition("in_work")
        verdict = self._onec_soap_verdict(connection, state)
        if not verdict or self.state in (verdict, "done"):
            return
        if self.state in DECIDED:
            self._transition("in_work")  # 1С has decided otherwise: its word holds
        self._transition(verdict, state.decision)

    def _onec_soap_verdict(self, connection, state):
        """The decision in our words; quantities accepted are written to the lines."""
        if state.state == "NotSatisfied":
            return "rejected"
        if state.state != "Satisfied":
            return None
        told = {
            item["LineNo"]: float(item["Accepted"])
            for item in state.lines
            if item.get("Accepted") is not None
        }
        if not told:
            return "approved"
        accepted = dict.fromkeys(self.line_ids, 0.0)
        lines, _untold = self._onec_soap_lines(connection)
        for line, factor, values in lines:
            accepted[line] += line.product_id.uom_id._compute_quantity(
                told.get(values["LineNo"], 0.0) * factor, line.uom_id, round=False
            )
        whole = all(
            line.uom_id.compare(quantity, line.quantity) >= 0
            for line, quantity in accepted.items()
        )
        if whole:
            return "approved"
        for line, quantity in accepted.items():
            line.qty_approved = min(quantity, line.quantity)
        return "partly"

    def _onec_soap_messages(self, connection, messages):
        """Post what 1С's people wrote; our own words come back and are known."""
        for data in messages:
            if data["FromContractor"] or data["ID"].startswith(OWN_MESSAGE):
                continue
            if connection._soap_record("message", data["ID"]):
                continue
            files = [operations.File.read(item) for item in data.get("File", [])]
            message = self.message_post(
                body=data["Text"],
                author_id=self.env.ref("base.partner_root").id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                attachments=[(file.name, file.content) for file in files],
            )
            connection._soap_link("message", data["ID"], message, name=data["Author"])


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _onec_soap_message(self, connection):
        """A message of a claim's thread as the contract's ``ClaimMessage``."""
        self.ensure_one()
        claim = self.env["b2b.claim"].browse(self.res_id)
        return {
            "ID": f"{OWN_MESSAGE}{self.id}",
            "At": operations.moment(self.date, connection.tz),
            "Author": self.author_id.name or self.email_from or "",
            "FromContractor": bool(self.author_id.b2b_contractor_id),
            "Text": html2plaintext(self.body or "").strip(),
            "File": claim._onec_soap_files(self.attachment_ids),
        }
