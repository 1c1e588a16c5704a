"""Vases: bodies of rotation with sprigs in them."""

import math

from . import kit

TABLE = 815

# Outlines are read best as rows of points.
# fmt: off

def sprig(c, look, x, y, height, lean=0.0, kind=0):
    """Draw a dry sprig that stands in a vessel whose mouth is at (x, y)."""
    ink = kit.rgb(look.plant)
    tip = (x + height * lean, y - height)
    bend = (x + height * lean * 0.25, y - height * 0.55)
    path = kit.smooth([(x, y), bend, tip], steps=12)
    c.line(path, 5, kit.darker(ink, 0.15))
    if kind == 0:  # leaves in pairs
        for i, (px, py) in enumerate(path[6::3]):
            size = 58 - 4 * i
            for side in (-1, 1):
                angle = -90 + side * 48 + lean * 40
                a = math.radians(angle)
                centre = (px + math.cos(a) * size / 2, py + math.sin(a) * size / 2)
                tint = kit.lighter(ink, 0.12 if side < 0 else 0)
                c.ellipse(*centre, size / 2, size / 5.5, tint, turn=angle)
    elif kind == 1:  # a feathery panicle, like pampas grass
        plume = kit.smooth([(x, y), bend, tip], steps=26)[18:]
        for i, (px, py) in enumerate(plume):
            share = i / len(plume)
            size = 38 * math.sin(math.pi * (0.10 + 0.85 * share)) + 6
            for side in (-1, 1):
                a = math.radians(-90 + side * (46 - 26 * share) + lean * 55)
                tint = kit.mix("#ead9b8", "#b08a5c", 0.3 + 0.5 * ((i + side) % 3) / 2)
                far = (px + math.cos(a) * size, py + math.sin(a) * size)
                c.line([(px, py), far], 6, tint, 0.9)
    else:  # berries
        for i, (px, py) in enumerate(path[7::2]):
            side = -1 if i % 2 else 1
            c.line([(px, py), (px + side * 26, py - 18)], 3, ink)
            c.ellipse(px + side * 28, py - 22, 14, 14, look.berry)
            c.ellipse(px + side * 28 - 4, py - 27, 4, 4, "#ffffff", 0.6)


def bouquet(c, look, x, y, height):
    kind = look.pick(3)
    for lean in (-0.42, 0.38, -0.03):
        sprig(
            c, look, x + lean * 20, y + 20, height * (1.0 - abs(lean) * 0.4), lean, kind
        )


def _vase(c, look, profile, mouth, plants=True, gloss=0.5, scale=1.0):
    """Stand a vase with `profile` (from the top down) on the table."""
    foot = profile[-1]
    rows = [(TABLE - (foot[0] - y) * scale, r * scale) for y, r in profile]
    c.shadow(500, TABLE + 4, foot[1] * scale + 26)
    top = rows[0][0]
    skin = look.skin
    c.lathe(500, rows, skin, gloss)
    if mouth:
        c.opening(500, top, mouth * scale, look.colour)
        if plants:
            bouquet(c, look, 500, top, min(330, top - 70))


def vase_bottle(c, look):
    _vase(
        c,
        look,
        [(0, 46), (24, 38), (150, 40), (215, 84), (330, 152), (440, 158), (540, 96)],
        44,
        plants=look.pick(2) == 0,
        scale=0.98,
    )


def vase_amphora(c, look):
    ink = kit.darker(look.colour, 0.16)
    for side in (-1, 1):
        points = [
            (500 + side * 62, 420),
            (500 + side * 150, 400),
            (500 + side * 178, 470),
            (500 + side * 128, 545),
        ]
        c.curve(points, 26, ink)
        c.curve([(x - 3, y - 5) for x, y in points], 8, kit.lighter(look.colour, 0.3))
    _vase(
        c,
        look,
        [(0, 78), (18, 66), (80, 60), (130, 92), (220, 164), (310, 158), (440, 82)],
        74,
        scale=1.0,
    )


def vase_sphere(c, look):
    _vase(
        c,
        look,
        [(0, 60), (16, 54), (40, 66), (90, 150), (190, 198), (290, 168), (360, 92)],
        57,
        scale=1.05,
    )


