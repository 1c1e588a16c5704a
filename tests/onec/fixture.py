"""A tiny catalogue for the stand-in's own tests: eight goods, two contractors."""

from __future__ import annotations

import io
import uuid
from decimal import Decimal

from .catalogue.model import (
    WHOLE,
    BankAccount,
    Catalogue,
    Characteristic,
    Contract,
    Good,
    Group,
    LegalEntity,
    Organisation,
    Pack,
    Partner,
    PaymentStage,
    PriceType,
    Property,
    Unit,
    Warehouse,
)

PIECE = Unit("796", "шт", "Штука", "PCE")
BOX = Unit("778", "упак", "Упаковка", "NMP")
METRE = Unit("006", "м", "Метр", "MTR")


def guid(*parts) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "onec/fixture/" + "/".join(parts)))


WHOLESALE, LARGE = guid("price", "opt"), guid("price", "large")
MAIN, NORTH, RETAIL = guid("wh", "main"), guid("wh", "north"), guid("wh", "retail")
COMPANY, SOLE = guid("org", "ooo"), guid("org", "ip")

BANK = BankAccount(
    "40702810900000000005", "044525225", "ПАО СБЕРБАНК", "30101810400000000225"
)


def _good(number: int, name: str, group: str, price: str, **extra) -> Good:
    characteristics = extra.get("characteristics", [])
    keys = [char.guid for char in characteristics] or [WHOLE]
    return Good(
        guid=guid("good", str(number)),
        code=f"00-{number:08}",
        article=f"T-{number:03}",
        name=name,
        full_name=name,
        group=group,
        unit=extra.pop("unit", PIECE),
        prices={
            key: {
                WHOLESALE: Decimal(price),
                LARGE: (Decimal(price) * 9 / 10).quantize(Decimal("0.01")),
            }
            for key in keys
        },
        stock={key: {MAIN: Decimal(50), NORTH: Decimal(7)} for key in keys},
        pictures=[f"import_files/{guid('pic', str(number))[:2]}/{number}.jpg"],
        **extra,
    )


def catalogue(more: int = 0) -> Catalogue:
    """The eight goods, and ``more`` candles for orders of many lines."""
    vases, candles = guid("group", "vases"), guid("group", "candles")
    colour = Property(
        guid("prop", "colour"),
        "Цвет",
        values=((guid("val", "red"), "Красный"), (guid("val", "blue"), "Синий")),
    )
    height = Property(guid("prop", "height"), "Высота, см", "Число")
    sizes = [
        Characteristic(guid("char", size), size, {"Размер": size}) for size in "SML"
    ]
    goods = [
        _good(
            1,
            "Ваза «Волна»",
            vases,
            "1220.00",
            barcode="4600000000015",
            properties={colour.guid: guid("val", "blue"), height.guid: "32"},
            packs=[Pack(BOX, "упак (6 шт)", Decimal(6))],
            manufacturer="Гусь",
        ),
        _good(
            2, "Ваза «Штиль» с характеристиками", vases, "610.00", characteristics=sizes
        ),
        _good(3, "Свеча столовая", candles, "99.90"),
        _good(4, "Лента репсовая", candles, "37.50", unit=METRE),
        _good(5, "Книга о вазах", vases, "440.00", vat="10"),
        _good(6, "Подсвечник", candles, "333.33"),
        _good(7, "Набор свечей", candles, "781.25"),
        _good(8, "Услуга гравировки", vases, "150.00", vat="none"),
    ]
    goods += [
        _good(number, f"Свеча {number}", candles, f"{number}.90")
        for number in range(9, 9 + more)
    ]
    return Catalogue(
        guid=guid("catalogue"),
        classifier=guid("classifier"),
        groups=[
            Group(guid("group", "root"), "Интерьер"),
            Group(vases, "Вазы", guid("group", "root")),
            Group(candles, "Свечи", guid("group", "root")),
        ],
        properties=[colour, height],
        price_types=[
            PriceType(WHOLESALE, "Оптовая"),
            PriceType(LARGE, "Крупный опт"),
        ],
        warehouses=[
            Warehouse(MAIN, "Основной"),
            Warehouse(NORTH, "Север"),
            Warehouse(RETAIL, "Витрина"),
        ],
        units=[PIECE, BOX, METRE],
        goods=goods,
        organisations=[
            Organisation(
                COMPANY,
                "Дом подарка",
                'ООО "Дом подарка"',
                "7707083893",
                "773601001",
                "1027700132195",
                "117312, Москва, ул. Вавилова, 19",
                "+7 495 000-00-00",
                "Кузнецов П. А.",
                "Орлова И. В.",
                BANK,
            ),
            Organisation(
                SOLE,
                "ИП Кузнецов",
                "ИП Кузнецов Павел Андреевич",
                "500100732259",
                None,
                "304500116000157",
                "141400, Химки, ул. Мира, 1",
                "+7 495 000-00-01",
                "Кузнецов П. А.",
                "",
                BANK,
                vat_payer=False,
            ),
        ],
        counterparties=[
            _partner("Ромашка", "7728168971", "770801001"),
            _partner("Лютик", "7710140679", "771301001", consignment=True),
        ],
    )


def _partner(name: str, inn: str, kpp: str, consignment: bool = False) -> Partner:
    contract = Contract(
        guid("contract", name),
        "12/25",
        "2025-03-01",
        f"Договор с {name}",
        COMPANY,
        WHOLESALE,
        Decimal("300000.00"),
        stages=(PaymentStage("Предоплата", Decimal(100)),),
        consignment=consignment,
    )
    return Partner(
        guid("partner", name),
        name,
        "+7 900 000-00-00",
        "zakaz@example.com",
        WHOLESALE,
        [
            LegalEntity(
                guid("entity", name),
                f"{name} ООО",
                f'ООО "{name}"',
                "ЮрЛицо",
                inn,
                kpp,
                "1027700132195",
                "Москва, ул. Летняя, 1",
                BANK,
                [contract],
            )
        ],
    )


def picture(good: Good, index: int = 0) -> bytes:
    """A JPEG of one colour, different for every good."""
    from PIL import Image

    seed = uuid.UUID(good.guid).int >> index
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (seed & 255, seed >> 8 & 255, 128)).save(out, "JPEG")
    return out.getvalue()
