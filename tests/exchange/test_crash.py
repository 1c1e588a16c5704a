"""The server dies in the middle of a load: no good is half old and half new."""

import threading
import time

import pytest

from tests.bench._files import Catalogue
from tests.onec.http_client import ExchangeError, SiteExchange

from .portal import Portal

GOODS = 1500


@pytest.fixture
def portal():
    """A portal of this test's own: its server is killed."""
    with Portal("crash") as opened:
        yield opened


def push(portal, onec, path):
    """A session of УТ that sends one file and waits for its import."""
    site = SiteExchange(onec.books, *portal.where)
    site._checkauth("catalog")
    _zipped, limit = site._init("catalog")
    site._send_file("catalog", path.name, path.read_bytes(), limit)
    site._import("catalog", path.name)


def goods(portal):
    """(name in 1С's words, article, barcode, group, property) of each good."""
    return portal.query(
        """
        SELECT template.name->>'en_US', product.default_code, product.barcode,
               (SELECT COUNT(*) FROM product_public_category_product_template_rel rel
                 WHERE rel.product_template_id = template.id),
               (SELECT COUNT(*) FROM product_template_attribute_line line
                 WHERE line.product_tmpl_id = template.id)
          FROM onec_link link
          JOIN product_template template ON template.id = link.res_id
          JOIN product_product product ON product.product_tmpl_id = template.id
         WHERE link.kind = 'good'
        """
    )


def test_killed_server_leaves_whole_goods_and_a_repeat_finishes(portal, onec, tmp_path):
    path = Catalogue(GOODS, tmp_path / "files").import_file()

    def kill_in_the_middle():
        while not goods(portal):
            time.sleep(0.05)
        portal.kill()

    killer = threading.Thread(target=kill_in_the_middle, daemon=True)
    killer.start()
    with pytest.raises(ExchangeError, match="не отвечает"):
        push(portal, onec, path)
    killer.join()

    there = goods(portal)
    assert 0 < len(there) < GOODS
    assert all(name and code and barcode for name, code, barcode, _g, _p in there)
    assert {(groups, lines) for *_n, groups, lines in there} == {(1, 1)}

    portal.start()
    push(portal, onec, path)
    there = goods(portal)
    assert len(there) == len({code for _n, code, *_rest in there}) == GOODS
