"""Which record here is which object of a 1С base."""

from odoo import api, fields, models
from odoo.fields import Domain

#: What a link may join: kind → (label, model).
KINDS = {
    "group": ("Group of goods", "product.public.category"),
    "property": ("Property", "product.attribute"),
    "value": ("Value of a property", "product.attribute.value"),
    "unit": ("Unit of measure", "uom.uom"),
    "good": ("Good", "product.template"),
    "variant": ("Characteristic", "product.product"),
    "picture": ("Pictures of a good", "product.template"),
    "collection": ("Collection", "b2b.collection"),
    "price_type": ("Price type", "product.pricelist"),
    "warehouse": ("Warehouse", "stock.warehouse"),
    "organisation": ("Organisation", "b2b.organisation"),
    "partner": ("Partner", "res.partner"),
    "entity": ("Counterparty", "res.partner"),
    "contract": ("Contract", "b2b.contract"),
    "order": ("Order", "sale.order"),
    "document": ("Document", "b2b.document"),
    "shipment": ("Shipment", "stock.picking"),
    "shipment_request": ("Shipment request", "b2b.shipment.request"),
    "claim": ("Claim", "b2b.claim"),
    "message": ("Message of a claim", "mail.message"),
    "reconciliation": ("Reconciliation", "b2b.reconciliation"),
    "upload": ("Document of the contractor", "b2b.upload"),
    "originals": ("Request for originals", "b2b.originals"),
    "consignment_report": ("Report of the commission agent", "b2b.consignment.report"),
}


#: What has one key at a time: a base that was restored makes it anew under another.
ALONE = {"order", "document"}


class OnecLink(models.Model):
    """One object of a 1С base and the record that stands for it here.

    ``guid`` is the key as 1С writes it: the object's GUID, ``good#characteristic``
    for a variant, the ОКЕИ code for a unit. ``checksum`` is the digest of what 1С
    sent last, so that an unchanged item costs no more than its reading.
    A link without a record is something that 1С has and we do not yet know
    where to put: a person decides on the mapping screen.
    """

    _name = "onec.link"
    _description = "Link with an object of 1С"
    _order = "kind, name, id"
    _rec_name = "name"

    connection_id = fields.Many2one(
        "onec.connection", "1С base", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [(kind, label) for kind, (label, _model) in KINDS.items()], required=True
    )
    guid = fields.Char("Key in 1С", required=True)
    name = fields.Char(help="What 1С calls it.")
    res_model = fields.Char(compute="_compute_res_model", store=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    checksum = fields.Char(readonly=True)
    seen = fields.Datetime("Last received", readonly=True)
    deleted = fields.Boolean("Marked for deletion in 1С", readonly=True)
    waiting = fields.Char(
        readonly=True,
        help="What this good refers to and that has not come yet: groups, properties "
        "and their values, analogues.",
    )

    pricelist_id = fields.Many2one(
        "product.pricelist", compute="_compute_typed", inverse="_inverse_pricelist"
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", compute="_compute_typed", inverse="_inverse_warehouse"
    )

    organisation_id = fields.Many2one(
        "b2b.organisation", compute="_compute_typed", inverse="_inverse_organisation"
    )

    _guid_unique = models.Constraint(
        "UNIQUE(connection_id, kind, guid)",
        "This object of 1С is already linked.",
    )
    _record_index = models.Index("(res_model, res_id)")
    _waiting_index = models.Index("(connection_id) WHERE waiting IS NOT NULL")

    @api.depends("kind")
    def _compute_res_model(self):
        for link in self:
            link.res_model = KINDS[link.kind][1] if link.kind else False

    @api.depends("kind", "res_id")
    def _compute_typed(self):
        for link in self:
            link.pricelist_id = link.kind == "price_type" and link.res_id
            link.warehouse_id = link.kind == "warehouse" and link.res_id
            link.organisation_id = link.kind == "organisation" and link.res_id

    def _inverse_pricelist(self):
        for link in self.filtered(lambda link: link.kind == "price_type"):
            link.res_id = link.pricelist_id.id

    def _inverse_warehouse(self):
        for link in self.filtered(lambda link: link.kind == "warehouse"):
            link.res_id = link.warehouse_id.id

    def _inverse_organisation(self):
        for link in self.filtered(lambda link: link.kind == "organisation"):
            link.res_id = link.organisation_id.id

    # === look-ups === #

    @api.model
    def _model_of(self, kind):
        """Name of the model that links of a kind lead to."""
        return KINDS[kind][1]

    @api.model
    def _map(self, connection, kind, guids=None):
        """{guid: record id} of the linked objects of a kind."""
        domain = [
            ("connection_id", "=", connection.id),
            ("kind", "=", kind),
            ("res_id", "!=", False),
        ]
        if guids is not None:
            domain.append(("guid", "in", list(guids)))
        return {
            link.guid: link.res_id
            for link in self.search_fetch(domain, ["guid", "res_id"])
        }

    @api.model
    def _record(self, connection, kind, guid):
        """The linked record, or an empty recordset of the kind's model."""
        model = self.env[self._model_of(kind)]
        if not guid:
            return model
        return model.browse(self._map(connection, kind, [guid]).get(guid)).exists()

    @api.model
    def _guid_of(self, connection, kind, record):
        """The key in 1С of a record, or False."""
        return self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("res_id", "=", record.id),
            ],
            limit=1,
            order="deleted, id DESC",
        ).guid

    @api.model
    def _guids_of(self, connection, records):
        """The keys of many records at once, each as ``_guid_of``.

        :param records: ``{kind: recordset}``
        :return: ``{(kind, record id): key}``
        """
        wanted = Domain.OR(
            Domain("kind", "=", kind) & Domain("res_id", "in", some.ids)
            for kind, some in records.items()
            if some
        )
        links = self.search_fetch(
            wanted & Domain("connection_id", "=", connection.id),
            ["kind", "res_id", "guid"],
            order="deleted DESC, id",
        )
        return {(link.kind, link.res_id): link.guid for link in links}

    @api.model
    def _known_ids(self, kind, record_ids):
        """Those of the records that some base knows."""
        links = self.search_fetch(
            [("kind", "=", kind), ("res_id", "in", list(record_ids))], ["res_id"]
        )
        return set(links.mapped("res_id"))

    @api.model
    def _link(self, connection, kind, guid, record, **values):
        """Link ``record`` with ``guid``; an existing link is turned to it."""
        link = self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
            ]
        )
        values = {"res_id": record.id, "seen": fields.Datetime.now(), **values}
        values.setdefault("name", record.display_name)
        if link:
            link.write(values)
        else:
            link = self.create(
                {"connection_id": connection.id, "kind": kind, "guid": guid, **values}
            )
        if kind == "entity":
            self.env["sale.order"].sudo()._onec_entity_linked(record)
        if kind in ALONE:
            self.search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "=", kind),
                    ("res_id", "=", record.id),
                    ("id", "!=", link.id),
                ]
            ).res_id = False
        return link

    # === what a new link brings about === #

    @api.model_create_multi
    def create(self, vals_list):
        links = super().create(vals_list)
        links.filtered("res_id")._reread()
        return links

    def write(self, vals):
        before = {link.id: link.res_id for link in self}
        result = super().write(vals)
        if vals.get("res_id"):
            self.filtered(lambda link: link.res_id != before[link.id])._reread()
        return result

    def _reread(self):
        """What belongs to a party that was unknown so far was passed over."""
        parties = self.filtered(lambda link: link.kind in ("partner", "entity"))
        if parties and not self.env.context.get("onec_no_reread"):
            parties.connection_id.sudo()._soap_reread()
