"""Aromas for the home."""

import math

from . import kit
from .light import flame
from .patterns import pattern
from .vessels import TABLE, sprig

# Outlines are read best as rows of points.
# fmt: off

def diffuser(c, look):
    x, top = 500, TABLE - 300
    c.shadow(x, TABLE + 4, 130)
    for lean in (-0.42, -0.2, -0.02, 0.16, 0.36):
        reed = [(x - lean * 130, top + 30), (x + lean * 330, top - 330)]
        c.line(reed, 9, kit.mix("#c8a478", "#8a6a48", abs(lean)))
    c.lathe(
        x,
        [
            (top, 46), (top + 12, 50), (top + 60, 48), (top + 84, 104),
            (TABLE - 150, 128), (TABLE - 20, 128), (TABLE - 4, 118)
        ],
        kit.lighter(look.colour, 0.12),
        0.95,
    )
    c.opening(x, top, 44, look.accent)
    _label(c, look, x, TABLE - 118, 128, 112)


def spray(c, look):
    x, top = 500, TABLE - 400
    c.shadow(x, TABLE + 4, 110)
    c.lathe(
        x, [(top + 90, 66), (top + 112, 100), (TABLE - 20, 102), (TABLE - 4, 92)],
        look.colour, 0.85
    )
    c.lathe(x, [(top + 28, 52), (top + 96, 54)], look.accent, 0.9, bottom=0.08)
    c.lathe(x, [(top - 30, 34), (top + 30, 36)], kit.lighter(look.accent, 0.2), 0.8)
    c.rect(x - 62, top - 24, 40, 22, kit.darker(look.accent, 0.2), 6)
    _label(c, look, x, TABLE - 150, 116, 140)


def _label(c, look, x, y, w, h):
    c.rect(x - w / 2, y - h / 2, w, h, "#fbf8f2", 6)
    ink = kit.darker(look.colour, 0.45)
    c.line([(x - w * 0.25, y + h * 0.16), (x + w * 0.25, y + h * 0.16)], 5, ink, 0.8)
    c.line([(x - w * 0.15, y + h * 0.29), (x + w * 0.15, y + h * 0.29)], 4, ink, 0.5)
    for turn in (-140, -90, -40):
        a = math.radians(turn)
        leaf = (x + math.cos(a) * 15, y - h * 0.10 + math.sin(a) * 15)
        c.ellipse(*leaf, 17, 6, ink, 0.8, turn=turn)


def aroma_candle(c, look):
    x, top = 500, TABLE - 250
    c.shadow(x, TABLE + 4, 150)
    c.glow(x, top - 120, 210, 210, "#ffd98a", 0.40)
    c.lathe(x, [(top, 132), (TABLE - 40, 132), (TABLE - 8, 122)], look.skin, 0.85)
    c.ellipse(x, top, 132, 24, kit.lighter(look.colour, 0.35))
    c.ellipse(x, top + 5, 120, 19, "#f6ecd9")
    flame(c, x, top - 2, 0.9)
    _label(c, look, x, TABLE - 122, 130, 120)


def sachet(c, look):
    """A linen bag tied with a cord."""
    x = 500
    c.shadow(x, TABLE + 4, 190)
    body = [
        (x - 60, 500), (x - 170, 620), (x - 196, 760), (x - 120, TABLE),
        (x + 120, TABLE), (x + 196, 760), (x + 170, 620), (x + 60, 500)
    ]
    c.blob(body, kit.lit(pattern("linen", kit.rgb(look.colour)), 0.15))
    frill = [
        (x - 56, 506), (x - 150, 390), (x - 80, 410), (x - 30, 372), (x + 24, 408),
        (x + 84, 376), (x + 146, 400), (x + 56, 506)
    ]
    c.blob(
        frill, kit.lit(pattern("linen", kit.rgb(kit.lighter(look.colour, 0.15))), 0.1)
    )
    c.rect(x - 66, 490, 132, 24, look.accent, 12)
    for side in (-1, 1):
        c.curve(
            [(x, 502), (x + side * 90, 470), (x + side * 110, 540), (x, 506)], 8,
            look.accent
        )
        c.curve([(x, 506), (x + side * 40, 590), (x + side * 60, 640)], 8, look.accent)
    sprig(c, look, x + 8, 760, 200, 0.12, 0)


def incense(c, look):
    """Sticks in a wooden holder with a curl of smoke."""
    c.shadow(500, TABLE - 6, 320, 30)
    c.rect(
        180, TABLE - 62, 640, 52, kit.lit(pattern("wood", kit.rgb(look.timber)), 0.1),
        24
    )
    c.ellipse(500, TABLE - 60, 310, 13, kit.lighter(look.timber, 0.2), 0.8)
    c.line([(300, TABLE - 62), (640, 420)], 9, kit.darker(look.colour, 0.25))
    c.line([(626, 434), (646, 414)], 12, "#e8743b")
    smoke = [(646, 410), (610, 340), (690, 270), (620, 190), (670, 120)]
    c.curve(smoke, 16, "#ffffff", 0.55)
    c.curve([(x + 10, y + 10) for x, y in smoke], 30, "#ffffff", 0.25)
    c.ellipse(300, TABLE - 66, 34, 15, look.colour)
