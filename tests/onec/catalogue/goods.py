"""Makes the goods of the demo company out of kinds and collections."""

import random
from decimal import Decimal

from .capsules import CAPSULES, SETS, adjective
from .ids import ean13, guid
from .kinds import GROUPS
from .kinds_decor import DECOR
from .kinds_gifts import GIFTS
from .kinds_home import HOME
from .model import (
    WHOLE,
    Characteristic,
    Good,
    Group,
    Pack,
    PriceType,
    Property,
    Unit,
    Warehouse,
)

KINDS = (*DECOR, *HOME, *GIFTS)
KIND_BY_NOUN = {kind.noun: kind for kind in KINDS}
COLOUR_NAMES = sorted({c for capsule in CAPSULES for c in capsule.colours})

UNITS = {
    "шт": Unit("796", "шт", "Штука", "PCE"),
    "упак": Unit("778", "упак", "Упаковка", "NMP"),
    "наб": Unit("704", "наб", "Набор", "SET"),
    "м": Unit("006", "м", "Метр", "MTR"),
}
#: Name of the base price type and its share over the large wholesale price.
PRICES = {"Мелкий опт": Decimal("1.18"), "Крупный опт": Decimal("1.00")}
WAREHOUSES = ("Москва, Подольск", "Санкт-Петербург", "Екатеринбург")

#: Property → kind of its values in 1С.
PROPERTIES = {
    "Коллекция": "Справочник",
    "Материал": "Справочник",
    "Цвет": "Справочник",
    "Страна": "Справочник",
    "Размер": "Строка",
    "Высота, см": "Число",
    "Вес, кг": "Число",
    "Минимальная партия": "Число",
    "Кратность": "Число",
}


def price_types(seed):
    return [PriceType(guid("price", name, seed), name) for name in PRICES]


def warehouses(seed):
    return [Warehouse(guid("warehouse", name, seed), name) for name in WAREHOUSES]


def groups(seed):
    found = []
    for name, (_code, children) in GROUPS.items():
        top = Group(guid("group", name, seed), name)
        found.append(top)
        found += [Group(guid("group", kid, seed), kid, top.guid) for kid in children]
    return found


def properties(seed):
    """Return the properties; a list has every value that any kind may use."""
    values = {
        "Коллекция": [capsule.name for capsule in CAPSULES],
        "Материал": sorted({m for kind in KINDS for m in kind.materials}),
        "Цвет": COLOUR_NAMES,
        "Страна": sorted({kind.country for kind in KINDS}),
    }
    return [
        Property(
            guid("property", name, seed),
            name,
            kind,
            tuple((guid(name, v), v) for v in values.get(name, ())),
        )
        for name, kind in PROPERTIES.items()
    ]


def drafts(n):
    """Yield `n` (kind, number within the kind, capsule, word), all different.

    Each round gives every kind one more good, of the next of its collections.
    """
    made, turn = 0, 0
    while made < n:
        for place, kind in enumerate(KINDS):
            allowed = SETS[kind.capsules]
            lap, step = divmod(turn, len(allowed))
            capsule = CAPSULES[allowed[(step + place) % len(allowed)]]
            series = lap // len(capsule.words)
            title = capsule.words[(lap + place) % len(capsule.words)]
            yield kind, turn, capsule, f"{title} {series + 1}" if series else title
            made += 1
            if made == n:
                return
        turn += 1


def goods(n, seed):
    rows = sorted(drafts(n), key=lambda row: (KINDS.index(row[0]), row[1]))
    made = [_good(*row, seed) for row in rows]
    for i, good in enumerate(made, 1):
        good.code = f"00-{i:08d}"
    _oddities(made, seed)
    return made


def _good(kind, turn, capsule, word, seed):
    place = KINDS.index(kind)
    key = f"{kind.noun}/{turn}"
    rnd = random.Random(f"{seed}/{key}")
    colours = kind.colours or capsule.colours
    colour = colours[turn % len(colours)]
    size = kind.sizes[turn % len(kind.sizes)]
    material = rnd.choice(kind.materials)
    name = f"{kind.noun} «{word}»"
    if "c" not in kind.variants:
        name += f" {adjective(colour, kind.gender)}"
    if "s" not in kind.variants:
        name += f", {size[0]}"
    group = next(g for g, (_c, kids) in GROUPS.items() if kind.group in (g, *kids))
    good = Good(
        guid=guid("good", key, seed),
        code="",
        article=f"{GROUPS[group][0]}-{place + 10}{turn + 1:02d}",
        name=name,
        full_name=f"{name} ({material}, {capsule.name})",
        group=guid("group", kind.group, seed),
        unit=UNITS[kind.unit],
        description=_description(kind, capsule, material),
        vat=kind.vat,
        manufacturer=kind.maker,
        barcode=ean13(serial := 710_000_000 + place * 100_000 + turn * 100),
    )
    if kind.pack:
        unit = UNITS["упак"]
        title = "бобина" if kind.unit == "м" else "короб"
        pack = Pack(unit, f"{title} ({kind.pack} {kind.unit})", Decimal(kind.pack))
        good.packs.append(pack)
    _describe(good, kind, capsule, material, colour, size, seed)
    if kind.variants:
        first = colours.index(colour)
        chosen = [colours[(first + i) % len(colours)] for i in range(rnd.randint(2, 4))]
        _characteristics(good, kind, chosen, serial, seed)
    _price(good, kind, rnd, seed)
    _stock(good, kind, rnd, seed)
    _pictures(good, rnd, seed)
    return good


