"""УНФ with and without subordinate documents, and the split files of 3.1."""

import json

import pytest

from tests.onec import dialect

from . import shop


def speak(onec, portal, name, **settings):
    """Let a base (and the portal's settings of it) be of another kind."""
    profile = "unf" if name.startswith("unf") else "ut"
    portal.query("UPDATE onec_connection SET profile = %s RETURNING id", profile)
    for key, value in {"profile": name, "vat2026": "1", **settings}.items():
        onec.setting(key, value)


def place(portal, *orders):
    if not portal.query("SELECT 1 FROM res_users WHERE login = 'buyer@example.com'"):
        portal.shell(shop.CONTRACTOR)
    lines = [[list(line) for line in order] for order in orders]
    return portal.shell(shop.PLACE, ORDERS=json.dumps(lines))


def fetch(portal, onec):
    site = onec.site(*portal.where)
    site.poll_pause = 0
    return site.fetch_orders()


def send(portal, onec):
    site = onec.site(*portal.where)
    site.poll_pause = 0
    return site.send_orders()


def facts(portal, number):
    [row] = portal.query(
        """
        SELECT b2b_status, b2b_payment_state, b2b_shipment_state, onec_state,
               onec_number
          FROM sale_order WHERE name = %s
        """,
        number,
    )
    return row


def last_session(portal):
    [row] = portal.query(
        "SELECT state, skipped FROM onec_session ORDER BY id DESC LIMIT 1"
    )
    return row


@pytest.fixture(params=sorted(dialect.DIALECTS))
def name(request):
    return request.param


def test_every_dialect_brings_the_same_catalogue(portal, onec, name):
    speak(onec, portal, name)
    site = onec.site(*portal.where)
    site.poll_pause = 0
    report = site.push_catalogue("full")
    assert report.files
    goods = portal.query(
        """
        SELECT product.default_code, COUNT(DISTINCT product.id), COUNT(DISTINCT rule.id)
          FROM product_product product
          JOIN onec_link link ON link.kind = 'variant' AND link.res_id = product.id
          JOIN product_pricelist_item rule ON rule.product_id = product.id
         WHERE product.active GROUP BY 1 ORDER BY 1
        """
    )
    expected = onec.books.value("SELECT COUNT(*) FROM good WHERE NOT garbage")
    assert len(goods) == expected
    assert all(prices >= variants for _article, variants, prices in goods)
    assert last_session(portal)[0] == "done"
    # The same again is no news, in whatever words.
    before = portal.state()
    again = onec.site(*portal.where)
    again.poll_pause = 0
    again.push_catalogue("full")
    after = portal.state()
    for table in ("product_product", "product_pricelist_item", "stock_quant"):
        assert after[table] == before[table], table


@pytest.mark.parametrize("lines", ["0", "1"])
def test_unf_tells_partial_facts(portal, onec, lines):
    onec.push(*portal.where)
    speak(onec, portal, "unf210", unf_lines=lines)
    [number] = place(portal, [("T-001", 4), ("T-003", 2)])
    assert number in fetch(portal, onec).created
    assert not onec.garbage()
    assert onec.order(number)["number"] == number  # УНФ takes the site's number
    onec.confirm(number, "picking")
    send(portal, onec)
    assert facts(portal, number)[0] == "picking"

    onec.pay(number, "100.00")
    onec.ship(number, {"T-001": 1})
    send(portal, onec)
    assert facts(portal, number)[:3] == ("partly_shipped", "partly", "partly")
    delivered = portal.value(
        """
        SELECT SUM(line.qty_delivered) FROM sale_order_line line
          JOIN sale_order ON sale_order.id = line.order_id WHERE sale_order.name = %s
        """,
        number,
    )
    assert delivered == int(lines)  # only lines say which goods they were

    onec.pay(number)
    onec.ship(number)
    send(portal, onec)
    assert facts(portal, number)[:3] == ("shipped", "paid", "full")


def test_unf_208_sends_its_orders_and_never_asks_for_the_import(portal, onec):
    onec.push(*portal.where)
    speak(onec, portal, "unf208")
    site = onec.site(*portal.where)
    assert "picking" in site.read_info()
    first, second = place(portal, [("T-001", 1)], [("T-003", 1)])
    fetch(portal, onec)
    onec.pay(first)
    onec.delete(second)
    send(portal, onec)
    assert facts(portal, first)[1:3] == ("paid", "none")
    assert facts(portal, second)[0] == "cancelled"
    assert not onec.books.logged("http")


def test_the_module_of_bitrix_never_says_success(portal, onec):
    """Containers, numbers as elements, and orders that come until they have one."""
    onec.push(*portal.where)
    speak(onec, portal, "split31")
    [number] = place(portal, [("T-001", 2)])
    assert number in fetch(portal, onec).created
    assert number in fetch(portal, onec).numbers  # not confirmed: told again
    assert facts(portal, number)[3] == "sent"
    onec.confirm(number)
    send(portal, onec)
    assert facts(portal, number)[3] == "confirmed"
    assert number not in fetch(portal, onec).numbers


def test_3_1_finishes_with_deactivate_behind_a_threshold(portal, onec):
    speak(onec, portal, "split31")
    site = onec.site(*portal.where)
    site._checkauth("catalog")
    since = site.timestamp
    assert since
    site.push_catalogue("full")
    site.finish(since)
    published = "SELECT COUNT(*) FROM product_template WHERE is_published"
    before = portal.value(published)
    assert before
    # A broken export that brought nothing: everything would go.
    site._checkauth("catalog")
    site.finish(site.timestamp + 3600)
    assert portal.value(published) == before
    codes = portal.query("SELECT code FROM onec_skip WHERE NOT COALESCE(solved, FALSE)")
    assert ("deactivate",) in codes


def test_3_1_links_counterparties_by_their_requisites(portal, onec):
    place(portal)
    speak(onec, portal, "split31")
    onec.site(*portal.where).push_catalogue("full")
    guid = portal.value(
        """
        SELECT link.guid FROM onec_link link JOIN res_partner ON res_partner.id = res_id
         WHERE link.kind = 'entity' AND res_partner.vat = '7728168971'
        """
    )
    assert guid == onec.books.value("SELECT guid FROM entity WHERE inn = '7728168971'")
