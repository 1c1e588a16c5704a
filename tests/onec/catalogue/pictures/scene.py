"""What a picture is made of besides its shape: colours, patterns, background."""

import random
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from PIL import Image

from . import kit
from .patterns import pattern

#: Colour names of the catalogue.
COLOURS = {
    "Белый": "#f3f1ec",
    "Молочный": "#ece2d0",
    "Бежевый": "#d9c3a3",
    "Песочный": "#d3b183",
    "Натуральный": "#c79a64",
    "Коричневый": "#8a5a3c",
    "Терракотовый": "#c4653f",
    "Горчичный": "#d9a234",
    "Оливковый": "#858a4b",
    "Шалфей": "#9fb199",
    "Изумрудный": "#1f6b57",
    "Мятный": "#a9d2bf",
    "Голубой": "#9cc0d6",
    "Синий": "#2f5687",
    "Дымчатый": "#8a99a6",
    "Серый": "#a9a8a6",
    "Графитовый": "#4a4a52",
    "Чёрный": "#2c2a30",
    "Пудровый": "#e3b7ad",
    "Лавандовый": "#b3a5cc",
    "Сливовый": "#6c3b57",
    "Бордовый": "#7d2836",
    "Красный": "#bf3434",
    "Золотой": "#cfa14a",
    "Медный": "#b9704a",
    "Серебряный": "#bcc3c9",
}


@dataclass(frozen=True)
class Mood:
    """The palette of a collection: its background and what goes with it."""

    wall: str
    table: str
    arch: str
    accent: str
    berry: str
    metal: str
    plant: str
    timber: str


#: Background and accents of each collection, and of goods without one.
MOODS = {
    "Северное утро": Mood(
        "#dfe7ec",
        "#c9d4da",
        "#eef3f5",
        "#5c7f98",
        "#d98a6a",
        "#b9c2c8",
        "#8a9b86",
        "#cfb590",
    ),
    "Ботаника": Mood(
        "#e3e8da",
        "#ccd5bf",
        "#f2f4ea",
        "#d8a24e",
        "#c9583f",
        "#c8a45a",
        "#5f7f4f",
        "#b98a57",
    ),
    "Тёплый лён": Mood(
        "#efe6d8",
        "#ddccb3",
        "#f8f2e8",
        "#b9825a",
        "#b5523f",
        "#c39a58",
        "#a89a64",
        "#c8a070",
    ),
    "Глина и солнце": Mood(
        "#f3dfc9",
        "#e2bf9d",
        "#fbeedd",
        "#3f6f6c",
        "#d95f3b",
        "#c08a3e",
        "#8b8a4a",
        "#b57d4a",
    ),
    "Полночь": Mood(
        "#cdd0da",
        "#aeb2c1",
        "#e1e3ea",
        "#cfa14a",
        "#c2474e",
        "#d1a851",
        "#6c7f7a",
        "#8d6a4d",
    ),
    "Пудра": Mood(
        "#f4e3df",
        "#e6cbc4",
        "#fbf2ef",
        "#a7839f",
        "#cf5d72",
        "#d0a078",
        "#a4a38a",
        "#d3b08c",
    ),
    "Зимняя сказка": Mood(
        "#e2e6e4",
        "#cdd5d2",
        "#f4f6f5",
        "#2f6b55",
        "#c23a3a",
        "#cda24c",
        "#56755c",
        "#b5855a",
    ),
    "Дворик": Mood(
        "#e6e9ef",
        "#d3d5dc",
        "#f5f5f7",
        "#e0a63f",
        "#db5f52",
        "#b7bcc4",
        "#7f9c74",
        "#d0a878",
    ),
}
PLAIN = Mood(
    "#ebe8e3",
    "#d8d3ca",
    "#f7f5f1",
    "#7d8f95",
    "#c9604c",
    "#bfa06a",
    "#8c9a78",
    "#c49d6c",
)


@dataclass(frozen=True)
class Look:
    """How one good is drawn: shape and pattern in a colour of a collection."""

    shape: str
    colour_name: str = "Белый"
    collection: str | None = None
    pattern: str = "plain"
    seed: int = 0

    @property
    def mood(self):
        return MOODS.get(self.collection, PLAIN)

    @cached_property
    def rnd(self):
        return random.Random(f"{self.shape}{self.seed}")

    def pick(self, count):
        return self.rnd.randrange(count)

    def whitened(self):
        return replace(self, colour_name="Молочный")

    # === Colours === #

    @property
    def colour(self):
        return COLOURS[self.colour_name]

    @property
    def ink(self):
        """A colour that is seen on this one."""
        if kit.luminance(self.colour) > 0.55:
            return kit.darker(self.colour, 0.45)
        return kit.lighter(self.colour, 0.6)

    @property
    def fir(self):
        return "#4f7a5e"

    @property
    def fur(self):
        return kit.mix("#b98558", self.colour, 0.42)

    @property
    def skin(self):
        return pattern(self.pattern, kit.rgb(self.colour), self.seed % 5)

    @property
    def cloth(self):
        """As `skin`, woven."""
        name = "linen" if self.pattern == "plain" else self.pattern
        return pattern(name, kit.rgb(self.colour), self.seed % 5)

    def __getattr__(self, name):
        # Accents come from the collection: accent, berry, metal, plant, timber.
        if name in Mood.__dataclass_fields__:
            return getattr(self.mood, name)
        raise AttributeError(name)


@lru_cache(maxsize=32)
def background(mood, style):
    """Return a wall (with an arch, a disc or window light) and a table."""
    side = kit.SIDE
    canvas = kit.Canvas(Image.new("RGB", (side, side)))
    wall = kit.gradient(kit.lighter(mood.wall, 0.35), mood.wall)
    canvas.image.paste(wall.resize((side, side)))
    if style == "arch":
        points = [(210, 1000), (210, 430)]
        points += [
            (500 + 290 * u, 430 - 290 * (1 - u * u) ** 0.5)
            for u in (i / 24 - 1 for i in range(49))
        ]
        points += [(790, 430), (790, 1000)]
        canvas.shape(points, mood.arch)
    elif style == "disc":
        canvas.ellipse(500, 430, 340, 340, mood.arch)
    elif style == "window":
        for x in (120, 400):
            quad = [(x, 90), (x + 230, 60), (x + 400, 700), (x + 170, 740)]
            canvas.shape(quad, mood.arch, 0.75)
    elif style == "wall":
        canvas.glow(360, 330, 620, 560, "#ffffff", 0.5, blur=1)
        return canvas.image
    table = kit.gradient(mood.table, kit.lighter(mood.table, 0.35))
    canvas.rect(0, 742, 1000, 258, table)
    canvas.rect(0, 742, 1000, 5, "#ffffff", alpha=0.35)
    canvas.glow(360, 300, 560, 420, "#ffffff", 0.25, blur=1)
    return canvas.image
