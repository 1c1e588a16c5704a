"""Christmas tree ornaments."""

import math

from . import kit
from .patterns import pattern

# Outlines are read best as rows of points.
# fmt: off

def _thread(c, look, x, y):
    c.line([(x, 0), (x, y)], 4, kit.darker(look.metal, 0.1), 0.8)


def _cap(c, look, x, y, r=26):
    _thread(c, look, x, y - 20)
    c.ellipse(x, y - 24, 13, 15, kit.darker(look.metal, 0.25))
    c.ellipse(x, y - 24, 8, 10, kit.lighter(look.metal, 0.5))
    c.lathe(x, [(y - 12, r * 0.86), (y + 18, r)], look.metal, 0.9, bottom=0.2)


def _branch(c, look):
    """A fir branch that comes in from the upper corner."""
    ink = look.fir
    side = -1 if look.pick(2) else 1
    tip = 500 + side * 40
    ends = [(500 - side * 520, 30), (500 - side * 220, 90), (tip, 60)]
    spine = kit.smooth(ends, steps=17)
    c.line(spine, 13, kit.darker("#6b5138", 0.1))
    for i, (x, y) in enumerate(spine):
        for lean in (-1, 1):
            wobble = 7 * math.sin(i * 2.1 + lean)
            a = math.radians(90 - side * 52 + lean * 58 + wobble)
            size = 84 + 14 * math.sin(i * 1.3)
            far = (x + math.cos(a) * size, y + math.sin(a) * size)
            c.line([(x, y), far], 6, kit.mix(ink, "#ffffff", 0.08 * (i % 4)))


def _ball(c, look, x, y, r, skin):
    c.glow(x + 20, y + 34, r * 1.15, r * 1.15, "#3b3344", 0.24, blur=0.5)
    profile = [
        (y + r * math.sin(t), r * math.cos(t))
        for t in (math.pi * (i / 24 - 0.5) for i in range(25))
    ]
    c.lathe(x, profile, skin, 0.12, bottom=0)
    c.glow(x + r * 0.2, y + r * 0.55, r * 0.9, r * 0.5, "#1d1a24", 0.28)
    c.glow(x - r * 0.36, y - r * 0.42, r * 0.30, r * 0.22, "#ffffff", 0.85)
    c.glow(x + r * 0.5, y + r * 0.62, r * 0.26, r * 0.18, "#ffffff", 0.30)


def bauble(c, look):
    _branch(c, look)
    _cap(c, look, 500, 320, 34)
    _ball(c, look, 500, 545, 230, look.skin)


def bauble_trio(c, look):
    _branch(c, look)
    for x, y, r, tint in (
        (300, 420, 128, look.accent), (690, 500, 138, kit.lighter(look.colour, 0.55)),
        (490, 650, 176, None)
    ):
        _cap(c, look, x, y - r - 8, 24)
        _ball(c, look, x, y, r, pattern("plain", kit.rgb(tint)) if tint else look.skin)


def drop(c, look):
    _branch(c, look)
    _cap(c, look, 500, 270, 26)
    c.glow(524, 600, 200, 300, "#3b3344", 0.2)
    c.lathe(
        500, [
            (282, 22), (340, 60), (430, 138), (520, 150), (600, 118), (690, 56),
            (790, 20), (850, 3)
        ],
        look.skin,
        0.8,
        bottom=0
    )
    c.glow(440, 450, 36, 70, "#ffffff", 0.7)


def icicle(c, look):
    _branch(c, look)
    for x, top, bottom_, tint in (
        (360, 210, 700, 0.45), (640, 190, 620, 0.6), (500, 260, 900, 0.2)
    ):
        _thread(c, look, x, top - 20)
        rows, y, k = [], top, 0
        while y < bottom_:
            share = 1 - (y - top) / (bottom_ - top)
            rows += [(y, 46 * share + 6), (y + 20, 30 * share + 3)]
            y, k = y + 44, k + 1
        rows.append((bottom_ + 24, 2))
        c.lathe(x, rows, kit.lighter(look.colour, tint), 1.0, bottom=0)
        c.ellipse(x, top - 12, 20, 16, look.metal)


def star(c, look):
    _branch(c, look)
    _thread(c, look, 500, 240)
    x, y = 500, 520
    c.glow(x + 24, y + 40, 290, 290, "#3b3344", 0.24)
    for i in range(5):
        a = -math.pi / 2 + math.tau * i / 5
        tip = (x + 280 * math.cos(a), y + 280 * math.sin(a))
        for side, tint in ((-1, 0.28), (1, -0.18)):
            b = a + side * math.pi / 5
            notch = (x + 118 * math.cos(b), y + 118 * math.sin(b))
            ink = kit.lighter(look.colour,
                              tint) if tint > 0 else kit.darker(look.colour, -tint)
            near = kit.mix(ink, look.colour, 0.5)
            c.shape([(x, y), tip, notch], kit.gradient(ink, near))
    c.ellipse(x, y, 22, 22, look.metal)
    c.ellipse(x - 5, y - 6, 8, 8, "#ffffff", 0.7)


def snowflake(c, look):
    _branch(c, look)
    _thread(c, look, 500, 250)
    x, y = 500, 530
    for ox, oy, ink, alpha in ((14, 22, "#3b3344", 0.18), (0, 0, look.colour, 1)):
        for i in range(6):
            a = math.tau * i / 6 + math.pi / 6
            cos, sin = math.cos(a), math.sin(a)
            c.line(
                [(x + ox, y + oy), (x + ox + cos * 270, y + oy + sin * 270)], 24, ink,
                alpha
            )
            for k, size in ((110, 64), (180, 84), (238, 46)):
                for side in (-1, 1):
                    b = a + side * math.pi / 4
                    p = (x + ox + cos * k, y + oy + sin * k)
                    c.line(
                        [p, (p[0] + math.cos(b) * size, p[1] + math.sin(b) * size)], 16,
                        ink, alpha
                    )
    c.ellipse(x, y, 40, 40, look.metal)
    c.ellipse(x - 8, y - 10, 13, 13, "#ffffff", 0.6)


