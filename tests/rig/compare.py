"""The books of the portal and of 1С side by side, to the kopeck."""

import re
from collections import Counter
from decimal import Decimal


def compare(rig):
    """What differs between the two databases, in words."""
    problems = []
    books = {order["guid"]: order for order in rig.onec.dump()["orders"]}
    rows = [
        row.split("|")
        for row in rig.sql(
            "SELECT DISTINCT o.id, o.name, o.state, o.amount_total, "
            "coalesce(o.b2b_paid_amount, 0), coalesce(o.onec_born, FALSE), l.guid "
            "FROM sale_order o LEFT JOIN onec_link l ON l.kind = 'order' "
            "AND l.res_id = o.id WHERE o.b2b_placed_at IS NOT NULL"
        )
    ]
    ours = {}
    for id_, name, state, total, paid, born, guid in rows:
        if guid in books:
            if guid in ours:
                problems.append(f"{name}: two records for one order of 1С")
            ours[guid] = (int(id_), name, state, Decimal(total), Decimal(paid), born)
        elif guid and state == "sale":
            problems.append(f"{name}: linked with {guid}, which is not in 1С")
        elif state == "sale":
            problems.append(f"{name}: here ({state}), not in 1С")
    numbers = Counter(
        order["site_number"] for order in books.values() if order["site_number"]
    )
    problems += [
        f"{n}: {count} times in 1С" for n, count in numbers.items() if count > 1
    ]
    shipped = _shipped(rig)
    for guid, order in books.items():
        here = ours.get(guid)
        name = order["site_number"] or order["number"]
        if here is None:
            if order["status"] != "Cancelled":
                problems.append(f"{name}: in 1С, not here")
            continue
        id_, _name, state, total, paid, _born = here
        if (order["status"] == "Cancelled") != (state == "cancel"):
            problems.append(f"{name}: {order['status']} in 1С, {state} here")
            continue
        if state == "cancel":
            continue
        problems += [
            f"{name}: {what} {there} in 1С, {mine} here"
            for what, there, mine in (
                ("total", order["total"], total),
                ("paid", order["paid"], paid),
                (
                    "shipped",
                    sum(line["shipped"] for line in order["lines"]),
                    shipped.get(id_, Decimal(0)),
                ),
            )
            if Decimal(there) != mine
        ]
    return problems + _invoices(rig) + rig.onec.garbage() + _dead(rig)


def _shipped(rig):
    return {
        int(order): Decimal(quantity).quantize(Decimal("0.001")).normalize()
        for order, quantity in (
            row.split("|")
            for row in rig.sql(
                "SELECT order_id, sum(qty_delivered) FROM sale_order_line "
                "GROUP BY order_id"
            )
        )
    }


def _invoices(rig):
    """Every invoice that somebody here waits for or has is one standing invoice."""
    standing = {
        row["guid"]
        for row in rig.onec.dump()["documents"]
        if row["kind"] == "Invoice" and not row["annulled"] and not row["deleted"]
    }
    ready = Counter(
        rig.sql(
            "SELECT l.guid FROM b2b_document d JOIN onec_link l ON l.res_id = d.id "
            "AND l.kind = 'document' WHERE d.kind = 'invoice' AND d.state = 'ready'"
        )
    )
    problems = [f"invoice {g}: {n} times here" for g, n in ready.items() if n > 1]
    problems += [f"invoice {g}: not in 1С" for g in ready if g not in standing]
    problems += [f"invoice {g}: not here" for g in standing if g not in ready]
    return problems + [
        f"document {row}" for row in rig.sql(
            "SELECT id, kind, state FROM b2b_document d "
            "WHERE state IN ('requested', 'pending')"
        )
    ]  # fmt: skip


def _dead(rig):
    """A message that gave up is a person's; a refusal of 1С is an answer."""
    return rig.sql(
        "SELECT operation, name, error_kind, left(error, 300) FROM onec_message "
        "WHERE state = 'dead' AND error_kind NOT IN ('refused')"
    )


def history(rig, differences):
    """What was exchanged about the orders that differ, for whoever looks for why."""
    lines = []
    for name in sorted(set(re.findall(r"\b(?:R1|УТ00)-\d+", "\n".join(differences)))):
        lines.append(f"--- {name}")
        for query in (
            "SELECT id, state, onec_state, onec_number, b2b_placed_at FROM sale_order "
            f"WHERE name = '{name}'",
            "SELECT l.guid, l.create_date, l.seen, l.told FROM onec_link l "
            "JOIN sale_order o ON l.kind = 'order' AND l.res_id = o.id "
            f"WHERE o.name = '{name}'",
            "SELECT id, operation, state, attempts, create_date, done_at, "
            f"left(error, 150) FROM onec_message WHERE name = '{name}' OR order_key = "
            "'sale.order,' || (SELECT min(id) FROM sale_order WHERE "
            f"name = '{name}') ORDER BY id",
            "SELECT date, source, status, note FROM b2b_order_event WHERE order_id IN "
            f"(SELECT id FROM sale_order WHERE name = '{name}') ORDER BY id",
        ):
            lines += rig.sql(query)
    return lines + rig.sql(
        "SELECT 'restored ' || soap_restored_at FROM onec_connection "
        "WHERE soap_restored_at IS NOT NULL"
    )
