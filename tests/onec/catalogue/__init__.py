"""What 1С's books are first filled with: goods, organisations, counterparties.

``build(n, seed)`` gives a :class:`~tests.onec.catalogue.model.Catalogue`,
``picture(good, index)`` the JPEG bytes of one of its pictures.

The goods are those of a made-up wholesaler of gifts and interior things: kinds of
goods (`kinds_*.py`) crossed with collections (`capsules.py`). Nothing is random
from one build to the next.
"""

from functools import cache

from . import companies, goods
from .capsules import CAPSULES
from .ids import guid, number
from .model import Catalogue, Good

__all__ = ["build", "look", "picture"]


def build(n: int = 320, seed: int = 1) -> Catalogue:
    """Return the books' first contents with `n` goods, the same for the same seed."""
    return Catalogue(
        guid=guid("catalogue", "", seed),
        classifier=guid("classifier", "", seed),
        groups=goods.groups(seed),
        properties=goods.properties(seed),
        price_types=goods.price_types(seed),
        warehouses=goods.warehouses(seed),
        units=list(goods.UNITS.values()),
        goods=goods.goods(n, seed),
        organisations=companies.organisations(seed),
        counterparties=companies.counterparties(seed),
    )


@cache
def _names():
    """Return guid → text of the collections and colours."""
    names = {guid("Коллекция", capsule.name): capsule.name for capsule in CAPSULES}
    return names | {guid("Цвет", name): name for name in goods.COLOUR_NAMES}


def look(good: Good, index: int = 0):
    """Return (`Look`, view) of the good's picture `index`."""
    from .pictures import Look  # Pillow is needed for pictures only

    kind = goods.KIND_BY_NOUN[good.name.rpartition(" «")[0]]
    known = [_names().get(value) for value in good.properties.values()]
    collection = next(name for name in known if name in _COLLECTIONS)
    colours = [name for name in known if name in _COLOURS]
    view = index
    if not colours:
        colours = list(
            dict.fromkeys(c.values.get("Цвет") for c in good.characteristics)
        )
        if colours[0]:  # each further picture shows another colour
            colours, view = [colours[index % len(colours)]], 0
        else:
            colours = [_COLOURS_OF[collection][number(good.guid, 5)]]
    seed = number(good.guid, 9973)
    return (
        Look(
            kind.shapes[seed % len(kind.shapes)],
            colours[0],
            collection,
            kind.patterns[seed // 7 % len(kind.patterns)],
            seed,
        ),
        view,
    )


_COLLECTIONS = {capsule.name for capsule in CAPSULES}
_COLOURS_OF = {capsule.name: capsule.colours for capsule in CAPSULES}
_COLOURS = set(goods.COLOUR_NAMES)


def picture(good: Good, index: int = 0) -> bytes:
    """Return the good's picture `index` as JPEG, 800 × 800."""
    from .pictures import draw

    return draw(*look(good, index))
