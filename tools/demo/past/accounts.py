"""Settlements with 1С: acts of reconciliation, originals; and retail requests."""

import io
from datetime import timedelta

from PIL import Image, ImageDraw, ImageFont

from tests.onec.printing import FONTS

from .plan import BUYER, DIRECTOR, REGION, ROMASHKA, today

ACCOUNTANT = "accountant@romashka.example"
#: Contractors that sell to people: cities and what they say of themselves.
SHOPS = {
    "Ромашка, сеть магазинов подарков": (
        "Москва, Тула, Тверь",
        "Семь магазинов, сборка подарков в день заказа",
    ),
    "Лавка на Волге": ("Казань", "Магазин на Баумана, доставка по городу"),
    "Дом с характером, интерьерный салон": (
        "Санкт-Петербург",
        "Салон и выезд декоратора",
    ),
}
#: Requests of people: name, e-mail, phone, city, words, contractors.
PEOPLE = (
    ("Ксения", "ksenia@mail.example", "+7 909 000-91-12", "Москва",
     "Ищу две одинаковые напольные вазы в гостиную, высота около 40 см.",
     ("Ромашка, сеть магазинов подарков", "Дом с характером, интерьерный салон")),
    ("Роман", "roman@mail.example", "+7 910 000-92-23", "Тула",
     "Подарок на новоселье до 5 000 ₽, можно набором.",
     ("Ромашка, сеть магазинов подарков",)),
    ("Гульнара", "gulnara@mail.example", "+7 917 000-93-34", "Казань",
     "Ёлочные шары в одной гамме, 24 штуки.", ("Лавка на Волге",)),
)  # fmt: skip


