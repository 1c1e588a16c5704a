"""Many want what is left for few: exactly as many get it, the rest are told why."""

import pytest

from .stage import stage

pytestmark = pytest.mark.load


def held(place, article):
    """Units of an article that orders hold, and that are there."""
    return place.query(
        """
        SELECT COALESCE(SUM(quant.reserved_quantity), 0),
               COALESCE(SUM(quant.quantity), 0)
          FROM stock_quant quant
          JOIN stock_location location ON location.id = quant.location_id
         WHERE quant.product_id = %s AND location.usage = 'internal'
        """,
        place.products[article],
    )[0]


def placed_orders(place):
    """Numbers of confirmed orders, with what each holds."""
    return place.query(
        """
        SELECT sale.name, sale.b2b_status, SUM(line.quantity)
          FROM sale_order sale
          JOIN stock_picking picking ON picking.sale_id = sale.id
          JOIN stock_move_line line ON line.picking_id = picking.id
         WHERE sale.state = 'sale'
      GROUP BY sale.id
        """
    )


def test_one_unit_and_eight_buyers():
    with stage("one_unit", buyers=8, stock={"VAZ-1": 1}) as place:
        answers = place.place_together()

        placed = [answer for answer in answers if answer.placed]
        refused = [answer for answer in answers if not answer.placed]
        assert len(placed) == 1
        assert [answer.status for answer in refused] == [200] * 7
        # The page names the goods and how many there are; whoever could not be decided
        # about within the bounded wait (a slow machine) is told that.
        assert all(answer.problem for answer in refused), refused
        assert any("VAZ-1" in answer.problem for answer in refused), refused
        assert len(placed_orders(place)) == 1
        assert held(place, "VAZ-1") == (1, 1)
        # Whoever was refused keeps the cart as it was.
        drafts = place.query(
            "SELECT COUNT(*) FROM sale_order WHERE state = 'draft' AND id = ANY(%s)",
            [buyer.order for buyer in place.people],
        )
        assert drafts == [(7,)]
