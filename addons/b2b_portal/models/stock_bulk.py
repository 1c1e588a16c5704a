"""Holding hundreds of lines in as many queries as one.

Core asks the database about every move: which rule, which orderpoint, which quants
(four times), and writes a move line at once. While a contractor's order is confirmed
the answers cannot change: the quants of its goods are locked by this transaction, rules
and orderpoints are read from its one snapshot. So they are read once for the whole
order and kept in a ``Bulk``; what is decided, and by what rules, stays core's.

Nothing here is reached without a ``Bulk`` in the context, and none comes from outside:
it is an object, and a caller over RPC sends words and figures only.
"""

from odoo import api, models

#: Removal strategies whose order is the order of the prefetched quants.
PLAIN_STRATEGIES = ("fifo",)


class Bulk:
    """What is known while one call confirms its orders."""

    def __init__(self):
        self.rules = {}
        self.quants = None  # {product id: quants}, once they are locked
        self.quant_ids = set()
        self.move_lines = []
        self.waiting = set()  # products with a move line that is still to be made
        self.has_orderpoints = None

    @classmethod
    def of(cls, records):
        """The one of these records' context, or None."""
        bulk = records.env.context.get("b2b_bulk")
        return bulk if isinstance(bulk, cls) else None


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_confirm(self):
        # EXTENDS b2b_portal
        if not self.b2b_contractor_id:
            return super().action_confirm()
        return super(SaleOrder, self.with_context(b2b_bulk=Bulk())).action_confirm()


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _search_rule_for_warehouses(
        self, route_ids, packaging_uom_id, product_id, warehouse_ids, domain
    ):
        # EXTENDS stock: goods with the same routes have the same rules.
        bulk = Bulk.of(self)
        args = (route_ids, packaging_uom_id, product_id, warehouse_ids, domain)
        if bulk is None:
            return super()._search_rule_for_warehouses(*args)
        key = (
            tuple(route_ids.ids) if route_ids else (),
            packaging_uom_id.id if packaging_uom_id else None,
            tuple((product_id.route_ids | product_id.categ_id.total_route_ids).ids),
            tuple(warehouse_ids.ids) if warehouse_ids else (),
            repr(domain),
        )
        if key not in bulk.rules:
            bulk.rules[key] = super()._search_rule_for_warehouses(*args)
        return bulk.rules[key]


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        # EXTENDS b2b_portal, which has locked the quants by now.
        bulk = Bulk.of(self)
        if bulk is not None:
            self._b2b_read_quants(bulk)
        result = super()._action_assign(force_qty=force_qty)
        if bulk is not None:
            bulk.quants = None
        return result

    def _b2b_read_quants(self, bulk):
        """Read the quants of all these moves in one query."""
        moves = self.filtered(
            lambda move: (
                move.product_id.is_storable and move.product_id.tracking == "none"
            )
        )
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search([("product_id", "in", moves.product_id.ids)], order="in_date, id")
        )
        locked = moves.location_id.warehouse_id
        by_product = quants.grouped("product_id")
        bulk.quants = {
            product.id: by_product.get(product, quants.browse())
            for product in moves.product_id
        }
        bulk.quant_ids = {
            quant.id for quant in quants if quant.location_id.warehouse_id in locked
        }

    def _update_reserved_quantity(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        # EXTENDS stock: the move lines are made together, when core makes those of the
        # other moves. Until then their quants do not know of them, so a second move of
        # the same product goes core's way after the first ones are made.
        bulk = Bulk.of(self)
        product_id = self.product_id.id
        known = bulk is not None and bulk.quants is not None
        if known and product_id in bulk.quants and product_id not in bulk.waiting:
            vals_list, taken = self._update_reserved_quantity_vals(
                need, location_id, lot_id, package_id, owner_id, strict
            )
            bulk.move_lines += vals_list
            bulk.waiting.add(product_id)
            return taken
        if known and bulk.move_lines:
            self.env["stock.move.line"].create([])
        return super()._update_reserved_quantity(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _update_orderpoints(self):
        # EXTENDS stock
        if not self._b2b_no_orderpoints():
            return super()._update_orderpoints()

    def _trigger_scheduler(self):
        # EXTENDS stock
        if not self._b2b_no_orderpoints():
            return super()._trigger_scheduler()

    def _b2b_no_orderpoints(self):
        """Whether it is known that nothing is replenished by a rule of its own."""
        bulk = Bulk.of(self)
        if bulk is None:
            return False
        if bulk.has_orderpoints is None:
            points = self.env["stock.warehouse.orderpoint"].sudo()
            points = points.with_context(active_test=False)
            bulk.has_orderpoints = bool(points.search_count([], limit=1))
        return not bulk.has_orderpoints


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock: with those that were put off.
        bulk = Bulk.of(self)
        if bulk is None or not bulk.move_lines:
            return super().create(vals_list)
        vals_list, bulk.move_lines = [*bulk.move_lines, *vals_list], []
        bulk.waiting.clear()
        return super().create(vals_list)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _gather(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        qty=0,
    ):
        # EXTENDS stock: the same quants in the same order, from those already read.
        bulk = Bulk.of(self)
        plain = (
            bulk is not None
            and bulk.quants is not None
            and product_id.id in bulk.quants
            and not (lot_id or package_id or owner_id)
            and not self.env.context.get("with_expiration")
            and self._get_removal_strategy(product_id, location_id) in PLAIN_STRATEGIES
        )
        if not plain:
            return super()._gather(
                product_id, location_id, lot_id, package_id, owner_id, strict, qty
            )
        quants = bulk.quants[product_id.id].with_env(self.env)
        if strict:
            return quants.filtered(
                lambda quant: (
                    quant.location_id == location_id
                    and not (quant.lot_id or quant.package_id or quant.owner_id)
                )
            )
        return quants.filtered(
            lambda quant: quant.location_id.parent_path.startswith(
                location_id.parent_path
            )
        ).sorted(lambda quant: not quant.lot_id)

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        # EXTENDS base: what this transaction has locked needs no second lock.
        bulk = Bulk.of(self)
        if bulk is not None and self and bulk.quant_ids.issuperset(self.ids):
            return self[:limit] if limit else self
        return super().try_lock_for_update(
            allow_referencing=allow_referencing, limit=limit
        )

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        bulk = Bulk.of(self)
        if bulk is not None and bulk.quants is not None:
            # A quant that was not there: this product is searched for anew.
            for product in quants.product_id:
                bulk.quants.pop(product.id, None)
        return quants
