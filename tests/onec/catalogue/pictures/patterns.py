"""Flat patterns that the bodies are wrapped in: glazes, weaves, ornaments."""

import math
import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from .kit import darker, gradient, lighter, luminance, mix, rgb

SIZE = 512


def _contrast(colour, share=0.5):
    return darker(colour, share) if luminance(colour) > 0.55 else lighter(colour, share)


def plain(colour, _random=None, size=(96, 64)):
    """A glaze that is a little lighter at the top."""
    return gradient(lighter(colour, 0.10), darker(colour, 0.10)).resize(size)


def _glaze(colour):
    return plain(colour, size=(SIZE, SIZE))


def bands(colour, rnd):
    image = _glaze(colour)
    pen = ImageDraw.Draw(image)
    ink = _contrast(colour, 0.42)
    y = rnd.randint(120, 200)
    for width in rnd.choice(((46, 10, 10), (12, 12, 40, 12), (80, 8))):
        pen.rectangle((0, y, SIZE, y + width), fill=rgb(ink))
        y += width + rnd.randint(14, 26)
    return image


def ribs(colour, rnd):
    image = _glaze(colour)
    pen = ImageDraw.Draw(image)
    count = rnd.choice((14, 18, 22))
    for i in range(count):
        # The ribs crowd towards the edges as they do on a real cylinder.
        a, b = (math.asin(2 * k / (count * 2) - 1) for k in (2 * i, 2 * i + 1))
        x1, x2 = ((math.sin(v) + 1) / 2 * SIZE for v in (a, b))
        pen.rectangle((x1, 0, x2, SIZE), fill=rgb(darker(colour, 0.17)))
    return image.filter(ImageFilter.BoxBlur(3))


def speckles(colour, rnd):
    image = _glaze(colour)
    pen = ImageDraw.Draw(image)
    ink = rgb(_contrast(colour, 0.45))
    for _i in range(240):
        x, y, r = rnd.random() * SIZE, rnd.random() * SIZE, rnd.choice((1, 1.6, 2.6))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=ink)
    return image


def dipped(colour, rnd):
    """A light body whose lower part is dipped into the colour, with a wavy edge."""
    light = mix(colour, "#fbf7ef", 0.80)
    image = _glaze(light if luminance(colour) < 0.8 else "#c9b8a4")
    pen = ImageDraw.Draw(image)
    base, phase = rnd.randint(170, 300), rnd.random() * 6
    edge = [
        (x, base + 16 * math.sin(x / 60 + phase) + 9 * math.sin(x / 23 + phase))
        for x in range(0, SIZE + 8, 8)
    ]
    pen.polygon([*edge, (SIZE, SIZE), (0, SIZE)], fill=rgb(colour))
    return image


def leaf(pen, x, y, length, angle, ink):
    """Draw one pointed leaf that grows from (x, y)."""
    cos, sin = math.cos(angle), math.sin(angle)
    points = []
    for side in (1, -1):
        steps = range(9) if side == 1 else range(8, -1, -1)
        for k in steps:
            t = k / 8
            u, v = length * t, side * length * 0.21 * math.sin(math.pi * t**0.8)
            points.append((x + u * cos - v * sin, y + u * sin + v * cos))
    pen.polygon(points, fill=ink)


def leaves(colour, rnd):
    image = _glaze(colour)
    pen = ImageDraw.Draw(image)
    ink = rgb(_contrast(colour, 0.50))
    for x in range(40, SIZE, 108):
        lean, height = rnd.uniform(-0.25, 0.25), rnd.randint(210, 330)
        foot = 440 + rnd.randint(-20, 20)
        tip = (x + height * lean, foot - height)
        pen.line(((x, foot), tip), fill=ink, width=5)
        for k in range(1, 7):
            t = k / 7
            px, py = x + (tip[0] - x) * t, foot - height * t
            size = 66 * (1.1 - 0.6 * t)
            leaf(pen, px, py, size, -math.pi / 2 + 0.95, ink)
            leaf(pen, px, py, size, -math.pi / 2 - 0.95, ink)
    return image


def dots(colour, rnd):
    image = _glaze(colour)
    pen = ImageDraw.Draw(image)
    ink = rgb(_contrast(colour, 0.55))
    r = rnd.choice((8, 12))
    for row, y in enumerate(range(60, SIZE - 30, 58)):
        for x in range(0, SIZE + 58, 58):
            cx = x + (row % 2) * 29
            pen.ellipse((cx - r, y - r, cx + r, y + r), fill=ink)
    return image


