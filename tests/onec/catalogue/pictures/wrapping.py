"""Wrapping and cards."""

import math

from . import kit
from .patterns import pattern
from .vessels import TABLE

# Outlines are read best as rows of points.
# fmt: off

def gift(c, look):
    c.shadow(500, TABLE, 280)
    paper = look.skin
    c.rect(250, 420, 500, 394, kit.lit(paper, 0.05), 6)
    c.rect(452, 420, 96, 394, look.accent)
    c.rect(
        226, 356, 548, 100,
        kit.lit(pattern("plain", kit.rgb(kit.darker(look.colour, 0.06))), 0.1), 8
    )
    c.rect(226, 448, 548, 14, "#3b3344", alpha=0.2)
    c.rect(452, 356, 96, 100, kit.lighter(look.accent, 0.08))
    for side in (-1, 1):
        loop = [
            (500, 356), (500 + side * 70, 250), (500 + side * 190, 216),
            (500 + side * 214, 290), (500 + side * 120, 346)
        ]
        c.blob(
            loop,
            kit.gradient(kit.lighter(look.accent, 0.2), kit.darker(look.accent, 0.1))
        )
        c.blob(
            [
                (500 + side * 40, 342), (500 + side * 100, 286),
                (500 + side * 160, 266), (500 + side * 150, 306)
            ], kit.darker(look.accent, 0.35)
        )
        c.blob(
            [
                (500, 356), (500 + side * 80, 400), (500 + side * 150, 480),
                (500 + side * 96, 476), (500 + side * 30, 400)
            ], kit.darker(look.accent, 0.12)
        )
    c.ellipse(500, 346, 40, 34, kit.lighter(look.accent, 0.15))


def ribbon(c, look):
    """A spool of ribbon, sold by the metre."""
    c.shadow(430, TABLE, 210)
    tail = [(560, 660), (720, 640), (800, 720), (860, 640), (940, 700)]
    c.curve(tail, 92, kit.darker(look.colour, 0.14))
    c.curve([(x, y - 8) for x, y in tail], 74, look.colour)
    wood_ = kit.lit(pattern("wood", kit.rgb(look.timber)), 0.1)
    c.ellipse(470, 590, 210, 222, kit.darker(look.timber, 0.35))
    c.ellipse(440, 590, 196, 208, kit.darker(look.colour, 0.3))
    c.ellipse(420, 590, 188, 200, look.colour)
    for k in range(6):
        c.ellipse(
            412 - k * 2, 590, 182 - k * 13, 194 - k * 13,
            kit.lighter(look.colour, 0.05 * (k % 2) + 0.04)
        )
    c.ellipse(384, 590, 212, 224, wood_)
    c.ellipse(384, 590, 196, 208, kit.lighter(look.timber, 0.12), 0.5)
    c.ellipse(384, 590, 48, 50, kit.darker(look.timber, 0.55))
    c.ellipse(384, 590, 104, 110, look.colour, 0.9)
    c.ellipse(384, 590, 48, 50, kit.darker(look.timber, 0.5))


def ribbon_trio(c, look):
    """Three spools standing in a row."""
    for x, foot, k, tint in (
        (690, TABLE - 20, 0.86, kit.lighter(look.colour, 0.5)),
        (330, TABLE - 20, 0.86, look.accent), (510, TABLE, 1.0, look.colour)
    ):
        c.shadow(x, foot, 120 * k)
        c.lathe(
            x, [(foot - 300 * k, 98 * k), (foot - 40, 98 * k)],
            pattern("ribs", kit.rgb(tint), 4).rotate(90), 0.35
        )
        for y in (foot - 330 * k, foot - 36 * k):
            c.lathe(x, [(y, 126 * k), (y + 30 * k, 126 * k)], look.timber, 0.2)
            c.ellipse(x, y, 126 * k, 17 * k, kit.lighter(look.timber, 0.2))
        c.ellipse(x, foot - 330 * k, 34 * k, 6 * k, kit.darker(look.timber, 0.6))


