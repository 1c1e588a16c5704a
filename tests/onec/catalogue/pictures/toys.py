"""Toys: soft, wooden, knitted."""

import math

from . import kit
from .patterns import pattern
from .vessels import TABLE

# Outlines are read best as rows of points.
# fmt: off

def _fur(tint):
    return kit.lit(pattern("plain", kit.rgb(tint)), 0.18)


def _face(c, x, y, k=1.0, nose="#4a3430"):
    for side in (-1, 1):
        c.ellipse(x + side * 56 * k, y, 14 * k, 16 * k, "#2f2630")
        c.ellipse(x + side * 56 * k - 4 * k, y - 6 * k, 5 * k, 5 * k, "#ffffff")
        c.ellipse(x + side * 92 * k, y + 44 * k, 30 * k, 20 * k, "#f08f86", 0.35)
    c.ellipse(x, y + 38 * k, 24 * k, 17 * k, nose)
    c.curve(
        [
            (x - 30 * k, y + 74 * k), (x - 12 * k, y + 88 * k), (x, y + 60 * k),
            (x + 12 * k, y + 88 * k), (x + 30 * k, y + 74 * k)
        ], 5 * k, nose
    )


def bear(c, look):
    fur, dark, pale = look.fur, kit.darker(look.fur, 0.18), kit.lighter(look.fur, 0.5)
    c.shadow(500, TABLE, 230)
    for side in (-1, 1):
        c.ellipse(500 + side * 176, 620, 66, 108, _fur(dark), turn=side * -28)
        c.ellipse(500 + side * 130, 770, 100, 74, _fur(fur))
        c.ellipse(500 + side * 150, 776, 54, 44, pale)
    c.ellipse(500, 650, 190, 180, _fur(fur))
    c.ellipse(500, 670, 116, 116, pale)
    for side in (-1, 1):
        c.ellipse(500 + side * 150, 270, 70, 70, _fur(fur))
        c.ellipse(500 + side * 150, 272, 40, 40, pale)
    c.ellipse(500, 390, 208, 180, _fur(fur))
    c.ellipse(500, 446, 92, 70, pale)
    _face(c, 500, 386)
    c.blob([(500, 560), (410, 530), (400, 600)], look.colour)
    c.blob([(500, 560), (590, 530), (600, 600)], look.colour)
    c.ellipse(500, 562, 26, 24, kit.darker(look.colour, 0.15))


def bunny(c, look):
    fur, pale = kit.lighter(look.fur, 0.55), "#f7c9c4"
    c.shadow(500, TABLE, 190)
    for side, turn in ((-1, -10), (1, 16)):
        ear = kit.turned([(500 + side * 70, 170)], (500 + side * 70, 330), turn)[0]
        c.ellipse(*ear, 50, 160, _fur(fur), turn=turn)
        c.ellipse(ear[0], ear[1] + 14, 24, 116, pale, turn=turn)
    c.blob([(380, 560), (620, 560), (690, 800), (310, 800)], kit.lit(look.cloth, 0.1))
    for side in (-1, 1):
        c.ellipse(500 + side * 160, 650, 46, 96, _fur(fur), turn=side * -26)
        c.ellipse(500 + side * 80, 796, 76, 40, _fur(fur))
    c.ellipse(500, 430, 176, 152, _fur(fur))
    _face(c, 500, 430, 0.9, "#c86b6b")
    c.rect(420, 560, 160, 26, look.accent, 13)
    for y in (640, 710):
        c.ellipse(500, y, 13, 13, look.accent)


def fox(c, look):
    """A sitting fox of felt."""
    fur = kit.mix("#d9752f", look.colour, 0.18)
    c.shadow(500, TABLE, 210)
    c.blob(
        [(620, 780), (780, 760), (830, 620), (770, 500), (710, 600), (680, 700)],
        _fur(kit.darker(fur, 0.08))
    )
    c.blob([(800, 560), (770, 500), (736, 556), (764, 606)], "#fbf4ea")
    c.blob([(500, 480), (640, 620), (650, 800), (350, 800), (360, 620)], _fur(fur))
    c.blob([(500, 540), (570, 640), (560, 790), (440, 790), (430, 640)], "#fbf4ea")
    for side in (-1, 1):
        c.shape(
            [(500 + side * 60, 300), (500 + side * 196, 160), (500 + side * 186, 380)],
            _fur(fur)
        )
        c.shape(
            [(500 + side * 100, 300), (500 + side * 176, 210), (500 + side * 166, 350)],
            "#4a3430", 0.75
        )
    c.blob(
        [(300, 380), (500, 270), (700, 380), (640, 490), (500, 580), (360, 490)],
        _fur(fur)
    )
    for side in (-1, 1):
        c.blob(
            [
                (500 + side * 30, 500), (500 + side * 196, 400),
                (500 + side * 140, 494), (500, 574)
            ], "#fbf4ea"
        )
        c.ellipse(500 + side * 82, 420, 17, 19, "#2f2630")
        c.ellipse(500 + side * 82 - 5, 413, 6, 6, "#ffffff")
    c.ellipse(500, 562, 28, 22, "#2f2630")


