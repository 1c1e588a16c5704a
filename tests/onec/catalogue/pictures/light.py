"""Candles, candle holders and table lamps."""

from . import kit
from .patterns import pattern
from .vessels import TABLE

WAX = "#f4ead8"

# Outlines are read best as rows of points.
# fmt: off

def flame(c, x, y, size=1.0):
    """Draw a burning wick that stands at (x, y)."""
    c.line([(x, y), (x, y - 24 * size)], 5 * size, "#4a3a30")
    base = y - 16 * size
    for k, ink in ((1.0, "#f7a63c"), (0.66, "#ffd76e"), (0.34, "#fff6d8")):
        h, w = 104 * size * k, 25 * size * k
        points = [
            (x, base - h), (x + w, base - h * 0.36), (x + w * 0.6, base),
            (x - w * 0.6, base), (x - w, base - h * 0.36)
        ]
        c.blob(points, ink)


def candle_pillars(c, look):
    """Three pillar candles of different height."""
    for x, height, r, share in (
        (372, 250, 84, 0.18), (640, 190, 78, 0.34), (510, 390, 88, 0)
    ):
        top = TABLE - height
        tint = kit.lighter(look.colour, share)
        c.shadow(x, TABLE + 2, r + 12)
        c.glow(x, top - 70, 150, 150, "#ffd98a", 0.38)
        c.lathe(x, [(top, r), (top + 12, r + 2), (TABLE - 2, r)], tint, 0.25)
        c.ellipse(x, top, r, r * 0.16, kit.lighter(tint, 0.32))
        flame(c, x, top + 2, 0.8)


def candle_ribbed(c, look):
    x, top = 500, TABLE - 400
    c.shadow(x, TABLE + 2, 140)
    c.glow(x, top - 80, 200, 200, "#ffd98a", 0.42)
    skin = pattern("ribs", kit.rgb(look.colour), 2)
    c.lathe(
        x, [(top, 112), (top + 14, 122), (TABLE - 8, 122), (TABLE, 116)], skin, 0.25
    )
    c.ellipse(x, top, 112, 19, kit.lighter(look.colour, 0.34))
    flame(c, x, top + 2)


def candle_ball(c, look):
    for x, r, share in ((420, 165, 0), (650, 112, 0.3)):
        y = TABLE - r
        c.shadow(x, TABLE, r * 0.75)
        c.glow(x, y - r - 70, 150, 150, "#ffd98a", 0.38)
        tint = kit.lighter(look.colour, share)
        c.ellipse(x, y, r, r, kit.lit(pattern("plain", tint), 0.2))
        c.glow(x - r * 0.35, y - r * 0.4, r * 0.5, r * 0.4, "#ffffff", 0.45)
        flame(c, x, y - r + 6, 0.85)


def candle_tapers(c, look):
    """A pair of tapers in low holders."""
    for x, lift in ((405, 0), (600, 90)):
        foot = TABLE - lift * 0
        top = TABLE - 470 - lift
        c.shadow(x, foot + 2, 92)
        c.glow(x, top - 60, 140, 150, "#ffd98a", 0.40)
        c.lathe(
            x, [(top, 19), (top + 40, 25), (foot - 120 - lift, 29)], look.colour, 0.3
        )
        metal = look.accent
        c.lathe(
            x, [
                (foot - 150 - lift, 38),
                (foot - 100 - lift, 40), (foot - 80 - lift, 16), (foot - 30, 16),
                (foot - 20, 76), (foot - 2, 82)
            ], metal, 0.9
        )
        flame(c, x, top + 4, 0.8)


def candelabra(c, look):
    metal = look.metal
    c.shadow(500, TABLE + 2, 130)
    for side in (-1, 1):
        arm = [
            (500, 640), (500 + side * 110, 650), (500 + side * 200, 590),
            (500 + side * 208, 480)
        ]
        c.curve(arm, 20, kit.darker(metal, 0.12))
        c.curve([(x - 3, y - 4) for x, y in arm], 6, kit.lighter(metal, 0.45))
    c.lathe(
        500, [(430, 14), (700, 14), (760, 40), (790, 120), (TABLE - 2, 128)], metal, 0.9
    )
    for x, y in ((292, 480), (500, 420), (708, 480)):
        c.lathe(x, [(y, 44), (y + 14, 46), (y + 30, 22), (y + 44, 14)], metal, 0.9)
        c.glow(x, y - 260, 130, 140, "#ffd98a", 0.38)
        c.lathe(x, [(y - 196, 20), (y - 180, 24), (y, 26)], look.colour, 0.3)
        flame(c, x, y - 192, 0.75)


