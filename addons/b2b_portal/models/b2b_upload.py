import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import b2b_access

#: First bytes of the files that are taken, and what they are called.
MAGIC = {
    b"%PDF": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
}
MAX_FILE = 10 * 1024 * 1024
MAX_FILES = 10
#: state → states it may be reached from
TRANSITIONS = {
    "accepted": {"new"},
    "work": {"new", "accepted"},
    "done": {"new", "accepted", "work"},
    "refused": {"new", "accepted", "work"},
}
STATE_LOOKS = {
    "new": ("wait", "fa-hourglass-start"),
    "accepted": ("work", "fa-inbox"),
    "work": ("work", "fa-cogs"),
    "done": ("done", "fa-check"),
    "refused": ("bad", "fa-ban"),
}

b2b_access.register("b2b.upload", b2b_access.Rule("contractor_id", "author_id"))


class B2bUpload(models.Model):
    """What a contractor sends: a signed УПД or act, a payment order, a доверенность.

    ``_file`` takes it in, ``_transition`` is the one way to move it (staff or 1С),
    ``_b2b_dispatch`` is where an exchange takes it to 1С.
    """

    _name = "b2b.upload"
    _description = "Document from a contractor"
    _inherit = ["mail.thread", "b2b.asked"]
    _order = "id desc"
    _state_looks = STATE_LOOKS

    kind = fields.Selection(
        [
            ("signed_upd", "Signed УПД"),
            ("signed_waybill", "Signed waybill"),
            ("signed_act", "Signed act"),
            ("signed_reconciliation", "Signed reconciliation act"),
            ("payment_order", "Payment order"),
            ("proxy", "Power of attorney"),
            ("other", "Other"),
        ],
        required=True,
        index=True,
    )
    state = fields.Selection(
        [
            ("new", "Sent"),
            ("accepted", "Received"),
            ("work", "Being checked"),
            ("done", "Accepted"),
            ("refused", "Refused"),
        ],
        required=True,
        default="new",
        readonly=True,
        index=True,
        tracking=True,
        copy=False,
    )
    contractor_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    author_id = fields.Many2one(string="Sent by")
    entity_id = fields.Many2one("res.partner", "Legal entity", required=True)
    organisation_id = fields.Many2one("b2b.organisation")
    order_id = fields.Many2one("sale.order", index=True, ondelete="set null")
    document_id = fields.Many2one(
        "b2b.document", "Signed document", index=True, ondelete="set null"
    )
    number = fields.Char()
    date = fields.Date()
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary()
    valid_to = fields.Date("Valid until")
    person = fields.Char("Person trusted")
    comment = fields.Char()
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)
    answer = fields.Char("Reason", copy=False, tracking=True)

    @api.depends("kind", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for upload in self:
            upload.display_name = " ".join(
                filter(
                    None, (labels[upload.kind], upload.number and f"№ {upload.number}")
                )
            )

    @api.model
    def _file(self, author, values, files):
        """Take in what a person sends.

        :param author: ``res.partner`` who sends
        :param dict values: fields whose access was checked
        :param files: list of ``(name, bytes)``
        :raise UserError: what is wrong, in words
        """
        _ = self.env._
        if not files:
            raise UserError(_("Files: add a scan, a photo or a PDF."))
        if len(files) > MAX_FILES:
            raise UserError(_("Files: at most %s at once.", MAX_FILES))
        for name, content in files:
            if len(content) > MAX_FILE or not content.startswith(tuple(MAGIC)):
                raise UserError(_("%s: a PDF, JPEG or PNG up to 10 MB is taken.", name))
        if values["kind"] == "proxy":
            until = values.get("valid_to")
            if not until or not values.get("person"):
                raise UserError(
                    _("Power of attorney: write whom it trusts and until when.")
                )
            if until < self.env["b2b.deadline"]._today():
                raise UserError(_("The power of attorney has ended already."))
        if values["kind"] == "payment_order" and not values.get("amount"):
            raise UserError(_("Payment order: write its amount."))
        upload = self.sudo().create({**values, "author_id": author.id})
        upload.attachment_ids = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": name,
                        "datas": base64.b64encode(content),
                        "mimetype": next(
                            kind
                            for magic, kind in MAGIC.items()
                            if content.startswith(magic)
                        ),
                        "res_model": self._name,
                        "res_id": upload.id,
                    }
                    for name, content in files
                ]
            )
        )
        upload._b2b_dispatch()
        return upload

    def _b2b_dispatch(self):
        """Hook: 1С gets the document."""

    def _transition(self, state, answer=None):
        """THE way a document changes its state; a repeat changes nothing.

        :param str answer: words for the contractor
        :return: the documents that moved
        """
        moved = self.filtered(lambda u: u.state in TRANSITIONS[state])
        moved.sudo().write({"state": state, **({"answer": answer} if answer else {})})
        for upload in moved.filtered(lambda u: u.state in ("done", "refused")):
            upload._notify_author()
        return moved

    def _author_path(self):
        return "/my/documents/sent"

    def action_done(self):
        self.check_access("write")
        self._transition("done")
