from odoo import models


class SaleOrder(models.Model):
    """Orders «под реализацию»: under a contract of that kind, where there is one.

    Goods on commission are released unpaid, within the credit limit. Nothing is owed
    for them before they are sold: there is no invoice and no day to pay before.
    """

    _inherit = "sale.order"

    def _b2b_is_consigned(self):
        """Whether the goods are taken on commission."""
        self.ensure_one()
        return self.sudo().b2b_contract_id.kind == "consignment"

    def _b2b_choices(self, fits):
        # EXTENDS b2b_portal: goods can be bought, or taken on commission.
        contracts, organisations = super()._b2b_choices(fits)
        return contracts | self._b2b_other_kind(
            "sale" if self._b2b_is_consigned() else "consignment"
        ), organisations

    def _b2b_other_kind(self, kind):
        """Contracts of another kind under which the whole cart can be had."""
        self.ensure_one()
        Contract = self.env["b2b.contract"].sudo()
        if not Contract.search_count(
            Contract._valid_domain()
            & Contract._b2b_kind_domain(self.b2b_entity_id, kind),
            limit=1,
        ):
            return Contract
        fits = Contract._b2b_fits(
            self.b2b_entity_id,
            self._b2b_goods().product_id,
            kind=kind,
        ).values()
        whole = set.intersection(*map(set, fits)) if fits else set()
        return Contract.union(*(sold[org] for sold in fits for org in whole))

    def _place_prepare(self):
        # EXTENDS b2b_portal: how an open cart would be paid is kept until here, in
        # case the person goes back to a contract of sale.
        if self._b2b_is_consigned():
            self.b2b_payment_mode = "credit"
        return super()._place_prepare()

    def _b2b_can_invoice(self):
        # EXTENDS b2b_portal
        return not self._b2b_is_consigned() and super()._b2b_can_invoice()
