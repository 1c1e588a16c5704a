"""Pictures of the demo goods, drawn by code: nobody's photographs are used.

``draw(look)`` gives the JPEG of a `Look`; ``SHAPES`` lists what can be drawn.
"""

from types import FunctionType

from . import (
    aromas,
    clocks,
    frames,
    holiday,
    kit,
    light,
    storage,
    table,
    textile,
    toys,
    vessels,
    wrapping,
)
from .scene import COLOURS, MOODS, Look, background

__all__ = ["COLOURS", "MOODS", "SHAPES", "Look", "draw"]

_MODULES = (
    vessels,
    aromas,
    light,
    clocks,
    frames,
    table,
    textile,
    holiday,
    storage,
    wrapping,
    toys,
)
#: Helpers that draw a part, not a whole picture.
_PARTS = {"sprig", "bouquet", "flame", "hung", "plate"}
#: Shape name → function that draws it on a canvas.
SHAPES = {
    name: function
    for module in _MODULES
    for name, function in vars(module).items()
    if isinstance(function, FunctionType)
    and function.__module__ == module.__name__
    and not name.startswith(("_", "art_"))
    and name not in _PARTS
}
#: What hangs or lies is shown without a table under it.
_FLAT = {*vars(clocks), *vars(frames), *vars(holiday)}
_FLAT |= {
    "plate_top",
    "board",
    "napkins",
    "runner",
    "apron",
    "hooks",
    "tags",
    "card",
    "balloon",
}
_FLAT -= {"clock_alarm", "clock_mantel", "frame_stand"}
_STANDING = ("arch", "plain", "disc", "window")
#: Low things are drawn larger, so that all fill their pictures alike.
_CLOSER = {
    "aroma_candle": 1.35,
    "basket_soft": 1.08,
    "blanket": 1.12,
    "bowl": 1.1,
    "candle_ball": 1.25,
    "candle_pillars": 1.2,
    "candle_ribbed": 1.2,
    "diffuser": 1.12,
    "mug": 1.2,
    "mug_pair": 1.3,
    "plate_stack": 1.25,
    "ribbon_trio": 1.3,
    "sachet": 1.25,
    "spray": 1.35,
    "tealights": 1.55,
    "towels": 1.25,
    "vase_cylinder": 1.08,
}


def draw(look, view=0):
    """Return the JPEG of `look`: view 0 is the main one, 1 a close-up, 2 a scene."""
    flat = look.shape in _FLAT
    closer = _CLOSER.get(look.shape, 1.0)
    if flat or view == 1:
        style = "wall"
    else:
        style = _STANDING[(look.seed + view) % len(_STANDING)]
    if view == 1:
        closer *= 1.6
    elif view == 2:
        closer *= 0.72
    anchor = 480 if flat else 620 if view == 1 else 815
    canvas = kit.Canvas(background(look.mood, style), closer, anchor)
    SHAPES[look.shape](canvas, look)
    return canvas.jpeg()
