"""Textiles."""

import math
import random

from . import kit
from .patterns import pattern
from .table import plate
from .vessels import TABLE

# Outlines are read best as rows of points.
# fmt: off

def cushion(c, look):
    c.shadow(500, TABLE, 270)
    body = [
        (190, 330), (330, 352), (500, 356), (670, 352), (810, 330), (794, 480),
        (790, 560), (794, 660), (812, 800), (670, 792), (500, 796), (330, 792),
        (188, 800), (206, 660), (210, 560), (206, 480)
    ]
    c.blob(body, kit.lit(look.cloth, 0.12))
    c.glow(400, 500, 240, 220, "#ffffff", 0.28)
    c.glow(520, 770, 280, 70, "#3b3344", 0.26)
    for x, y, side in ((190, 332, 1), (810, 332, -1), (190, 800, 1), (812, 800, -1)):
        c.line(
            [(x, y), (x + side * 90, y + (70 if y < 500 else -70))], 5,
            kit.darker(look.colour, 0.4), 0.35
        )
    edge = kit.smooth(body, closed=True)
    c.line([*edge, edge[0]], 9, kit.darker(look.colour, 0.22), 0.7)
    if look.pick(2):
        for x, y in ((190, 332), (810, 332), (190, 800), (812, 800)):
            for k in range(-3, 4):
                c.line([(x, y), (x + k * 7, y + 54)], 6, look.accent)
            c.ellipse(x, y + 4, 15, 13, kit.darker(look.accent, 0.15))


def cushion_round(c, look):
    c.shadow(500, TABLE, 270)
    c.ellipse(500, 560, 320, 252, kit.lit(look.cloth, 0.15))
    ink = kit.darker(look.colour, 0.30)
    for i in range(22):
        a = math.tau * i / 22
        path = [
            (500 + math.cos(a) * 40, 540 + math.sin(a) * 30),
            (500 + math.cos(a + 0.16) * 190, 552 + math.sin(a + 0.16) * 150),
            (500 + math.cos(a) * 312, 560 + math.sin(a) * 246)
        ]
        c.curve(path, 5, ink, 0.35)
    c.glow(400, 470, 200, 130, "#ffffff", 0.3)
    c.ellipse(500, 540, 36, 28, kit.lit(pattern("plain", kit.rgb(look.accent)), 0.4))


def blanket(c, look):
    """A folded blanket with a fringe."""
    c.shadow(500, TABLE, 320)
    for i, y in enumerate((TABLE - 92, TABLE - 184, TABLE - 276)):
        w = 330 - i * 12
        skin = look.cloth if i % 2 == 0 else pattern(
            "knit", kit.rgb(kit.darker(look.colour, 0.08))
        )
        c.rect(500 - w, y, w * 2, 94, kit.lit(skin, 0.08), 46)
        c.rect(500 - w + 6, y + 78, w * 2 - 12, 14, "#3b3344", 7, alpha=0.22)
        c.rect(500 - w + 30, y + 8, w * 2 - 60, 10, "#ffffff", 5, alpha=0.25)
    drape = [(560, 540), (730, 540), (742, 660), (734, 770), (560, 770), (550, 650)]
    c.blob(drape, look.cloth)
    c.blob(drape, "#ffffff", 0.08)
    for x in range(566, 736, 17):
        c.line(
            [(x, 764), (x - 3 + look.pick(7), 806)], 7, kit.lighter(look.colour, 0.12)
        )


def towels(c, look):
    """A stack of rolled and folded towels."""
    c.shadow(500, TABLE, 280)
    for i, tint in enumerate(
        (look.colour, kit.lighter(look.colour, 0.45), look.accent)
    ):
        y = TABLE - 86 * (i + 1)
        c.rect(
            230 + 8 * i, y, 540 - 16 * i, 86,
            kit.lit(pattern("linen", kit.rgb(tint)), 0.1), 40
        )
        c.rect(
            250 + 8 * i, y + 40, 500 - 16 * i, 6, kit.darker(tint, 0.3), 3, alpha=0.35
        )
        c.rect(640, y + 2, 26, 82, kit.lighter(tint, 0.35), alpha=0.7)
    y = TABLE - 86 * 3 - 62
    for x, tint in ((400, kit.lighter(look.accent, 0.4)), (560, look.colour)):
        c.ellipse(x, y, 84, 66, kit.lit(pattern("linen", kit.rgb(tint)), 0.15))
        for k in (0.74, 0.5, 0.26):
            c.ellipse(x, y, 84 * k, 66 * k, kit.darker(tint, 0.22))
            c.ellipse(x, y, 84 * k - 8, 66 * k - 8, tint)


