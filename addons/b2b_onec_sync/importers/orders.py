"""What 1С tells about the orders of the site."""

from odoo import models

from .order_lines import line_key

SHIPMENT = "Отпуск товара"
#: Documents that change nothing about an order.
PAPERS = ("Заказ товара", "Счет на оплату", "Счет-фактура")
#: Orders per transaction: a shipment is a validated delivery.
SLICE = 10
SOURCE = "onec_http"


class OnecImportOrders(models.AbstractModel):
    """Books the facts that the site exchange can tell; what it leaves out is no fact.

    УТ knows of payment and shipment in full only. It never says «cancelled»: such
    an order comes with the sum 0 and its lines, and looks paid and shipped.
    """

    _name = "onec.import.orders"
    _inherit = "onec.import"
    _description = "Import of orders"

    def _slice(self, file):
        stage = self.env["onec.stage"]
        if not file.total:
            file.total = stage._top(file, "order")
            if not file.total:
                return False
        items = stage._items(file, "order", after=file.position, limit=SLICE)
        if not items:
            return False
        # People's letters and the timeline are wanted here, unlike with goods.
        self = self.with_context(
            tracking_disable=False,
            mail_create_nolog=False,
            mail_create_nosubscribe=False,
            active_test=True,
        )
        # Whoever books shipments of the same goods meanwhile waits here, not amid them.
        orders = [self._find(file, item) for item in items]
        together = self.env["sale.order"].concat(*orders)
        together._b2b_lock_shipped()
        for item, order in zip(items, orders, strict=True):
            self._apply_each(
                file,
                [item],
                lambda some, order=order: self._apply(file, some[0], order),
                "order",
            )
        self._solve(file, {*together.mapped("name"), *(item.guid for item in items)})
        file.position = items[-1].seq
        return True

    def _solve(self, file, keys):
        """What an earlier session stumbled over and this one did not is solved.

        :param keys: numbers here and keys in 1С of the orders that came
        """
        skips = self.env["onec.skip"].search(
            [
                ("connection_id", "=", file.connection_id.id),
                ("kind", "=", "order"),
                ("code", "in", ("product", "amount", "unknown", "refused")),
                ("solved", "=", False),
                ("guid", "!=", False),
                ("session_id", "!=", file.session_id.id),
            ]
        )
        skips.filtered(lambda skip: skip.guid.partition("/")[0] in keys).solved = True

    def _apply(self, file, item, order):
        if not order:
            file._skip([self._unknown_order(item)])
            return
        before = self._facts(order)
        self._link(file, item, order)
        if self._is_cancelled(item):
            order._b2b_cancel(SOURCE, order.onec_number)
        else:
            changed_lines = self._take_lines(file, item, order)
            self._book_payment(file, item, order)
            self._book_shipment(file, item, order)
            self._book_status(file, item, order)
            if not changed_lines:
                self._compare(file, item, order)
        changed = self._facts(order) != before
        file._count(changed=changed, unchanged=not changed)

    def _find(self, file, item):
        orders = self.env["sale.order"]
        order = item.get("number") and orders._onec_by_number(item.get("number"))
        return order or self.env["onec.link"]._record(
            file.connection_id, "order", item.get("id").lower()
        )

    def _facts(self, order):
        return (
            order.b2b_status,
            order.b2b_paid_amount,
            order.onec_number,
            order.onec_posted,
            order.onec_state,
            order.amount_total,
            order.onec_shipped_amount,
            order.b2b_change_ids.mapped("state"),
        )

    # === reading: absent means "no change" === #

    def _text(self, item, name):
        key = "".join(name.split()).lower().replace("ё", "е")
        return item.get("requisites", {}).get(key, "").strip()

    def _is_true(self, item, name):
        return self._text(item, name).lower() in ("true", "1", "да", "истина")

    def _is_cancelled(self, item):
        amount = item.get("amount", None)
        return (
            (amount is not None and float(amount) == 0 and item.get("lines", []))
            or item.get("deleted", False)
            or self._is_true(item, "Отменен")
            or self._is_true(item, "ПометкаУдаления")
        )

    def _day(self, item, name):
        """A date in a requisite; «T» and nothing are none."""
        text = self._text(item, name)
        return text[:10] if len(text) >= 10 and text[:4].isdigit() else False

    # === booking === #

    def _link(self, file, item, order):
        if item.get("id"):
            self.env["onec.link"]._link(
                file.connection_id, "order", item.get("id").lower(), order
            )
        self._link_entity(file, item, order)
        number = item.get("number_1c") or self._text(item, "Номер по 1С")
        values = {}
        if number and (order.onec_number != number or order.onec_state != "confirmed"):
            values.update(onec_number=number, onec_state="confirmed", onec_error=False)
        if self._text(item, "Проведен"):
            posted = self._is_true(item, "Проведен")
            if posted != order.onec_posted:
                values["onec_posted"] = posted
        if values:
            order.write(values)

    def _link_entity(self, file, item, order):
        """1С names the counterparty that it found or made for the order."""
        entity, links = order.b2b_entity_id, self.env["onec.link"]
        for party in item.get("counterparties", [])[:1]:
            key = party.get("id", "").lower()
            told = (party.get("inn", ""), party.get("kpp", ""))
            same = told == (entity.vat or "", entity.b2b_kpp or "")
            if key and same and not links._record(file.connection_id, "entity", key):
                self.env["onec.import.parties"]._link_entity(
                    file, key, party.get("name"), entity
                )

    def _book_payment(self, file, item, order):
        documents = [
            document
            for document in item.get("subordinate", [])
            if _is_payment(document) or _is_refund(document)
        ]
        for document in documents:
            ref = document.get("id") or document.get("number")
            amount = float(document.get("amount", 0))
            if document.get("deleted", False):
                amount = 0.0
                if ref not in order.b2b_payment_ids.mapped("ref"):
                    continue
            order._b2b_register_payment(
                ref,
                -amount if _is_refund(document) else amount,
                (document.get("date") or "")[:10] or False,
                document.get("number"),
                SOURCE,
            )
        number = self._text(item, "Номер оплаты по 1С")
        if not documents and (number or self._is_true(item, "Оплачен")):
            order._b2b_register_full_payment(
                number or order.onec_number or order.name,
                self._day(item, "Дата оплаты по 1С"),
                SOURCE,
            )

    def _book_shipment(self, file, item, order):
        """Shipments of УНФ one by one, where they name their lines or make the sum;
        of УТ only that the order is shipped in full."""
        documents = [
            document
            for document in item.get("subordinate", [])
            if document.get("operation", "") == SHIPMENT
            and not document.get("deleted", False)
        ]
        untold = 0.0
        for document in documents:
            lines = self.env["onec.import.order.lines"]._shipped(
                file.connection_id, order, document.get("lines", [])
            )
            if lines:
                order._b2b_register_shipment(
                    document.get("id") or document.get("number"),
                    lines,
                    (document.get("date") or "")[:10] or False,
                    document.get("number"),
                    SOURCE,
                )
            else:
                untold += float(document.get("amount", 0))
        total = sum(float(document.get("amount", 0)) for document in documents)
        number = self._text(item, "Номер отгрузки по 1С")
        whole = (
            untold and order.currency_id.compare_amounts(total, order.amount_total) >= 0
        )
        if number or self._is_true(item, "Отгружен") or whole:
            last = documents[-1] if documents else {}
            number = number or last.get("number") or order.onec_number or order.name
            day = (
                self._day(item, "Дата отгрузки по 1С") or (last.get("date") or "")[:10]
            )
            order._b2b_register_shipment(
                f"full:{number}", None, day or False, number, SOURCE
            )
            untold = 0.0
        if order.currency_id.compare_amounts(order.onec_shipped_amount, untold):
            # Which goods they were nobody has said: the status tells it all the same.
            order.onec_shipped_amount = untold
            order._b2b_log_status(SOURCE, documents[-1].get("number"))

    def _book_status(self, file, item, order):
        """A status of УНФ, by what the base's list says it means."""
        meaning = self.env["onec.status"]._meaning(
            file.connection_id,
            self._text(item, "Статус заказа"),
            self._text(item, "Статуса заказа ИД"),
        )
        if meaning == "picking":
            order._b2b_set_picking(SOURCE)
        elif meaning == "delivered":
            order._b2b_set_delivered(SOURCE)
        elif meaning == "cancelled":
            order._b2b_cancel(SOURCE, order.onec_number)

    def _take_lines(self, file, item, order):
        """Book what 1С changed in the lines, where it can be told for sure.

        :return: whether a change of 1С's waits for the contractor's consent
        """
        told = self.env["onec.import.order.lines"]._told(file, item, order)
        return bool(told and order._b2b_receive_lines(told, SOURCE))

    def _compare(self, file, item, order):
        """Goods that we do not know, and sums that differ, are for a person."""
        links = self.env["onec.link"]
        keys = {
            line_key(line): line
            for line in item.get("lines", [])
            if line.get("product_id")
        }
        known = links._map(file.connection_id, "variant", keys)
        problems = [
            {
                "kind": "order",
                "guid": f"{order.name}/{key}",
                "name": f"{order.name}: {line.get('name', '')}",
                "code": "product",
                "cause": self.env._(
                    "1С has a good in this order that is unknown here."
                ),
                "fix": self.env._("Export the good in 1С, then agree on the change."),
            }
            for key, line in keys.items()
            if key not in known
        ]
        amount = item.get("amount", None)
        if amount is not None and order.currency_id.compare_amounts(
            float(amount), order.amount_total
        ):
            problems.append(
                {
                    "kind": "order",
                    "guid": order.name,
                    "name": order.name,
                    "code": "amount",
                    "cause": self.env._(
                        "The order is %(there)s in 1С and %(here)s here.",
                        there=amount,
                        here=order.amount_total,
                    ),
                    "fix": self.env._(
                        "Agree with the contractor, and mend one of both."
                    ),
                }
            )
        problems += [
            {
                "kind": "order",
                "guid": f"{order.name}/{document.get('id') or document.get('number')}",
                "name": f"{order.name}: {document.get('operation')}",
                "code": "document",
                "cause": self.env._(
                    "1С has a document of this order that the portal does not book."
                ),
                "fix": self.env._("Book it here by hand, then press «Solved»."),
            }
            for document in item.get("subordinate", [])
            if not document.get("deleted", False) and not _is_known(document)
        ]
        file._skip(problems)

    def _unknown_order(self, item):
        number = item.get("number") or item.get("id")
        return {
            "kind": "order",
            "guid": number,
            "name": number,
            "code": "unknown",
            "cause": self.env._("1С tells of an order that is not of this portal."),
            "fix": self.env._("Nothing, unless the number was changed in 1С."),
        }


def _is_payment(document):
    return document.get("operation", "").startswith(("Выплата", "Эквайринг"))


def _is_refund(document):
    operation = document.get("operation", "")
    return operation.startswith("Возврат") and operation.endswith("денег")


def _is_known(document):
    return (
        _is_payment(document)
        or _is_refund(document)
        or document.get("operation", "") in (SHIPMENT, *PAPERS)
    )
