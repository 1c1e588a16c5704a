"""Employees of the contractors, tiers, and the links that a cut-over makes."""

from tests.onec.catalogue import build

#: Contractor → its people: name, login, role, function, phone. The first one is the
#: director whose login the company was loaded with.
PEOPLE = {
    "Дом с характером, интерьерный салон": (
        ("Лев Воронцов", "office@domchar.example", "director", "Директор"),
        ("Мария Сафонова", "zakupki@domchar.example", "buyer", "Закупщик"),
    ),
    "Декор-бюро Лосевой": (
        ("Анна Лосева", "losewa@decorburo.example", "director", "Дизайнер"),
    ),
    "Сувениры Урала": (
        ("Артём Кузнецов", "opt@uralsuvenir.example", "director", "Директор"),
        ("Екатерина Лаптева", "lapteva@uralsuvenir.example", "buyer", "Закупщик"),
        ("Ольга Чистякова", "buh@uralsuvenir.example", "accountant", "Бухгалтер"),
    ),
    "Праздничный двор, событийное агентство": (
        ("Дарья Мельник", "events@prazdvor.example", "director", "Директор"),
        ("Степан Гусев", "gusev@prazdvor.example", "buyer", "Менеджер проектов"),
    ),
    "Лавка на Волге": (
        ("Тимур Гарипов", "lavka@navolge.example", "director", "Владелец"),
    ),
}
#: A tier between the two price types: only some collections, whole price list.
DESIGNERS = {
    "name": "Дизайнерам",
    "min_order_amount": 3_000,
    "reserve_limit": 100_000,
    "reserve_days": 14,
}
DESIGNERS_COLLECTIONS = ("Северное утро", "Ботаника", "Тёплый лён", "Пудра", "Полночь")
DESIGNERS_CONTRACTOR = "Декор-бюро Лосевой"
#: Contractors whose limits differ from their tier's: reserve, credit.
LIMITS = {
    "Праздничный двор, событийное агентство": (300_000, 600_000),
    "Дом с характером, интерьерный салон": (200_000, 400_000),
}
#: Tier with bonus points: half a point for every 100 ₽ paid; a point is a rouble.
BONUS_TIER = "Крупный опт"
BONUS = {
    "name": "Баллы за оплаченные заказы",
    "program_type": "loyalty",
    "trigger": "auto",
    "applies_on": "both",
    "portal_visible": True,
    "portal_point_name": "баллы",
    "rule_ids": [
        (0, 0, {"reward_point_mode": "money", "reward_point_amount": 0.005}),
    ],
    "reward_ids": [
        (
            0,
            0,
            {
                "reward_type": "discount",
                "discount_mode": "per_point",
                "discount_applicability": "order",
                "discount": 1,
                "required_points": 1,
                "description": "Оплата баллами",
            },
        )
    ],
}
SECOND_MANAGER = ("Анна Лебедева", "anna@gnezdo.example")
#: Contractors of the second manager.
HERS = ("Дом с характером, интерьерный салон", "Декор-бюро Лосевой", "Лавка на Волге")


class People:
    """Everybody who takes part.

    :param password: of every new login
    """

    def __init__(self, env, password):
        self.env = env(context={**env.context, "no_reset_password": True})
        self.password = password

    def make(self):
        """All of them, and the terms they work on."""
        self._second_manager()
        for name, people in PEOPLE.items():
            self._employees(self._contractor(name), people)
        self._phones()
        self._designers()
        self._bonus()
        for name, (reserve, credit) in LIMITS.items():
            self._contractor(name).write(
                {
                    "b2b_own_limits": True,
                    "b2b_own_reserve_limit": reserve,
                    "b2b_own_credit_limit": credit,
                }
            )
        self._links()

    def _contractor(self, name):
        return self.env["res.partner"].search(
            [("b2b_type", "=", "contractor"), ("name", "=", name)]
        )

    def _second_manager(self):
        name, login = SECOND_MANAGER
        user = self.env["res.users"].search([("login", "=", login)]) or self._user(
            name, login, "group_manager", tz="Europe/Moscow"
        )
        for contractor in HERS:
            self._contractor(contractor).user_id = user

    def _user(self, name, login, group, **values):
        return self.env["res.users"].create(
            {
                "name": name,
                "login": login,
                "email": login,
                "password": self.password,
                "lang": "ru_RU",
                "group_ids": [(6, 0, [self.env.ref(f"b2b_portal.{group}").id])],
                **values,
            }
        )

    def _employees(self, contractor, people):
        for name, login, role, function in people:
            user = self.env["res.users"].search([("login", "=", login)])
            if user:
                user.partner_id.write({"name": name, "function": function})
            else:
                self._user(
                    name,
                    login,
                    f"group_{role}",
                    parent_id=contractor.id,
                    function=function,
                    tz="Europe/Moscow",
                )

    def _phones(self):
        people = self.env["res.partner"].search(
            [("b2b_contractor_id", "!=", False), ("b2b_type", "=", False)]
        )
        for number, person in enumerate(people.filtered("user_ids")):
            person.phone = f"+7 916 000-{31 + number // 100:02}-{number % 100:02}"

    def _designers(self):
        small = self.env["b2b.tier"].search([("name", "=", "Мелкий опт")])
        collections = self.env["b2b.collection"].search(
            [("name", "in", DESIGNERS_COLLECTIONS)]
        )
        tier = self.env["b2b.tier"].search([("name", "=", DESIGNERS["name"])])
        tier = tier or tier.create(
            {
                **DESIGNERS,
                "pricelist_id": small.pricelist_id.id,
                "collection_ids": [(6, 0, collections.ids)],
                "sequence": 20,
            }
        )
        self._contractor(DESIGNERS_CONTRACTOR).b2b_tier_id = tier

    def _bonus(self):
        tier = self.env["b2b.tier"].search([("name", "=", BONUS_TIER)])
        tier.write(
            {
                "bonus_program_id": self.env["loyalty.program"].create(BONUS).id,
                "bonus_max_percent": 30,
            }
        )

    def _links(self):
        """Who is who in 1С: the same as a cut-over with ИНН and КПП finds."""
        env = self.env(context={**self.env.context, "onec_applying": True})
        connection = env["onec.connection"].search([], limit=1)
        catalogue = build()
        for item in catalogue.organisations:
            record = env["b2b.organisation"].search([("name", "=", item.name)])
            connection._soap_link("organisation", item.guid, record)
        for partner in catalogue.counterparties:
            contractor = self._contractor(partner.name)
            connection._soap_link("partner", partner.guid, contractor)
            entities = {
                (entity.vat, entity.b2b_kpp or None): entity
                for entity in contractor.b2b_entity_ids
            }
            for item in partner.legal_entities:
                entity = entities[item.inn, item.kpp]
                connection._soap_link("entity", item.guid, entity)
                for contract in item.contracts:
                    record = env["b2b.contract"].search(
                        [
                            ("entity_id", "=", entity.id),
                            ("name", "=", contract.number),
                        ]
                    )
                    connection._soap_link("contract", contract.guid, record)
