"""Clocks."""

import math

from . import kit
from .patterns import pattern
from .vessels import TABLE

# Outlines are read best as rows of points.
# fmt: off

def _dial(c, x, y, r, face, ink, look, marks=12):
    c.ellipse(x, y, r, r, kit.gradient(kit.lighter(face, 0.12), kit.darker(face, 0.06)))
    for i in range(60 if marks == 60 else 12):
        a = math.tau * i / (60 if marks == 60 else 12)
        bold = i % 5 == 0 if marks == 60 else i % 3 == 0
        near, width = (0.78, r * 0.035) if bold else (0.86, r * 0.018)
        ends = [
            (x + math.sin(a) * r * k, y - math.cos(a) * r * k) for k in (near, 0.92)
        ]
        c.line(ends, width, ink, 1 if bold else 0.6)
    hour, minute = math.radians(305), math.radians(54)
    for a, length, width in ((hour, 0.50, 0.05), (minute, 0.72, 0.034)):
        tip = (x + math.sin(a) * r * length, y - math.cos(a) * r * length)
        tail = (x - math.sin(a) * r * 0.12, y + math.cos(a) * r * 0.12)
        c.line(
            [(tail[0] + 5, tail[1] + 7), (tip[0] + 5, tip[1] + 7)], r * width,
            "#3b3344", 0.18
        )
        c.line([tail, tip], r * width, ink)
    a = math.radians(200)
    c.line(
        [(x, y), (x + math.sin(a) * r * 0.74, y - math.cos(a) * r * 0.74)], r * 0.014,
        look.berry
    )
    c.ellipse(x, y, r * 0.055, r * 0.055, look.berry)


def _ink(face):
    return "#2f2b33" if kit.luminance(face) > 0.5 else "#f6efe2"


def hung(c, x, y, r):
    """The shadow of a thing that hangs on the wall."""
    c.glow(x + 22, y + 40, r * 1.16, r * 1.16, "#3b3344", 0.34, blur=0.35)


def clock_round(c, look):
    x, y, r = 500, 480, 315
    hung(c, x, y, r)
    c.ellipse(x, y, r, r, kit.lit(pattern("plain", kit.rgb(look.colour)), 0.5))
    c.ellipse(x, y, r - 40, r - 40, kit.darker(look.colour, 0.25))
    face = kit.mix(look.colour, "#fdf9f1", 0.9)
    _dial(c, x, y + 3, r - 46, face, _ink(face), look)


def clock_wood(c, look):
    """A plain disc of wood with metal marks."""
    x, y, r = 500, 480, 320
    hung(c, x, y, r)
    c.ellipse(x, y, r, r, kit.lit(pattern("wood", kit.rgb(look.timber), 3), 0.12))
    c.ellipse(x, y, r * 0.52, r * 0.52, look.colour, 0.92)
    ink = look.metal
    for i in range(12):
        a = math.tau * i / 12
        ends = [
            (x + math.sin(a) * r * k, y - math.cos(a) * r * k) for k in (0.76, 0.90)
        ]
        c.line(ends, 12 if i % 3 == 0 else 6, ink)
    for degrees, length, width in ((305, 0.46, 17), (54, 0.68, 12)):
        a = math.radians(degrees)
        tip = (x + math.sin(a) * r * length, y - math.cos(a) * r * length)
        c.line([(x + 5, y + 6), (tip[0] + 5, tip[1] + 6)], width, "#3b3344", 0.2)
        c.line([(x, y), tip], width, _ink(look.colour))
    c.ellipse(x, y, 18, 18, ink)


def clock_sun(c, look):
    """A sunburst of metal rays."""
    x, y = 500, 480
    c.glow(x + 20, y + 34, 370, 370, "#3b3344", 0.26, blur=0.5)
    for i in range(36):
        a = math.tau * i / 36
        far = 370 if i % 2 else 300
        tint = kit.mix(
            look.metal, "#ffffff", 0.10 + 0.28 * (0.5 + 0.5 * math.cos(a + 0.8))
        )
        ends = [(x + math.sin(a) * k, y - math.cos(a) * k) for k in (170, far)]
        c.line(ends, 13 if i % 2 else 9, tint)
        if i % 2:
            c.ellipse(*ends[1], 12, 12, tint)
    c.ellipse(x, y, 200, 200, kit.lit(pattern("plain", kit.rgb(look.metal)), 0.8))
    _dial(c, x, y, 172, kit.mix(look.colour, "#fdf9f1", 0.55), "#2f2b33", look)


def clock_alarm(c, look):
    x, y, r = 500, 560, 215
    c.shadow(x, TABLE, 210)
    ink = look.metal
    for side in (-1, 1):
        c.line(
            [(x + side * 110, y + 150), (x + side * 160, TABLE - 10)], 34,
            kit.darker(ink, 0.2)
        )
        bell = kit.turned([(x - 84, y - 224), (x + 84, y - 224)], (x, y), side * 32)
        cx, cy = (bell[0][0] + bell[1][0]) / 2, (bell[0][1] + bell[1][1]) / 2
        c.line([(x + side * 100, y - 160), (cx, cy)], 16, kit.darker(ink, 0.3))
        dome = [
            (cx + 84 * math.cos(t), cy + 66 * math.sin(t))
            for t in (math.pi + math.pi * i / 20 for i in range(21))
        ]
        c.shape(
            kit.turned(dome, (cx, cy), side * 32),
            kit.lit(pattern("plain", kit.rgb(ink)), 0.8)
        )
    c.curve([(x - 70, y - 235), (x, y - 300), (x + 70, y - 235)], 16, ink)
    c.ellipse(x, y, r, r, kit.lit(pattern("plain", kit.rgb(look.colour)), 0.6))
    face = "#fdf9f1"
    _dial(c, x, y, r - 34, face, "#2f2b33", look)


def clock_mantel(c, look):
    """An arch of wood for a shelf."""
    x, top = 500, 300
    c.shadow(x, TABLE + 2, 250)
    arch = [(x - 235, TABLE), (x - 235, top + 200)]
    arch += [
        (x - 235 * math.cos(t), top + 200 - 235 * math.sin(t))
        for t in (math.pi * i / 28 for i in range(29))
    ]
    arch += [(x + 235, TABLE)]
    c.shape(arch, kit.lit(pattern("wood", kit.rgb(look.timber), 5), 0.2))
    inner = [(x + (px - x) * 0.86, TABLE - (TABLE - py) * 0.93) for px, py in arch]
    c.shape(inner, kit.lit(pattern("plain", kit.rgb(look.colour)), 0.15))
    _dial(c, x, top + 205, 165, "#fdf9f1", "#2f2b33", look)
    c.rect(x - 262, TABLE - 34, 524, 40, kit.darker(look.timber, 0.22), 8)


def clock_square(c, look):
    x, y, r = 500, 490, 285
    hung(c, x, y, r)
    c.rect(x - r, y - r, r * 2, r * 2, kit.lit(look.skin, 0.15), 46)
    c.ellipse(x, y, r - 34, r - 34, kit.lighter(look.colour, 0.16), 0.65)
    ink = _ink(look.colour)
    for i in range(12):
        a = math.tau * i / 12
        c.ellipse(
            x + math.sin(a) * 216, y - math.cos(a) * 216, 15 if i % 3 == 0 else 8,
            15 if i % 3 == 0 else 8, ink
        )
    for degrees, length, width in ((305, 130, 18), (54, 196, 12)):
        a = math.radians(degrees)
        c.line(
            [(x, y), (x + math.sin(a) * length, y - math.cos(a) * length)], width, ink
        )
    c.ellipse(x, y, 20, 20, look.metal)
