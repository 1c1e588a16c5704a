from odoo import api, fields, models
from odoo.exceptions import UserError

from . import b2b_access

PEOPLE = ("director", "buyer")
MAX_LISTS = 200
MAX_LINES = 2000

b2b_access.register(
    "b2b.list",
    b2b_access.Rule("contractor_id", "owner_id", shared="shared", roles=PEOPLE),
)


class B2bList(models.Model):
    """Goods that an employee keeps, with quantities: favourites, put off, templates.

    A list belongs to its owner. A shared one is seen and used by the colleagues, and
    changed by the owner and the director.
    """

    _name = "b2b.list"
    _description = "List of goods"
    _order = "kind, name, id"

    name = fields.Char(required=True)
    # In the order in which they are shown: favourites come first.
    kind = fields.Selection(
        [("favourites", "Favourites"), ("list", "List")], required=True, default="list"
    )
    owner_id = fields.Many2one(
        "res.partner", "Employee", required=True, index=True, ondelete="cascade"
    )
    contractor_id = fields.Many2one(
        "res.partner",
        "Contractor",
        related="owner_id.b2b_contractor_id",
        store=True,
        index=True,
    )
    shared = fields.Boolean("Shared with colleagues")
    line_ids = fields.One2many("b2b.list.line", "list_id", "Goods", copy=True)
    line_count = fields.Integer("Lines", compute="_compute_line_count")

    _one_favourites = models.UniqueIndex(
        "(owner_id) WHERE kind = 'favourites'", "An employee has one favourites list."
    )

    def _compute_line_count(self):
        counts = dict(
            self.env["b2b.list.line"]._read_group(
                [("list_id", "in", self.ids)], ["list_id"], ["__count"]
            )
        )
        for record in self:
            record.line_count = counts.get(record, 0)

    @api.model
    def _favourites(self, partner, create=False):
        """The favourites of an employee (sudo), empty where there are none yet.

        :param bool create: make them; a parallel request may have made them already,
            then this one fails on the unique index and is run again by the framework
        """
        favourites = self.sudo().search(
            [("owner_id", "=", partner.id), ("kind", "=", "favourites")], limit=1
        )
        if not favourites and create:
            favourites = self.sudo().create(
                {
                    "name": self.env._("Favourites"),
                    "kind": "favourites",
                    "owner_id": partner.id,
                }
            )
        return favourites

    @api.model
    def _make(self, partner, name, rows=()):
        """A new list of an employee.

        :param rows: list of ``(product_id, quantity)``
        :raise UserError: too many lists
        """
        lists = self.sudo()
        if lists.search_count([("owner_id", "=", partner.id)]) >= MAX_LISTS:
            raise UserError(self.env._("There are %s lists already.", MAX_LISTS))
        record = lists.create(
            {"name": name or self.env._("New list"), "owner_id": partner.id}
        )
        record._put(rows)
        return record

    def _may_change(self, user):
        """Whether ``user`` may change this list: its owner and the director may."""
        self.ensure_one()
        return self.owner_id == user.partner_id or user._b2b_role() == "director"

    def _put(self, rows):
        """Add goods to this list; quantities of a product that is there are summed.

        :param rows: list of ``(product_id, quantity in the base unit)``
        """
        self.ensure_one()
        wanted = {}
        for product_id, quantity in rows:
            wanted[product_id] = wanted.get(product_id, 0.0) + quantity
        lines = {line.product_id.id: line for line in self.line_ids}
        if len(lines.keys() | wanted.keys()) > MAX_LINES:
            raise UserError(self.env._("A list holds up to %s products.", MAX_LINES))
        create = []
        for product_id, quantity in wanted.items():
            if line := lines.get(product_id):
                line.quantity += quantity
            else:
                create.append(
                    {
                        "list_id": self.id,
                        "product_id": product_id,
                        "quantity": quantity,
                    }
                )
        self.env["b2b.list.line"].sudo().create(create)

    def _toggle(self, product):
        """Put a product in with its least quantity, or take it out.

        :return: whether it is in the list now
        """
        self.ensure_one()
        line = self.line_ids.filtered(lambda ln: ln.product_id == product)
        if line:
            line.unlink()
            return False
        self._put([(product.id, product._b2b_least_quantity())])
        return True
