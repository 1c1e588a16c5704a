"""Who decides what stands in a field of the catalogue: 1С or the portal."""

from odoo import api, fields, models

ONEC, FILL, SITE = "onec", "fill", "site"
#: Field of the catalogue → (label, owner unless settings say otherwise).
FIELDS = {
    "name": ("Name of a good", ONEC),
    "article": ("Article", ONEC),
    "barcode": ("Barcode", ONEC),
    "description": ("Description for the website", FILL),
    "manufacturer": ("Manufacturer", ONEC),
    "weight": ("Weight", ONEC),
    "unit": ("Unit and packs", ONEC),
    "vat": ("VAT rate", ONEC),
    "marking": ("Group of obligatory marking", ONEC),
    "analogues": ("Analogues", ONEC),
    "categories": ("Groups of a good", ONEC),
    "properties": ("Properties to filter by", ONEC),
    "collections": ("Collections", ONEC),
    "pictures": ("Pictures", ONEC),
    "published": ("Published on the website", SITE),
    "group_name": ("Name and place of a group", ONEC),
    "price_type_name": ("Name of a price list", ONEC),
    "warehouse_name": ("Name of a warehouse", ONEC),
}
#: Fields of a template that the goods step writes → their key above.
TEMPLATE_FIELDS = {
    "name": "name",
    "description_ecommerce": "description",
    "b2b_manufacturer": "manufacturer",
    "b2b_marking_group": "marking",
    "weight": "weight",
    "uom_id": "unit",
    "uom_ids": "unit",
    "taxes_id": "vat",
    "public_categ_ids": "categories",
}


class OnecOwner(models.Model):
    """A row of the table of owners of one 1С base.

    * `onec`: what 1С sends stands, also over what people wrote here;
    * `fill`: 1С's value is taken while ours is empty;
    * `site`: it is taken when the record is made, then only people change it.

    Prices and stock are always 1С's; minimum and multiple the portal's, unless 1С has a
    property for them (`importers/portions.py`).
    """

    _name = "onec.owner"
    _description = "Owner of a field"
    _order = "sequence, id"
    _rec_name = "field"

    connection_id = fields.Many2one(
        "onec.connection", "1С base", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    field = fields.Selection(
        [(key, label) for key, (label, _owner) in FIELDS.items()],
        required=True,
        readonly=True,
    )
    owner = fields.Selection(
        [
            (ONEC, "1С decides"),
            (FILL, "1С fills in what is empty"),
            (SITE, "The portal decides"),
        ],
        required=True,
    )

    _field_unique = models.Constraint(
        "UNIQUE(connection_id, field)", "Each field has one owner."
    )

    @api.model
    def _defaults(self):
        return [
            {"field": key, "owner": owner, "sequence": number}
            for number, (key, (_label, owner)) in enumerate(FIELDS.items())
        ]


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    owner_ids = fields.One2many(
        "onec.owner",
        "connection_id",
        string="Owners of fields",
        default=lambda self: [
            fields.Command.create(values)
            for values in self.env["onec.owner"]._defaults()
        ],
    )

    def _owners(self):
        """{field: owner}, complete."""
        self.ensure_one()
        owners = {key: owner for key, (_label, owner) in FIELDS.items()}
        owners.update({row.field: row.owner for row in self.owner_ids})
        return owners


def may_write(owner, current):
    """Whether 1С's value goes over `current`, the value of a record that is there."""
    return owner == ONEC or owner == FILL and not current