def candle_holder(c, look):
    """A turned holder, glazed or wooden, with one candle."""
    x = 500
    c.shadow(x, TABLE + 2, 130)
    c.glow(x, 190, 190, 190, "#ffd98a", 0.42)
    c.lathe(x, [(270, 42), (300, 48), (470, 50)], WAX, 0.25)
    c.ellipse(x, 270, 42, 8, "#fffaf0")
    flame(c, x, 272, 0.95)
    c.lathe(
        x,
        [
            (462, 88), (480, 92), (500, 52), (540, 40), (590, 78), (640, 84), (690, 44),
            (740, 52), (780, 122), (TABLE - 4, 130)
        ],
        look.skin,
        0.6,
    )
    c.ellipse(x, 462, 88, 14, kit.lighter(look.colour, 0.3))
    c.ellipse(x, 461, 50, 8, kit.darker(look.colour, 0.3))


def tealights(c, look):
    """Three glasses with tea lights."""
    for x, y, r in ((330, TABLE - 34, 92), (670, TABLE - 34, 92), (500, TABLE, 118)):
        top = y - r * 1.7
        c.shadow(x, y + 2, r)
        c.glow(x, y - r * 0.8, r * 1.9, r * 1.9, "#ffcf7a", 0.40)
        c.lathe(
            x, [(top, r), (y - r * 0.5, r), (y - 8, r * 0.82), (y, r * 0.7)],
            look.colour,
            0.9,
            alpha=0.86
        )
        c.glow(x, y - r * 0.65, r * 0.8, r * 0.9, "#ffdf94", 0.8)
        c.ellipse(x, top, r, r * 0.17, kit.lighter(look.colour, 0.5), 0.9)
        c.ellipse(x, top + 4, r * 0.9, r * 0.13, kit.mix(look.colour, "#ffcf7a", 0.5))


def lantern(c, look):
    frame = look.metal
    c.shadow(500, TABLE + 4, 200)
    c.curve([(420, 270), (430, 150), (570, 150), (580, 270)], 14, frame)
    c.shape(
        [(500, 210), (330, 340), (670, 340)],
        kit.gradient(kit.lighter(frame, 0.2), kit.darker(frame, 0.2), False)
    )
    c.rect(340, 340, 320, 440, kit.gradient("#fff3d2", "#ffe0a0"), alpha=0.75)
    c.glow(500, 600, 220, 240, "#ffc862", 0.75)
    c.lathe(500, [(610, 62), (770, 62)], WAX, 0.2)
    c.ellipse(500, 610, 62, 11, "#fffaf0")
    flame(c, 500, 612, 1.0)
    for x in (330, 492, 654):
        if x != 492:
            c.rect(x, 336, 18, 450, frame)
    c.rect(316, 326, 368, 22, kit.lighter(frame, 0.15), 6)
    c.rect(310, 772, 380, 44, frame, 8)
    c.line([(390, 380), (372, 720)], 8, "#ffffff", 0.5)


# === Lamps === #


def _shade(c, points, colour, skin=None):
    """A shade that glows: lighter in the middle, warm below."""
    c.shape(points, kit.lit(skin or pattern("linen", kit.rgb(colour)), 0.25))
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x, y = sum(xs) / len(xs), max(ys)
    c.glow(x, y - 20, (max(xs) - min(xs)) * 0.36, (y - min(ys)) * 0.6, "#fff1c4", 0.55)


def _halo(c, x, y, size=330):
    c.glow(x, y, size, size, "#ffe3a6", 0.42, blur=0.9)


