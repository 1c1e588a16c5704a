"""Frames, posters and what is inside them."""

import math

from . import kit
from .clocks import hung
from .patterns import pattern
from .vessels import TABLE

# Outlines are read best as rows of points.
# fmt: off


def art_sun(c, box, look):
    x, y, w, h = box
    sky, hill = kit.lighter(look.colour, 0.72), look.colour
    c.rect(x, y, w, h, kit.gradient(sky, kit.lighter(look.accent, 0.55)))
    c.ellipse(x + w * 0.62, y + h * 0.36, w * 0.19, w * 0.19, look.berry)
    for k, base in enumerate((0.58, 0.70, 0.84)):
        tint = kit.darker(kit.lighter(hill, 0.42 - 0.2 * k), 0.04 * k)
        edge = [
            (x + w * i / 24, y + h * (base + 0.07 * math.sin(i / 24 * 5 + k * 2.3)))
            for i in range(25)
        ]
        c.shape([*edge, (x + w, y + h), (x, y + h)], tint)


def art_leaf(c, box, look):
    x, y, w, h = box
    c.rect(x, y, w, h, kit.mix(look.colour, "#fbf7ef", 0.86))
    c.blob(
        [
            (x + w * u, y + h * v) for u, v in
            ((0.2, 0.3), (0.65, 0.16), (0.86, 0.55), (0.5, 0.86), (0.16, 0.7))
        ], kit.lighter(look.accent, 0.55)
    )
    stem = kit.smooth(
        [
            (x + w * 0.46, y + h * 0.90), (x + w * 0.52, y + h * 0.5),
            (x + w * 0.60, y + h * 0.12)
        ]
    )
    ink = kit.darker(look.colour, 0.32)
    c.line(stem, w * 0.014, ink)
    for i, (px, py) in enumerate(stem[3:-2:2]):
        size = w * (0.15 - 0.006 * i)
        for side in (-1, 1):
            turn = -80 + side * 50
            a = math.radians(turn)
            c.ellipse(
                px + math.cos(a) * size,
                py + math.sin(a) * size,
                size,
                size * 0.34,
                ink if side < 0 else kit.lighter(ink, 0.25),
                turn=turn
            )


def art_shapes(c, box, look):
    x, y, w, h = box
    c.rect(x, y, w, h, "#f4ecdf")
    c.rect(x + w * 0.14, y + h * 0.44, w * 0.40, h * 0.44, look.colour, radius=w * 0.2)
    c.ellipse(x + w * 0.62, y + h * 0.32, w * 0.21, w * 0.21, look.accent)
    c.ellipse(
        x + w * 0.66, y + h * 0.70, w * 0.15, w * 0.15, kit.darker(look.colour, 0.4)
    )
    for k in range(4):
        r = w * (0.10 + 0.05 * k)
        arc = [
            (x + w * 0.3 + r * math.cos(t), y + h * 0.40 + r * math.sin(t))
            for t in (math.pi + math.pi * i / 16 for i in range(17))
        ]
        c.line(arc, w * 0.013, kit.darker(look.accent, 0.35))


def art_line(c, box, look):
    """A face or a vase in one line."""
    x, y, w, h = box
    c.rect(x, y, w, h, kit.mix(look.colour, "#fdf9f1", 0.80))
    c.ellipse(
        x + w * 0.5, y + h * 0.46, w * 0.30, w * 0.30, kit.lighter(look.colour, 0.35)
    )
    ink = kit.darker(look.colour, 0.62)
    path = [
        (0.40, 0.92), (0.30, 0.72), (0.42, 0.58), (0.40, 0.50), (0.60, 0.50),
        (0.58, 0.58), (0.70, 0.72), (0.60, 0.92), (0.40, 0.92)
    ]
    c.line(kit.smooth([(x + w * u, y + h * v) for u, v in path]), w * 0.014, ink)
    for lean in (-0.18, 0.0, 0.2):
        c.curve(
            [
                (x + w * 0.5, y + h * 0.5), (x + w * (0.5 + lean * 0.6), y + h * 0.34),
                (x + w * (0.5 + lean * 1.3), y + h * 0.2)
            ], w * 0.011, ink
        )
        c.ellipse(
            x + w * (0.5 + lean * 1.3), y + h * 0.18, w * 0.055, w * 0.04, look.berry
        )


