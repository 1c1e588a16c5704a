from odoo.fields import Command
from odoo.tests import tagged

from .http_orders_common import CANDLE, VASE, OrdersCase

#: What a document of УТ 11, КА 2 or ERP 2 can say.
UT = {
    "number": {"Номер_по_1С": "УТ-1", "Проведен": "true"},
    "paid": {"Номер_оплаты_по_1С": "П-1", "Дата_оплаты_по_1С": "2026-02-02T10:00:00"},
    "shipped": {
        "Номер_отгрузки_по_1С": "Р-1",
        "Дата_отгрузки_по_1С": "2026-02-03T10:00:00",
    },
}


def below(*documents):
    return f"<ПодчиненныеДокументы>{''.join(documents)}</ПодчиненныеДокументы>"


def document(number, operation, amount, lines=""):
    return (
        f"<ПодчиненныйДокумент><Ид>d-{number}</Ид><Номер>{number}</Номер>"
        f"<Дата>2026-02-02</Дата><ХозОперация>{operation}</ХозОперация>"
        f"<Сумма>{amount}</Сумма>{lines}</ПодчиненныйДокумент>"
    )


def goods(*rows):
    lines = (
        f"<Товар><Ид>{good}</Ид><Количество>{quantity}</Количество></Товар>"
        for good, quantity in rows
    )
    return f"<Товары>{''.join(lines)}</Товары>"


PAID = "Выплата безналичных денег"
SHIPPED = "Отпуск товара"