def car(c, look):
    """A wooden car."""
    c.shadow(500, TABLE, 330)
    wood_ = kit.lit(pattern("wood", kit.rgb(look.timber), 2), 0.1)
    c.blob(
        [(330, 560), (370, 400), (440, 370), (600, 370), (660, 420), (710, 560)],
        kit.lit(pattern("plain", kit.rgb(kit.lighter(look.colour, 0.12))), 0.3)
    )
    c.shape([(400, 540), (426, 430), (506, 424), (506, 540)], "#eaf3f5")
    c.shape([(530, 540), (530, 424), (600, 428), (644, 540)], "#eaf3f5")
    c.rect(
        170, 530, 660, 190, kit.lit(pattern("plain", kit.rgb(look.colour)), 0.35), 76
    )
    c.rect(176, 630, 648, 34, look.accent, 12)
    c.ellipse(806, 596, 24, 32, "#ffe9a8")
    for x in (320, 680):
        c.ellipse(x, 722, 104, 104, kit.darker(look.colour, 0.5))
        c.ellipse(x, 718, 94, 94, wood_)
        c.ellipse(x, 718, 36, 36, look.accent)
        c.ellipse(x - 6, 710, 12, 12, "#ffffff", 0.6)


def pyramid(c, look):
    """Rings on a stick."""
    c.shadow(500, TABLE, 230)
    c.rect(488, 200, 24, 560, look.timber, 10)
    tints = (
        look.colour, kit.lighter(look.colour,
                                 0.45), look.accent, kit.lighter(look.accent,
                                                                 0.4), look.berry
    )
    for i, tint in enumerate(tints):
        r, y = 230 - i * 36, TABLE - 66 - i * 94
        c.lathe(
            500, [
                (y - 46, r * 0.80), (y - 34, r * 0.94), (y, r), (y + 34, r * 0.94),
                (y + 44, r * 0.84)
            ],
            tint,
            0.55,
            bottom=0.05
        )
    c.lathe(
        500, [(TABLE - 22, 230), (TABLE - 2, 236)],
        pattern("wood", kit.rgb(look.timber)), 0.15
    )
    c.ellipse(500, 234, 54, 54, kit.lit(pattern("plain", kit.rgb(look.timber)), 0.5))


def blocks(c, look):
    """Cubes with figures, as in a child's room."""
    tints = (
        look.colour, look.accent, look.berry, kit.lighter(look.colour, 0.4),
        kit.lighter(look.accent, 0.35)
    )
    spots = (
        (310, TABLE - 190), (510, TABLE - 190), (710, TABLE - 190), (400, TABLE - 384),
        (610, TABLE - 384), (500, TABLE - 578)
    )
    c.shadow(500, TABLE, 340)
    for i, (x, y) in enumerate(spots):
        tint = tints[i % 5]
        c.rect(
            x - 94, y, 188, 190,
            kit.lit(pattern("wood", kit.rgb(look.timber), i), 0.05), 16
        )
        c.rect(x - 76, y + 18, 152, 154, tint, 12)
        if i % 3 == 0:
            c.ellipse(x, y + 95, 46, 46, "#fbf8f2")
        elif i % 3 == 1:
            star_ = [
                (
                    x + (50 if k % 2 == 0 else 22) * math.sin(math.pi * k / 5),
                    y + 97 - (50 if k % 2 == 0 else 22) * math.cos(math.pi * k / 5)
                ) for k in range(10)
            ]
            c.shape(star_, "#fbf8f2")
        else:
            c.shape([(x, y + 48), (x + 52, y + 136), (x - 52, y + 136)], "#fbf8f2")


def horse(c, look):
    """A rocking horse."""
    c.shadow(500, TABLE, 280)
    wood_ = look.timber
    rocker = [(210, 730), (350, 800), (500, 816), (650, 800), (790, 730)]
    c.curve(rocker, 34, kit.darker(wood_, 0.15))
    c.curve([(x, y - 7) for x, y in rocker], 10, kit.lighter(wood_, 0.3))
    for x1, x2 in ((380, 330), (430, 410), (620, 640), (580, 560)):
        c.line(
            [(x1, 580), (x2, 780)], 42,
            kit.darker(wood_, 0.08 if x1 in (430, 580) else 0)
        )
    c.blob(
        [
            (320, 500), (500, 470), (660, 480), (700, 560), (640, 640), (480, 650),
            (340, 630)
        ], kit.lit(pattern("wood", kit.rgb(wood_), 7), 0.15)
    )
    c.blob(
        [
            (600, 540), (650, 380), (690, 260), (770, 280), (860, 390), (830, 430),
            (750, 400), (720, 560)
        ], kit.lit(pattern("wood", kit.rgb(wood_), 8), 0.15)
    )
    c.blob(
        [(600, 500), (620, 360), (660, 230), (716, 226), (690, 330), (660, 440)],
        look.colour
    )
    c.blob(
        [(330, 520), (250, 540), (200, 660), (250, 690), (300, 600), (350, 580)],
        look.colour
    )
    c.ellipse(764, 334, 12, 14, "#2f2630")
    c.blob([(430, 480), (560, 470), (590, 560), (420, 570)], look.accent)
    c.line([(720, 400), (560, 490)], 9, kit.darker(look.accent, 0.3))
    c.shape([(700, 262), (716, 190), (748, 268)], wood_)