def art_mountains(c, box, look):
    x, y, w, h = box
    c.rect(
        x, y, w, h,
        kit.gradient(kit.lighter(look.colour, 0.78), kit.lighter(look.berry, 0.72))
    )
    c.ellipse(x + w * 0.3, y + h * 0.28, w * 0.1, w * 0.1, "#fffaf0")
    for k, peaks in enumerate(
        (
            ((0.0, 0.62), (0.25, 0.40), (0.5, 0.60), (0.75, 0.34), (1.0, 0.58)),
            ((0.0, 0.72), (0.35, 0.52), (0.6, 0.76), (0.85, 0.6),
             (1.0, 0.7)), ((0.0, 0.86), (0.4, 0.74), (1.0, 0.88))
        )
    ):
        edge = [(x + w * u, y + h * v) for u, v in peaks]
        c.shape(
            [*edge, (x + w, y + h), (x, y + h)],
            kit.darker(kit.lighter(look.colour, 0.4), 0.22 * k)
        )


ARTS = (art_sun, art_leaf, art_shapes, art_line, art_mountains)


def _art(c, box, look):
    ARTS[look.pick(len(ARTS))](c, box, look)


def _frame(c, x, y, w, h, look, edge=26, mat=46, fill=None):
    c.glow(
        x + w / 2 + 18, y + h / 2 + 34, w * 0.62, h * 0.60, "#3b3344", 0.42, blur=0.3
    )
    side = fill or look.colour
    c.rect(x, y, w, h, kit.gradient(kit.lighter(side, 0.18), kit.darker(side, 0.18)), 6)
    c.rect(
        x + edge * 0.35, y + edge * 0.35, w - edge * 0.7, h - edge * 0.7,
        kit.lighter(side, 0.10), 4
    )
    c.rect(x + edge, y + edge, w - edge * 2, h - edge * 2, "#fdfbf6")
    e = edge + mat
    return x + e, y + e, w - 2 * e, h - 2 * e


def _glass(c, x, y, w, h):
    c.shape(
        [(x, y), (x + w * 0.42, y), (x + w * 0.10, y + h), (x, y + h)], "#ffffff", 0.13
    )


def frame_portrait(c, look):
    box = _frame(c, 265, 130, 470, 640, look)
    _art(c, box, look)
    _glass(c, 291, 156, 418, 588)


def frame_wood(c, look):
    box = _frame(c, 250, 160, 500, 580, look, 38, 30, look.timber)
    _art(c, box, look)
    _glass(c, 288, 198, 424, 504)


def frame_wide(c, look):
    box = _frame(c, 140, 230, 720, 500, look, 28, 40)
    _art(c, box, look)
    _glass(c, 168, 258, 664, 444)


def frame_stand(c, look):
    """A small frame on the table."""
    c.shadow(500, TABLE + 2, 240)
    x, y, w, h = 290, 300, 420, 515
    c.shape(
        [(x + w - 30, y + 60), (x + w + 70, TABLE), (x + w - 10, TABLE)],
        kit.darker(look.colour, 0.5)
    )
    box = _frame(c, x, y, w, h, look, 34, 16, look.metal if look.pick(2) else None)
    _art(c, box, look)
    _glass(c, x + 34, y + 34, w - 68, h - 68)


def frame_set(c, look):
    for x, y, w, h in (
        (120, 190, 330, 440), (490, 130, 250, 250), (490, 420, 390, 300)
    ):
        _art(c, _frame(c, x, y, w, h, look, 16, 22), look)


def poster(c, look):
    """A print on two wooden rails."""
    x, y, w, h = 270, 165, 460, 610
    c.glow(
        x + w / 2 + 14, y + h / 2 + 26, w * 0.60, h * 0.58, "#3b3344", 0.32, blur=0.3
    )
    c.curve([(x + 40, y), (500, 70), (x + w - 40, y)], 5, kit.darker(look.timber, 0.3))
    _art(c, (x, y, w, h), look)
    for edge in (y - 14, y + h - 14):
        c.rect(
            x - 18, edge, w + 36, 28,
            kit.gradient(kit.lighter(look.timber, 0.2), kit.darker(look.timber, 0.2)), 8
        )


def mirror(c, look):
    """A round mirror on a strap."""
    x, y, r = 500, 520, 265
    hung(c, x, y, r)
    strap = kit.darker(look.timber, 0.35)
    c.line([(500, 130), (330, 330)], 20, strap)
    c.line([(500, 130), (670, 330)], 20, strap)
    c.ellipse(500, 130, 18, 18, look.metal)
    c.ellipse(x, y, r, r, kit.lit(pattern("plain", kit.rgb(look.colour)), 0.6))
    c.ellipse(x, y, r - 28, r - 28, kit.gradient("#f4f8fa", "#c9d6dc"))
    c.shape(
        [(x - 170, y - 90), (x - 40, y - 200), (x + 70, y - 190), (x - 190, y + 60)],
        "#ffffff", 0.5
    )
    c.shape(
        [(x - 120, y + 150), (x + 140, y - 150), (x + 165, y - 120), (x - 90, y + 180)],
        "#ffffff", 0.3
    )
