"""Colours and light of the demo pictures."""

import math
from functools import cache, lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter


def rgb(colour):
    """Return `colour` ("#rrggbb" or a triple) as a triple of integers."""
    if isinstance(colour, str):
        return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return tuple(int(part) for part in colour[:3])


def mix(one, two, share):
    """Return the colour at `share` (0..1) of the way from `one` to `two`."""
    return tuple(
        round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(two), strict=True)
    )


def lighter(colour, share=0.2):
    return mix(colour, "#ffffff", share)


def darker(colour, share=0.2):
    return mix(colour, "#1d1a24", share)


def luminance(colour):
    red, green, blue = rgb(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


@lru_cache(maxsize=512)
def gradient(top, bottom, vertical=True):
    """Return a small strip between two colours, to be stretched where needed."""
    strip = Image.new("RGB", (1, 64))
    strip.putdata([mix(top, bottom, i / 63) for i in range(64)])
    return strip if vertical else strip.transpose(Image.Transpose.ROTATE_90)


@lru_cache(maxsize=48)
def cylinder_light(gloss, size):
    """Return shade, white and the mask of the highlight, over a cylinder's width."""
    shade, shine = [], []
    for i in range(128):
        x = (i + 0.5) / 64 - 1
        body = math.exp(-(((x + 0.28) / 0.75) ** 2))
        rim = 0.10 * max(0, x - 0.72) / 0.28
        shade.append(round(255 * min(1, 0.60 + 0.42 * body + rim)))
        spot = math.exp(-(((x + 0.45) / 0.11) ** 2))
        shine.append(round(255 * gloss * (0.55 * spot + 0.12 * body)))
    strips = []
    for values in (shade, shine):
        strip = Image.new("L", (128, 1))
        strip.putdata(values)
        strips.append(strip.resize(size))
    shade, shine = strips
    return Image.merge("RGB", [shade] * 3), Image.new("RGB", size, "#fffdf8"), shine


@cache
def blob(size, blur):
    """Return a mask of a soft disc, to be stretched into a shadow or a glow."""
    mask = Image.new("L", (size, size))
    edge = size * blur / 2
    ImageDraw.Draw(mask).ellipse((edge, edge, size - edge, size - edge), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(size * blur / 4))


def lit(skin, gloss):
    """Return `skin` (a colour or an image) shaded as a cylinder."""
    if not isinstance(skin, Image.Image):
        skin = Image.new("RGB", (128, 8), rgb(skin))
    shade, white, shine = cylinder_light(gloss, skin.size)
    return Image.composite(white, ImageChops.multiply(skin, shade), shine)