@tagged("post_install", "-at_install")
class TestHttpStatuses(OrdersCase):
    """The table of docs/architecture.md «status × channel», row by row."""

    def state(self):
        return (
            self.order.b2b_status,
            self.order.b2b_payment_state,
            self.order.b2b_shipment_state,
        )

    # === accepted, number in 1С === #

    def test_number_and_posting(self):
        self.tell(**UT["number"])
        self.assertEqual(self.order.onec_state, "confirmed")
        self.assertEqual((self.order.onec_number, self.order.onec_posted), ("УТ-1", 1))

    # === paid === #

    def test_ut_tells_full_payment_only(self):
        self.tell(**UT["paid"])
        self.assertEqual(self.state(), ("paid", "paid", "none"))

    def test_unf_tells_part_of_a_payment_and_the_rest(self):
        first = document("П-1", PAID, "100.00")
        for _again in range(2):
            self.tell(extra=below(first))
        self.assertEqual(self.order.b2b_payment_state, "partly")
        self.assertEqual(self.order.b2b_paid_amount, 100)
        rest = document("П-2", "Эквайринговая операция", "251.50")
        self.tell(extra=below(first, rest))
        self.assertEqual(self.state(), ("paid", "paid", "none"))
        self.assertEqual(len(self.order.b2b_payment_ids), 2)

    def test_money_given_back_and_a_payment_taken_back_count(self):
        first = document("П-1", PAID, "200.00")
        back = document("П-2", "Возврат безналичных денег", "50.00")
        self.tell(extra=below(first, back))
        self.assertEqual(self.order.b2b_paid_amount, 150)
        gone = first.replace(
            "</Номер>", "</Номер><ПометкаУдаления>true</ПометкаУдаления>"
        )
        self.tell(extra=below(gone))
        self.assertEqual(self.order.b2b_paid_amount, -50)
        # One that never counted leaves nothing behind.
        self.tell(extra=below(gone.replace("П-1", "П-9")))
        self.assertEqual(len(self.order.b2b_payment_ids), 2)

    def test_document_that_nobody_books_is_for_a_person(self):
        self.tell(extra=below(document("В-1", "Возврат товара", "100.00")))
        skip = self.env["onec.skip"].search([("code", "=", "document")])
        self.assertIn("Возврат товара", skip.name)
        self.assertIn(self.order.name, skip.name)

    # === being picked === #

    def test_ut_never_tells_of_picking_and_unf_does_by_its_status(self):
        self.tell(**UT["number"])
        self.assertFalse(self.order.b2b_picking_started)
        self.tell(СтатусЗаказа="В сборке")
        self.assertEqual(self.order.b2b_status, "picking")

    def test_a_status_means_what_staff_say(self):
        self.tell(Статус_заказа="Собирается к выдаче")
        status = self.env["onec.status"].search([("name", "like", "Собирается")])
        self.assertEqual(status.meaning, "picking")
        self.tell(Статус_заказа="Особый")
        status = self.env["onec.status"].search([("name", "=", "Особый")])
        self.assertEqual((status.meaning, self.order.b2b_delivered), ("nothing", False))
        status.meaning = "delivered"
        self.tell(Статус_заказа="Особый")
        self.assertEqual(self.order.b2b_status, "delivered")

    # === shipped === #

    def test_ut_tells_full_shipment_without_lines(self):
        self.tell(**UT["shipped"])
        self.assertEqual(self.state(), ("shipped", "unpaid", "full"))

    def test_unf_tells_part_of_a_shipment_by_its_lines(self):
        part = document("Р-1", SHIPPED, "100", goods((VASE, 1)))
        for _again in range(2):
            self.tell(extra=below(part))
        self.assertEqual(self.state(), ("partly_shipped", "unpaid", "partly"))
        vase = self.order.order_line.filtered(lambda ln: ln.product_id == self.vase)
        self.assertEqual(vase.qty_delivered, 1)
        rest = document("Р-2", SHIPPED, "251.50", goods((VASE, 1), (CANDLE, 3)))
        self.tell(extra=below(part, rest))
        self.assertEqual(self.state(), ("shipped", "unpaid", "full"))

    def test_unf_tells_part_of_a_shipment_by_its_sum(self):
        self.tell(extra=below(document("Р-1", SHIPPED, "100")))
        self.assertEqual(self.state(), ("partly_shipped", "unpaid", "partly"))
        self.assertFalse(any(self.order.order_line.mapped("qty_delivered")))
        both = below(document("Р-1", SHIPPED, "100"), document("Р-2", SHIPPED, "251.5"))
        self.tell(extra=both)
        self.assertEqual(self.state(), ("shipped", "unpaid", "full"))
        self.assertEqual(self.order.onec_shipped_amount, 0)

    def test_unf_flags_without_documents(self):
        self.tell(Оплачен="true", Отгружен="true", Проведен="false")
        self.assertEqual(self.state(), ("shipped", "paid", "full"))

    # === delivered, tracking: no channel of files tells it === #

    def test_shipped_is_not_delivered(self):
        self.tell(**UT["shipped"])
        self.assertFalse(self.order.b2b_delivered)

    # === cancelled, deleted === #

    def test_ut_cancels_by_a_sum_of_zero(self):
        self.tell(amount="0.00", Дата_оплаты_по_1С="T", Дата_отгрузки_по_1С="T")
        self.assertEqual(self.state(), ("cancelled", "unpaid", "none"))

    def test_some_lines_cancelled_are_for_a_person(self):
        lines = [(VASE, 2, 200), (CANDLE, 3, 151.5)]
        self.tell(amount=200, lines=lines)
        self.assertEqual(self.order.state, "sale")
        skip = self.env["onec.skip"].search([("guid", "=", self.order.name)])
        self.assertEqual(skip.code, "amount")

    def test_unf_cancels_by_status_flag_and_deletion(self):
        for told in (
            {"Статус_заказа": "Отменён клиентом"},
            {"Отменен": "true"},
            {"ПометкаУдаления": "true"},
        ):
            with self.subTest(told), self.env.cr.savepoint() as point:
                self.tell(**told)
                self.assertEqual(self.order.b2b_status, "cancelled")
                point.rollback()
                self.env.invalidate_all()

    def test_silence_is_no_change(self):
        self.tell(**UT["number"], **UT["paid"])
        before = self.state()
        self.tell()
        self.tell(Проведен="", Оплачен="")
        self.assertEqual(self.state(), before)

    # === lines in packs and sets === #

    def test_packs_of_ut_are_counted_in_our_units(self):
        pack = self.env["uom.uom"].create(
            {
                "name": "упак (2 шт)",
                "relative_uom_id": self.vase.uom_id.id,
                "relative_factor": 2,
            }
        )
        self.vase.product_tmpl_id.uom_ids = [Command.link(pack.id)]
        self.env["onec.link"]._link(self.connection, "unit", "778*2@796", pack)
        lines = [(VASE, 1, 200, "778"), (CANDLE, 3, 151.5)]
        self.assertEqual(self.tell(amount=351.5, lines=lines).skipped, 0)
        self.assertFalse(self.order.b2b_change_ids)
        line = self.order.order_line.filtered(lambda ln: ln.product_id == self.vase)
        self.assertEqual((line.product_uom_qty, line.price_unit), (2, 100))
        # An unknown unit is no reason to guess.
        self.tell(amount=251.5, lines=[(VASE, 1, 100, "812"), (CANDLE, 3, 151.5)])
        self.assertEqual(line.product_uom_qty, 2)

    def test_set_that_ut_took_apart_is_the_set_again(self):
        parts = self.env["product.product"].create(
            [{"name": name, "is_storable": True} for name in ("Part A", "Part B")]
        )
        keys = [f"{VASE[:-1]}{number}" for number in (8, 9)]
        for key, part in zip(keys, parts, strict=True):
            self.env["onec.link"]._link(self.connection, "variant", key, part)
        self.vase.product_tmpl_id.onec_components = {keys[0]: 1.0, keys[1]: 3.0}
        apart = [(keys[0], 2, 80), (keys[1], 6, 120), (CANDLE, 3, 151.5)]
        self.tell(amount=351.5, lines=apart)
        self.assertFalse(self.order.b2b_change_ids)
        self.assertEqual(self.order.amount_total, 351.5)
        fewer = [(keys[0], 1, 40), (keys[1], 3, 60), (CANDLE, 3, 151.5)]
        self.tell(amount=251.5, lines=fewer)
        line = self.order.order_line.filtered(lambda ln: ln.product_id == self.vase)
        self.assertEqual((line.product_uom_qty, self.order.amount_total), (1, 251.5))

    # === orders out for УНФ === #

    def test_unf_gets_names_that_it_gave_itself(self):
        self.connection.profile = "unf"
        links = self.env["onec.link"]
        warehouse = self.order.warehouse_id
        links._link(self.connection, "warehouse", "w", warehouse, name="Склад УНФ")
        [row] = self.documents()
        told = {
            part.findtext("Наименование"): part.findtext("Значение")
            for part in row.findall("ЗначенияРеквизитов/ЗначениеРеквизита")
        }
        self.assertEqual(told["Склад"], "Склад УНФ")
        self.assertNotIn("Организация", told)
