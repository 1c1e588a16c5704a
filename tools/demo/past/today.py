"""What is going on today: carts, lists, quotes, pre-orders, applications, requests."""

import io
from base64 import b64encode
from datetime import datetime, time, timedelta

from PIL import Image, ImageDraw

from tests.onec.catalogue.ids import account, inn10, inn12, ogrn, ogrnip

from .plan import REGION, today

DIRECTOR, BUYER = "director@romashka.example", "buyer@romashka.example"
ROMASHKA = "Ромашка ООО"
TERMS = (
    "Предоплата 50 %, остаток – перед отгрузкой.\n"
    "Доставка по Москве в пределах МКАД – бесплатно от 30 000 ₽.\n"
    "Сборка подарочных наборов и упаковка – по согласованию."
)
#: The contractor's own customers: name, person, e-mail, phone, ИНН, discount.
CUSTOMERS = (
    ("Отель «Береговой»", "Елена Сомова", "zakupki@beregovoy.example",
     "+7 812 000-61-20", inn10("781099421"), 7.0),
    ("Кофейни «Полдень»", "Игорь Власов", "vlasov@polden.example",
     "+7 495 000-62-31", inn10("770799532"), 5.0),
    ("Свадебное бюро «Пион»", "Алиса Юдина", "hello@pion.example",
     "+7 916 000-63-42", inn12("7703994512"), 3.0),
    ("ИТ-компания «Контур леса»", "Марк Дорохов", "office@konturlesa.example",
     "+7 495 000-64-53", inn10("772699643"), 10.0),
)  # fmt: skip
#: Applications: name, form, ИНН, КПП, ОГРН, person, e-mail, phone, words, days ago.
APPLICATIONS = (
    ("Уютный причал", "company", inn10("236599128"), "236501001",
     ogrn("122230099128"), "Олег Рябов", "ryabov@prichal.example", "+7 918 000-71-10",
     "Три магазина подарков на побережье, закупаем раз в две недели.", 0),
    ("Светлова М. К.", "sole", inn12("6316994207"), "", ogrnip("31963130042070"),
     "Марина Светлова", "svetlova@lampa.example", "+7 927 000-72-21",
     "Студия декора, нужны свечи и вазы малыми партиями.", 1),
    ("Корпоративные подарки «Север»", "company", inn10("290199345"), "290101001",
     ogrn("118290099345"), "Денис Холмогоров", "holm@severpodarok.example",
     "+7 911 000-73-32", "Новогодние наборы для компаний, сезонный спрос.", 3),
)  # fmt: skip


