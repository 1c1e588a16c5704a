"""What the site exchange drops goes into the order's comment, in a fixed format."""

from datetime import date

from odoo.tests import tagged

from .http_orders_common import OrdersCase


@tagged("post_install", "-at_install")
class TestHttpComment(OrdersCase):
    def comment(self):
        [document] = self.documents()
        return document.findtext("Комментарий")

    def test_rows_of_the_comment(self):
        place = self.env["res.partner"].create(
            {
                "parent_id": self.entity.id,
                "type": "delivery",
                "name": "Магазин",
                "city": "Тула",
                "street": "пр. Ленина, 10",
                "phone": "+7 487 230-00-00",
            }
        )
        other = self._make_order()
        other.b2b_placed_with_id = self.order
        self.order.write(
            {
                "partner_shipping_id": place.id,
                "commitment_date": "2026-12-01 09:00:00",
                "b2b_reserve_until": date(2026, 11, 29),
                "client_order_ref": "PO-7",
                "b2b_ship_whole": True,
                "b2b_comment": "Позвоните за час",
            }
        )
        self.order.order_line[0].b2b_comment = "В подарочной коробке"
        rows = self.comment().split("\n")
        self.assertEqual(
            rows,
            [
                f"Склад: {self.order.warehouse_id.name}",
                "Оплата: по счёту",
                "Резерв до: 29.11.2026",
                "Доставка: Тула, пр. Ленина, 10, Магазин, +7 487 230-00-00",
                "Желаемая дата: 01.12.2026",
                "Отгрузка: целиком",
                "Номер заказа клиента: PO-7",
                f"Оформил: {self.order.b2b_buyer_id.name}",
                f"Вместе с: {other.name}",
                "Позвоните за час",
                "К «[VAZ-1] Ваза»: В подарочной коробке",
            ],
        )

    def test_pick_up_and_parts_are_said_too(self):
        rows = self.comment().split("\n")
        self.assertIn("Доставка: самовывоз", rows)
        self.assertIn("Отгрузка: можно частями", rows)

    def test_comments_of_lines_give_way_and_are_counted(self):
        self.order.b2b_comment = "Ц" * 2000
        self.order.order_line.write({"b2b_comment": "ж" * 900})
        comment = self.comment()
        self.assertLessEqual(len(comment), 3000)
        self.assertIn("Ц" * 2000, comment)
        self.assertIn("Ещё комментариев к строкам: 2 (см. портал)", comment)
