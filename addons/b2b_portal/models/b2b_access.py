"""Who sees which records: one table, read by global record rules.

A rule without a group is AND-ed with core's own rules, so it can narrow what core
gives to every portal user. Each entry maps a model to the path from the record to the
contractor and to the buyer. Directors (and accountants, where the entry says so) see
the contractor's records, buyers their own.

Rule domains are cached per user; whatever changes an answer of this module clears the
cache (see ``ACCESS_FIELDS`` in ``res_partner.py``, group changes do it in core).
"""

from dataclasses import dataclass

from odoo.fields import Domain


@dataclass(frozen=True)
class Rule:
    contractor: str
    buyer: str = ""
    roles: tuple = ("director", "buyer", "accountant")
    # Path to a flag by which an employee opens the record to colleagues.
    shared: str = ""
    # What of their own a buyer sees: (field, operator, value), none: all of it.
    narrow: tuple = ()


# Who sees what a contractor owes.
ACCOUNT_ROLES = ("director", "accountant")
# A buyer sees invoices and what goes with the goods; the rest is for the accountant.
BUYER_DOCUMENTS = (
    "invoice",
    "upd",
    "waybill",
    "tax_invoice",
    "act",
    "correction",
    "return",
    "consignment",
)
# Paths from a record to its contractor and to the employee it belongs to.
RULES = {
    "sale.order": Rule("b2b_contractor_id", "b2b_buyer_id"),
    "sale.order.line": Rule("order_id.b2b_contractor_id", "order_id.b2b_buyer_id"),
    "stock.picking": Rule("sale_id.b2b_contractor_id", "sale_id.b2b_buyer_id"),
    "stock.move": Rule(
        "sale_line_id.order_id.b2b_contractor_id", "sale_line_id.order_id.b2b_buyer_id"
    ),
    # Core gives a portal user every invoice of the company; a buyer has only the
    # invoices of their own orders.
    "account.move": Rule(
        "partner_id.b2b_contractor_id",
        "invoice_line_ids.sale_line_ids.order_id.b2b_buyer_id",
    ),
    "account.move.line": Rule(
        "partner_id.b2b_contractor_id", "sale_line_ids.order_id.b2b_buyer_id"
    ),
    "b2b.document": Rule(
        "contractor_id",
        "order_ids.b2b_buyer_id",
        narrow=("kind", "in", BUYER_DOCUMENTS),
    ),
    "b2b.payment": Rule("order_id.b2b_contractor_id", "order_id.b2b_buyer_id"),
    "b2b.order.event": Rule("order_id.b2b_contractor_id", "order_id.b2b_buyer_id"),
    "b2b.contract": Rule("contractor_id"),
}
# Closed to everyone outside the wholesaler's staff; read by sudo where needed.
CLOSED = {"product.pricelist", "product.pricelist.item"}
GOODS = {"product.template": "", "product.product": "product_tmpl_id."}


def register(model, rule):
    """Add the rule of another add-on's model (call it at import time)."""
    RULES[model] = rule


def rule_domain(user, model):
    """Domain of what ``user`` may see of ``model``, AND-ed with core's rules.

    :return: a domain list, as ``ir.rule`` evaluates it
    """
    if user._is_internal() or user._is_superuser():
        return [(1, "=", 1)]
    if model in CLOSED:
        return [(0, "=", 1)]
    role = user._b2b_role()
    if model in GOODS:
        return _goods_domain(user, GOODS[model])
    rule = RULES[model]
    contractor = user._b2b_contractor()
    if not role:
        # A stranger keeps what core gives for things that are no contractor's.
        return [(rule.contractor, "=", False)]
    if role not in rule.roles:
        return [(0, "=", 1)]
    domain = Domain(rule.contractor, "=", contractor.id)
    if role == "buyer" and rule.buyer:
        own = Domain(rule.buyer, "=", user.partner_id.id)
        domain &= own | Domain(rule.shared, "=", True) if rule.shared else own
        if rule.narrow:
            domain &= Domain(*rule.narrow)
    return list(domain)


def _goods_domain(user, prefix):
    collections = user._b2b_contractor().b2b_tier_id.collection_ids
    if not collections:
        return [(1, "=", 1)]
    return [(f"{prefix}b2b_collection_ids", "in", collections.ids)]
