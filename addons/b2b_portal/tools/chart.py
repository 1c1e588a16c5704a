"""Bar charts as inline SVG: they print, need no script and take the page's colours.

Plain Python. A chart goes beside its table, which is what a screen reader reads.
"""

from markupsafe import Markup

WIDTH, HEIGHT, FLOOR, HEAD = 640, 220, 190, 22
# Room at the left for the figures of the axis.
AXIS = 92
STEPS = (1, 2, 2.5, 5, 10)


def scale(greatest):
    """A round figure not below ``greatest``: the top of the axis."""
    if greatest <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= greatest:
        power *= 10
    while power > greatest:
        power /= 10
    return next(step * power for step in STEPS if step * power >= greatest)


def bars(points, title, label=str):
    """An SVG of vertical bars.

    :param points: list of ``(name under the bar, value ≥ 0)``
    :param str title: what the chart shows, its accessible name
    :param label: function that formats a value for the axis and the hint of a bar
    :return: ``Markup``, empty when there is no point
    """
    if not points:
        return Markup("")
    top = scale(max(value for _name, value in points))
    slot = (WIDTH - AXIS) / len(points)
    width = min(slot * 0.65, 48)
    parts = [
        Markup(
            '<svg class="b2b-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        ).format(WIDTH, HEIGHT, title)
    ]
    for share in (0.5, 1):
        y = round(FLOOR - share * (FLOOR - HEAD), 1)
        parts.append(
            Markup(
                '<line x1="{a}" x2="{}" y1="{y}" y2="{y}"/>'
                '<text class="b2b-chart-axis" x="{t}" y="{b}">{}</text>'
            ).format(WIDTH, label(top * share), a=AXIS, y=y, t=AXIS - 8, b=y + 4)
        )
    for index, (name, value) in enumerate(points):
        height = round(max(value, 0) / top * (FLOOR - HEAD), 1)
        middle = round(AXIS + slot * (index + 0.5), 1)
        parts.append(
            Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" rx="3">'
                "<title>{}</title></rect>"
                '<text class="b2b-chart-name" x="{}" y="{}">{}</text>'
            ).format(
                round(middle - width / 2, 1),
                FLOOR - height,
                round(width, 1),
                height,
                f"{name}: {label(value)}",
                middle,
                FLOOR + 18,
                name,
            )
        )
    parts.append(
        Markup(
            '<line class="b2b-chart-floor" x1="{}" x2="{}" y1="{y}" y2="{y}"/></svg>'
        ).format(AXIS, WIDTH, y=FLOOR)
    )
    return Markup("").join(parts)
