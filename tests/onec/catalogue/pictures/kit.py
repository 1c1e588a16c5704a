"""Drawing kit of the demo pictures: a canvas with smooth shapes and soft light.

Everything is drawn with Pillow on a square of 1000 × 1000 units. Each shape is a
mask, drawn larger and reduced, which smooths its edges. The light always comes
from the upper left.

The one idea worth knowing is `Canvas.lathe`: a body of rotation is a flat pattern
(`patterns.py`) that is shaded as a cylinder and then squeezed row by row into the
profile of the body, so that stripes and leaves follow its curves.
"""

import math
from io import BytesIO

from PIL import Image, ImageDraw

from .colour import blob, darker, gradient, lighter, lit, luminance, mix, rgb
from .curves import rounded, smooth, turned

__all__ = [
    "Canvas",
    "darker",
    "gradient",
    "lighter",
    "lit",
    "luminance",
    "mix",
    "rgb",
    "smooth",
    "turned",
]

SIDE = 800
SUPER = 3
UNIT = SIDE / 1000


class Canvas:
    """A picture being drawn; coordinates are 0..1000 from the upper left.

    `closer` enlarges all that is drawn, keeping the point (500, `anchor`) in place.
    """

    def __init__(self, background, closer=1.0, anchor=815):
        self.image = background.copy()
        self.scale = closer * UNIT
        self.left = 500 * UNIT * (1 - closer)
        self.top = anchor * UNIT * (1 - closer)

    # === Fills === #

    def pixels(self, points):
        k, left, top = self.scale, self.left, self.top
        return [(x * k + left, y * k + top) for x, y in points]

    def _paste(self, mask, box, fill, alpha):
        if alpha < 1:
            mask = mask.point([round(i * alpha) for i in range(256)])
        if isinstance(fill, Image.Image):
            fill = fill.resize(mask.size, Image.Resampling.BILINEAR)
            self.image.paste(fill, box, mask)
        else:
            x, y = box
            self.image.paste(rgb(fill), (x, y, x + mask.width, y + mask.height), mask)

    def _mask(self, pixels, pad, draw):
        """Return a mask of smooth edges and its place.

        `draw(pen, points)` draws on a mask that is `SUPER` times as large.
        """
        xs, ys = [p[0] for p in pixels], [p[1] for p in pixels]
        left, top = math.floor(min(xs) - pad), math.floor(min(ys) - pad)
        right, bottom = math.ceil(max(xs) + pad) + 1, math.ceil(max(ys) + pad) + 1
        size = ((right - left) * SUPER, (bottom - top) * SUPER)
        mask = Image.new("L", size)
        flat = [((x - left) * SUPER, (y - top) * SUPER) for x, y in pixels]
        draw(ImageDraw.Draw(mask), flat)
        return mask.reduce(SUPER), (left, top)

    def shape(self, points, fill, alpha=1.0):
        """Fill a polygon with a colour or an image stretched over its box."""
        mask, box = self._mask(
            self.pixels(points), 0, lambda pen, flat: pen.polygon(flat, fill=255)
        )
        self._paste(mask, box, fill, alpha)

    def blob(self, points, fill, alpha=1.0):
        """Fill a smooth closed curve through `points`."""
        self.shape(smooth(points, closed=True), fill, alpha)

    def ellipse(self, x, y, rx, ry, fill, alpha=1.0, turn=0):
        spin = math.radians(turn)
        cos, sin = math.cos(spin), math.sin(spin)
        count = 24 if max(rx, ry) < 40 else 64
        points = []
        for i in range(count):
            a = math.tau * i / count
            u, v = rx * math.cos(a), ry * math.sin(a)
            points.append((x + u * cos - v * sin, y + u * sin + v * cos))
        self.shape(points, fill, alpha)

    def rect(self, x, y, w, h, fill, radius=0, alpha=1.0, turn=0):
        """Fill a rectangle with rounded corners, turned about its centre."""
        r = min(radius, w / 2, h / 2)
        points = []
        for cx, cy, start in (
            (x + w - r, y + r, -90),
            (x + w - r, y + h - r, 0),
            (x + r, y + h - r, 90),
            (x + r, y + r, 180),
        ):
            for k in range(9 if r else 1):
                a = math.radians(start + k * 11.25)
                points.append((cx + r * math.cos(a), cy + r * math.sin(a)))
        self.shape(turned(points, (x + w / 2, y + h / 2), turn), fill, alpha)

    def line(self, points, width, fill, alpha=1.0):
        """Draw a polyline with round ends and joints."""
        broad = width * self.scale * SUPER

        def draw(pen, flat):
            pen.line(flat, fill=255, width=max(1, round(broad)), joint="curve")
            r = broad / 2
            for x, y in (flat[0], flat[-1]):
                pen.ellipse((x - r, y - r, x + r, y + r), fill=255)

        mask, box = self._mask(self.pixels(points), width * self.scale, draw)
        self._paste(mask, box, fill, alpha)

    def curve(self, points, width, fill, alpha=1.0):
        self.line(smooth(points), width, fill, alpha)

    # === Light === #

    def shadow(self, x, y, rx, ry=None, alpha=0.32, fill="#3b3344"):
        """Lay a soft shadow on the table under an object of half-width `rx`."""
        ry = ry or max(18, rx * 0.16)
        self.glow(x + rx * 0.10, y, rx * 1.35, ry * 1.5, fill, alpha)

    def glow(self, x, y, rx, ry, fill, alpha=0.5, blur=0.6):
        """Lay a soft-edged spot of light or shade."""
        k = self.scale
        size = (max(2, round(rx * 2 * k)), max(2, round(ry * 2 * k)))
        mask = blob(96, blur).resize(size, Image.Resampling.BILINEAR)
        left, top = self.pixels([(x - rx, y - ry)])[0]
        self._paste(mask, (round(left), round(top)), fill, alpha)

    # === Bodies === #

    def lathe(self, x, profile, skin, gloss=0.5, bottom=0.10, alpha=1.0):
        """Draw a body of rotation about the vertical line `x`.

        `profile` is a list of (y, half-width) from the top down, drawn smooth;
        `skin` is a colour or a pattern; `bottom` is how round its foot looks.
        """
        outline = rounded(profile)
        foot_y, foot_r = outline[-1]
        sag = foot_r * bottom
        right = [(x + r, y) for y, r in outline]
        left = [(x - r, y) for y, r in reversed(outline)]
        arc = [
            (x + foot_r * math.cos(a), foot_y + sag * math.sin(a))
            for a in (math.pi * i / 24 for i in range(1, 24))
        ]
        k = self.scale
        widest, top = max(r for _y, r in outline), outline[0][0]
        size = (math.ceil(widest * 2 * k) + 2, math.ceil((foot_y + sag - top) * k) + 2)
        skin = lit(skin, gloss)
        rows = [((y - top) * k, max(r, 2) * k) for y, r in outline]
        rows.append((float(size[1]), rows[-1][1]))
        bands, middle, w = [], size[0] / 2, skin.width
        for (y1, r1), (y2, r2) in zip(rows, rows[1:], strict=False):
            if round(y2) <= round(y1):
                continue
            r = max(r1, r2) + 1
            v1, v2 = y1 / size[1] * skin.height, y2 / size[1] * skin.height
            target = (round(middle - r), round(y1), round(middle + r), round(y2))
            bands.append((target, (0, v1, 0, v2, w, v2, w, v1)))
        body = skin.transform(
            size, Image.Transform.MESH, bands, Image.Resampling.BILINEAR
        )
        self.shape(right + arc + left, body, alpha)

    def opening(self, x, y, r, fill, depth=0.14):
        """Draw the mouth of a vessel: the lip and the dark inside."""
        ry = max(5, r * depth)
        self.ellipse(x, y, r, ry, lighter(fill, 0.28))
        inside = gradient(darker(fill, 0.62), darker(fill, 0.32))
        self.ellipse(x, y + ry * 0.10, r * 0.90, ry * 0.80, inside)

    def jpeg(self, quality=84):
        out = BytesIO()
        self.image.save(out, "JPEG", quality=quality)
        return out.getvalue()
