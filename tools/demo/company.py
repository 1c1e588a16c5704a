"""The demo company in Odoo: the same firms and people that 1С's books know.

Contractors, legal entities and contracts are made from the catalogue that the 1С
stand-in starts with, so that both sides agree on every ИНН and КПП.
"""

from datetime import date

from tests.onec.catalogue import build

PASSWORD = "demo"
#: Price type → terms of the tier that buys at it.
TIERS = {
    "Мелкий опт": {"min_order_amount": 5_000, "reserve_limit": 150_000},
    "Крупный опт": {
        "min_order_amount": 20_000,
        "reserve_limit": 600_000,
        "credit_limit": 1_000_000,
        "reserve_days": 7,
    },
}
#: People of the first contractor: name, login, role, function, limit per order.
PEOPLE = (
    ("Ирина Белова", "director@romashka.example", "director", "Директор", 0),
    ("Павел Котов", "buyer@romashka.example", "buyer", "Закупщик", 300_000),
    ("Анна Жукова", "buyer2@romashka.example", "buyer", "Закупщик", 50_000),
    ("Нина Орлова", "accountant@romashka.example", "accountant", "Бухгалтер", 0),
)
#: Groups of goods that the ИП sells; all others are sold by the ООО.
SOLE_GROUPS = ("Ёлочные украшения", "Игрушки", "Упаковка и открытки")
#: Staff: name, login, group, where their day begins.
STAFF = (
    ("Ольга Соколова", "manager@gnezdo.example", "group_manager",
     "b2b_portal.action_order"),
    ("Иван Ершов", "claims@gnezdo.example", "group_claims",
     "b2b_claims.action_b2b_claim"),
    ("Тимур Галеев", "exchange@gnezdo.example", "group_exchange",
     "b2b_onec_sync.action_onec_monitor"),
)  # fmt: skip


class Company:
    """Makes the records, each kind by one method."""

    def __init__(self, env):
        self.env = env(context={**env.context, "no_reset_password": True})
        self.russia = env.ref("base.ru")
        self.catalogue = build()

    def make(self):
        """Everything, in the order in which it depends on each other."""
        staff = [
            self._user(name, login, group, action_id=self.env.ref(action).id)
            for name, login, group, action in STAFF
        ]
        organisations = {
            item.guid: self._organisation(item) for item in self.catalogue.organisations
        }
        tiers = {
            item.guid: self.env["b2b.tier"].create(
                {"name": item.name, **TIERS.get(item.name, {})}
            )
            for item in self.catalogue.price_types
        }
        for number, partner in enumerate(self.catalogue.counterparties):
            contractor = self._contractor(partner, tiers, staff[0])
            self._contracts(partner, contractor, organisations)
            self._people(partner, contractor, first=not number)

    def _user(self, name, login, group, **values):
        return self.env["res.users"].create(
            {
                "name": name,
                "login": login,
                "email": login,
                "password": PASSWORD,
                "lang": "ru_RU",
                "tz": "Europe/Moscow",
                "group_ids": [(6, 0, [self.env.ref(f"b2b_portal.{group}").id])],
                **values,
            }
        )

    def _requisites(self, item, sole):
        return {
            "b2b_full_name": item.full_name,
            "b2b_legal_form": "sole" if sole else "company",
            "vat": item.inn,
            "b2b_kpp": item.kpp or False,
            "b2b_ogrn": item.ogrn,
            "street": item.address,
            "is_company": True,
            "country_id": self.russia.id,
            "lang": "ru_RU",
        }

    def _account(self, partner, account):
        partner._b2b_set_account(account.bic, account.number)
        bank = partner.bank_ids.bank_id
        bank.write({"name": account.bank, "b2b_corr_account": account.correspondent})

    def _organisation(self, item):
        sole = not item.kpp
        partner = self.env["res.partner"].create(
            {
                "name": item.name,
                "b2b_type": "organisation",
                "phone": item.phone,
                **self._requisites(item, sole),
            }
        )
        self._account(partner, item.account)
        return self.env["b2b.organisation"].create(
            {"name": item.name, "partner_id": partner.id, "vat_payer": item.vat_payer}
        )

    def _contractor(self, partner, tiers, manager):
        contractor = self.env["res.partner"].create(
            {
                "name": partner.name,
                "phone": partner.phone,
                "email": partner.email,
                "is_company": True,
                "lang": "ru_RU",
                "country_id": self.russia.id,
                "b2b_type": "contractor",
                "b2b_state": "approved",
                "b2b_tier_id": tiers[partner.price_type].id,
                "user_id": manager.id,
            }
        )
        for number, item in enumerate(partner.legal_entities):
            entity = self.env["res.partner"].create(
                {
                    "name": item.name,
                    "parent_id": contractor.id,
                    "type": "other",
                    "b2b_type": "entity",
                    "b2b_is_default": not number,
                    **self._requisites(item, item.kind == "ИП"),
                }
            )
            self._account(entity, item.account)
        return contractor

    def _contracts(self, partner, contractor, organisations):
        entities = {
            (entity.vat, entity.b2b_kpp or None): entity
            for entity in contractor.b2b_entity_ids
        }
        for item in partner.legal_entities:
            for contract in item.contracts:
                self.env["b2b.contract"].create(
                    {
                        "name": contract.number,
                        "kind": "consignment" if contract.consignment else "sale",
                        "date": contract.date,
                        "entity_id": entities[item.inn, item.kpp].id,
                        "organisation_id": organisations[contract.organisation].id,
                        "credit_limit": float(contract.credit_limit),
                        **self._payment(contract.stages),
                        "date_from": contract.date,
                        "date_to": date.fromisoformat(contract.valid_to),
                    }
                )

    @staticmethod
    def _payment(stages):
        """What is paid before and how long after the shipment, by 1С's stages."""
        credit = [stage for stage in stages if stage.kind == "Кредит"]
        return {
            "prepayment_percent": float(100 - sum(stage.percent for stage in credit)),
            "deferral_days": max((stage.days for stage in credit), default=0),
            "deferral_kind": "banking"
            if any(stage.banking_days for stage in credit)
            else "calendar",
        }

    def _people(self, partner, contractor, first):
        people = PEOPLE
        if not first:
            people = (("Директор", partner.email, "director", "Директор", 0),)
        for name, login, role, function, limit in people:
            user = self._user(
                name,
                login,
                f"group_{role}",
                parent_id=contractor.id,
                function=function,
            )
            user.partner_id.b2b_limit_order = limit


def link_prices(env):
    """After the first exchange: give each tier the price type of its name."""
    for tier in env["b2b.tier"].search([]):
        tier.pricelist_id = env["product.pricelist"].search(
            [("b2b_price_type", "=", True), ("name", "=", tier.name)], limit=1
        )


def divide_goods(env):
    """After the first exchange: who sells which groups, so that carts are split."""
    groups = env["product.public.category"].search([("parent_id", "=", False)])
    sole = groups.filtered(lambda group: group.name in SOLE_GROUPS)
    for organisation in env["b2b.organisation"].search([]):
        organisation.group_ids = groups - sole if organisation.vat_payer else sole
