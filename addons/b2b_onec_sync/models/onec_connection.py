"""One 1С base that the portal exchanges with."""

from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get


class OnecConnection(models.Model):
    """One 1С base: what it is, what it may decide, how much it says.

    A base has one or more *nodes* (:class:`onec.node`), the logins under which
    it comes. Everything that differs between bases is a field here; what differs
    between logins of a base stands on the node.
    """

    _name = "onec.connection"
    _description = "1С base"
    _order = "sequence, id"

    name = fields.Char(required=True, help="As your people call this base.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    profile = fields.Selection(
        [("ut", "УТ 11, КА 2, ERP 2"), ("unf", "УНФ")],
        string="Configuration",
        required=True,
        default="ut",
        help="Decides how 1С's figures are understood where configurations differ.",
    )
    tz = fields.Selection(
        _tz_get,
        string="Time zone of the base",
        required=True,
        default="Europe/Moscow",
        help="Dates and times in 1С's files have no zone: this one is meant.",
    )
    organisation_ids = fields.Many2many("b2b.organisation", string="Organisations")
    node_ids = fields.One2many("onec.node", "connection_id", string="Logins")
    session_ids = fields.One2many("onec.session", "connection_id", string="Sessions")
    link_ids = fields.One2many("onec.link", "connection_id", string="Links")

    # === catalogue === #
    collection_source = fields.Selection(
        [("property", "A property"), ("group", "A group")],
        string="Collections come from",
        help="What 1С calls a collection: the value of a property, or every group "
        "directly below the named one.",
    )
    collection_name = fields.Char("Name of this property or group", default="Коллекция")
    publish_new = fields.Boolean(
        "Publish new goods",
        default=True,
        help="A new good with a name and a group appears on the website by itself.",
    )
    deactivate_limit = fields.Integer(
        "Most goods that 1С may hide at once, %",
        default=10,
        help="A larger share is a sign of a broken export: it waits for a person.",
    )

    # === orders === #
    order_batch_size = fields.Integer(
        "Orders in one answer",
        default=20,
        help="1С loads an answer whole or not at all: a small batch loses less.",
    )
    vat_proven = fields.Char(
        "VAT rates this base understands",
        default="none,0,10,20",
        help="An order with another rate is held: the base would load it without VAT. "
        "Add 22, 5 or 7 once a probe order has arrived there with the right rate.",
    )
    hold_unlinked = fields.Boolean(
        "Hold orders of unknown counterparties",
        default=True,
        help="1С makes a new counterparty, with a partner of its own, where it finds "
        "none. The first order of a legal entity that is not linked waits until "
        "it is, or until you send it from its form.",
    )
    http_reserves = fields.Boolean(
        "A loaded order is reserved in 1С",
        help="Set it only where the status that orders get in 1С reserves goods. "
        "Otherwise the portal keeps taking its reserves off 1С's free stock.",
    )

    # === files === #
    file_limit_mb = fields.Integer("Largest part of a file, MB", default=16)
    # Well below the 180 s of УТ and the usual time-outs of proxies and of Odoo.
    answer_seconds = fields.Integer(
        "Answer after, seconds",
        default=8,
        help="So long one request of 1С works on a file before it is told how far the "
        "work is, and asks again. Less where a proxy cuts requests off sooner; 0 "
        "answers after each step.",
    )
    keep_files_days = fields.Integer("Keep raw files for, days", default=14)

    last_session_id = fields.Many2one("onec.session", compute="_compute_last_session")
    skip_count = fields.Integer(compute="_compute_skip_count")

    _batch_positive = models.Constraint(
        "CHECK(order_batch_size > 0)", "An answer holds at least one order."
    )
    _answer_in_time = models.Constraint(
        "CHECK(answer_seconds BETWEEN 0 AND 120)",
        "1С waits for an answer 180 seconds: give it one after 0 to 120 seconds.",
    )

    @api.depends("session_ids")
    def _compute_last_session(self):
        for connection in self:
            connection.last_session_id = connection.session_ids[:1]

    def _compute_skip_count(self):
        counts = dict(
            self.env["onec.skip"]._read_group(
                [("connection_id", "in", self.ids), ("solved", "=", False)],
                ["connection_id"],
                ["__count"],
            )
        )
        for connection in self:
            connection.skip_count = counts.get(connection, 0)

    def _proven_vat(self):
        """Codes of the VAT rates that this base is known to read."""
        return {code.strip() for code in (self.vat_proven or "").split(",")} - {""}

    # === time === #

    def _to_utc(self, moment):
        """A moment of 1С's files, which have no zone, as Odoo stores it."""
        self.ensure_one()
        if not moment:
            return False
        local = moment.replace(tzinfo=ZoneInfo(self.tz))
        return local.astimezone(UTC).replace(tzinfo=None)

    def _from_utc(self, moment):
        """A moment as 1С's files tell it."""
        self.ensure_one()
        zone = ZoneInfo(self.tz)
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
