"""Who ordered how much, when, and what became of it."""

import random
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate

#: The wholesaler lives in Moscow.
MOSCOW = timedelta(hours=3)
#: Share of a year's orders that a month has: gifts are bought before the holidays.
SEASON = (0.6, 0.9, 1.0, 0.7, 0.6, 0.6, 0.5, 0.7, 1.0, 1.3, 1.6, 1.5)
#: How what is not bought on credit is paid.
MODES = ("invoice", "invoice", "invoice", "invoice", "reserve")
#: Orders that are older than this have come to their end.
SETTLED_DAYS = 24


def now():
    """This moment, UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def today():
    """The day it is in Moscow."""
    return (now() + MOSCOW).date()


@dataclass
class Client:
    """How a contractor buys.

    :param people: login → share of the orders
    :param entities: start of the entity's name → share of the orders
    :param count: orders of the past year, besides those of the last weeks
    :param amount: usual sum of an order, roubles, from and to
    """

    name: str
    people: dict
    entities: dict
    count: int
    amount: tuple
    credit: float = 0.3


CLIENTS = (
    Client(
        "Ромашка, сеть магазинов подарков",
        {"buyer@romashka.example": 5, "director@romashka.example": 2,
         "buyer2@romashka.example": 3},
        {"Ромашка ООО": 5, "Ромашка ООО, филиал в г. Туле": 2,
         "Ромашка-Регион ООО": 2, "Белова И. С. ИП": 1},
        32, (40_000, 190_000),
    ),
    Client(
        "Сувениры Урала",
        {"lapteva@uralsuvenir.example": 3, "opt@uralsuvenir.example": 1},
        {"Сувениры Урала ООО": 3, "Сувениры Урала ООО, филиал в г. Челябинске": 1,
         "Урал-Подарок ООО": 1},
        15, (40_000, 210_000), 0.5,
    ),
    Client(
        "Праздничный двор, событийное агентство",
        {"gusev@prazdvor.example": 3, "events@prazdvor.example": 1},
        {"Праздничный двор ООО": 3, "Двор и Ко ООО": 1},
        11, (40_000, 150_000), 0.4,
    ),
    Client(
        "Дом с характером, интерьерный салон",
        {"zakupki@domchar.example": 2, "office@domchar.example": 1},
        {"Дом с характером ООО": 2, "Воронцов Л. Д. ИП": 1},
        10, (7_000, 36_000), 0.2,
    ),
    Client(
        "Декор-бюро Лосевой", {"losewa@decorburo.example": 1},
        {"Лосева А. В. ИП": 1}, 6, (6_000, 24_000), 0,
    ),
    Client(
        "Лавка на Волге", {"lavka@navolge.example": 1},
        {"Лавка на Волге ООО": 2, "Гарипов Т. Р. ИП": 1}, 6, (6_000, 22_000), 0,
    ),
)  # fmt: skip

#: The last weeks: contractor, login, entity, days ago, sum, mode, end, and more.
#: What is going on with a contractor that people look at is no matter of chance.
R, U, P, D, L, V = (client.name for client in CLIENTS)
ROMASHKA, TULA, REGION = (
    "Ромашка ООО",
    "Ромашка ООО, филиал в г. Туле",
    "Ромашка-Регион ООО",
)
BUYER, BUYER2, DIRECTOR = (
    "buyer@romashka.example",
    "buyer2@romashka.example",
    "director@romashka.example",
)
# fmt: off
LATELY = (
    (P, "gusev@prazdvor.example", "Праздничный двор ООО", 25, 48_000, "credit",
     "delivered", {"owed": True}),
    (R, BUYER, ROMASHKA, 22, 64_000, "invoice", "delivered", {"claim": "done"}),
    (U, "lapteva@uralsuvenir.example", "Сувениры Урала ООО", 21, 118_000, "credit",
     "delivered", {"owed": True}),
    (R, BUYER2, TULA, 19, 31_000, "invoice", "delivered", {"claim": "approved"}),
    (D, "office@domchar.example", "Дом с характером ООО", 20, 31_000, "credit",
     "delivered", {"owed": True}),
    (R, BUYER, ROMASHKA, 17, 88_000, "invoice", "delivered", {"claim": "partly"}),
    (R, DIRECTOR, ROMASHKA, 17, 136_000, "credit", "delivered", {"owed": True}),
    (R, DIRECTOR, REGION, 10, 46_000, "credit", "delivered", {"owed": True}),
    (D, "zakupki@domchar.example", "Дом с характером ООО", 16, 28_000, "invoice",
     "delivered", {"claim": "rejected"}),
    (R, BUYER2, ROMASHKA, 15, 24_000, "reserve", "expired", {}),
    (V, "lavka@navolge.example", "Лавка на Волге ООО", 14, 16_000, "invoice",
     "delivered", {"claim": "need_info"}),
    (P, "events@prazdvor.example", "Праздничный двор ООО", 12, 214_000, "credit",
     "delivered", {"owed": True}),
    (R, BUYER, ROMASHKA, 13, 94_000, "credit", "delivered", {"owed": True}),
    (R, BUYER, ROMASHKA, 12, 72_000, "invoice", "delivered", {"claim": "in_work"}),
    (U, "opt@uralsuvenir.example", "Урал-Подарок ООО", 12, 54_000, "invoice",
     "shipped", {"claim": "new"}),
    (R, BUYER2, TULA, 11, 38_000, "invoice", "shipped", {}),
    (L, "losewa@decorburo.example", "Лосева А. В. ИП", 10, 14_000, "invoice",
     "shipped", {}),
    (R, BUYER, ROMASHKA, 9, 97_000, "credit", "partly_shipped", {"owed": True}),
    (R, BUYER2, ROMASHKA, 9, 61_000, "invoice", "refused",
     {"note": "Свечей на складе ещё на месяц, уменьшите заказ наполовину."}),
    (P, "gusev@prazdvor.example", "Праздничный двор ООО", 8, 188_000, "credit",
     "shipped", {"owed": True}),
    (R, BUYER, ROMASHKA, 7, 44_000, "invoice", "shipped", {"claim": "new"}),
    (D, "office@domchar.example", "Воронцов Л. Д. ИП", 6, 17_000, "invoice",
     "paid", {}),
    (R, BUYER, REGION, 6, 52_000, "invoice", "picking", {"request": "accepted"}),
    (P, "gusev@prazdvor.example", "Праздничный двор ООО", 5, 92_000, "credit",
     "picking", {"owed": True}),
    (U, "lapteva@uralsuvenir.example", "Сувениры Урала ООО", 5, 126_000, "credit",
     "picking", {"request": "ready"}),
    (R, DIRECTOR, ROMASHKA, 5, 83_000, "invoice", "paid", {"request": "new"}),
    (V, "lavka@navolge.example", "Лавка на Волге ООО", 4, 12_000, "invoice",
     "picking", {}),
    (R, BUYER, ROMASHKA, 4, 58_000, "reserve", "reserved", {"until": 1}),
    (R, BUYER2, TULA, 3, 27_000, "invoice", "paid", {}),
    (D, "zakupki@domchar.example", "Дом с характером ООО", 3, 22_000, "reserve",
     "reserved", {"until": 0}),
    (P, "events@prazdvor.example", "Двор и Ко ООО", 3, 67_000, "invoice",
     "awaiting_payment", {"invoice": True, "until": 2}),
    (R, BUYER, ROMASHKA, 2, 76_000, "invoice", "awaiting_payment",
     {"invoice": True, "until": 3}),
    (R, DIRECTOR, REGION, 2, 49_000, "invoice", "part_paid",
     {"invoice": True, "until": 4}),
    (L, "losewa@decorburo.example", "Лосева А. В. ИП", 2, 9_500, "reserve",
     "reserved", {"until": 10}),
    (U, "lapteva@uralsuvenir.example", "Сувениры Урала ООО, филиал в г. Челябинске", 1,
     41_000, "invoice", "awaiting_payment", {"until": 3}),
    (R, BUYER2, ROMASHKA, 1, 68_000, "invoice", "approval", {}),
    (R, BUYER, ROMASHKA, 0, 39_000, "reserve", "reserved", {"until": 6}),
    (R, BUYER2, TULA, 0, 57_000, "invoice", "approval", {}),
)
# fmt: on


@dataclass
class Deal:
    """One order as it shall have been."""

    client: str
    login: str
    entity: str
    placed: datetime  # UTC
    amount: float
    mode: str = "invoice"
    end: str = "delivered"
    extra: dict = field(default_factory=dict)
    paid: datetime | None = None
    shipped: datetime | None = None
    delivered: datetime | None = None
    order: object = None  # sale.order once it is placed

    def come_to_an_end(self, rnd):
        """Derive when it was paid, shipped and delivered."""
        day = timedelta(days=1)
        if self.end in ("reserved", "awaiting_payment", "approval", "refused",
                        "expired", "cancelled"):  # fmt: skip
            return
        latest = now() - timedelta(hours=1)
        on_credit = self.mode == "credit"
        if not on_credit:
            self.paid = min(self.placed + rnd.uniform(0.2, 1.8) * day, latest)
        if self.end in ("shipped", "partly_shipped", "delivered"):
            start = self.paid or self.placed
            self.shipped = min(start + rnd.uniform(0.8, 2.2) * day, latest)
            if on_credit and not self.extra.get("owed"):
                self.paid = min(self.shipped + rnd.uniform(5, 13) * day, latest)
        if self.end == "delivered":
            self.delivered = min(self.shipped + rnd.uniform(1, 4) * day, latest)


def _moment(rnd, day):
    """A moment of a working day in Moscow, as UTC."""
    hour = time(rnd.randint(6, 14), rnd.randint(0, 59), rnd.randint(0, 59))
    return datetime.combine(day, hour)


def _days(rnd, count):
    """Days of the past year, more of them where the season is high, all year round."""
    days = [today() - timedelta(days=n) for n in range(364, SETTLED_DAYS, -1)]
    days = [day for day in days if day.weekday() < 5]
    reached = list(accumulate(SEASON[day.month - 1] for day in days))
    return [
        days[bisect_left(reached, (number + rnd.random()) / count * reached[-1])]
        for number in range(count)
    ]


def _one(rnd, shares):
    return rnd.choices(list(shares), list(shares.values()))[0]


def deals() -> list[Deal]:
    """All orders of the past year, oldest first; the same on the same day."""
    rnd = random.Random(2026)
    made = []
    for client in CLIENTS:
        for day in _days(rnd, client.count):
            entity = _one(rnd, client.entities)
            on_credit = rnd.random() < client.credit and "ИП" not in entity
            mode = "credit" if on_credit else rnd.choice(MODES)
            deal = Deal(
                client=client.name,
                login=_one(rnd, client.people),
                entity=entity,
                placed=_moment(rnd, day),
                amount=rnd.uniform(*client.amount),
                mode=mode,
                end="cancelled" if rnd.random() < 0.07 else "delivered",
            )
            made.append(deal)
    for client, login, entity, ago, amount, mode, end, extra in LATELY:
        moment = _moment(rnd, today() - timedelta(days=ago))
        made.append(
            Deal(
                client, login, entity,
                min(moment, now() - timedelta(minutes=40)),
                amount, mode, end, dict(extra),
            )
        )  # fmt: skip
    made.sort(key=lambda deal: deal.placed)
    for deal in made:
        deal.come_to_an_end(rnd)
    return made