def paper_rolls(c, look):
    """Rolls of wrapping paper that stand and lean."""
    rolls = (
        (300, -9, look.skin), (450, 3, pattern("plain", kit.rgb(look.accent))),
        (600, -2, pattern("stripes", kit.rgb(look.colour))),
        (730, 9, pattern("dots", kit.rgb(kit.lighter(look.accent, 0.4))))
    )
    for x, turn, skin in rolls:
        c.shadow(x - turn * 4, TABLE, 70)
        body = kit.turned(
            [(x - 58, 210), (x + 58, 210), (x + 58, TABLE - 10), (x - 58, TABLE - 10)],
            (x, 600), turn
        )
        c.shape(body, kit.lit(skin, 0.3))
        mx, my = (body[0][0] + body[1][0]) / 2, (body[0][1] + body[1][1]) / 2
        c.ellipse(mx, my, 58, 18, "#f3ead9", turn=turn)
        c.ellipse(mx, my, 40, 11, "#8d7455", turn=turn)
        low = kit.turned(
            [(x - 58, 560), (x + 58, 560), (x + 58, 600), (x - 58, 600)], (x, 600), turn
        )
        c.shape(low, "#f8f3e8")


def paper_bag(c, look):
    c.shadow(500, TABLE, 240)
    c.curve(
        [(420, 330), (430, 190), (500, 150), (570, 190), (580, 330)], 15,
        kit.darker(look.accent, 0.2)
    )
    c.shape(
        [(300, 320), (700, 320), (730, TABLE), (270, TABLE)], kit.lit(look.skin, 0.05)
    )
    c.shape([(640, 320), (700, 320), (730, TABLE), (650, TABLE)], "#3b3344", 0.14)
    c.rect(300, 320, 400, 26, "#ffffff", alpha=0.25)
    c.curve(
        [(420, 350), (434, 220), (500, 186), (566, 220), (580, 350)], 15, look.accent
    )
    for x in (420, 580):
        c.ellipse(x, 352, 13, 13, look.metal)
    c.ellipse(500, 580, 112, 112, "#fbf8f2")
    for turn in (-150, -90, -30, 30, 90, 150):
        a = math.radians(turn)
        c.ellipse(
            500 + math.cos(a) * 46,
            580 + math.sin(a) * 46,
            44,
            16,
            look.ink,
            0.85,
            turn=turn
        )


def card(c, look):
    """A greeting card with its envelope."""
    back = kit.turned([(250, 380), (800, 380), (800, 780), (250, 780)], (525, 580), 7)
    c.shape([(x + 14, y + 24) for x, y in back], "#3b3344", 0.2)
    c.shape(back, kit.mix(look.accent, "#fbf3e4", 0.4))
    flap = kit.turned([(250, 380), (800, 380), (525, 620)], (525, 580), 7)
    c.shape(flap, kit.mix(look.accent, "#8a6a48", 0.16))
    face = kit.turned([(230, 190), (620, 190), (620, 730), (230, 730)], (425, 460), -6)
    c.shape([(x + 12, y + 20) for x, y in face], "#3b3344", 0.22)
    c.shape(face, "#fdfaf3")
    inner = kit.turned([(256, 216), (594, 216), (594, 704), (256, 704)], (425, 460), -6)
    c.shape(inner, kit.lit(look.skin, 0.0))
    c.ellipse(430, 440, 128, 128, "#fdfaf3")
    for i in range(8):
        a = math.tau * i / 8
        c.ellipse(
            430 + math.cos(a) * 56,
            440 + math.sin(a) * 56,
            46,
            18,
            look.berry if i % 2 else look.plant,
            turn=math.degrees(a)
        )
    c.ellipse(430, 440, 22, 22, look.metal)


def tags(c, look):
    """Gift tags on twine."""
    for x, y, turn, tint in (
        (330, 540, -14, look.accent), (680, 560, 12, kit.lighter(look.colour, 0.5)),
        (500, 560, -2, look.colour)
    ):
        body = kit.turned(
            [
                (x, y - 250), (x + 118, y - 160), (x + 118, y + 240),
                (x - 118, y + 240), (x - 118, y - 160)
            ], (x, y), turn
        )
        c.shape([(px + 10, py + 16) for px, py in body], "#3b3344", 0.22)
        c.shape(body, kit.gradient(kit.lighter(tint, 0.12), kit.darker(tint, 0.06)))
        hole = kit.turned([(x, y - 180)], (x, y), turn)[0]
        c.curve(
            [hole, (hole[0] - 20, hole[1] - 110), (500, 130), (520, 60)], 6, "#b08d5b"
        )
        c.ellipse(*hole, 17, 17, "#fbf8f2")
        c.ellipse(*hole, 9, 9, kit.darker(tint, 0.5))
        heart = kit.turned(
            [
                (x, y + 100), (x - 62, y + 30), (x - 44, y - 30), (x, y + 2),
                (x + 44, y - 30), (x + 62, y + 30)
            ], (x, y), turn
        )
        c.blob(heart, "#fbf8f2", 0.92)
