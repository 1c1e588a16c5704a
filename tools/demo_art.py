"""Draws the demo company's banners and portraits into b2b_portal's static folder.

    python -m tools.demo_art

The results are kept in the repository; run this after changing a picture. What is
drawn comes from the demo goods' own pictures (tests/onec/catalogue/pictures).
"""

import math
from pathlib import Path

from PIL import Image

from tests.onec.catalogue.pictures import MOODS, SHAPES, Look, kit
from tests.onec.catalogue.pictures.patterns import pattern

FOLDER = Path(__file__).parents[1] / "addons/b2b_portal/static/img/demo"
#: The line of the table in a picture of a single good.
TABLE = 815


class Stage(kit.Canvas):
    """A wide canvas on which goods are put side by side."""

    def __init__(self, width, height, wall, table=None, line=0.8):
        self.width, self.height, self.table = width, height, line
        super().__init__(Image.new("RGB", (width, height)))
        self.whole()
        sky = kit.gradient(kit.lighter(wall, 0.30), wall)
        self.image.paste(sky.resize((width, height)))
        if table:
            top = self.px_height * line
            desk = kit.gradient(table, kit.lighter(table, 0.35))
            self.rect(0, top, self.px_width, self.px_height - top, desk)
            self.rect(0, top, self.px_width, 4, "#ffffff", alpha=0.35)

    def whole(self):
        """Draw on the whole stage, in units of a thousandth of its height."""
        self.scale = self.height / 1000
        self.left = self.top = 0
        self.px_width, self.px_height = self.width / self.scale, 1000

    def put(self, look, x, size, drop=0.07):
        """Put a good at `x` (share of the width), `size` times the stage's height."""
        self.scale = self.height * size / 1000
        self.left = self.width * x - 500 * self.scale
        self.top = self.height * (self.table + drop) - TABLE * self.scale
        SHAPES[look.shape](self, look)
        self.whole()

    def hang(self, look, x, size):
        """Hang a good from the upper edge."""
        self.scale = self.height * size / 1000
        self.left, self.top = self.width * x - 500 * self.scale, 0
        SHAPES[look.shape](self, look)
        self.whole()

    def save(self, name, quality=86):
        self.image.save(FOLDER / name, quality=quality, optimize=True)


def hero():
    """Home page: a shelf of the autumn collections; the left is left for words."""
    linen = "Тёплый лён"
    stage = Stage(1920, 720, "#efe3d2", "#d9c3a3", 0.78)
    stage.glow(1850, 380, 900, 620, "#fff6e4", 0.9, blur=1)
    stage.ellipse(1960, 430, 360, 360, "#f8efe0")
    stage.hang(Look("frame_wood", "Молочный", "Глина и солнце", seed=4), 0.475, 0.60)
    stage.put(Look("lamp_mushroom", "Терракотовый", "Глина и солнце"), 0.905, 0.86)
    stage.put(Look("basket", "Натуральный", linen), 0.46, 0.52)
    stage.put(
        Look("vase_ring", "Молочный", linen, "speckles", seed=2), 0.735, 0.92, 0.05
    )
    stage.put(Look("vase_hourglass", "Шалфей", "Ботаника", "ribs", 3), 0.57, 0.62, 0.09)
    stage.put(Look("candle_pillars", "Бежевый", linen), 0.825, 0.46, 0.13)
    stage.put(Look("mug", "Горчичный", "Глина и солнце", "bands"), 0.655, 0.32, 0.14)
    stage.save("hero.jpg")


def winter():
    """Home page: the New Year's season."""
    tale = "Зимняя сказка"
    stage = Stage(1920, 720, "#dfe6e2", "#c4d0ca", 0.80)
    stage.glow(1700, 400, 1100, 700, "#ffffff", 0.8, blur=1)
    for x, size, look in (
        (0.53, 0.62, Look("bauble", "Красный", tale, "leaves", 2)),
        (0.93, 0.72, Look("drop", "Золотой", tale, "ribs", 1)),
        (0.80, 0.50, Look("star", "Белый", tale, seed=3)),
        (0.665, 0.66, Look("bell", "Изумрудный", tale, "dots", 5)),
    ):
        stage.hang(look, x, size)
    stage.put(Look("gift", "Изумрудный", tale, "leaves"), 0.56, 0.56)
    stage.put(Look("bear", "Красный", "Дворик"), 0.86, 0.62)
    stage.put(Look("candle_pillars", "Бордовый", tale), 0.715, 0.60, 0.10)
    stage.put(Look("gift", "Белый", "Полночь", "dots"), 0.955, 0.40, 0.13)
    stage.save("season.jpg")


#: Collection → file and the goods on its tile, from the back to the front.
# fmt: off
TILES = {
    "Северное утро": (
        "sever", ("vase_bottle", "Дымчатый", "plain"),
        ("teapot", "Синий", "waves"), ("mug", "Голубой", "bands"),
    ),
    "Ботаника": (
        "botanika", ("vase_amphora", "Изумрудный", "leaves"),
        ("candle_ribbed", "Шалфей", "ribs"), ("diffuser", "Оливковый", "plain"),
    ),
    "Тёплый лён": (
        "lyon", ("basket_lid", "Натуральный", "wicker"),
        ("cushion", "Бежевый", "checks"), ("candle_pillars", "Молочный", "plain"),
    ),
    "Глина и солнце": (
        "glina", ("vase_jug", "Терракотовый", "waves"),
        ("bowl", "Горчичный", "bands"), ("candle_holder", "Песочный", "ribs"),
    ),
    "Полночь": (
        "polnoch", ("lamp_cone", "Графитовый", "plain"),
        ("candelabra", "Золотой", "plain"), ("clock_alarm", "Синий", "plain"),
    ),
    "Пудра": (
        "pudra", ("lamp_drum", "Пудровый", "ribs"),
        ("vase_sphere", "Лавандовый", "plain"), ("aroma_candle", "Сливовый", "dots"),
    ),
    "Зимняя сказка": (
        "zima", ("lantern", "Красный", "plain"),
        ("gift", "Бордовый", "leaves"), ("candle_ball", "Изумрудный", "plain"),
    ),
    "Дворик": (
        "dvorik", ("horse", "Голубой", "plain"),
        ("bear", "Горчичный", "plain"), ("pyramid", "Мятный", "plain"),
    ),
}
# fmt: on


