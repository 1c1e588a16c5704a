from odoo import api, fields, models
from odoo.exceptions import UserError

from . import b2b_access

STATE_LOOKS = {
    "new": ("wait", "fa-hourglass-start"),
    "received": ("wait", "fa-inbox"),
    "work": ("work", "fa-cogs"),
    "sent": ("work", "fa-paper-plane-o"),
    "delivered": ("done", "fa-check"),
    "refused": ("bad", "fa-ban"),
}
ORDER = ("new", "received", "work", "sent", "delivered")

b2b_access.register("b2b.originals", b2b_access.Rule("contractor_id", "author_id"))


class B2bOriginals(models.Model):
    """A request for originals, on paper or through the operator of documents (ЭДО)."""

    _name = "b2b.originals"
    _description = "Request for originals"
    _inherit = ["mail.thread", "b2b.asked"]
    _order = "id desc"
    _state_looks = STATE_LOOKS

    state = fields.Selection(
        [
            ("new", "Requested"),
            ("received", "Request accepted"),
            ("work", "Being prepared"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("refused", "Refused"),
        ],
        required=True,
        default="new",
        readonly=True,
        index=True,
        tracking=True,
        copy=False,
    )
    channel = fields.Selection(
        [("paper", "On paper"), ("edi", "Through the operator (ЭДО)")],
        required=True,
        default="paper",
    )
    contractor_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    author_id = fields.Many2one(string="Asked by")
    entity_id = fields.Many2one("res.partner", "Legal entity", required=True)
    organisation_id = fields.Many2one("b2b.organisation")
    document_ids = fields.Many2many("b2b.document", string="Documents", required=True)
    address = fields.Char("Postal address")
    edi_identifier = fields.Char("Participant ID (ЭДО)")
    contact = fields.Char("Addressee")
    phone = fields.Char()
    comment = fields.Char()
    tracking = fields.Char("Postal number", copy=False)
    answer = fields.Char("Reason", copy=False, tracking=True)
    state_date = fields.Datetime("State since", default=fields.Datetime.now, copy=False)

    @api.depends("document_ids")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._(
                "Originals: %s",
                ", ".join(request.document_ids.mapped("display_name")),
            )

    @api.model
    def _file(self, author, documents, values):
        """Ask for the originals of documents of one legal entity and organisation.

        :param author: ``res.partner`` who asks
        :param documents: ``b2b.document`` by sudo whose access was checked
        :param dict values: ``channel``, ``address``, ``edi_identifier``, ``contact``,
            ``phone``, ``comment``
        :return: one request per legal entity and organisation
        :raise UserError: what is wrong, in words
        """
        _ = self.env._
        documents = documents.filtered(lambda d: d.state == "ready" and d.entity_id)
        if not documents:
            raise UserError(_("Mark the documents whose originals you need."))
        if values.get("channel") not in ("paper", "edi"):
            raise UserError(_("Choose paper or the operator of documents."))
        if values["channel"] == "paper" and not values.get("address"):
            raise UserError(_("Address: write where the originals have to be sent."))
        open_ = self.sudo().search(
            [
                ("document_ids", "in", documents.ids),
                ("state", "in", ("new", "received", "work")),
                ("channel", "=", values["channel"]),
            ]
        )
        if asked := open_.document_ids & documents:
            raise UserError(
                _("Already asked for: %s.", ", ".join(asked.mapped("display_name")))
            )
        requests = self.sudo().create(
            [
                {
                    **values,
                    "author_id": author.id,
                    "contractor_id": group[:1].contractor_id.id,
                    "entity_id": entity.id,
                    "organisation_id": organisation.id,
                    "document_ids": [fields.Command.set(group.ids)],
                }
                for (entity, organisation), group in documents.grouped(
                    lambda d: (d.entity_id, d.organisation_id)
                ).items()
            ]
        )
        for request in requests:
            request._b2b_dispatch()
        return requests

    def _b2b_dispatch(self):
        """Hook: 1С gets the request."""

    def _transition(self, state, answer=None, tracking=None, moment=None):
        """THE way a request changes its state: forward only; a repeat changes nothing.

        :param moment: UTC moment of the change
        :return: the requests that moved
        """
        moved = self.filtered(
            lambda r: (
                r.state not in ("delivered", "refused")
                and r.state != state
                and (state == "refused" or ORDER.index(state) > ORDER.index(r.state))
            )
        )
        if tracking:
            self.sudo().filtered(lambda r: r.tracking != tracking).tracking = tracking
        moved.sudo().write(
            {
                "state": state,
                "state_date": moment or fields.Datetime.now(),
                **({"answer": answer} if answer else {}),
            }
        )
        for request in moved.filtered(
            lambda r: r.state in ("sent", "delivered", "refused")
        ):
            request._notify_author()
        return moved

    def _author_rows(self):
        return [text for text in (self.tracking, self.answer) if text]

    def _author_path(self):
        return "/my/documents/originals"

    def action_work(self):
        self.check_access("write")
        self._transition("work")

    def action_sent(self):
        self.check_access("write")
        self._transition("sent")

    def action_delivered(self):
        self.check_access("write")
        self._transition("delivered")