def vase_cylinder(c, look):
    _vase(
        c,
        look,
        [(0, 112), (8, 114), (120, 118), (300, 116), (392, 110), (400, 104)],
        110,
        scale=1.0,
    )


def vase_hourglass(c, look):
    _vase(
        c,
        look,
        [(0, 118), (30, 106), (150, 62), (210, 68), (320, 142), (400, 148), (470, 112)],
        116,
        plants=look.pick(2) == 0,
    )


def vase_jug(c, look):
    ink = kit.darker(look.colour, 0.18)
    points = [(590, 420), (690, 410), (716, 520), (620, 640)]
    c.curve(points, 32, ink)
    c.curve([(x - 4, y - 6) for x, y in points], 9, kit.lighter(look.colour, 0.35))
    _vase(
        c,
        look,
        [(0, 96), (14, 90), (110, 76), (180, 106), (290, 156), (370, 150), (440, 100)],
        92,
    )


def vase_ring(c, look):
    """A vase with a hole in the middle, as in every interior magazine."""
    c.shadow(500, TABLE + 4, 150)
    x, y, big, hole = 500, 600, 208, 92
    behind = c.image.getpixel(tuple(map(round, c.pixels([(x, y)])[0])))
    bouquet(c, look, x, y - big - 30, 290)
    c.lathe(
        x, [(y - big - 52, 44), (y - big - 30, 38), (y - big + 20, 46)], look.colour
    )
    c.opening(x, y - big - 52, 42, look.colour)
    skin = kit.lit(look.skin, 0.35)
    c.ellipse(x, y, big, big, skin)
    c.ellipse(x + 4, y + 2, hole + 8, hole + 8, kit.darker(look.colour, 0.34))
    c.ellipse(x + 9, y + 6, hole - 4, hole - 4, behind)
    c.rect(x - 74, TABLE - 16, 148, 22, kit.darker(look.colour, 0.12), 10)


def vase_steps(c, look):
    """Three tapering drums, one on another."""
    c.shadow(500, TABLE + 4, 150)
    top = TABLE - 430
    bouquet(c, look, 500, top, 280)
    for i, (y, r) in enumerate(((TABLE - 150, 138), (TABLE - 292, 112), (top, 86))):
        skin = look.skin if i == 1 else kit.darker(look.colour, 0.07 * i)
        c.lathe(500, [(y, r - 8), (y + 14, r), (y + 126, r), (y + 140, r - 6)], skin)
        if i < 2:
            c.ellipse(500, y + 2, r - 8, (r - 8) * 0.12, kit.lighter(look.colour, 0.2))
    c.opening(500, top, 78, look.colour)


def vase_glass(c, look):
    """Tinted glass: the wall, the water and the stems behind it."""
    x, top, tint = 500, TABLE - 400, look.colour
    c.shadow(x, TABLE + 4, 130, alpha=0.2)
    c.glow(x + 40, TABLE + 8, 150, 26, tint, 0.5)
    for lean in (-0.16, 0.02, 0.2):
        stem = [(x - lean * 300, TABLE - 40), (x + lean * 60, top)]
        c.line(stem, 5, kit.darker(look.plant, 0.2), 0.7)
    profile = [(top, 128), (top + 100, 100), (top + 220, 112), (TABLE - 6, 84)]
    c.lathe(x, profile, kit.lighter(tint, 0.35), 0.9, alpha=0.48)
    water = [(top + 150, 98), (top + 250, 108), (TABLE - 20, 74)]
    c.lathe(x, water, kit.lighter(tint, 0.1), 0.6, alpha=0.42)
    c.ellipse(x, top + 150, 98, 12, kit.lighter(tint, 0.55), 0.75)
    c.ellipse(x, top, 128, 18, kit.lighter(tint, 0.6), 0.8)
    c.ellipse(x, top + 3, 118, 13, kit.lighter(tint, 0.25), 0.7)
    bouquet(c, look, x, top, 300)
    c.curve(
        [(x - 96, top + 40), (x - 72, top + 150), (x - 82, TABLE - 60)], 9, "#ffffff",
        0.6
    )