class Today:
    """Makes what a morning in the portal looks like.

    :param placing: :class:`~tools.demo.past.orders.Placing`
    :param deals: the placed ones
    """

    def __init__(self, placing, deals):
        self.placing = placing
        self.env = placing.env
        self.deals = deals
        self.shelf = placing.shelf

    def make(self):
        """Everything, each kind by one method; one that fails leaves the others."""
        for part in (
            self._held,
            self._quotes,
            self._carts,
            self._lists,
            self._preorders,
            self._shipment_requests,
            self._changes,
            self._raises,
            self._own_prices,
            self._requisites,
            self._forecast,
            self._applications,
        ):
            try:
                with self.env.cr.savepoint():
                    part()
            except Exception as error:  # the rest of the demo is worth having
                self.env.invalidate_all()
                print(f"past: {part.__name__} failed: {error!r}", flush=True)

    def _as(self, login):
        """The environment of a person, past the access rules."""
        user = self.placing.users[login]
        return self.env(user=user.id, su=True)

    # === orders === #

    def _held(self):
        """Until when the goods of the open orders are held, and what goes out today."""
        for deal in self.deals:
            if "until" in deal.extra:
                deal.order.b2b_reserve_until = today() + timedelta(
                    days=deal.extra["until"]
                )
            if deal.end == "picking":
                deal.order.commitment_date = datetime.combine(today(), time(12))

    def _shipment_requests(self):
        """Shipment requests in three states, one to each of the next days."""
        rows = [deal for deal in self.deals if "request" in deal.extra]
        for number, deal in enumerate(rows):
            env = self._as(deal.login)
            order = env["sale.order"].browse(deal.order.id)
            request = env["b2b.shipment.request"]._file(
                order,
                env.user.partner_id,
                order._b2b_requestable(),
                {
                    "date": today() + timedelta(days=number),
                    "time_from": 10.0 + number,
                    "time_to": 14.0 + number,
                    "way": ("pickup", "address", "terminal")[number % 3],
                    "address": ""
                    if number % 3 == 0
                    else "г. Москва, терминал «Деловые Линии» на ул. Полярной, д. 31",
                    "driver": "Сергей Ильин",
                    "driver_phone": "+7 903 000-81-14",
                    "vehicle": "ГАЗель, М 214 ОР 799",
                    "proxy_number": f"{18 + number}",
                    "proxy_date": today() - timedelta(days=2),
                    "proxy_until": today() + timedelta(days=14),
                },
            )
            state = deal.extra["request"]
            if state != "new":
                request._transition(state, "Ждём машину, пропуск заказан.")

    def _changes(self):
        """1С made a line dearer: the contractor has to agree."""
        deal = next(
            deal
            for deal in reversed(self.deals)
            if deal.end == "paid" and deal.login == DIRECTOR
        )
        order = deal.order
        told = {
            line.product_id: (line.product_uom_qty, line.price_total)
            for line in order.order_line
        }
        first = order.order_line[0]
        told[first.product_id] = (
            first.product_uom_qty,
            first.currency_id.round(first.price_total * 1.06),
        )
        order._b2b_receive_lines(told, "onec_soap")

    def _raises(self):
        """A reserve limit that is higher for the season."""
        self.env["b2b.limit.raise"].create(
            {
                "contractor_id": self._contractor(DIRECTOR).id,
                "kind": "reserve",
                "amount": 200_000,
                "date_to": today() + timedelta(days=24),
                "reason": "Предновогодний сезон, договорённость с директором",
            }
        )

    def _own_prices(self):
        """What the manager has agreed on with one contractor besides its price type."""
        contractor = self._contractor(DIRECTOR)
        goods = [
            product_id for product_id, _quantity in self._some("договорённость", 4)
        ]
        prices = contractor.b2b_tier_id.pricelist_id._get_products_price(
            self.env["product.product"].browse(goods), 1.0
        )
        self.env["b2b.individual.price"].create(
            [
                {
                    "contractor_id": contractor.id,
                    "product_id": product_id,
                    "price": round(prices[product_id] * 0.93, 1),
                    "date_to": today() + timedelta(days=60),
                }
                for product_id in goods[:3]
            ]
            + [
                {
                    "contractor_id": contractor.id,
                    "product_id": goods[3],
                    "discount": 5.0,
                    "min_quantity": 24.0,
                }
            ]
        )

    def _requisites(self):
        """A legal entity has moved to another district: its КПП changes."""
        env = self._as(DIRECTOR)
        entity = self._contractor(DIRECTOR).b2b_entity_ids.filtered(
            lambda entity: entity.name == REGION
        )
        form = entity.read(["vat", "b2b_ogrn", "b2b_legal_form"])[0]
        env["b2b.entity.request"]._b2b_ask(
            entity.with_env(env), "key", {**form, "b2b_kpp": "695001001"}
        )

    def _forecast(self):
        """What the night would reckon."""
        self.env.flush_all()
        self.env["b2b.forecast"]._cron_forecast()

    def _contractor(self, login):
        return self.placing.users[login].partner_id.b2b_contractor_id

    # === goods === #

    def _carts(self):
        """A current cart and two named ones; one of goods of both organisations."""
        partner = self.placing.users[BUYER].partner_id
        for name, amount in (
            ("Витрина к Новому году", 47_000),
            ("Корпоративные наборы", 82_000),
            (False, 33_000),
        ):
            cart = self.placing.cart(
                self.placing.users[BUYER],
                ROMASHKA,
                amount,
                seed=str(name),
                mixed=name == "Корпоративные наборы",
            )
            cart.b2b_cart_name = name
            cart._b2b_reprice()
            cart.order_line._b2b_accept_price()
            partner.b2b_cart_id = cart

    def _some(self, seed, count):
        """Goods with prices for Ромашка: ``[(id, quantity)]``."""
        cart = self.placing.cart(
            self.placing.users[BUYER], ROMASHKA, 15_000 * count, seed=seed
        )
        rows = [(line.product_id.id, line.product_uom_qty) for line in cart.order_line][
            :count
        ]
        cart.unlink()
        return rows

    def _lists(self):
        """Favourites, shared lists and watched goods."""
        env = self._as(BUYER)
        List, partner = env["b2b.list"], env.user.partner_id
        List._favourites(partner, create=True)._put(self._some("избранное", 7))
        regular = List._make(partner, "Постоянный ассортимент", self._some("всегда", 9))
        regular.shared = True
        List._make(partner, "Отложено до января", self._some("потом", 4))
        director = self._as(DIRECTOR)
        List = director["b2b.list"]
        spring = List._make(
            director.user.partner_id, "Весна: первая закупка", self._some("весна", 6)
        )
        spring.shared = True
        for product_id, _quantity in self._some("цены", 4):
            product = env["product.product"].browse(product_id)
            env["b2b.watch"]._toggle(partner, product, "price")

    def _preorders(self):
        """Goods that have run out are asked for, some of them are expected."""
        warehouse = self.shelf.warehouses[:1]
        self.shelf.count(self.shelf.products)
        gone = [
            product
            for product in self.shelf.products
            if not any(self.shelf.free[product.id].values())
        ]
        logins = (BUYER, "lapteva@uralsuvenir.example", "zakupki@domchar.example")
        for number, product in enumerate(gone[:9]):
            for login in logins[: 1 + number % 3]:
                env = self._as(login)
                partner = env.user.partner_id
                item = env["product.product"].browse(product.id)
                price = item._b2b_own_prices(partner)[item.id]
                if not price:
                    continue
                step = item._b2b_step() or item._b2b_minimum() or 1.0
                quantity = max(round(9_000 / price / step), 1) * step
                env["b2b.preorder"]._make(partner, item, quantity, warehouse)
                if login == BUYER and number % 2:
                    env["b2b.watch"]._toggle(partner, item, "stock")
            if number % 2 == 0:
                self.env["b2b.supply"].create(
                    {
                        "product_id": product.id,
                        "warehouse_id": warehouse.id,
                        "date": today() + timedelta(days=6 + 3 * number),
                        "quantity": 60,
                    }
                )

    # === quotes === #

    def _quotes(self):
        """The buyer's customers and quotes to them in every state."""
        contractor = self._contractor(DIRECTOR)
        contractor.write(
            {
                "b2b_quote_logo": _daisy(),
                "b2b_quote_terms": TERMS,
                "b2b_quote_markup": 45.0,
            }
        )
        env = self._as(BUYER)
        partner = env.user.partner_id
        customers = [
            env["b2b.customer"].create(
                {
                    "name": name,
                    "contractor_id": contractor.id,
                    "owner_id": partner.id,
                    "contact_name": person,
                    "email": email,
                    "phone": phone,
                    "vat": inn,
                    "discount": discount,
                }
            )
            for name, person, email, phone, inn, discount in CUSTOMERS
        ]
        for number, (state, amount, ago, words) in enumerate(
            (
                ("accepted", 64_000, 12, "Берём, счёт на отель пришлите сегодня."),
                ("declined", 38_000, 9, "Не уложились в бюджет, вернёмся весной."),
                ("sent", 92_000, 3, ""),
                ("sent", 27_000, 1, ""),
                ("draft", 55_000, 0, ""),
            )
        ):
            cart = self.placing.cart(
                self.placing.users[BUYER], ROMASHKA, amount, seed=f"кп{number}"
            )
            quote = env["b2b.quote"]._create_from_order(
                cart, partner, customers[number % len(customers)]
            )
            cart.unlink()
            day = today() - timedelta(days=ago)
            quote.write({"date": day, "valid_until": day + timedelta(days=14)})
            if number == 2:
                quote._add_service("Доставка и расстановка", 4_500)
            self._send(quote, state, words)

    def _send(self, quote, state, words):
        if state == "draft":
            return
        quote._give_token()
        quote._transition("sent")
        quote.write({"opened_count": 3, "opened_at": quote.create_date})
        if state != "sent":
            quote.write({"answer": words, "answered_at": quote.create_date})
            quote._transition(state, note=words)

    # === applications === #

    def _applications(self):
        """Companies that want to become contractors; a person who wants to join."""
        Application = self.env["b2b.application"].with_context(mail_notrack=False)
        tier = self.env["b2b.tier"].search([("name", "=", "Мелкий опт")])
        for name, form, inn, kpp, reg, person, email, phone, words, ago in APPLICATIONS:
            application = Application._b2b_submit(
                self._values(name, form, inn, kpp, reg, person, email, phone, words)
            )
            application.tier_id = tier
            self._back(application, ago)
        entity = self._contractor(DIRECTOR).b2b_entity_ids.filtered(
            lambda entity: entity.name == ROMASHKA
        )
        Application._b2b_submit(
            self._values(
                "Ромашка", "company", entity.vat, entity.b2b_kpp, entity.b2b_ogrn,
                "Вера Климова", "klimova@romashka.example", "+7 916 000-74-43",
                "Новый закупщик тульского филиала.",
            )
        )  # fmt: skip
        refused = Application._b2b_submit(
            self._values(
                "Мир подарков", "company", inn10("503299876"), "503201001",
                ogrn("116503299876"), "Пётр Лыков", "lykov@mirpodarkov.example",
                "+7 926 000-75-54", "Интересуют единичные покупки.",
            )
        )  # fmt: skip
        refused.write(
            {
                "state": "refused",
                "refuse_reason": "Продаём от 5 000 ₽ за заказ; для разовых покупок – "
                "наши дилеры.",
            }
        )
        self._back(refused, 9)

    @staticmethod
    def _values(name, form, inn, kpp, reg, person, email, phone, words):
        legal = f"ООО «{name}»" if form == "company" else f"ИП {name}"
        return {
            "legal_form": form,
            "vat": inn,
            "kpp": kpp,
            "ogrn": reg,
            "name": name,
            "full_name": legal,
            "legal_address": "Россия, адрес по выписке из реестра",
            "delivery_address": "",
            "bic": "044525999",
            "account": account("044525999", "40702810", "00710044121"),
            "contact_name": person,
            "email": email,
            "phone": phone,
            "comment": words,
        }

    def _back(self, record, days):
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE {record._table} SET create_date = create_date - %s WHERE id = %s",
            (timedelta(days=days, hours=2), record.id),
        )
        record.invalidate_recordset()


def _daisy():
    """The logo of Ромашка: a daisy, drawn."""
    size = 480
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    for number in range(12):
        petal = Image.new("RGBA", (size, size), (0, 0, 0, 0))
        ImageDraw.Draw(petal).ellipse(
            (200, 18, 280, 200), fill="#ffffff", outline="#3f7d58", width=6
        )
        image.alpha_composite(petal.rotate(number * 30))
    ImageDraw.Draw(image).ellipse((165, 165, 315, 315), fill="#f2b632")
    out = io.BytesIO()
    image.resize((240, 240)).save(out, "PNG", optimize=True)
    return b64encode(out.getvalue())