def train(c, look):
    c.shadow(500, TABLE, 370)
    c.line([(110, 800), (890, 800)], 10, kit.darker(look.timber, 0.3))
    c.rect(140, 590, 230, 140, kit.lit(pattern("plain", kit.rgb(look.accent)), 0.2), 14)
    for x, tint in ((190, look.berry), (260, look.colour), (322, look.metal)):
        c.ellipse(x, 580, 40, 40, kit.lit(pattern("plain", kit.rgb(tint)), 0.4))
    c.line([(366, 706), (440, 706)], 16, kit.darker(look.timber, 0.4))
    c.rect(
        430, 560, 420, 170, kit.lit(pattern("plain", kit.rgb(look.colour)), 0.35), 24
    )
    c.rect(
        430, 400, 190, 330,
        kit.lit(pattern("plain", kit.rgb(kit.darker(look.colour, 0.1))), 0.3), 18
    )
    c.rect(464, 450, 122, 104, "#eaf3f5", 12)
    c.rect(408, 376, 236, 38, look.accent, 14)
    c.lathe(760, [(430, 60), (470, 34), (566, 40)], look.accent, 0.4)
    c.ellipse(850, 645, 26, 66, kit.darker(look.colour, 0.3))
    for x, y, r in ((760, 370, 44), (820, 290, 62), (730, 200, 50)):
        c.ellipse(x, y, r, r, "#ffffff", 0.7)
    for x in (200, 316, 490, 620, 780):
        c.ellipse(x, 740, 62, 62, kit.lit(pattern("wood", kit.rgb(look.timber)), 0.1))
        c.ellipse(x, 740, 22, 22, look.berry)


def doll(c, look):
    """A cloth doll in a dress."""
    c.shadow(500, TABLE, 170)
    skin, hair = "#f3d3bb", kit.darker(look.timber, 0.35)
    for side in (-1, 1):
        c.line([(500 + side * 46, 690), (500 + side * 56, 800)], 44, skin)
        c.ellipse(500 + side * 64, 802, 50, 26, kit.darker(look.accent, 0.2))
        c.line([(500 + side * 70, 500), (500 + side * 176, 640)], 42, skin)
    c.ellipse(500, 330, 184, 190, hair)
    for side in (-1, 1):
        c.ellipse(500 + side * 190, 430, 54, 96, hair, turn=side * -12)
        c.ellipse(500 + side * 178, 350, 26, 20, look.accent)
    c.blob(
        [
            (430, 470), (570, 470), (600, 560), (690, 730), (500, 756), (310, 730),
            (400, 560)
        ], kit.lit(look.cloth, 0.08)
    )
    c.rect(404, 556, 192, 24, look.accent, 12)
    c.ellipse(500, 360, 146, 146, skin)
    c.blob(
        [
            (356, 350), (380, 230), (500, 196), (620, 230), (644, 350), (560, 290),
            (470, 282), (410, 310)
        ], hair
    )
    for side in (-1, 1):
        c.ellipse(500 + side * 52, 370, 13, 16, "#2f2630")
        c.ellipse(500 + side * 84, 416, 30, 20, "#f08f86", 0.5)
    c.curve([(466, 430), (500, 450), (534, 430)], 7, "#b9564f")


def balloon(c, look):
    """A mobile: a hot-air balloon and clouds."""
    for x, y, k in ((210, 640, 1.0), (800, 300, 0.8)):
        for dx, dy, r in ((-70, 10, 52), (0, -18, 72), (74, 12, 50)):
            c.ellipse(x + dx * k, y + dy * k, r * k, r * k, "#ffffff", 0.95)
        c.rect(x - 110 * k, y + 6 * k, 220 * k, 56 * k, "#ffffff", 28 * k)
    for x in (430, 570):
        c.line(
            [(x, 560), (500 + (x - 500) * 0.7, 740)], 5, kit.darker(look.timber, 0.3)
        )
    c.lathe(
        500, [(120, 20), (150, 130), (270, 236), (380, 236), (500, 150), (590, 66)],
        pattern("stripes", kit.rgb(look.colour)),
        0.35,
        bottom=0.2
    )
    c.rect(430, 570, 140, 20, look.accent, 10)
    c.lathe(500, [(730, 66), (820, 54)], pattern("wicker", kit.rgb(look.timber)), 0.1)
    c.rect(426, 722, 148, 20, kit.darker(look.timber, 0.2), 10)