def waves(colour, rnd):
    image = _glaze(colour)
    pen = ImageDraw.Draw(image)
    ink = rgb(_contrast(colour, 0.34))
    for row in range(7):
        y = 70 + row * 58
        points = [(x, y + 15 * math.sin(x / 26 + row)) for x in range(0, SIZE + 6, 6)]
        pen.line(points, fill=ink, width=8, joint="curve")
    return image


def strokes(colour, rnd):
    """Loose brush strokes, as on hand-painted ceramics."""
    image = _glaze(lighter(colour, 0.62))
    pen = ImageDraw.Draw(image)
    for _i in range(26):
        x, y = rnd.random() * SIZE, rnd.random() * SIZE
        length, width = rnd.randint(50, 130), rnd.randint(9, 22)
        ink = mix(colour, lighter(colour, 0.5), rnd.random() * 0.7)
        pen.line(((x, y), (x + length, y - 18)), fill=rgb(ink), width=width)
    return image.filter(ImageFilter.BoxBlur(1))


def wicker(colour, rnd):
    """A basket weave: each row is half a step off the one above."""
    image = Image.new("RGB", (SIZE, SIZE), rgb(darker(colour, 0.34)))
    pen = ImageDraw.Draw(image)
    for row in range(19):
        y = row * 27
        for k in range(-1, 13):
            x = k * 46 + (row % 2) * 23
            tint = rgb(mix(colour, darker(colour, 0.25), rnd.random() * 0.45))
            pen.rounded_rectangle((x, y + 2, x + 42, y + 24), 11, fill=tint)
            top = rgb(lighter(tint, 0.22))
            pen.rounded_rectangle((x + 6, y + 5, x + 36, y + 11), 3, fill=top)
    return image


def knit(colour, _rnd):
    image = Image.new("RGB", (SIZE, SIZE), rgb(darker(colour, 0.20)))
    pen = ImageDraw.Draw(image)
    for y in range(-20, SIZE, 30):
        for x in range(0, SIZE, 32):
            left = [(x, y), (x + 15, y + 16), (x + 15, y + 36), (x, y + 20)]
            right = [(x + 31, y), (x + 16, y + 16), (x + 16, y + 36), (x + 31, y + 20)]
            pen.polygon(left, fill=rgb(lighter(colour, 0.07)))
            pen.polygon(right, fill=rgb(colour))
    return image


def linen(colour, rnd):
    image = Image.new("RGB", (SIZE, SIZE), rgb(colour))
    pen = ImageDraw.Draw(image)
    for i in range(0, SIZE, 4):
        tint = rgb(mix(colour, darker(colour, 0.30), rnd.random() * 0.40))
        pen.line(((i, 0), (i, SIZE)), fill=tint, width=1)
        tint = rgb(mix(colour, lighter(colour, 0.45), rnd.random() * 0.55))
        pen.line(((0, i), (SIZE, i)), fill=tint, width=1)
    return image


def checks(colour, rnd):
    image = linen(lighter(colour, 0.72), rnd)
    veil = Image.new("L", (SIZE, SIZE))
    pen = ImageDraw.Draw(veil)
    for i in range(0, SIZE, 102):
        pen.rectangle((i, 0, i + 50, SIZE), fill=120)
    across = veil.transpose(Image.Transpose.ROTATE_90)
    for mask in (veil, across):
        image.paste(rgb(colour), (0, 0), mask)
    return image


def stripes(colour, rnd):
    image = linen(lighter(colour, 0.74), rnd)
    pen = ImageDraw.Draw(image)
    for i in range(0, SIZE, 64):
        pen.rectangle((i, 0, i + 22, SIZE), fill=rgb(colour))
        pen.rectangle((i + 34, 0, i + 38, SIZE), fill=rgb(colour))
    return image


def wood(colour, rnd):
    image = Image.new("RGB", (SIZE, SIZE), rgb(colour))
    pen = ImageDraw.Draw(image)
    phase = rnd.random() * 9
    for i in range(-20, SIZE + 20, 7):
        tint = rgb(mix(colour, darker(colour, 0.32), rnd.random() * 0.55))
        points = [
            (x, i + 10 * math.sin(x / 90 + phase + i / 170))
            for x in range(0, SIZE + 16, 16)
        ]
        pen.line(points, fill=tint, width=rnd.choice((1, 2, 3)))
    return image.filter(ImageFilter.BoxBlur(1))


BY_NAME = {
    pattern.__name__: pattern
    for pattern in (
        plain,
        bands,
        ribs,
        speckles,
        dipped,
        leaves,
        dots,
        waves,
        strokes,
        wicker,
        knit,
        linen,
        checks,
        stripes,
        wood,
    )
}


@lru_cache(maxsize=96)
def pattern(name, colour, seed=0):
    """Return the pattern `name` in `colour` as a square image."""
    return BY_NAME[name](rgb(colour), random.Random(f"{name}{seed}"))
