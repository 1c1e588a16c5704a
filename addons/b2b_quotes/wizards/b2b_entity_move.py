from odoo import api, models


class B2bEntityMove(models.TransientModel):
    """Quotes and customers go with the people who keep them."""

    _inherit = "b2b.entity.move"

    @api.model
    def _follow_entities(self, entities, target):
        # EXTENDS b2b_portal: whoever stays offers in another name from now on.
        result = super()._follow_entities(entities, target)
        quotes = (
            self.env["b2b.quote"]
            .sudo()
            .search(
                [("entity_id", "in", entities.ids), ("contractor_id", "!=", target.id)]
            )
        )
        staying = quotes.filtered(lambda q: q.author_id.b2b_contractor_id != target)
        staying.entity_id = False
        return result

    @api.model
    def _follow_contractor(self, source, target):
        # EXTENDS b2b_portal
        result = super()._follow_contractor(source, target)
        mine = [("contractor_id", "=", source.id)]
        self.env["b2b.customer"].sudo().with_context(active_test=False).search(
            mine
        ).contractor_id = target
        Quote = self.env["b2b.quote"].sudo()
        taken = set(Quote.search([("contractor_id", "=", target.id)]).mapped("name"))
        for quote in Quote.search(mine):
            # Both have counted from one; customers know the old number.
            name = f"{quote.name}/{source.id}" if quote.name in taken else quote.name
            quote.write({"contractor_id": target.id, "name": name})
        return result

    @api.model
    def _follow_people(self, people, target):
        # EXTENDS b2b_portal: customers stay with the contractor, as nobody's own.
        result = super()._follow_people(people, target)
        self.env["b2b.customer"].sudo().with_context(active_test=False).search(
            [("owner_id", "in", people.ids), ("contractor_id", "!=", target.id)]
        ).owner_id = False
        return result