def house(c, look):
    """A little house with a lit window."""
    _branch(c, look)
    _thread(c, look, 500, 300)
    c.glow(520, 620, 260, 280, "#3b3344", 0.24)
    c.rect(320, 480, 360, 330, kit.lit(look.skin, 0.1), 8)
    c.shape(
        [(500, 280), (262, 510), (738, 510)],
        kit.gradient(kit.lighter(look.accent, 0.15), kit.darker(look.accent, 0.25))
    )
    c.rect(610, 318, 54, 110, kit.darker(look.colour, 0.3))
    c.rect(602, 306, 70, 24, "#fbfcfd", 12)
    eaves = [
        (500, 266), (744, 506), (700, 540), (662, 500), (620, 546), (580, 496),
        (540, 520)
    ]
    eaves += [
        (500, 470), (460, 520), (420, 496), (380, 546), (338, 500), (300, 540),
        (256, 506)
    ]
    c.shape(kit.smooth(eaves, closed=True, steps=6), "#fbfcfd")
    c.shape([(500, 372), (640, 500), (360, 500)], kit.lit(look.skin, 0.1))
    c.ellipse(500, 446, 28, 28, "#ffdf8a")
    for x in (368, 552):
        c.rect(x, 560, 80, 96, kit.gradient("#fff0b8", "#ffcb60"), 8)
        c.line([(x + 40, 560), (x + 40, 656)], 6, kit.darker(look.colour, 0.4))
        c.line([(x, 606), (x + 80, 606)], 6, kit.darker(look.colour, 0.4))
    c.rect(458, 690, 84, 120, kit.darker(look.accent, 0.3), 40)
    c.ellipse(520, 756, 7, 7, look.metal)
    c.rect(306, 800, 388, 24, "#fbfcfd", 12)


def bell(c, look):
    _branch(c, look)
    _thread(c, look, 500, 250)
    c.glow(524, 560, 260, 260, "#3b3344", 0.22)
    c.ellipse(500, 760, 50, 50, kit.lit(pattern("plain", kit.rgb(look.metal)), 0.9))
    c.lathe(
        500, [(270, 40), (300, 100), (420, 146), (600, 178), (690, 236), (724, 252)],
        look.skin,
        0.85,
        bottom=0.14
    )
    bow = look.accent
    for side in (-1, 1):
        c.blob(
            [
                (500, 262), (500 + side * 80, 200), (500 + side * 164, 226),
                (500 + side * 150, 300), (500 + side * 70, 296)
            ], kit.lighter(bow, 0.06 if side < 0 else 0)
        )
        c.blob(
            [
                (500, 262), (500 + side * 50, 340), (500 + side * 96, 420),
                (500 + side * 50, 424), (500 + side * 14, 340)
            ], kit.darker(bow, 0.14)
        )
    c.ellipse(500, 262, 34, 30, kit.lighter(bow, 0.14))


def garland(c, look):
    """Beads and felt balls on a thread."""
    for row, (y, sag) in enumerate(((220, 130), (420, 150), (620, 140))):
        path = kit.smooth(
            [(0, y), (250, y + sag), (500, y + sag * 0.4), (750, y + sag), (1000, y)],
            steps=8
        )
        c.line(path, 5, kit.darker(look.metal, 0.2))
        for i, (x, py) in enumerate(path[1::3]):
            tint = (
                look.colour, look.accent, kit.lighter(look.colour, 0.5), look.metal
            )[(i + row) % 4]
            r = 44 if (i + row) % 2 else 30
            c.glow(x + 8, py + 16, r * 1.1, r * 1.1, "#3b3344", 0.25)
            c.ellipse(x, py, r, r, kit.lit(pattern("plain", kit.rgb(tint)), 0.25))


def wreath(c, look):
    x, y = 500, 500
    c.glow(x + 20, y + 34, 380, 380, "#3b3344", 0.2)
    for i in range(88):
        a = math.tau * i / 88
        r = 270 + 26 * math.sin(i * 2.4)
        px, py = x + math.cos(a) * r, y + math.sin(a) * r
        turn = math.degrees(a) + 60 + 46 * math.sin(i * 1.7)
        c.ellipse(
            px, py, 72, 15, kit.mix(look.fir, "#ffffff", 0.10 * (i % 3)), turn=turn
        )
    for i in range(13):
        a = math.tau * i / 13 + 0.2
        px, py = x + math.cos(a) * 268, y + math.sin(a) * 268
        tint = (look.colour, look.metal, look.berry)[i % 3]
        c.ellipse(px, py, 27, 27, kit.lit(pattern("plain", kit.rgb(tint)), 0.6))
    for side in (-1, 1):
        c.blob(
            [
                (500, 770), (500 + side * 90, 700), (500 + side * 170, 730),
                (500 + side * 150, 810), (500 + side * 60, 806)
            ], look.accent
        )
        c.blob(
            [
                (500, 780), (500 + side * 60, 850), (500 + side * 90, 940),
                (500 + side * 34, 920)
            ], kit.darker(look.accent, 0.18)
        )
    c.ellipse(500, 776, 36, 32, kit.lighter(look.accent, 0.16))
