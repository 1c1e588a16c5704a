"""Tableware."""

import math

from . import kit
from .patterns import pattern
from .vessels import TABLE

# Outlines are read best as rows of points.
# fmt: off

def plate(c, look, x, y, r, rim=True):
    c.glow(x + 12, y + 26, r * 1.14, r * 1.12, "#3b3344", 0.36, blur=0.3)
    c.ellipse(
        x, y, r, r,
        kit.gradient(kit.lighter(look.colour, 0.22), kit.darker(look.colour, 0.10))
    )
    c.ellipse(x, y, r * 0.965, r * 0.965, look.colour)
    well = kit.gradient(kit.darker(look.colour, 0.10), kit.lighter(look.colour, 0.22))
    c.ellipse(x, y, r * 0.70, r * 0.70, well)
    c.ellipse(x, y, r * 0.66, r * 0.66, kit.lighter(look.colour, 0.08))
    if rim:
        ink = look.ink
        style = look.pick(3)
        for i in range(36 if style else 48):
            a = math.tau * i / (36 if style else 48)
            px, py = x + math.cos(a) * r * 0.83, y + math.sin(a) * r * 0.83
            if style == 0:
                c.ellipse(px, py, r * 0.022, r * 0.022, ink)
            elif style == 1:
                c.ellipse(px, py, r * 0.062, r * 0.022, ink, turn=math.degrees(a) + 50)
            elif i % 2:
                ends = [
                    (x + math.cos(a) * r * k, y + math.sin(a) * r * k)
                    for k in (0.76, 0.91)
                ]
                c.line(ends, r * 0.018, ink, 0.8)
    c.curve(
        [
            (x - r * 0.80, y - r * 0.36), (x - r * 0.60, y - r * 0.66),
            (x - r * 0.28, y - r * 0.84)
        ], r * 0.03, "#ffffff", 0.5
    )


def plate_top(c, look):
    """A plate seen from above, with a sprig on it."""
    plate(c, look, 500, 490, 355)
    if look.pick(2):
        stem = kit.smooth([(390, 620), (480, 500), (610, 370)])
        c.line(stem, 6, look.plant)
        for px, py in stem[3::3]:
            for turn in (-95, 5):
                a = math.radians(turn)
                c.ellipse(
                    px + 34 * math.cos(a),
                    py + 34 * math.sin(a),
                    36,
                    12,
                    look.plant,
                    turn=turn
                )


def plate_stack(c, look):
    """A stack of plates and a bowl on top."""
    c.shadow(500, TABLE, 300)
    y = TABLE - 16
    for i, r in enumerate((310, 300, 250, 244)):
        tint = kit.lighter(look.colour, 0.14 *
                           (i %
                            2)) if i < 2 else kit.lighter(look.accent, 0.2 * (i % 2))
        c.lathe(
            500, [(y - 26, r), (y - 16, r * 0.97), (y, r * 0.62)],
            tint,
            0.5,
            bottom=0.05
        )
        c.ellipse(500, y - 26, r, 15, kit.lighter(tint, 0.25))
        y -= 34
    c.lathe(
        500, [(y - 150, 190), (y - 90, 176), (y - 20, 110), (y, 84)], look.skin, 0.6
    )
    c.opening(500, y - 150, 190, look.colour, 0.16)


def bowl(c, look):
    c.shadow(500, TABLE, 170)
    c.lathe(
        500, [(520, 292), (600, 280), (720, 196), (780, 110), (TABLE - 2, 104)],
        look.skin, 0.6
    )
    c.ellipse(500, 520, 292, 62, kit.lighter(look.colour, 0.3))
    c.ellipse(
        500, 526, 272, 52,
        kit.gradient(kit.darker(look.colour, 0.45), kit.darker(look.colour, 0.12))
    )
    if look.pick(2):
        for x, y, tint in (
            (400, 505, "#d9553f"), (500, 488, "#e9a23b"), (600, 508, "#c8453c"),
            (455, 528, "#7f9a4b"), (552, 530, "#e7b65a")
        ):
            c.ellipse(
                x, y, 62, 56,
                kit.lit(
                    kit.gradient(kit.lighter(tint, 0.2),
                                 kit.darker(tint, 0.2)).resize((64, 64)), 0.3
                )
            )
        rim = [
            (500 + 292 * math.cos(t), 520 + 62 * math.sin(t))
            for t in (math.pi * i / 30 for i in range(31))
        ]
        low = [
            (500 + 276 * math.cos(t), 530 + 60 * math.sin(t))
            for t in (math.pi * i / 30 for i in range(31))
        ]
        c.shape(rim + low[::-1], kit.lighter(look.colour, 0.3))


def _mug(c, look, x, foot, r, h, skin, steam=True):
    top = foot - h
    c.shadow(x, foot, r)
    ink = kit.darker(look.colour, 0.12)
    handle = [
        (x + r * 0.9, top + h * 0.20), (x + r * 1.55, top + h * 0.22),
        (x + r * 1.55, top + h * 0.66), (x + r * 0.86, top + h * 0.76)
    ]
    c.curve(handle, r * 0.22, ink)
    c.curve(
        [(px - 3, py - 5) for px, py in handle], r * 0.06,
        kit.lighter(look.colour, 0.35)
    )
    c.lathe(
        x, [(top, r), (foot - h * 0.3, r), (foot - 14, r * 0.92), (foot, r * 0.78)],
        skin, 0.65
    )
    c.opening(x, top, r, look.colour, 0.15)
    c.ellipse(x, top + r * 0.035, r * 0.86, r * 0.10, "#6d4326")
    if steam:
        for dx in (-0.3, 0.25):
            path = [
                (x + r * dx, top - 20), (x + r * (dx - 0.2), top - 80),
                (x + r * (dx + 0.15), top - 140), (x + r * dx, top - 200)
            ]
            c.curve(path, 15, "#ffffff", 0.38)


