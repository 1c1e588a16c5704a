"""The demo wholesaler, its clients, their legal entities and contracts."""

from decimal import Decimal

from .ids import account, correspondent, guid, inn10, inn12, ogrn, ogrnip
from .model import (
    BankAccount,
    Contract,
    LegalEntity,
    Organisation,
    Partner,
    PaymentStage,
)

#: A made-up bank: БИК, name, correspondent account.
BANKS = {
    "Москва": ("044525999", "АО «Ярмарочный банк», г. Москва"),
    "Петербург": ("044030999", "Филиал АО «Ярмарочный банк» в г. Санкт-Петербурге"),
    "Урал": ("046577999", "Филиал АО «Ярмарочный банк» в г. Екатеринбурге"),
    "Волга": ("049205999", "Филиал АО «Ярмарочный банк» в г. Казани"),
}


def bank_account(city, kind, serial):
    bic, bank = BANKS[city]
    prefix = {"ООО": "40702810", "ИП": "40802810"}[kind]
    number = account(bic, prefix, f"{serial:011d}")
    return BankAccount(number, bic, bank, correspondent(bic))


OFFICE = "142100, Московская обл., г. Подольск, ул. Складская, д. 14, стр. 2"
ADVANCE = (PaymentStage("Аванс", Decimal(100)),)


def credit(days, banking=False, advance=0):
    stages = (PaymentStage("Аванс", Decimal(advance)),) if advance else ()
    rest = PaymentStage("Кредит", Decimal(100 - advance), days, banking)
    return (*stages, rest)


def halves(first, second):
    """Half of it within so many days after the shipment, the rest later."""
    half = Decimal(50)
    return (PaymentStage("Кредит", half, first), PaymentStage("Кредит", half, second))


def organisations(seed):
    return [
        Organisation(
            guid=guid("organisation", "ООО", seed),
            name="Тёплая полка ООО",
            full_name="Общество с ограниченной ответственностью «Тёплая полка»",
            inn=inn10("503699120"),
            kpp="503601001",
            ogrn=ogrn("122500087341"),
            address=OFFICE,
            phone="+7 495 000-14-02",
            director="Соколова Марина Андреевна",
            accountant="Ершова Ольга Викторовна",
            account=bank_account("Москва", "ООО", 140_020_001),
        ),
        Organisation(
            guid=guid("organisation", "ИП", seed),
            name="Соколов А. П. ИП",
            full_name="Индивидуальный предприниматель Соколов Андрей Петрович",
            inn=inn12("5036991847"),
            kpp=None,
            ogrn=ogrnip("32250000118460"),
            address=OFFICE,
            phone="+7 495 000-14-03",
            director="Соколов Андрей Петрович",
            accountant="Ершова Ольга Викторовна",
            account=bank_account("Москва", "ИП", 140_030_002),
            vat_payer=False,
        ),
    ]


