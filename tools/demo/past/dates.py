"""Putting the traces of the past where they belong.

What the product writes by itself (the timeline, the creation of records) says «now»;
everything that has a date of its own has it from the one who made it.
"""

from datetime import timedelta

from odoo.tools import SQL

#: Status → attribute of the deal that says when it came to that.
MOMENTS = {
    "approval": "placed",
    "refused": "shipped",
    "reserved": "placed",
    "awaiting_payment": "placed",
    "paid": "paid",
    "picking": "paid",
    "partly_shipped": "shipped",
    "shipped": "shipped",
    "delivered": "delivered",
}


class Dates:
    """Corrects dates in sets.

    :param deals: the placed ones
    """

    def __init__(self, env, deals):
        self.env = env
        self.deals = deals

    def put(self):
        """All traces of the deals."""
        self.env.flush_all()
        self._events()
        self._orders()
        self._documents()
        self._points()
        self._messages()
        self.env.invalidate_all()

    def _run(self, query, rows):
        if rows:
            self.env.cr.execute_values(query, rows)

    def _events(self):
        rows = []
        by_order = {deal.order.id: deal for deal in self.deals}
        events = self.env["b2b.order.event"].search_fetch(
            [("order_id", "in", list(by_order))], ["order_id", "status"], order="id"
        )
        last = {}
        for event in events:
            deal = by_order[event.order_id.id]
            moment = getattr(deal, MOMENTS.get(event.status, ""), None)
            if event.status == "cancelled":
                moment = deal.placed + timedelta(days=3, hours=9)
            elif event.status == "refused":
                moment = deal.placed + timedelta(hours=2)
            elif event.status == "picking" and deal.mode == "credit":
                moment = deal.placed
            # A timeline never runs backwards.
            order = event.order_id.id
            last[order] = max(moment or deal.placed, last.get(order, deal.placed))
            rows.append((event.id, last[order]))
        self._run(
            "UPDATE b2b_order_event e SET date = v.moment"
            " FROM (VALUES %s) AS v (id, moment) WHERE e.id = v.id",
            rows,
        )

    def _orders(self):
        rows = [(deal.order.id, deal.placed) for deal in self.deals]
        self._run(
            "UPDATE sale_order o SET create_date = v.moment, date_order = v.moment"
            " FROM (VALUES %s) AS v (id, moment) WHERE o.id = v.id",
            rows,
        )
        self._run(
            "UPDATE stock_picking p SET create_date = v.moment,"
            " scheduled_date = v.moment + interval '1 day',"
            " date_deadline = v.moment + interval '2 days'"
            " FROM (VALUES %s) AS v (id, moment) WHERE p.sale_id = v.id",
            rows,
        )
        self._run(
            "UPDATE stock_move m SET date = p.date_done"
            " FROM stock_picking p, (VALUES %s) AS v (id, moment)"
            " WHERE m.picking_id = p.id AND p.sale_id = v.id"
            " AND p.date_done IS NOT NULL",
            rows,
        )
        self._run(
            "UPDATE mail_message m SET date = v.moment, create_date = v.moment"
            " FROM (VALUES %s) AS v (id, moment)"
            " WHERE m.model = 'sale.order' AND m.res_id = v.id",
            rows,
        )

    def _documents(self):
        self.env.cr.execute(
            "UPDATE b2b_document SET create_date = date + interval '8 hours',"
            " is_untold = FALSE WHERE date < CURRENT_DATE"
        )

    def _points(self):
        """Points came when the order was paid."""
        rows = [(deal.order.id, deal.paid) for deal in self.deals if deal.paid]
        self._run(
            "UPDATE loyalty_history h SET create_date = v.moment"
            " FROM (VALUES %s) AS v (id, moment)"
            " WHERE h.order_model = 'sale.order' AND h.order_id = v.id",
            rows,
        )

    def _messages(self):
        """The exchange's own history is kept for a month."""
        rows = [
            (deal.order.id, max(filter(None, (deal.placed, deal.shipped, deal.paid))))
            for deal in self.deals
        ]
        self._run(
            "UPDATE onec_message m SET create_date = v.moment,"
            " done_at = v.moment + interval '1 second',"
            " next_try = v.moment"
            " FROM (VALUES %s) AS v (id, moment)"
            " WHERE m.res_model = 'sale.order' AND m.res_id = v.id"
            " AND m.state = 'done'",
            rows,
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM onec_message WHERE state = 'done'"
                " AND create_date < now() - interval '30 days'"
            )
        )
