"""One cart, several sellers: how an order is split by organisation.

Who sells what to whom, and under which contract, is decided in one place,
``b2b.contract._b2b_fits``. An open cart holds goods of all sellers. Its own contract
and organisation hold for the lines that its organisation sells; every other line
carries its seller, contract and warehouse itself, so that it is priced, taxed and
shown on the terms on which it will be sold. Placing makes an order of each part.
"""

from odoo import fields, models
from odoo.exceptions import UserError


class Fits:
    """What ``_b2b_fits`` has found while one cart is read and placed; hashed by
    identity, so that a context can carry it."""

    def __init__(self):
        self.known = {}  # (entity id, kind) → {product: {organisation: contracts}}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    b2b_placed_with_id = fields.Many2one(
        "sale.order",
        "Placed together with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The cart was split by organisation: this is its first part.",
    )
    b2b_part_ids = fields.One2many(
        "sale.order", "b2b_placed_with_id", "Other parts", readonly=True
    )

    def _b2b_siblings(self):
        """The other orders that came of the same cart."""
        self.ensure_one()
        first = self.b2b_placed_with_id or self
        return (first | first.b2b_part_ids) - self

    # === Sellers of an open cart === #

    def _b2b_goods(self):
        """Lines of goods: delivery goes with the cart's own part."""
        return self.order_line.filtered(lambda ln: ln.product_id and not ln.is_delivery)

    def _b2b_fits(self):
        """``{line: {organisation: contracts}}``, see ``b2b.contract._b2b_fits``."""
        self.ensure_one()
        lines = self._b2b_goods()
        products, kind = lines.product_id, self.b2b_contract_id.kind or "sale"
        memo = self.env.context.get("b2b_fits")
        known = memo.known if isinstance(memo, Fits) else {}
        found = known.setdefault((self.b2b_entity_id.id, kind), {})
        # Parts of a cart hold goods that were asked about with the whole of it.
        if unknown := products.filtered(lambda product: product not in found):
            found.update(
                self.env["b2b.contract"]._b2b_fits(
                    self.b2b_entity_id, unknown, kind=kind
                )
            )
        return {line: found[line.product_id] for line in lines}

    def _b2b_reading_once(self):
        """This cart, to be read and placed in one go: who sells is asked once."""
        return self.with_context(b2b_fits=Fits())

    def _b2b_settle_sellers(self):
        """Give every line of an open cart its seller, and the cart its main one.

        What was chosen stays as long as it fits. Everything is left as it is where
        nobody sells the goods: placing the order says so.

        :return: ``_b2b_fits`` of the cart
        """
        self.ensure_one()
        if self.state != "draft" or not self.b2b_entity_id:
            return {}
        fits = self._b2b_fits()
        if main := self._b2b_main_seller(fits):
            self._b2b_set_terms(main, _contracts(fits, main))
        own = self.b2b_organisation_id
        seen = {line.b2b_organisation_id: line for line in fits}
        terms = {}
        for line, sellers in fits.items():
            if not sellers or own in sellers:
                line._b2b_set_seller()
                continue
            seller = next((org for org in seen if org in sellers), None)
            seller = seller or next(iter(sellers))
            if seller not in terms:
                terms[seller] = self._b2b_part_terms(seen.get(seller), sellers, seller)
            line._b2b_set_seller(seller, *terms[seller])
        return fits

    def _b2b_main_seller(self, fits):
        """The organisation that most of the cart is bought from; the present one where
        it sells as much of it."""
        counts = {}
        for sellers in fits.values():
            for seller in sellers:
                counts[seller] = counts.get(seller, 0) + 1
        if not counts:
            return None
        own = self.b2b_organisation_id
        whole = [seller for seller, count in counts.items() if count == len(fits)]
        if own in (whole or counts):
            return own
        return max(whole or counts, key=counts.get)

    def _b2b_part_terms(self, chosen, sellers, seller):
        """Contract and warehouse of another seller's part: as ``chosen`` (a line that
        it sold so far) has them, or the best ones."""
        contract, warehouse = (
            chosen
            and (
                chosen.b2b_contract_id,
                chosen.b2b_warehouse_id,
            )
            or (None, None)
        )
        contracts = sellers[seller]
        if not contract or contract not in contracts:
            contract = contracts[:1]
        published = self.env["stock.warehouse"]._b2b_published_for(seller)
        if not warehouse or warehouse not in published:
            own = self.warehouse_id
            warehouse = own if own in published else published[:1]
        return contract, warehouse

    def _b2b_set_terms(self, seller, contracts):
        if self.b2b_contract_id not in contracts:
            self.b2b_contract_id = contracts[:1]
        if self.b2b_organisation_id != seller:
            self.b2b_organisation_id = seller
        published = self.env["stock.warehouse"]._b2b_published_for(seller)
        if published and self.warehouse_id not in published:
            self.warehouse_id = published[:1]

    def _b2b_parts(self, fits=None):
        """What the cart will be split into, the part of its own organisation first.

        :param fits: what ``_b2b_settle_sellers`` returned, if it is known
        :return: list of dicts: ``organisation``, ``contract``, ``contracts`` (that
            may be chosen), ``warehouse``, ``lines``, ``amount`` (with VAT), ``tax``
        """
        self.ensure_one()
        fits = fits or self._b2b_settle_sellers()
        parts = []
        own = self.b2b_organisation_id
        sold = {own: self.order_line.browse()}
        for line in self._b2b_goods():
            seller = line.b2b_organisation_id or own
            sold[seller] = sold.get(seller, line.browse()) | line
        for seller, lines in sold.items():
            if not lines:
                continue
            parts.append(
                {
                    "organisation": seller,
                    "contract": lines[0]._b2b_contract(),
                    "contracts": _contracts(fits, seller),
                    "warehouse": lines[0].b2b_warehouse_id or self.warehouse_id,
                    "lines": lines,
                    "amount": sum(lines.mapped("price_total")),
                    "tax": sum(lines.mapped("price_tax")),
                }
            )
        return parts

    def _b2b_seller_lists(self, products):
        """The price list of whoever would sell each product for this cart.

        :return: ``{product.pricelist: product.product}``
        """
        self.ensure_one()
        fits = self.env["b2b.contract"]._b2b_fits(
            self.b2b_entity_id, products, kind=self.b2b_contract_id.kind or "sale"
        )
        own = self.b2b_organisation_id
        by_contract = {}
        for product, sellers in fits.items():
            contract = self.b2b_contract_id
            if sellers and own not in sellers:
                contract = next(iter(sellers.values()))[:1]
            by_contract.setdefault(contract, []).append(product.id)
        lists = {}
        for contract, ids in by_contract.items():
            pricelist = self.partner_id._b2b_get_pricelist(contract)
            lists[pricelist] = lists.get(pricelist, products[:0]) | products.browse(ids)
        return lists

    def _b2b_seller_prices(self, products):
        """Prices of goods for this cart, each of whoever would sell it.

        :return: ``{product_id: price or None}``
        """
        return products._b2b_prices_by_list(self._b2b_seller_lists(products))

    def _b2b_choices(self, fits):
        """Contracts and organisations to choose the main terms of the cart from.

        Where one organisation sells the whole cart, only such are offered: nobody
        splits an order by mistake.
        """
        contracts = self.env["b2b.contract"].sudo()
        sellers = [set(sold) for sold in fits.values()]
        if not sellers:
            return contracts, self.b2b_organisation_id
        # A split is a must: the other sellers' contracts are chosen with their parts.
        eligible = set.intersection(*sellers) or {self.b2b_organisation_id}
        organisations = self.b2b_organisation_id.browse(
            org.id
            for org in dict.fromkeys(org for sold in fits.values() for org in sold)
            if org in eligible
        )
        for organisation in organisations:
            contracts |= _contracts(fits, organisation)
        return contracts, organisations

    def _b2b_warehouses(self):
        """Warehouses that these carts or orders take goods from."""
        return self.warehouse_id | self.order_line.b2b_warehouse_id

    # === The split === #

    def _b2b_split(self):
        """Make an order of every part of this cart.

        :return: this order and the new ones, each of one organisation
        """
        self.ensure_one()
        orders = self
        others = self.order_line.filtered("b2b_organisation_id")
        for seller, lines in others.grouped("b2b_organisation_id").items():
            contract = lines[:1].b2b_contract_id
            part = self.copy(
                {
                    "order_line": [],
                    "b2b_entity_id": self.b2b_entity_id.id,
                    "partner_shipping_id": self.partner_shipping_id.id,
                    "b2b_contract_id": contract.id,
                    "b2b_organisation_id": seller.id,
                    "warehouse_id": lines[:1].b2b_warehouse_id.id,
                    "pricelist_id": self.partner_id._b2b_get_pricelist(contract).id,
                    "commitment_date": self.commitment_date,
                    "client_order_ref": self.client_order_ref,
                    "b2b_placed_with_id": self.id,
                }
            )
            lines.write(
                {
                    "order_id": part.id,
                    "b2b_organisation_id": False,
                    "b2b_contract_id": False,
                    "b2b_warehouse_id": False,
                }
            )
            orders |= part
        return orders

    # === The check of every other way === #

    def _b2b_check_sellers(self):
        """Refuse what the organisation of this order does not sell to its entity.

        A cart is settled before it is placed; a quotation that staff wrote need not be.
        """
        self.ensure_one()
        own = self.b2b_organisation_id
        problems = self._b2b_terms_problems()
        for line, sellers in self._b2b_fits().items():
            if own in sellers:
                continue
            problems.append(
                self.env._(
                    "%(product)s is sold by %(sellers)s and not by %(own)s: put it "
                    "into an order of that organisation.",
                    product=line.product_id.display_name,
                    sellers=", ".join(seller.name for seller in sellers),
                    own=own.name or "—",
                )
                if sellers
                else self.env._(
                    "%(product)s: no organisation sells it to %(entity)s.",
                    product=line.product_id.display_name,
                    entity=self.b2b_entity_id.name or "—",
                )
            )
        if problems:
            raise UserError("\n".join(problems))

    def _b2b_terms_problems(self):
        """Why the organisation, the contract and the warehouse of this order do not
        go together: list of messages."""
        _ = self.env._
        own, contract = self.b2b_organisation_id, self.b2b_contract_id.sudo()
        problems = []
        if contract and contract.organisation_id != own:
            problems.append(
                _(
                    "Contract %(contract)s is with %(other)s, the order is of %(own)s.",
                    contract=contract.name,
                    other=contract.organisation_id.name,
                    own=own.name or "—",
                )
            )
        places = own.sudo().warehouse_ids
        if places and self.warehouse_id not in places:
            problems.append(
                _(
                    "%(own)s does not ship from %(warehouse)s, but from: %(places)s.",
                    own=own.name,
                    warehouse=self.warehouse_id.name,
                    places=", ".join(places.mapped("name")),
                )
            )
        return problems


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    b2b_organisation_id = fields.Many2one(
        "b2b.organisation",
        "Seller",
        copy=False,
        help="In a cart: the organisation that sells this line, where it is another "
        "one than the cart's.",
    )
    b2b_contract_id = fields.Many2one("b2b.contract", "Contract", copy=False)
    b2b_warehouse_id = fields.Many2one("stock.warehouse", "Ship from", copy=False)

    def _b2b_set_seller(self, organisation=None, contract=None, warehouse=None):
        """Write what differs: most carts are of one seller and nothing changes."""
        values = {
            "b2b_organisation_id": organisation and organisation.id,
            "b2b_contract_id": contract and contract.id,
            "b2b_warehouse_id": warehouse and warehouse.id,
        }
        changed = {
            name: value
            for name, value in values.items()
            if self[name].id != (value or False)
        }
        if changed:
            self.write(changed)

    def _b2b_contract(self):
        """The contract under which this line is sold."""
        if self.b2b_organisation_id:
            return self.b2b_contract_id
        return self.order_id.b2b_contract_id

    def _b2b_seller(self):
        """The organisation that sells this line."""
        return self.b2b_organisation_id or self.order_id.b2b_organisation_id

    def _b2b_pricelists(self):
        """The price list of each of these lines: that of its part of the cart.

        :return: ``{line: product.pricelist}``
        """
        known, result = {}, {}
        for line in self:
            order = line.order_id
            if not line.b2b_organisation_id:
                result[line] = order.pricelist_id
                continue
            key = (order.partner_id, line.b2b_contract_id)
            if key not in known:
                known[key] = order.partner_id._b2b_get_pricelist(line.b2b_contract_id)
            result[line] = known[key]
        return result


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _b2b_own_lists(self, partner=None):
        """The price list that a person would buy each of these products by: what the
        catalogue shows is what the cart charges.

        :param partner: an employee, who begins a new cart; default: the current
            person with the current cart
        :return: ``{product.pricelist: product.product}``
        """
        cart_sudo = self.env["sale.order"].sudo()
        if not partner:
            partner = self.env.user.partner_id
            cart_sudo = partner._b2b_open_cart()
        partner_sudo = partner.sudo()
        if not self.env["b2b.organisation"]._b2b_divided():
            contract = cart_sudo.b2b_contract_id
            if not cart_sudo:
                contract = partner_sudo._b2b_usual_contract()
            return {partner_sudo._b2b_get_pricelist(contract): self}
        cart_sudo = cart_sudo or cart_sudo.new({"partner_id": partner_sudo.id})
        return cart_sudo._b2b_seller_lists(self)

    def _b2b_own_prices(self, partner=None):
        """Prices of these products for a person, see ``_b2b_own_lists``.

        :return: as ``_b2b_prices``
        """
        return self._b2b_prices_by_list(self._b2b_own_lists(partner))

    def _b2b_prices_by_list(self, lists, quantity=1.0):
        """Prices of these products, each by its own list.

        :param lists: as ``_b2b_own_lists`` returns them
        :return: as ``_b2b_prices``
        """
        prices = dict.fromkeys(self.ids)
        for pricelist, products in lists.items():
            prices.update(products._b2b_prices(pricelist, quantity))
        return prices


class B2bOrganisation(models.Model):
    _inherit = "b2b.organisation"

    def _b2b_divided(self):
        """Whether any organisation sells a part of the goods only."""
        domain = ["|", ("group_ids", "!=", False), ("collection_ids", "!=", False)]
        return bool(self.sudo().search_count(domain, limit=1))


def _contracts(fits, organisation):
    """Contracts under which an organisation sells, the best first."""
    for sellers in fits.values():
        if organisation in sellers:
            return sellers[organisation]
    return organisation.env["b2b.contract"].sudo()
