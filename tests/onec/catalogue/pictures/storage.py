"""Baskets, boxes and jars."""

import math

from . import kit
from .patterns import pattern
from .vessels import TABLE

# Outlines are read best as rows of points.
# fmt: off

def basket(c, look):
    c.shadow(500, TABLE, 230)
    skin = pattern("wicker", kit.rgb(look.colour))
    c.curve(
        [(330, 470), (360, 210), (500, 150), (640, 210), (670, 470)], 30,
        kit.darker(look.colour, 0.2)
    )
    c.curve(
        [(326, 464), (356, 208), (498, 146), (632, 206)], 9,
        kit.lighter(look.colour, 0.3)
    )
    c.lathe(500, [(470, 262), (560, 272), (720, 236), (TABLE, 190)], skin, 0.12)
    c.ellipse(500, 470, 270, 46, kit.darker(look.colour, 0.1))
    c.ellipse(500, 472, 244, 34, kit.darker(look.colour, 0.58))
    for i in range(26):
        x = 500 + 264 * math.cos(math.pi * i / 25)
        y = 474 + 44 * math.sin(math.pi * i / 25)
        c.ellipse(
            x, y, 26, 13, kit.lighter(look.colour, 0.10 + 0.12 * (i % 2)), turn=-28
        )


def basket_lid(c, look):
    """A tall laundry basket with a lid and a cotton lining."""
    c.shadow(500, TABLE, 210)
    skin = pattern("wicker", kit.rgb(look.colour), 2)
    c.lathe(500, [(380, 212), (600, 226), (TABLE - 6, 190)], skin, 0.12)
    c.lathe(
        500, [(352, 224), (420, 226), (436, 222)], pattern("linen", kit.rgb("#efe6d6")),
        0.1
    )
    c.lathe(500, [(262, 40), (292, 150), (350, 238), (372, 238)], skin, 0.15)
    c.ellipse(500, 256, 32, 28, kit.lit(pattern("wood", kit.rgb(look.timber)), 0.3))
    c.rect(462, 520, 76, 26, look.accent, 8)


def basket_soft(c, look):
    """A knitted basket with handles."""
    c.shadow(500, TABLE, 240)
    for side in (-1, 1):
        c.curve(
            [
                (500 + side * 250, 560), (500 + side * 330, 500),
                (500 + side * 330, 640), (500 + side * 250, 650)
            ], 24, kit.darker(look.colour, 0.2)
        )
    c.ellipse(500, 450, 250, 52, kit.darker(look.colour, 0.45))
    for x, tint in (
        (400, look.accent), (560, kit.lighter(look.accent, 0.5)),
        (480, kit.lighter(look.colour, 0.4))
    ):
        c.ellipse(x, 430, 96, 74, kit.lit(pattern("linen", kit.rgb(tint)), 0.1))
    c.lathe(
        500, [(462, 248), (600, 268), (740, 258), (TABLE - 6, 214)],
        pattern("knit", kit.rgb(look.colour)), 0.1
    )
    c.lathe(
        500, [(448, 252), (500, 262), (520, 260)], kit.lighter(look.colour, 0.12), 0.1
    )


def box(c, look):
    """A box with a lid and a label."""
    c.shadow(510, TABLE, 300)
    side = look.cloth
    c.rect(220, 460, 560, 352, kit.lit(side, 0.05), 8)
    c.rect(220, 460, 560, 40, "#3b3344", alpha=0.2)
    lid = kit.darker(look.colour, 0.08)
    c.rect(200, 370, 600, 112, kit.gradient(kit.lighter(look.colour, 0.12), lid), 10)
    c.shape(
        [(200, 376), (260, 320), (740, 320), (800, 376)],
        kit.lighter(look.colour, 0.26)
    )
    c.rect(412, 590, 176, 104, look.metal, 8)
    c.rect(424, 602, 152, 80, "#fbf8f2", 4)
    c.line([(446, 630), (554, 630)], 5, kit.darker(look.colour, 0.4), 0.7)
    c.line([(446, 654), (520, 654)], 5, kit.darker(look.colour, 0.4), 0.5)