def mug(c, look):
    _mug(c, look, 460, TABLE, 185, 350, look.skin)


def mug_pair(c, look):
    _mug(
        c,
        look,
        640,
        TABLE - 60,
        132,
        250,
        kit.mix(look.colour, look.accent, 0.7),
        steam=False
    )
    _mug(c, look, 350, TABLE, 150, 280, look.skin)


def teapot(c, look):
    c.shadow(500, TABLE, 220)
    ink = kit.darker(look.colour, 0.10)
    c.curve([(690, 530), (840, 500), (850, 660), (700, 720)], 36, ink)
    c.curve([(690, 524), (834, 496), (842, 650)], 9, kit.lighter(look.colour, 0.4))
    spout = [
        (330, 640), (232, 600), (190, 500), (146, 470), (196, 452), (262, 500),
        (300, 560), (350, 560)
    ]
    c.blob(spout, kit.gradient(kit.lighter(look.colour, 0.1), ink))
    c.lathe(
        500, [(470, 96), (510, 170), (610, 218), (720, 206), (790, 130), (TABLE, 118)],
        look.skin, 0.75
    )
    c.lathe(
        500, [(424, 30), (450, 84), (478, 112)], kit.lighter(look.colour, 0.06), 0.7
    )
    c.ellipse(500, 478, 112, 12, kit.darker(look.colour, 0.3))
    c.lathe(500, [(440, 70), (474, 112)], kit.lighter(look.colour, 0.06), 0.7)
    c.ellipse(500, 408, 30, 28, kit.lit(pattern("plain", kit.rgb(look.accent)), 0.8))


def jug(c, look):
    c.shadow(500, TABLE, 150)
    ink = kit.darker(look.colour, 0.16)
    c.curve([(600, 400), (760, 390), (770, 580), (640, 690)], 34, ink)
    c.curve([(600, 392), (752, 384), (760, 560)], 9, kit.lighter(look.colour, 0.4))
    c.blob(
        [(400, 330), (330, 300), (372, 380), (420, 420)], kit.lighter(look.colour, 0.1)
    )
    c.lathe(
        500, [(320, 122), (400, 104), (480, 112), (640, 172), (760, 158), (TABLE, 118)],
        look.skin, 0.6
    )
    c.opening(500, 320, 122, look.colour, 0.16)


def glasses(c, look):
    """Two stemmed glasses of tinted glass."""
    for x, foot, k in ((620, TABLE - 50, 0.86), (390, TABLE, 1.0)):
        c.shadow(x, foot, 90 * k, alpha=0.2)
        c.glow(x + 30, foot + 4, 120 * k, 20, look.colour, 0.4)
        c.lathe(
            x, [(foot - 16, 88 * k), (foot, 92 * k)],
            kit.lighter(look.colour, 0.4),
            0.9,
            alpha=0.6
        )
        c.lathe(
            x, [(foot - 250 * k, 12), (foot - 60, 11), (foot - 12, 40)],
            kit.lighter(look.colour, 0.3),
            0.9,
            alpha=0.7
        )
        bowl_ = [
            (foot - 520 * k, 100 * k), (foot - 400 * k, 122 * k),
            (foot - 300 * k, 90 * k), (foot - 240 * k, 22)
        ]
        c.lathe(x, bowl_, kit.lighter(look.colour, 0.15), 1.0, alpha=0.6)
        c.lathe(
            x, [
                (foot - 420 * k, 112 * k), (foot - 370 * k, 112 * k),
                (foot - 290 * k, 76 * k), (foot - 250 * k, 22)
            ],
            look.berry,
            0.7,
            alpha=0.65
        )
        c.ellipse(x, foot - 420 * k, 113 * k, 15 * k, kit.lighter(look.berry, 0.3), 0.8)
        c.ellipse(x, foot - 520 * k, 100 * k, 14 * k, "#ffffff", 0.5)
        c.curve(
            [
                (x - 86 * k, foot - 480 * k), (x - 96 * k, foot - 400 * k),
                (x - 70 * k, foot - 310 * k)
            ], 8, "#ffffff", 0.65
        )


def board(c, look):
    """A cutting board with a knife-thin shadow and a hole in the handle."""
    outline = [
        (330, 330), (430, 300), (452, 130), (548, 130), (570, 300), (670, 330),
        (690, 520), (670, 770), (500, 792), (330, 770), (310, 520)
    ]
    c.blob([(x + 16, y + 26) for x, y in outline], "#3b3344", 0.22)
    c.blob(outline, kit.lit(pattern("wood", kit.rgb(look.timber), look.pick(4)), 0.1))
    c.ellipse(500, 186, 24, 24, kit.darker(look.timber, 0.55))
    c.blob(
        [(400, 560), (470, 430), (600, 470), (620, 600), (520, 690), (410, 660)],
        look.colour, 0.92
    )
    stem = kit.smooth([(440, 640), (510, 560), (580, 490)])
    c.line(stem, 5, look.ink)
    for px, py in stem[3::4]:
        for turn in (-100, 10):
            a = math.radians(turn)
            c.ellipse(
                px + 26 * math.cos(a),
                py + 26 * math.sin(a),
                28,
                10,
                look.ink,
                turn=turn
            )