class Accounts:
    """What accountants and shops do.

    :param placing: :class:`~tools.demo.past.orders.Placing`
    :param exchange: sends what waits for 1С and applies the answers
    """

    def __init__(self, placing, exchange):
        self.env = placing.env
        self.users = placing.users
        self.exchange = exchange

    def make(self):
        """Everything; what fails leaves the rest."""
        for part in (
            self._acts,
            self._originals,
            self._sent,
            self._retail,
            self._left_aside,
        ):
            try:
                part()
            except Exception as error:  # the rest of the demo is worth having
                self.env.invalidate_all()
                print(f"past: {part.__name__} failed: {error!r}", flush=True)

    def _as(self, login):
        return self.env(user=self.users[login].id, su=True)

    def _entity(self, name):
        contractor = self.users[DIRECTOR].partner_id.b2b_contractor_id
        return contractor.b2b_entity_ids.filtered(lambda entity: entity.name == name)

    # === reconciliation === #

    def _acts(self):
        """One act agreed on, one disputed, one that waits for an answer."""
        first = today().replace(day=1)
        quarter = (first - timedelta(days=1)).replace(day=1)
        periods = (
            (ROMASHKA, quarter - timedelta(days=182), quarter - timedelta(days=92)),
            (ROMASHKA, quarter - timedelta(days=91), first - timedelta(days=1)),
            (REGION, quarter - timedelta(days=91), first - timedelta(days=1)),
        )
        acts = [self._act(*period) for period in periods]
        self.exchange()
        person = self._as(ACCOUNTANT).user.partner_id
        if acts[0].state == "review":
            acts[0]._b2b_answer(person, acts[0].version, True)
        if acts[1].state == "review" and acts[1].row_ids:
            row = acts[1].row_ids[:1]
            acts[1]._b2b_answer(
                person,
                acts[1].version,
                False,
                [
                    {
                        "row": row,
                        "their_debit": round(row.debit * 0.97, 2),
                        "their_credit": row.credit,
                        "comment": "По нашему акту недостача, корректировки не видим.",
                    }
                ],
                "Просим проверить корректировку.",
            )
        self.exchange()

    def _act(self, name, date_from, date_to):
        entity = self._entity(name)
        contract = (
            self.env["b2b.contract"]
            ._find_for(entity)
            .filtered("organisation_id.vat_payer")[:1]
        )
        env = self._as(ACCOUNTANT)
        return env["b2b.reconciliation"]._file(
            env.user.partner_id,
            entity,
            contract.organisation_id,
            contract,
            date_from,
            date_to,
            "",
        )

    def _originals(self):
        """Originals on paper: one request on its way, one done."""
        env = self._as(ACCOUNTANT)
        documents = env["b2b.document"].search(
            [
                ("entity_id", "=", self._entity(ROMASHKA).id),
                ("kind", "in", ("upd", "tax_invoice")),
                ("state", "=", "ready"),
            ],
            limit=6,
        )
        for number, some in enumerate((documents[:2], documents[2:5])):
            request = env["b2b.originals"]._file(
                env.user.partner_id,
                some,
                {
                    "channel": "paper",
                    "address": "119002, г. Москва, пер. Сивцев Вражек, д. 21",
                    "contact": "Нина Орлова",
                    "phone": "+7 916 000-31-10",
                },
            )
            self.exchange()
            if number:
                request._transition("work")
                request._transition("sent", tracking="14212087004512")

    def _sent(self):
        """The accountant sends a payment order and whom the driver stands for."""
        env = self._as(ACCOUNTANT)
        entity = self._entity(ROMASHKA)
        order = env["sale.order"].search(
            [
                ("b2b_entity_id", "=", entity.id),
                ("b2b_status", "=", "awaiting_payment"),
            ],
            limit=1,
        )
        for values, name in (
            (
                {
                    "kind": "payment_order",
                    "number": "412",
                    "date": today(),
                    "amount": order.amount_total,
                    "order_id": order.id,
                },
                "Платёжное поручение 412.pdf",
            ),
            (
                {
                    "kind": "proxy",
                    "number": "18",
                    "date": today() - timedelta(days=2),
                    "valid_to": today() + timedelta(days=14),
                    "person": "Сергей Ильин",
                },
                "Доверенность 18.pdf",
            ),
        ):
            env["b2b.upload"]._file(
                env.user.partner_id,
                {
                    "contractor_id": entity.parent_id.id,
                    "entity_id": entity.id,
                    "organisation_id": order.b2b_organisation_id.id,
                    **values,
                },
                [(name, _scan(name))],
            )

    # === people === #

    def _retail(self):
        """Shops that answer people, and requests in three states."""
        Partner = self.env["res.partner"]
        for name, (city, about) in SHOPS.items():
            Partner.search(
                [("b2b_type", "=", "contractor"), ("name", "=", name)]
            ).write(
                {"b2b_retail": True, "b2b_retail_city": city, "b2b_retail_about": about}
            )
        Request = self.env["b2b.retail.request"]
        shops = Request._contractors()
        for name, email, phone, city, text, chosen in PEOPLE:
            request = Request._submit(
                {
                    "contact_name": name,
                    "email": email,
                    "phone": phone,
                    "city": city,
                    "text": text,
                },
                shops.filtered(lambda shop, chosen=chosen: shop.name in chosen),
                {},
            )
            if len(chosen) > 1:
                answer = request.answer_ids.filtered(
                    lambda a: a.contractor_id.name == next(iter(SHOPS))
                )
                answer._answer(
                    self.users[BUYER].partner_id,
                    "Есть пара ваз 38 см в двух оттенках, отложим до выходных.",
                    9_800.0,
                )

    # === the exchange === #

    def _left_aside(self):
        """Something that 1С sent could not be placed, and was put right."""
        connection = self.env["onec.connection"].search([], limit=1)
        connection._soap_report(
            "order",
            "past",
            "УТ00-000041",
            "soap_order",
            "Отгрузка УТ00-000038: товар «Ваза «Озеро», 24 см» порталу неизвестен.",
            "Выгрузите товар из 1С и повторите сообщение.",
        )
        connection._soap_solved("order", "past")


def _scan(title):
    """A sheet that looks scanned enough: one page with its title."""
    page = Image.new("RGB", (1240, 1754), "#fdfcf8")
    font = ImageFont.truetype(FONTS / "DejaVuSans.ttf", 44)
    ImageDraw.Draw(page).text((120, 140), title.removesuffix(".pdf"), "#333", font)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=150)
    return out.getvalue()
