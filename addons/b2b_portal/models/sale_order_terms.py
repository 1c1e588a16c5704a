import hashlib

from odoo import models
from odoo.tools import float_repr

from .b2b_limit_raise import KINDS


class SaleOrder(models.Model):
    """What an open cart would take of the limits: shown where the person chooses."""

    _inherit = "sale.order"

    def _b2b_shown(self):
        """What the checkout page shows and its person accepts, as a short text.

        Another window may change the cart, 1С a price, staff a contract: then what the
        page was made of is not what would be placed.
        """
        self.ensure_one()
        shown = [self.b2b_entity_id.id, self.b2b_organisation_id.id]
        shown += [
            (
                line.product_id.id,
                float_repr(line.product_uom_qty, 3),
                float_repr(line.price_total, 2),
                line.b2b_organisation_id.id,
            )
            for line in self._b2b_goods().sorted("id")
        ]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]

    def _b2b_limit_preview(self, parts):
        """Limits as they stand for this cart before it is placed.

        The decision is made under locks when the order is placed; this only says
        beforehand what it will most probably be.

        :param parts: what ``_b2b_parts`` returned
        :return: ``{"reserve" or "credit": dict}``: ``limit``, ``used``, ``free``,
            ``short`` (by how much it does not suffice, 0: it does), ``until``: the day
            when the reserve would end, or the sum would fall due; of ``credit`` also
            ``ahead``: what the contracts want paid before shipment, ``rest``: what is
            left for later; and ``hold``: until when goods wait for their payment,
            ``overdue``, ``overdue_stops``, ``debt_at``, ``unrated``, see
            ``res.partner._b2b_limits``; limits are in the company's currency
        """
        self.ensure_one()
        contractor = self.sudo().b2b_contractor_id
        limits = contractor._b2b_limits(exclude=self)
        deadline = self.env["b2b.deadline"]
        result = {
            key: limits[key]
            for key in ("overdue", "overdue_stops", "debt_at", "raises", "unrated")
        }
        result["unrated"] |= self.currency_id._b2b_unrated()
        currency = self.env.company.currency_id
        in_company = self.currency_id._b2b_in_company
        ahead = [
            self.currency_id.round(
                part["amount"] * part["contract"]._b2b_prepayment_share() / 100
            )
            for part in parts
        ]
        for kind, _label in KINDS:
            amounts = [part["amount"] for part in parts]
            if kind == "credit":
                amounts = [a - paid for a, paid in zip(amounts, ahead, strict=True)]
            amounts = [in_company(amount) for amount in amounts]
            free, short = limits[f"{kind}_free"], sum(amounts) - limits[f"{kind}_free"]
            for part, amount in zip(parts, amounts, strict=True):
                own = contractor._b2b_contract_free(kind, part["contract"], self)
                if own is not None:
                    short = max(short, amount - own)
                    free = min(free, max(own, 0.0))
            result[kind] = {
                "limit": limits[kind],
                "used": limits[f"{kind}_used"],
                "free": free,
                "short": short if currency.compare_amounts(short, 0) > 0 else 0,
            }
        result["reserve"]["until"] = deadline._after(
            contractor.b2b_tier_id.reserve_days
        )
        result["credit"].update(
            until=self._b2b_due_after(),
            ahead=sum(ahead),
            rest=sum(part["amount"] for part in parts) - sum(ahead),
        )
        result["hold"] = deadline._after(deadline._setting("hold_days"))
        return result