def crate(c, look):
    """A wooden crate with slats and rope handles."""
    c.shadow(500, TABLE, 330)
    c.shape(
        [(190, 420), (810, 420), (770, 480), (230, 480)], kit.darker(look.timber, 0.55)
    )
    for i, x in enumerate((270, 390, 520, 640)):
        c.ellipse(
            x + 40, 420, 80, 60,
            kit.lit(
                pattern(
                    "linen",
                    kit.rgb(
                        (look.colour, look.accent, kit.lighter(look.colour, 0.4))[i % 3]
                    )
                ), 0.15
            )
        )
    for i, y in enumerate((470, 590, 710)):
        c.rect(
            170, y, 660, 104, kit.lit(pattern("wood", kit.rgb(look.timber), i), 0.08), 8
        )
        c.rect(170, y + 94, 660, 10, "#3b3344", 5, alpha=0.28)
        for x in (200, 800):
            c.ellipse(x, y + 52, 9, 9, kit.darker(look.timber, 0.6))
    c.rect(420, 500, 160, 44, kit.darker(look.timber, 0.62), 22)


def boxes_stack(c, look):
    """Three round boxes, one on another."""
    c.shadow(500, TABLE, 210)
    foot = TABLE
    for r, h, tint in (
        (212, 190, look.colour), (168, 160, look.accent),
        (122, 130, kit.lighter(look.colour, 0.45))
    ):
        skin = look.skin if tint is look.colour else kit.rgb(tint)
        c.lathe(500, [(foot - h + 30, r), (foot - 2, r)], skin, 0.25, bottom=0.08)
        c.lathe(
            500, [(foot - h, r + 7), (foot - h + 54, r + 7)],
            kit.darker(tint, 0.12),
            0.3,
            bottom=0.08
        )
        c.ellipse(500, foot - h, r + 7, (r + 7) * 0.10, kit.lighter(tint, 0.22))
        foot -= h + 4
    for side in (-1, 1):
        c.blob(
            [
                (500, foot), (500 + side * 60, foot - 54),
                (500 + side * 118, foot - 30), (500 + side * 96, foot + 14),
                (500 + side * 40, foot + 12)
            ], look.berry
        )
    c.ellipse(500, foot - 2, 26, 22, kit.darker(look.berry, 0.15))


def jar(c, look):
    """A tin with a wooden lid."""
    for x, foot, k in ((650, TABLE - 46, 0.72), (400, TABLE, 1.0)):
        c.shadow(x, foot, 140 * k)
        c.lathe(
            x, [
                (foot - 340 * k, 148 * k), (foot - 320 * k, 152 * k),
                (foot - 10, 152 * k), (foot, 146 * k)
            ], look.skin, 0.5
        )
        c.lathe(
            x, [(foot - 400 * k, 138 * k), (foot - 336 * k, 142 * k)],
            pattern("wood", kit.rgb(look.timber)), 0.2
        )
        c.ellipse(x, foot - 400 * k, 138 * k, 18 * k, kit.lighter(look.timber, 0.2))
        c.ellipse(x, foot - 418 * k, 26 * k, 24 * k, kit.darker(look.timber, 0.15))
        c.rect(x - 76 * k, foot - 220 * k, 152 * k, 76 * k, "#fbf8f2", 8)
        c.line(
            [(x - 44 * k, foot - 182 * k), (x + 44 * k, foot - 182 * k)], 7 * k,
            kit.darker(look.colour, 0.5), 0.7
        )


def hooks(c, look):
    """A wooden rail with hooks."""
    c.glow(520, 330, 420, 150, "#3b3344", 0.22)
    c.rect(
        110, 240, 780, 130, kit.lit(pattern("wood", kit.rgb(look.timber), 4), 0.1), 18
    )
    for i, x in enumerate((220, 407, 593, 780)):
        c.ellipse(x, 305, 32, 32, kit.lit(pattern("plain", kit.rgb(look.metal)), 0.8))
        c.curve(
            [(x, 305), (x, 430), (x + 4, 460), (x + 48, 450), (x + 52, 410)], 18,
            look.metal
        )
        c.ellipse(x + 52, 404, 15, 15, kit.lighter(look.metal, 0.25))
        if i == 1:
            c.line([(x + 10, 452), (x - 60, 580)], 8, kit.darker(look.colour, 0.3))
            c.line([(x + 30, 452), (x + 90, 580)], 8, kit.darker(look.colour, 0.3))
            c.rect(x - 90, 570, 220, 250, kit.lit(look.cloth, 0.05), 18)