def lamp_drum(c, look):
    """A glazed belly with a straight linen shade."""
    _halo(c, 500, 330)
    c.shadow(500, TABLE + 4, 120)
    c.lathe(500, [(470, 12), (520, 14)], look.metal, 0.8)
    c.lathe(
        500, [(510, 40), (540, 60), (620, 128), (700, 134), (780, 84), (TABLE - 2, 90)],
        look.skin, 0.7
    )
    _shade(
        c, [(320, 200), (680, 200), (720, 478), (280, 478)],
        kit.mix(look.colour, "#f7efe0", 0.78)
    )
    c.rect(279, 466, 442, 12, look.accent, 4)


def lamp_cone(c, look):
    _halo(c, 500, 380)
    c.shadow(500, TABLE + 4, 120)
    c.lathe(500, [(440, 12), (780, 13), (792, 100), (TABLE - 2, 108)], look.metal, 0.9)
    _shade(c, [(436, 220), (564, 220), (700, 480), (300, 480)], look.colour)
    c.lathe(500, [(204, 14), (222, 22)], look.metal, 0.8)


def lamp_mushroom(c, look):
    _halo(c, 500, 440, 360)
    c.shadow(500, TABLE + 4, 130)
    c.lathe(
        500, [(470, 62), (600, 56), (760, 92), (TABLE - 4, 118)],
        kit.darker(look.colour, 0.08), 0.7
    )
    dome = [(500 - 238, 500)] + [
        (500 + 238 * u, 500 - 216 * (1 - u * u)**0.5)
        for u in [i / 20 - 1 for i in range(41)]
    ] + [(738, 500)]
    c.shape(dome, kit.lit(pattern("plain", kit.rgb(look.colour)), 0.55))
    c.ellipse(500, 500, 238, 36, kit.gradient("#fff4d4", "#ffdf9c"))
    c.glow(500, 520, 180, 60, "#fff6dc", 0.9)


def lamp_globe(c, look):
    """A milk-glass ball on a brass foot."""
    _halo(c, 500, 400, 400)
    c.shadow(500, TABLE + 4, 120)
    c.lathe(
        500, [(560, 50), (590, 46), (620, 15), (750, 15), (776, 96), (TABLE - 2, 112)],
        look.metal, 0.95
    )
    c.ellipse(
        500, 400, 188, 188,
        kit.lit(kit.gradient("#fffdf6", "#f6e6c4").resize((64, 64)), 0.2)
    )
    c.glow(500, 420, 150, 150, "#fffbe8", 0.9)
    c.glow(430, 320, 50, 36, "#ffffff", 0.8)


def lamp_arm(c, look):
    """A desk lamp with a jointed arm."""
    ink = look.colour
    c.shadow(430, TABLE + 4, 150)
    c.lathe(430, [(780, 122), (TABLE - 2, 136)], ink, 0.6)
    c.ellipse(430, 780, 122, 18, kit.lighter(ink, 0.25))
    c.line([(430, 772), (330, 500)], 20, look.metal)
    c.line([(330, 500), (560, 290)], 20, look.metal)
    for x, y in ((430, 770), (330, 500)):
        c.ellipse(x, y, 24, 24, kit.darker(ink, 0.15))
        c.ellipse(x - 4, y - 5, 9, 9, kit.lighter(ink, 0.4))
    c.glow(700, 560, 260, 250, "#ffe3a6", 0.55, blur=0.9)
    head = kit.turned([(560, 250), (640, 250), (742, 420), (458, 420)], (600, 300), -28)
    c.shape(head, kit.lit(pattern("plain", kit.rgb(ink)), 0.6))
    low = kit.turned([(458, 420), (742, 420)], (600, 300), -28)
    x, y = (low[0][0] + low[1][0]) / 2, (low[0][1] + low[1][1]) / 2
    c.ellipse(x, y, 142, 30, "#fff0c4", turn=-28)


def lamp_tripod(c, look):
    _halo(c, 500, 360)
    c.shadow(500, TABLE, 190, 26)
    for x in (340, 660, 520):
        c.line(
            [(500, 480), (x, TABLE - 4)], 20,
            kit.darker(look.timber, 0.1 if x == 520 else 0)
        )
        c.line([(496, 480), (x - 5, TABLE - 8)], 5, kit.lighter(look.timber, 0.35))
    c.ellipse(500, 490, 36, 22, look.metal)
    _shade(c, [(350, 190), (650, 190), (690, 470), (310, 470)], look.colour, look.skin)
