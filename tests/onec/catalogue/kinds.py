"""What a kind of goods is, and the tree of groups."""

from dataclasses import dataclass

#: Group → (code of its articles, sub-groups).
GROUPS = {
    "Вазы": ("VZ", ("Керамические вазы", "Стеклянные вазы")),
    "Свечи и подсвечники": ("SV", ("Свечи", "Подсвечники и фонари")),
    "Посуда": ("PS", ("Тарелки и миски", "Кружки и чайники", "Сервировка")),
    "Текстиль": ("TX", ("Подушки и пледы", "Кухонный текстиль", "Ткани на отрез")),
    "Настольные лампы": ("LM", ()),
    "Часы": ("CH", ("Настенные часы", "Настольные часы")),
    "Рамки и постеры": ("RP", ("Рамки", "Постеры и зеркала")),
    "Ёлочные украшения": ("EL", ("Шары", "Подвески и фигурки", "Гирлянды и венки")),
    "Корзины и хранение": ("KH", ("Корзины", "Коробки и банки")),
    "Ароматы для дома": ("AR", ()),
    "Игрушки": ("IG", ("Мягкие игрушки", "Деревянные игрушки")),
    "Упаковка и открытки": ("UP", ("Ленты", "Коробки и пакеты", "Бумага и открытки")),
}

CERAMIC = ("керамика", "фаянс", "каменная керамика", "шамотная глина")
GLASS = ("стекло", "цветное стекло")
WAX = ("соевый воск", "пальмовый воск", "парафин")
METAL = ("сталь с порошковым покрытием", "латунь", "железо")
WOOD = ("бук", "ясень", "дуб", "сосна")
COTTON = ("хлопок", "хлопок с льном", "вафельный хлопок")
LINEN = ("лён", "умягчённый лён", "лён с хлопком")
PAPER = ("крафт-картон", "мелованный картон", "дизайнерская бумага")

GLAZES = (
    "plain",
    "ribs",
    "speckles",
    "dipped",
    "leaves",
    "bands",
    "waves",
    "strokes",
    "dots",
)
WEAVES = ("plain", "checks", "stripes", "leaves", "knit", "waves")
SHINE = ("plain", "ribs", "dots", "leaves", "bands", "stripes")


@dataclass(frozen=True)
class Kind:
    """A kind of goods, from which goods of several collections are made."""

    noun: str
    gender: str  # of the noun: m, f, n or p (plural)
    group: str  # the innermost one
    shapes: tuple[str, ...]
    price: int  # large wholesale, roubles, for the first size
    #: (text for the name, height in cm, weight in kg, factor of the price)
    sizes: tuple[tuple[str, float, float, float], ...]
    materials: tuple[str, ...]
    text: str  # the first sentences of the description; {material} is put in
    patterns: tuple[str, ...] = ("plain",)
    capsules: str = "home"
    colours: tuple[str, ...] = ()  # instead of the collection's
    variants: str = ""  # 'c' colours, 's' sizes, 'cs' both are characteristics
    unit: str = "шт"
    pack: int = 0  # base units in a box; 0 = sold singly
    multiple: float = 0  # a step of ordering, base units
    vat: str = "22"
    maker: str = "Тёплая полка"
    country: str = "Россия"
