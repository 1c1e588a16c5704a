"""Orders on their way to 1С over the site exchange."""

from decimal import Decimal

from odoo import fields, models

from ..commerceml import (
    BankAccount,
    Contact,
    InfoItem,
    LineOut,
    OrderOut,
    PartyOut,
    Unit,
)
from ..commerceml.writer import write_info, write_orders
from ..tools.money import money

#: Answers without a confirmation after which an order is sent alone.
SUSPECT = 2
#: ... and after which it is held back, if others were confirmed meanwhile.
POISONED = 4


class CannotSend(Exception):
    """1С would refuse the order, or make something wrong of it."""


class Unlinked(CannotSend):
    """1С may not know the legal entity."""


class OnecExchangeOrders(models.AbstractModel):
    """What `mode=query`, `mode=success` and `mode=info` are answered with.

    1С loads an answer in one transaction: one bad order rejects all. So each is
    checked first, those that 1С would stumble over are held back with a reason,
    and the others go in batches. Delivery is at least once: an order is sent
    until 1С has said that it has it, and 1С knows it by its number.
    """

    _name = "onec.exchange.orders"
    _description = "Orders for 1С"

    def _answer(self, session):
        """The answer to `mode=query`: the next batch of a login's orders."""
        connection = session.connection_id
        orders = self._next_orders(session)
        good = orders.browse()
        records = []
        for order in orders:
            try:
                records.append(self._order_out(connection, order))
                good |= order
            except CannotSend as error:
                order._onec_quarantine(str(error), isinstance(error, Unlinked))
                self._report(session, order, str(error))
        for order in good:
            order.write(
                {"onec_state": "sent", "onec_sent_count": order.onec_sent_count + 1}
            )
        now = connection._from_utc(fields.Datetime.now())
        content = write_orders(records, now)
        if good:
            # `success` speaks of the last answer only.
            session.order_ids = good
            self._keep(session, content, len(good))
        session._settle()
        return content

    def _next_orders(self, session):
        """The orders of the next answer: those that were sent least come first.

        1С refuses an answer whole and does not say why. An order whose answers were
        not confirmed :data:`SUSPECT` times is sent alone, every other time, so that
        the others get through. If theirs are confirmed and its own never are, it is
        the poisoned one and is held back. A login that never confirms anything gives
        no such proof: its orders take turns.
        """
        node = session.node_id
        waiting = [
            ("onec_node_id", "=", node.id),
            ("onec_state", "in", ("queued", "sent")),
            ("state", "=", "sale"),
        ]
        orders, limit = self.env["sale.order"], session.connection_id.order_batch_size
        if not node.last_success:
            return orders.search(waiting, order="onec_sent_count, id", limit=limit)
        suspects = orders.search([*waiting, ("onec_sent_count", ">=", SUSPECT)])
        suspects.filtered(
            lambda order: not order.onec_suspect_at
        ).onec_suspect_at = fields.Datetime.now()
        for order in suspects.filtered(
            lambda order: (
                order.onec_sent_count >= POISONED
                and node.last_success > order.onec_suspect_at
            )
        ):
            reason = self.env._(
                "1С did not take %s answers with this order, but took others.",
                order.onec_sent_count,
            )
            order._onec_quarantine(reason)
            self._report(session, order, reason)
            suspects -= order
        if suspects and not node.probing:
            node.probing = True
            return suspects.sorted("onec_sent_count")[:1]
        node.probing = False
        return orders.search(
            [*waiting, ("onec_sent_count", "<", SUSPECT)], order="id", limit=limit
        )

    def _answer_loaded(self, session):
        """`mode=success`: 1С has written what the last answer of this login held."""
        session.node_id.last_success = fields.Datetime.now()
        orders = session.order_ids.filtered(lambda order: order.onec_state == "sent")
        orders.write(
            {
                "onec_state": "loaded",
                "onec_sent_count": 0,
                "onec_suspect_at": False,
            }
        )
        if session.connection_id.http_reserves:
            now = fields.Datetime.now()
            orders.filtered(
                lambda order: not order.onec_reserved_at
            ).onec_reserved_at = now
        session._settle()

    def _keep(self, session, content, count):
        """Keep the answer among the raw files."""
        name = f"orders-out-{len(session.file_ids) + 1}.xml"
        (session._folder() / name).write_bytes(content)
        self.env["onec.session.file"].create(
            {
                "session_id": session.id,
                "name": name,
                "size": len(content),
                "direction": "out",
                "state": "done",
                "received": count,
            }
        )

    def _report(self, session, order, reason):
        self.env["onec.skip"]._add(
            session,
            [
                {
                    "kind": "order",
                    "guid": order.name,
                    "name": order.name,
                    "code": "held",
                    "cause": reason,
                    "fix": self.env._("Mend the cause, then press «Send to 1С again»."),
                }
            ],
        )

    # === an order === #

    def _order_out(self, connection, order):
        """:raises CannotSend: 1С would refuse it or spoil it"""
        organisation = order.b2b_organisation_id
        has_vat = organisation.vat_payer if organisation else True
        lines = [
            part
            for line, amount in order._onec_sums().items()
            for part in self._lines(connection, line, amount, has_vat)
        ]
        if not lines:
            raise CannotSend(self.env._("The order has no lines."))
        if len(order.name) > 11:
            raise CannotSend(
                self.env._("1С would cut the number: it takes 11 characters.")
            )
        # УТ lets the rate of a line leak into the next one that has none.
        lines.sort(key=lambda line: line.vat not in (None, "none"))
        amount = sum((line.amount for line in lines), Decimal(0))
        if amount != money(order.amount_total):
            raise CannotSend(
                self.env._(
                    "Its lines give %(lines)s, the order %(order)s.",
                    lines=amount,
                    order=money(order.amount_total),
                )
            )
        return OrderOut(
            id=str(order.id),
            number=order.name,
            moment=connection._from_utc(order.b2b_placed_at or order.date_order),
            party=self._party(connection, order),
            lines=lines,
            amount=amount,
            currency=order.currency_id.name,
            seller_has_vat=has_vat,
            ship_whole_on=self._ship_whole_on(connection, order),
            requisites=self._requisites(connection, order),
            notes=self._notes(connection, order),
            line_notes=self._line_notes(order),
            comment=order.b2b_comment or "",
        )

    def _lines(self, connection, line, amount, has_vat):
        """A line of ours as one line of 1С, or two where kopecks would not add up."""
        key = self.env["onec.link"]._guid_of(connection, "variant", line.product_id)
        if not key:
            raise CannotSend(
                self.env._(
                    "%s is unknown in 1С, which would make a new good of it.",
                    line.product_id.display_name,
                )
            )
        unit, factor = self._unit(connection, line)
        qty = Decimal(f"{line.product_uom_qty:.3f}")
        if qty <= 0 or amount < 0:
            raise CannotSend(
                self.env._("The quantity of %s is not positive.", line.name)
            )
        vat = self._vat(connection, line) if has_vat else None
        good, _sep, char = key.partition("#")
        return [
            LineOut(
                product_id=good,
                char_id=char,
                name=self._name_in_1c(connection, good, line.product_id),
                article=line.product_id.default_code or "",
                unit=unit,
                qty=part_qty,
                price=price,
                amount=part_amount,
                vat=vat,
                factor=factor,
                is_service=line.product_id.type == "service",
            )
            for part_qty, price, part_amount in self._even(qty, amount)
        ]

    def _name_in_1c(self, connection, good, product):
        """What 1С calls a good: УТ looks for goods with a characteristic by their
        article and, where they have none, by this name.
        """
        link = self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "good"),
                ("guid", "=", good),
            ]
        )
        return link.name or product.name

    def _even(self, qty, amount):
        """[(quantity, price, amount)] with price × quantity = amount to the kopeck."""
        price = money(amount / qty)
        if money(price * qty) == amount:  # always so for one unit or less
            return [(qty, price, amount)]
        most = money(price * (qty - 1))
        return [(qty - 1, price, most), (Decimal(1), amount - most, amount - most)]

    def _unit(self, connection, line):
        """(unit of the line, factor). A line in packs is sent in that pack."""
        key = self.env["onec.link"]._guid_of(connection, "unit", line.product_uom_id)
        if not key:
            raise CannotSend(
                self.env._("The unit %s is unknown in 1С.", line.product_uom_id.name)
            )
        code = key.partition("*")[0]
        name = line.product_uom_id.name.partition(" (")[0]
        return Unit(code=code, name=name, full_name=name), Decimal(1)

    def _vat(self, connection, line):
        code = line.tax_ids[:1].b2b_vat_code or "none"
        if code not in connection._proven_vat():
            raise CannotSend(
                self.env._(
                    "It is not proved that this base reads VAT %(rate)s "
                    "(line %(line)s). "
                    "Check a probe order there, then add the rate in the settings of "
                    "the 1С base.",
                    rate=code,
                    line=line.product_id.display_name,
                )
            )
        return code

    def _party(self, connection, order):
        entity = order.b2b_entity_id
        if not entity:
            raise CannotSend(self.env._("The order has no legal entity."))
        if not entity.vat:
            raise CannotSend(
                self.env._("%s has no ИНН: 1С would not find it.", entity.name)
            )
        address = (entity.zip, entity.city, entity.street, entity.street2)
        if order._onec_is_unlinked(connection):
            raise Unlinked(
                self.env._(
                    "%s is not linked with a counterparty of 1С, which might make a "
                    "second one. Link it, or press «Send to 1С again» to send the "
                    "order as it is.",
                    entity.name,
                )
            )
        buyer = order.b2b_buyer_id
        return PartyOut(
            id=self.env["onec.link"]._guid_of(connection, "entity", entity) or "",
            name=entity.name,
            official_name=entity.b2b_full_name or entity.name,
            inn=entity.vat,
            kpp=entity.b2b_kpp or "",
            is_company=entity.b2b_legal_form != "sole",
            legal_address=", ".join(filter(None, address)),
            accounts=[
                BankAccount(
                    number=account.acc_number or "",
                    bank_name=account.bank_id.name or "",
                    bic=account.bank_id.bic or "",
                    correspondent=account.bank_id.b2b_corr_account or "",
                )
                for account in entity.bank_ids
            ],
            contacts=[
                Contact("Почта", entity.email or buyer.email or ""),
                Contact("Телефон рабочий", entity.phone or buyer.phone or ""),
            ],
            people=[("", buyer.name)] if buyer else [],
        )

    def _ship_whole_on(self, connection, order):
        """Sent only where parts are not wanted: УТ takes the date for just that."""
        if not order.b2b_ship_whole:
            return None
        moment = order.commitment_date or order.expected_date or order.date_order
        return connection._from_utc(moment).date()

    def _requisites(self, connection, order):
        """What УНФ reads from the file and УТ from the settings of its node."""
        if connection.profile != "unf":
            return []
        wanted = (
            ("Вид цен", "price_type", order.pricelist_id),
            ("Склад", "warehouse", order.warehouse_id),
            ("Организация", "organisation", order.b2b_organisation_id),
            ("Договор контрагента", "contract", order.b2b_contract_id),
        )
        result = []
        for name, kind, record in wanted:
            # By the name that 1С itself gave, or it would make another one.
            link = record and self.env["onec.link"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "=", kind),
                    ("res_id", "=", record.id),
                    ("deleted", "=", False),
                ],
                limit=1,
            )
            if link and link.name:
                result.append((name, link.name))
        return result

    def _notes(self, connection, order):
        """What the channel drops, for the people in 1С: so in Russian."""
        wanted = order.commitment_date and connection._from_utc(order.commitment_date)
        until, due = order.b2b_reserve_until, order.b2b_due_date
        modes = {"invoice": "по счёту", "reserve": "резерв", "credit": "в кредит"}
        notes = [
            ("Склад", order.warehouse_id.name),
            ("Оплата", modes.get(order.b2b_payment_mode, "")),
            ("Резерв до", f"{until:%d.%m.%Y}" if until else ""),
            ("Оплатить до", f"{due:%d.%m.%Y}" if due else ""),
            ("Доставка", self._delivery(order)),
            ("Желаемая дата", f"{wanted:%d.%m.%Y}" if wanted else ""),
            ("Отгрузка", "целиком" if order.b2b_ship_whole else "можно частями"),
            ("Договор", order.b2b_contract_id.name or ""),
            ("Номер заказа клиента", order.client_order_ref or ""),
            ("Оформил", order.b2b_buyer_id.name or ""),
            ("Вместе с", ", ".join(order._b2b_siblings().mapped("name"))),
        ]
        return notes

    def _line_notes(self, order):
        return [
            (f"К «{line.product_id.display_name}»", line.b2b_comment)
            for line in order.order_line
            if line.b2b_comment
        ]

    def _delivery(self, order):
        """Where to, and whom to call there; pick-up where no place was chosen."""
        place = order.partner_shipping_id
        if place.type != "delivery":
            return "самовывоз"
        return ", ".join(
            filter(
                None,
                (
                    place.zip,
                    place.city,
                    place.street,
                    place.street2,
                    place.name,
                    place.phone,
                ),
            )
        )

    # === info === #

    def _info(self):
        """The answer to `mode=info`: the words that УНФ maps its own to."""
        statuses = (
            self.env["sale.order"]
            ._fields["b2b_status"]
            ._description_selection(self.env)
        )
        modes = (
            self.env["sale.order"]
            ._fields["b2b_payment_mode"]
            ._description_selection(self.env)
        )
        return write_info(
            [InfoItem(key, label) for key, label in statuses if key != "cart"],
            [InfoItem(key, label) for key, label in modes],
        )