#: Clients: name, phone, mail, price type, entities. An entity: name, kind, first
#: digits of ИНН, КПП, first digits of ОГРН, address, bank, contracts. A contract:
#: organisation, credit limit, stages, and what is unlike the others.
# fmt: off
CLIENTS = (
    ("Ромашка, сеть магазинов подарков", "+7 495 000-21-10",
     "zakaz@romashka.example", "Крупный опт", (
        ("Ромашка ООО", "ООО", "770499301", "770401001", "117770099301",
         "119002, г. Москва, пер. Сивцев Вражек, д. 21", "Москва",
         (("ООО", 1_500_000, credit(21, advance=20)), ("ИП", 0, ADVANCE),
          ("ООО", 0, (), "consignment"))),
        ("Ромашка ООО, филиал в г. Туле", "ООО", "770499301", "710743001",
         "117770099301",
         "300041, г. Тула, пр-т Ленина, д. 46", "Москва",
         (("ООО", 300_000, credit(14)),)),
        ("Ромашка-Регион ООО", "ООО", "690299415", "690201001", "119690099415",
         "170100, г. Тверь, ул. Трёхсвятская, д. 8", "Москва",
         (("ООО", 500_000, credit(14, banking=True)),)),
        ("Белова И. С. ИП", "ИП", "7704992264", None, "31877460022645",
         "119002, г. Москва, пер. Сивцев Вражек, д. 21, пом. 3", "Москва",
         (("ИП", 0, ADVANCE),)),
    )),
    ("Дом с характером, интерьерный салон", "+7 812 000-33-07",
     "office@domchar.example", "Мелкий опт", (
        ("Дом с характером ООО", "ООО", "780699217", "780601001", "120780099217",
         "195112, г. Санкт-Петербург, Малоохтинский пр-т, д. 64", "Петербург",
         (("ООО", 400_000, credit(10)),)),
        ("Воронцов Л. Д. ИП", "ИП", "7806993451", None, "32078470034518",
         "195112, г. Санкт-Петербург, Малоохтинский пр-т, д. 64, пом. 12Н", "Петербург",
         (("ИП", 0, ADVANCE),)),
    )),
    ("Декор-бюро Лосевой", "+7 916 000-48-15", "losewa@decorburo.example",
     "Мелкий опт", (
        ("Лосева А. В. ИП", "ИП", "5024994518", None, "32150810045187",
         "143402, Московская обл., г. Красногорск, ул. Речная, д. 20", "Москва",
         (("ООО", 0, ADVANCE), ("ИП", 0, ADVANCE))),
    )),
    ("Сувениры Урала", "+7 343 000-52-26", "opt@uralsuvenir.example", "Крупный опт", (
        ("Сувениры Урала ООО", "ООО", "667199532", "667101001", "115660099532",
         "620014, г. Екатеринбург, ул. Вайнера, д. 13", "Урал",
         (("ООО", 900_000, halves(14, 30)),)),
        ("Сувениры Урала ООО, филиал в г. Челябинске", "ООО", "667199532",
         "745343001", "115660099532",
         "454091, г. Челябинск, ул. Кирова, д. 104", "Урал",
         (("ООО", 250_000, credit(14)),)),
        ("Урал-Подарок ООО", "ООО", "667299640", "667201001", "118660099640",
         "620026, г. Екатеринбург, ул. Луначарского, д. 185", "Урал",
         (("ООО", 0, ADVANCE),)),
    )),
    ("Праздничный двор, событийное агентство", "+7 499 000-67-31",
     "events@prazdvor.example", "Крупный опт", (
        ("Праздничный двор ООО", "ООО", "771599758", "771501001", "116770099758",
         "127254, г. Москва, ул. Добролюбова, д. 16, корп. 1", "Москва",
         (("ООО", 600_000, credit(14)),)),
        ("Двор и Ко ООО", "ООО", "771599861", "771501001", "121770099861",
         "127254, г. Москва, ул. Добролюбова, д. 16, корп. 1", "Москва",
         (("ООО", 0, ADVANCE),)),
    )),
    ("Лавка на Волге", "+7 843 000-74-92", "lavka@navolge.example", "Мелкий опт", (
        ("Лавка на Волге ООО", "ООО", "165599974", "165501001", "119160099974",
         "420111, г. Казань, ул. Баумана, д. 38", "Волга",
         (("ООО", 200_000, credit(7)),)),
        ("Гарипов Т. Р. ИП", "ИП", "1655990837", None, "31916900008372",
         "420111, г. Казань, ул. Баумана, д. 38, оф. 5", "Волга",
         (("ИП", 0, ADVANCE),)),
    )),
)
# fmt: on

FULL_NAMES = {
    "Белова И. С. ИП": "Индивидуальный предприниматель Белова Ирина Сергеевна",
    "Воронцов Л. Д. ИП": "Индивидуальный предприниматель Воронцов Лев Дмитриевич",
    "Лосева А. В. ИП": "Индивидуальный предприниматель Лосева Анна Валерьевна",
    "Гарипов Т. Р. ИП": "Индивидуальный предприниматель Гарипов Тимур Рашидович",
}


def _full_name(name, kind):
    if kind == "ИП":
        return FULL_NAMES[name]
    title, _comma, branch = name.partition(", ")
    full = f"Общество с ограниченной ответственностью «{title.removesuffix(' ООО')}»"
    return f"{full}, {branch}" if branch else full


def counterparties(seed):
    partners, serial = [], 0
    for name, phone, email, price, entities in CLIENTS:
        partner = Partner(
            guid("partner", name, seed), name, phone, email, guid("price", price, seed)
        )
        for row in entities:
            serial += 1
            partner.legal_entities.append(_entity(row, price, serial, seed))
        partners.append(partner)
    return partners


def _entity(row, price, serial, seed):
    name, kind, inn, kpp, reg, address, city, contracts = row
    entity = LegalEntity(
        guid=guid("entity", name, seed),
        name=name,
        full_name=_full_name(name, kind),
        kind="ИП" if kind == "ИП" else "ЮрЛицо",
        inn=inn10(inn) if kind == "ООО" else inn12(inn),
        kpp=kpp,
        ogrn=ogrn(reg) if kind == "ООО" else ogrnip(reg),
        address=address,
        account=bank_account(city, kind, 210_100_000 + serial * 137),
    )
    for i, (organisation, limit, stages, *unlike) in enumerate(contracts):
        consignment = "consignment" in unlike
        letters = "К" if consignment else "ТП" if organisation == "ООО" else "С"
        number = f"{letters}-{serial:02d}/{25 + i % 2}"
        date = f"20{25 + i % 2}-{1 + serial % 9:02d}-{10 + serial:02d}"
        key = "/".join((name, organisation, *unlike))
        kind = "комиссии" if consignment else "поставки"
        entity.contracts.append(
            Contract(
                guid=guid("contract", key, seed),
                number=number,
                date=date,
                name=f"Договор {kind} № {number}",
                organisation=guid("organisation", organisation, seed),
                price_type=guid("price", price, seed),
                credit_limit=Decimal(limit),
                valid_to="2027-12-31",
                stages=stages,
                consignment=consignment,
                # Who pays in parts is not stopped by a day or two.
                overdue_days=3 if len(stages) > 1 else 0,
            )
        )
    return entity
