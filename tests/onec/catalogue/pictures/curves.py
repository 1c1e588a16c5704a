"""Smooth curves through points."""

import math


def smooth(points, closed=False, steps=10):
    """Return a Catmull-Rom curve through `points`."""
    last = len(points)
    out = []
    for i in range(last if closed else last - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % last] for k in (-1, 0, 1, 2))
        else:
            p0, p3 = points[max(i - 1, 0)], points[min(i + 2, last - 1)]
            p1, p2 = points[i], points[i + 1]
        for k in range(steps):
            t = k / steps
            out.append(
                tuple(
                    0.5
                    * (
                        2 * b
                        + (c - a) * t
                        + (2 * a - 5 * b + 4 * c - d) * t * t
                        + (3 * b - a - 3 * c + d) * t**3
                    )
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    if not closed:
        out.append(tuple(points[-1]))
    return out


def rounded(profile, step=7):
    """Return the profile of a body as a smooth curve that never overshoots.

    A monotone cubic (Fritsch–Carlson): r as a function of y.
    """
    ys, rs = [p[0] for p in profile], [p[1] for p in profile]
    gaps = [b - a for a, b in zip(ys, ys[1:], strict=False)]
    slopes = [(b - a) / g for a, b, g in zip(rs, rs[1:], gaps, strict=False)]
    bends = [slopes[0]]
    for i in range(1, len(slopes)):
        one, two = slopes[i - 1], slopes[i]
        if one * two <= 0:
            bends.append(0)
        else:
            near, far = 2 * gaps[i] + gaps[i - 1], gaps[i] + 2 * gaps[i - 1]
            bends.append((near + far) / (near / one + far / two))
    bends.append(slopes[-1])
    out = []
    for i, gap in enumerate(gaps):
        count = max(1, round(gap / step))
        for k in range(count):
            t = k / count
            out.append(
                (
                    ys[i] + gap * t,
                    rs[i] * (1 + 2 * t) * (1 - t) ** 2
                    + gap * bends[i] * t * (1 - t) ** 2
                    + rs[i + 1] * t * t * (3 - 2 * t)
                    + gap * bends[i + 1] * t * t * (t - 1),
                )
            )
    out.append((ys[-1], rs[-1]))
    return out


def turned(points, centre, degrees):
    """Return `points` turned clockwise about `centre`."""
    if not degrees:
        return points
    a = math.radians(degrees)
    cos, sin = math.cos(a), math.sin(a)
    cx, cy = centre
    return [
        (
            cx + (x - cx) * cos - (y - cy) * sin,
            cy + (x - cx) * sin + (y - cy) * cos,
        )
        for x, y in points
    ]