def tablecloth(c, look):
    """A round table under a falling cloth."""
    c.shadow(500, TABLE + 8, 300, 34)
    rnd = random.Random(look.seed)
    hem = [(150 + 700 * i / 14, TABLE - 6 + (14 if i % 2 else -14)) for i in range(15)]
    sides = [(240, 400), *hem, (760, 400)]
    c.shape(
        [
            (240, 400), (146, TABLE - 10), *kit.smooth(hem), (854, TABLE - 10),
            (760, 400)
        ], kit.lit(look.cloth, 0.1)
    )
    for i in range(1, 14):
        x = 150 + 700 * i / 14
        top = 250 + 500 * i / 14
        c.line(
            [(top, 430 + rnd.randint(0, 30)), (x, sides[1 + i][1] - 6)],
            10 + rnd.randint(0, 10), "#3b3344", 0.10 if i % 2 else 0.04
        )
    c.ellipse(500, 400, 262, 52, kit.lighter(look.colour, 0.30))
    c.ellipse(500, 400, 262, 52, kit.lit(look.cloth, 0.05), 0.75)


def napkins(c, look):
    """Two folded napkins, one in a ring."""
    c.glow(500, 560, 360, 300, "#3b3344", 0.22)
    back = kit.turned([(300, 250), (760, 250), (760, 720), (300, 720)], (530, 480), 12)
    c.shape(
        back, kit.lit(pattern("linen", kit.rgb(kit.lighter(look.accent, 0.45))), 0.05)
    )
    front = [(250, 360), (690, 330), (720, 770), (280, 790)]
    c.shape([(x + 10, y + 14) for x, y in front], "#3b3344", 0.2)
    c.shape(front, look.cloth)
    inner = [(272, 384), (668, 354), (696, 748), (302, 766)]
    c.line([*inner, inner[0]], 5, kit.darker(look.colour, 0.35), 0.6)
    c.line([(262, 560), (704, 540)], 8, "#3b3344", 0.10)
    c.rect(
        440,
        440,
        84,
        250,
        kit.lit(pattern("plain", kit.rgb(look.metal)), 0.8),
        30,
        turn=-4
    )


def fabric_roll(c, look):
    """Fabric by the metre: a roll and a loose end."""
    c.shadow(500, TABLE, 330)
    skin = look.cloth
    end = [(250, 640), (760, 640), (830, 800), (200, TABLE + 4)]
    c.shape(end, kit.lit(skin, 0.05))
    c.rect(250, 430, 520, 230, kit.lit(skin, 0).rotate(90).resize((300, 300)), 20)
    for k in range(12):
        c.rect(
            250,
            430 + k * 19,
            520,
            19,
            "#ffffff" if k < 4 else "#3b3344",
            alpha=0.16 - 0.04 * k if k < 4 else 0.035 * (k - 3)
        )
    c.ellipse(770, 545, 52, 115, kit.lighter(look.colour, 0.25))
    for k in (0.78, 0.56, 0.34):
        c.ellipse(770, 545, 52 * k, 115 * k, kit.darker(look.colour, 0.25))
        c.ellipse(770, 545, 52 * k - 5, 115 * k - 8, kit.lighter(look.colour, 0.2))
    c.ellipse(770, 545, 12, 26, "#8a6a48")


def runner(c, look):
    """A table runner seen from above, with a plate."""
    c.glow(500, 520, 420, 300, "#3b3344", 0.22)
    c.rect(110, 300, 780, 420, look.cloth, 4)
    for y in range(308, 716, 16):
        for x, side in ((110, -1), (890, 1)):
            c.line([(x, y), (x + side * 40, y + 4)], 6, kit.lighter(look.colour, 0.2))
    for x in (160, 826):
        c.rect(x, 300, 14, 420, look.accent, alpha=0.8)
    plate(c, look.whitened(), 500, 510, 175, rim=False)
    pen_leaf = kit.smooth([(450, 560), (500, 500), (556, 450)])
    c.line(pen_leaf, 5, look.plant)
    for px, py in pen_leaf[3::4]:
        for turn in (-95, 5):
            a = math.radians(turn)
            c.ellipse(
                px + 22 * math.cos(a),
                py + 22 * math.sin(a),
                24,
                9,
                look.plant,
                turn=turn
            )


def apron(c, look):
    """An apron on a hook."""
    c.glow(520, 540, 300, 330, "#3b3344", 0.25)
    c.ellipse(500, 130, 20, 20, look.metal)
    c.curve(
        [(410, 290), (440, 190), (500, 132), (560, 190), (590, 290)], 16,
        kit.darker(look.colour, 0.25)
    )
    body = [
        (405, 280), (595, 280), (620, 400), (730, 470), (742, 660), (730, 830),
        (500, 842), (270, 830), (258, 660), (270, 470), (380, 400)
    ]
    c.shape(kit.smooth(body, closed=True, steps=6), kit.lit(look.cloth, 0.05))
    c.line([(268, 476), (190, 600), (214, 720)], 13, kit.darker(look.colour, 0.2))
    c.line([(732, 476), (810, 600), (786, 720)], 13, kit.darker(look.colour, 0.2))
    c.rect(370, 580, 260, 150, kit.darker(look.colour, 0.12), 18, alpha=0.85)
    c.line([(378, 604), (622, 604)], 5, look.accent)
    for x in (420, 500, 580):
        c.line([(x, 500), (x + (x - 500) * 0.15, 820)], 8, "#3b3344", 0.07)
