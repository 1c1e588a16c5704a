"""Which of the wholesaler's organisations sells what to whom, under which contract."""

from odoo import api, models
from odoo.fields import Domain


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    @api.model
    def _b2b_fits(self, entity, products, warehouse=None, kind="sale"):
        """Who may sell each product to a legal entity, and under which contracts.

        The one place of this rule: an organisation fits where it sells the product,
        ships from the warehouse, and either has a contract of the kind with the entity
        that is valid today, or no organisation that has one sells the product. (Goods
        on commission always need a contract.) The cost is a fixed number of queries.

        :param entity: legal entity that buys
        :param products: ``product.product``
        :param warehouse: ``stock.warehouse`` to ship from; None: any
        :param str kind: ``sale`` or ``consignment``
        :return: ``{product: {organisation: contracts}}``, sudoed, the best organisation
            and the best contract first; contracts are empty where there is none; an
            empty dict where nobody sells the product
        """
        organisations = self.env["b2b.organisation"].sudo().search([])  # pylint: disable=no-search-all
        if warehouse:
            organisations = organisations.filtered(
                lambda o: not o.warehouse_ids or warehouse in o.warehouse_ids
            )
        known = self.browse().sudo()
        if entity:
            known = known.search(
                self._valid_domain()
                & Domain("entity_id", "=", entity.id)
                & Domain("kind", "=", kind)
                & Domain("organisation_id", "in", organisations.ids)
            )
        contracts = known.grouped("organisation_id")
        sold = {
            org: organisations.browse(org.id)._b2b_sells(products)
            for org in [*contracts, *(organisations - known.organisation_id)]
        }
        result = {}
        for product in products:
            sellers = [org for org, goods in sold.items() if product in goods]
            bound = {org: contracts[org] for org in sellers if org in contracts}
            if not bound and kind == "sale":
                bound = dict.fromkeys(sellers, known.browse())
            result[product] = bound
        return result