def _description(kind, capsule, material):
    text = kind.text.format(material=material)
    pack = f" В коробе {kind.pack} {kind.unit}." if kind.pack > 1 else ""
    return f"{text}\n{capsule.text}{pack}"


def _describe(good, kind, capsule, material, colour, size, seed):
    values = {
        "Коллекция": guid("Коллекция", capsule.name),
        "Материал": guid("Материал", material),
        "Страна": guid("Страна", kind.country),
        "Вес, кг": f"{size[2]:g}",
    }
    if "c" not in kind.variants:
        values["Цвет"] = guid("Цвет", colour)
    if "s" not in kind.variants:
        values["Размер"] = size[0]
        if size[1]:
            values["Высота, см"] = f"{size[1]:g}"
    if kind.multiple:
        values["Минимальная партия"] = values["Кратность"] = f"{kind.multiple:g}"
    good.properties = {
        guid("property", name, seed): value for name, value in values.items()
    }


def _characteristics(good, kind, colours, serial, seed):
    sizes = kind.sizes if "s" in kind.variants else (None,)
    for colour in colours if "c" in kind.variants else (None,):
        for size in sizes:
            values = {}
            if colour:
                values["Цвет"] = colour
            if size:
                values["Размер"] = size[0]
            serial += 1
            title = ", ".join(values.values())
            good.characteristics.append(
                Characteristic(
                    guid("characteristic", f"{good.article}/{title}", seed),
                    title,
                    values,
                    ean13(serial),
                )
            )
    good.barcode = None


def _nice(amount):
    """Round a price as a merchandiser would."""
    if amount < 100:
        return amount.quantize(Decimal("0.1")).quantize(Decimal("0.01"))
    if amount < 1000:
        return (amount * 2).quantize(Decimal(1)) / 2 + Decimal("0.00")
    return (amount / 10).quantize(Decimal(1)) * 10 + Decimal("0.00")


def _factor(good, kind, key):
    """Return how much dearer a size is than the first one."""
    if "s" in kind.variants:
        char = next(c for c in good.characteristics if c.guid == key)
        return next(s[3] for s in kind.sizes if s[0] == char.values["Размер"])
    return next((s[3] for s in kind.sizes if good.name.endswith(s[0])), 1.0)


def _price(good, kind, rnd, seed):
    swing = Decimal(rnd.randint(88, 124)) / 100
    for key in good.keys():
        base = kind.price * swing * Decimal(str(_factor(good, kind, key)))
        good.prices[key] = {
            guid("price", name, seed): _nice(base * share)
            for name, share in PRICES.items()
        }


def _stock(good, kind, rnd, seed):
    """Most goods lie in Moscow; some have run out; metres come in fractions."""
    deep = max(4, round(60_000 / kind.price))
    for key in good.keys():
        out = rnd.random() < 0.10
        amounts = []
        for share, missing in ((1.0, 0.06), (0.4, 0.25), (0.25, 0.40)):
            gone = out or rnd.random() < missing
            amount = (
                0 if gone else rnd.randint(2, max(3, min(400, round(deep * share))))
            )
            if kind.unit == "м" and amount:
                amount = Decimal(amount) + rnd.choice((Decimal("0.5"), Decimal(0)))
            amounts.append(Decimal(amount))
        good.stock[key] = {
            guid("warehouse", name, seed): amount
            for name, amount in zip(WAREHOUSES, amounts, strict=True)
        }


def _pictures(good, rnd, seed):
    colours = {c.values.get("Цвет") for c in good.characteristics} - {None}
    count = min(3, len(colours)) if colours else rnd.choice((1, 1, 2, 2, 3))
    for i in range(count):
        mine = good.guid.replace("-", "")
        file = guid("picture", f"{good.guid}/{i}", seed).replace("-", "")
        good.pictures.append(f"import_files/{mine[:2]}/{mine}_{file}.jpg")


def _oddities(made, seed):
    """What a careful portal must cope with: last units and goods without prices."""
    rnd = random.Random(f"{seed}/oddities")
    plain = [good for good in made if not good.characteristics]
    chosen = rnd.sample(plain, min(14, len(plain)))
    large = guid("price", "Крупный опт", seed)
    for i, good in enumerate(chosen):
        if i < 8:  # the last unit, in Moscow only
            last = Decimal("0.5") if good.unit.name == "м" else Decimal(1)
            good.stock[WHOLE] = {
                warehouse.guid: Decimal(0) if k else last
                for k, warehouse in enumerate(warehouses(seed))
            }
        elif i < 11:  # on request for everyone
            good.prices[WHOLE] = {}
        else:  # sold by the large wholesale price only
            good.prices[WHOLE] = {large: good.prices[WHOLE][large]}