def tiles():
    """One picture per collection."""
    for number, (name, (file, *goods)) in enumerate(TILES.items()):
        mood = MOODS[name]
        stage = Stage(720, 480, mood.wall, mood.table, 0.80)
        stage.ellipse(750, 470, 380, 380, mood.arch)
        places = ((0.50, 0.96, 0.02), (0.24, 0.66, 0.07), (0.78, 0.62, 0.09))
        for (shape, colour, skin), place in zip(goods, places, strict=True):
            stage.put(Look(shape, colour, name, skin, seed=number), *place)
        stage.save(f"collection_{file}.jpg", 84)


#: Portrait → background, skin, hair, clothes, style of the hair, beard or glasses.
PEOPLE = {
    "manager_anna": ("#e7d8c6", "#f2cdb2", "#6b4630", "#3f6f6c", "bob", ""),
    "manager_ivan": ("#d5dfe4", "#ecc3a4", "#3d2f2a", "#2f5687", "short", "beard"),
    "manager_olga": ("#ecd9d5", "#f4d3bd", "#c08a4a", "#7d2836", "bun", "glasses"),
    "manager_timur": ("#dfe3d3", "#dfae88", "#241f22", "#858a4b", "short", "glasses"),
}


def portrait(name, wall, skin, hair, shirt, style, extra):
    """A head and shoulders, flat, with the same light as the goods."""
    stage = Stage(400, 400, wall)
    stage.ellipse(500, 520, 430, 430, kit.lighter(wall, 0.45))
    c = stage
    if style == "bob":
        c.blob(
            [
                (300, 360),
                (330, 220),
                (500, 160),
                (670, 220),
                (710, 380),
                (730, 640),
                (600, 690),
                (400, 690),
                (270, 640),
            ],
            hair,
        )
    elif style == "bun":
        c.ellipse(500, 170, 92, 84, kit.darker(hair, 0.1))
        c.ellipse(500, 360, 206, 214, hair)
    body = [
        (110, 1000),
        (150, 830),
        (300, 750),
        (420, 720),
        (580, 720),
        (700, 750),
        (850, 830),
        (890, 1000),
    ]
    c.shape(kit.smooth(body), kit.lit(pattern("plain", kit.rgb(shirt)), 0.1))
    c.blob(
        [(430, 560), (570, 560), (580, 720), (500, 790), (420, 720)],
        kit.darker(skin, 0.14),
    )
    c.blob([(396, 724), (430, 700), (500, 800), (470, 850)], kit.lighter(shirt, 0.35))
    c.blob([(604, 724), (570, 700), (500, 800), (530, 850)], kit.lighter(shirt, 0.35))
    for side in (-1, 1):
        c.ellipse(500 + side * 172, 440, 30, 44, kit.darker(skin, 0.08))
    c.blob(
        [
            (334, 360),
            (400, 260),
            (500, 240),
            (600, 260),
            (666, 360),
            (660, 500),
            (590, 610),
            (500, 644),
            (410, 610),
            (340, 500),
        ],
        skin,
    )
    if extra == "beard":
        c.blob(
            [
                (338, 450),
                (390, 530),
                (450, 516),
                (500, 530),
                (550, 516),
                (610, 530),
                (662, 450),
                (650, 580),
                (580, 660),
                (500, 680),
                (420, 660),
                (350, 580),
            ],
            hair,
        )
    if style == "short":
        c.blob(
            [
                (322, 400),
                (316, 290),
                (390, 190),
                (520, 160),
                (640, 200),
                (690, 300),
                (678, 400),
                (640, 310),
                (520, 290),
                (400, 300),
                (350, 330),
            ],
            hair,
        )
    else:
        c.blob(
            [
                (318, 420),
                (330, 280),
                (420, 206),
                (540, 200),
                (650, 260),
                (684, 420),
                (630, 350),
                (560, 280),
                (470, 320),
                (380, 350),
            ],
            hair,
        )
    for side in (-1, 1):
        x = 500 + side * 76
        c.ellipse(x, 430, 17, 20, "#2f2630")
        c.ellipse(x - 5, 423, 6, 6, "#ffffff")
        brow = [(x - side * 34, 376), (x + side * 6, 360), (x + side * 40, 378)]
        c.curve(brow, 9, kit.darker(hair, 0.1))
        c.ellipse(500 + side * 116, 498, 42, 28, "#f08f86", 0.30)
        if extra == "glasses":
            ring = [(x + 58 * u, 432 + 52 * v) for u, v in _CIRCLE]
            c.line(ring, 9, "#3a3340")
    if extra == "glasses":
        c.line([(482, 424), (518, 424)], 9, "#3a3340")
    c.curve([(496, 440), (484, 500), (512, 512)], 9, kit.darker(skin, 0.28))
    c.curve([(448, 560), (500, 590), (552, 560)], 12, "#b9564f")
    stage.save(f"{name}.jpg", 88)


_CIRCLE = tuple(
    (math.cos(i / 24 * math.tau), math.sin(i / 24 * math.tau)) for i in range(25)
)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    hero()
    winter()
    tiles()
    for name, traits in PEOPLE.items():
        portrait(name, *traits)


if __name__ == "__main__":
    main()
