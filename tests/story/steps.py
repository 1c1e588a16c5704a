"""The steps of the story, in order; the first line of each is what people read."""

import io
import re
import time
from decimal import Decimal

import openpyxl
import requests

from .world import BUYER, PARTNER, number

GOODS = 300


def catalogue_arrives(world):
    """1С logs in as УТ 11 does and sends its catalogue"""
    said = world.demo.first_exchange()
    chunks = int(re.search(r"частей (\d+)", said)[1])
    polls = int(re.search(r"опросов (\d+)", said)[1])
    assert chunks > 2, f"the archive came in {chunks} parts"
    assert polls > 0, "1С never had to ask for the progress"

    published = [("website_published", "=", True)]
    count = world.call("product.template", "search_count", published)
    assert count >= GOODS, f"{count} goods"
    assert (
        world.call("stock.warehouse", "search_count", [("b2b_published", "=", True)])
        == 3
    )
    price_types = [("b2b_price_type", "=", True)]
    assert world.call("product.pricelist", "search_count", price_types) == 2
    assert world.call("product.public.category", "search_count", []) > 10
    assert world.call("product.attribute", "search_count", []) > 2
    assert _stock_here(world) == _stock_in_books(world)

    bare = [*published, ("image_1920", "=", False)]
    world.wait(
        lambda: not world.call("product.template", "search_count", bare),
        "pictures of all goods",
        300,
    )
    world.notes.append(f"{count} goods with pictures, {chunks} parts, {polls} polls")


def _stock_here(world):
    """Free stock by article and warehouse as the portal would promise it."""
    rows = world.call(
        "stock.quant", "formatted_read_group",
        [("location_id.usage", "=", "internal")],
        ["product_id"], ["quantity:sum"],
    )  # fmt: skip
    return round(sum(row["quantity:sum"] for row in rows), 3)


def _stock_in_books(world):
    return round(
        float(world.sql("SELECT sum(quantity) AS total FROM stock")[0]["total"]), 3
    )


def guest_sees_no_price(world):
    """A guest looks at the showcase and finds no price"""
    page = world.page()
    world.open(page, "/shop")
    tiles = page.locator(".oe_product")
    assert tiles.count() > 10
    tiles.first.locator("a[href*='/shop/']").first.click()
    page.wait_for_selector("#product_detail")
    for path in (
        "/shop",
        "/shop?order=list_price+asc",
        page.url.removeprefix(world.url),
    ):
        text = world.open(page, path).content()
        assert "₽" not in text, f"a price on {path}"
        assert "/web/login?redirect=" in text, f"no way to sign in on {path}"


def buyer_orders(world):
    """A buyer sees the company's own prices, fills the cart and places an order"""
    page = world.page(BUYER)
    articles = world.basket(5)
    world.lines = {article: _put(world, page, article) for article in articles}
    world.open(page, "/shop/cart")
    assert page.locator(".b2b-cart .b2b-row").count() == len(articles)
    world.order = _place(world, page)
    total = page.locator(".b2b-amount-total").first.inner_text()
    world.total = number(total)
    due = sum(quantity * price for quantity, price in world.lines.values())
    assert world.total == due, f"the cart says {world.total}, prices say {due}"
    world.notes.append(f"order {world.order['name']}, {total}")


def _put(world, page, article, quantity=None):
    """Put a product into the cart from the catalogue's table; quantity and price."""
    world.open(page, f"/shop?search={article}")
    row = page.locator(
        f".b2b-catalogue .b2b-row:has(.b2b-article:text-is('{article}'))"
    )
    price = number(row.locator(".b2b-price").inner_text())
    due = world.sql(
        """
        SELECT p.price FROM price p JOIN good g ON g.guid = p.good
         WHERE g.article = ? AND p.characteristic = ''
           AND p.price_type = (SELECT json_extract(c.data, '$.price_type')
                                 FROM contract c JOIN entity e ON e.guid = c.entity
                                 JOIN partner r ON r.guid = e.partner
                                WHERE r.name LIKE ? LIMIT 1)
        """,
        article, PARTNER,
    )[0]["price"]  # fmt: skip
    assert price == Decimal(due), f"{article}: {price} here, {due} in 1С"
    free = world.free_stock(article)
    for warehouse, there in free.items():
        here = number(row.locator(f"[data-label='{warehouse}']").inner_text())
        assert here == there, f"{article}, {warehouse}: {here} here, {there} in 1С"
    field = row.locator(".b2b-qty-input")
    step = Decimal(field.get_attribute("data-step") or 1)
    least = Decimal(field.get_attribute("data-min") or step)
    if quantity is None:
        quantity = max(least, -(-Decimal(6000) // price // step) * step)
    field.fill(str(quantity))
    field.press("Enter")
    row.locator(".b2b-in-cart:not(.d-none)").wait_for()
    return Decimal(quantity), price


def _place(world, page, mode="invoice"):
    """Place the cart as an order; its id and number."""
    world.open(page, "/shop/cart")
    page.click("a.b2b-checkout")
    page.wait_for_selector(".b2b-place")
    page.wait_for_load_state("networkidle")
    entity = page.locator("#b2b_entity_id option:has-text('ООО')").first
    page.select_option("#b2b_entity_id", entity.get_attribute("value"))
    # The contract with the organisation that the 1С node sells for.
    contract = page.locator("#b2b_contract_id option:enabled:has-text('ТП-')").first
    page.select_option("#b2b_contract_id", contract.get_attribute("value"))
    page.locator(f".b2b-choice:has-text('{world.warehouse}') input").check()
    page.locator(f"input[name=b2b_payment_mode][value={mode}]").check()
    page.click(".b2b-place")
    problem = page.locator(".b2b-note.b2b-tone-bad:visible")
    page.locator(".b2b-note.b2b-tone-done").or_(problem).first.wait_for()
    assert not problem.count(), problem.first.inner_text()
    order_id = int(re.search(r"/my/orders/(\d+)", page.url)[1])
    name = world.call("sale.order", "read", [order_id], ["name"])[0]["name"]
    return {"id": order_id, "name": name}


def onec_takes_the_order(world):
    """1С asks for orders, takes this one to the kopeck and confirms it"""
    name = world.order["name"]
    world.exchange()
    booked = world.order_in_books(name)
    assert booked, f"1С has no order {name}"
    assert Decimal(booked["total"]) == world.total
    lines = {row["article"]: row for row in booked["lines"]}
    for article, (quantity, price) in world.lines.items():
        line = lines.pop(article)
        assert Decimal(line["quantity"]) == quantity
        assert Decimal(line["price"]) == price
    assert not lines, f"lines that nobody ordered: {lines}"
    assert not _garbage(world), _garbage(world)
    world.onec("confirm", name)
    world.exchange()
    page = world.open(world.page(BUYER), f"/my/orders/{world.order['id']}")
    assert booked["number"] in page.content(), "the number of 1С is not shown"


def _garbage(world):
    """What the 1С base had to make up or lost while it loaded our orders."""
    kinds = "'garbage', 'vat', 'leak', 'sum', 'post', 'number', 'rejected'"
    return [
        row["text"]
        for row in world.sql(f"SELECT text FROM log WHERE kind IN ({kinds})")
    ]


def invoice_comes(world):
    """The buyer presses «Сформировать счёт» and has the invoice of 1С at once"""
    page = world.open(world.page(BUYER), f"/my/orders/{world.order['id']}")
    shown = _press_invoice(world, page)
    made = world.sql(
        "SELECT number, total FROM document WHERE kind = 'Invoice' AND order_guid = ?",
        world.order_in_books(world.order["name"])["guid"],
    )
    assert len(made) == 1, f"{len(made)} invoices in 1С"
    # People are shown the number as printed: without prefix and zeros.
    printed = made[0]["number"].rpartition("-")[2].lstrip("0")
    assert re.search(rf"№\s*{printed}\b", shown), shown
    assert Decimal(made[0]["total"]) == world.total
    name = world.order["name"]
    world.wait(
        lambda: world.letters(BUYER, name, f"№ {printed}"), "a letter about the invoice"
    )


def _press_invoice(world, page):
    """Press and wait for the link without reloading; its text. The PDF must open."""
    page.wait_for_load_state("networkidle")
    page.evaluate("window.notReloaded = true")
    start = time.monotonic()
    page.click(".b2b-invoice-make")
    link = page.locator(".b2b-invoice-link:not(.d-none)")
    link.wait_for(timeout=60_000)
    world.notes.append(f"from press to invoice {time.monotonic() - start:.1f} s")
    assert page.evaluate("window.notReloaded"), "the page was reloaded"
    answer = page.request.get(f"{world.url}{link.get_attribute('href')}")
    assert answer.ok and answer.body().startswith(b"%PDF"), "the invoice is no PDF"
    return link.inner_text()


def invoice_before_the_exchange(world):
    """An invoice for an order that 1С had not asked for yet: still one order in 1С"""
    page = world.page(BUYER)
    world.second = _order(world, page)
    _press_invoice(world, page)
    first = world.order_in_books(world.second["name"])
    world.exchange()
    assert world.order_in_books(world.second["name"])["guid"] == first["guid"]
    assert not _garbage(world), _garbage(world)


def _order(world, page):
    """Fill an empty cart beyond the tier's least sum and place it."""
    _empty_cart(world, page)
    for article in world.basket(5):
        _put(world, page, article)
    return _place(world, page)


def quote_and_back(world):
    """A quote from the cart as XLSX, and back into the cart"""
    page = world.page(BUYER)
    wanted = {a: _put(world, page, a)[0] for a in world.basket(3)}
    world.open(page, "/shop/cart")
    page.click("form[action='/my/offers/from-cart'] button")
    page.wait_for_url("**/my/offers/*")
    with page.expect_download() as download:
        page.click("a[href$='/xlsx']")
    content = download.value.path().read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    for article in wanted:
        assert article in cells, f"{article} is not in the XLSX"
    offer = page.url
    _empty_cart(world, page)
    page.goto(offer)
    page.click("button[formaction$='/to-cart']")
    page.wait_for_url("**/shop/cart*")
    rows = page.locator(".b2b-cart .b2b-row")
    back = {
        row.locator(".b2b-article").inner_text(): number(
            row.locator(".b2b-qty-input").input_value()
        )
        for row in rows.all()
    }
    assert back == wanted, f"{back} instead of {wanted}"
    _empty_cart(world, page)


def _empty_cart(world, page):
    world.open(page, "/shop/cart")
    while page.locator(".b2b-remove").count():
        page.locator(".b2b-remove").first.click()
        page.wait_for_timeout(500)
        world.open(page, "/shop/cart")


def cart_of_two_sellers(world):
    """Goods of both organisations in one cart become two orders, each in 1С"""
    page = world.page(BUYER)
    _empty_cart(world, page)
    for article in (*world.basket(3), *world.basket(2, seller=False)):
        _put(world, page, article)
    order = _place(world, page)
    others = world.call(
        "sale.order", "search_read", [("b2b_placed_with_id", "=", order["id"])],
        ["name"],
    )  # fmt: skip
    assert len(others) == 1, f"{len(others)} other parts"
    page.get_by_role("link", name=others[0]["name"]).click()
    page.wait_for_url(f"**/my/orders/{others[0]['id']}")
    world.exchange()
    sellers = set()
    for name in (order["name"], others[0]["name"]):
        booked = world.wait(
            lambda name=name: world.sql(
                "SELECT organisation FROM customer_order WHERE site_number = ?", name
            ),
            f"order {name} in 1С",
        )
        sellers.add(booked[0]["organisation"])
    assert len(sellers) == 2, "both orders are of one organisation in 1С"


def payment_and_shipment(world):
    """1С registers a payment and a partial shipment; pages and letters tell it"""
    name, page = world.order["name"], world.page(BUYER)
    world.onec("pay", name)
    world.pull()
    _wait_for_status(world, page, "paid")
    article, (quantity, _price) = next(iter(world.lines.items()))
    world.onec("ship", name, "--lines", f"{article}={quantity}")
    world.pull()
    _wait_for_status(world, page, "partly_shipped")
    delivered = world.call(
        "sale.order.line", "search_read",
        [("order_id", "=", world.order["id"]), ("qty_delivered", ">", 0)],
        ["qty_delivered"],
    )  # fmt: skip
    assert [Decimal(str(row["qty_delivered"])) for row in delivered] == [quantity]
    world.wait(lambda: len(world.letters(BUYER, name)) >= 3, f"letters about {name}")


def _wait_for_status(world, page, status):
    """Wait for the derived status, then see its word on the order's page."""
    order_id = world.order["id"]

    def reached():
        row = world.call("sale.order", "read", [order_id], ["b2b_status"])[0]
        return row["b2b_status"] == status

    world.wait(reached, f"order {world.order['name']} is {status}")
    labels = dict(
        world.call(
            "sale.order", "fields_get", ["b2b_status"], context={"lang": "ru_RU"}
        )["b2b_status"]["selection"]
    )
    world.open(page, f"/my/orders/{order_id}")
    assert labels[status].lower() in page.locator(".b2b-title").inner_text().lower()


def order_over_http_alone(world):
    """An order over HTTP alone: taken, paid and shipped as far as УТ can tell"""
    connection = world.call("onec.connection", "search", [])
    world.call("onec.connection", "write", connection, {"soap_active": False})
    try:
        page = world.page(BUYER)
        order = _order(world, page)
        world.exchange()
        assert world.order_in_books(order["name"])["origin"] == "http"
        for command, status in (
            (("confirm",), None),
            (("pay",), "paid"),
            (("ship",), "shipped"),
        ):
            world.onec(*command, order["name"])
            world.exchange()
            row = world.call("sale.order", "read", [order["id"]], ["b2b_status"])[0]
            assert status in (None, row["b2b_status"]), (
                f"{row['b2b_status']}, not {status}"
            )
        assert not _garbage(world), _garbage(world)
    finally:
        world.call("onec.connection", "write", connection, {"soap_active": True})


def claim_and_answer(world):
    """The buyer files a claim on a shipped line, staff decide, the buyer sees it"""
    page = world.page(BUYER)
    world.open(page, f"/my/claims/new?order={world.order['id']}")
    assert page.locator("input[name^=quantity_]").count() == 1, "only what was shipped"
    page.fill("input[name^=quantity_]", "1")
    page.fill("#description", "Скол на дне, упаковка цела")
    page.click(".b2b-claim-submit button[type=submit]")
    page.wait_for_selector(".b2b-tone-done")
    claim_id = int(re.search(r"/my/claims/(\d+)", page.url)[1])

    staff = world.page(world.staff("b2b_portal.group_claims"))
    world.open(staff, f"/odoo/b2b.claim/{claim_id}", "load")
    staff.click("button[name=action_take]")
    staff.click("button[name=action_decide] >> nth=0")
    decision = "Заменим за наш счёт"
    staff.fill(".modal textarea, .modal .o_field_text textarea", decision)
    staff.click(".modal footer .btn-primary")
    staff.wait_for_selector(".modal", state="detached")
    world.open(page, f"/my/claims/{claim_id}")
    assert decision in page.locator(".b2b-claim-decision").inner_text()


def strangers_and_bad_input(world):
    """A wrong password and a broken file change nothing"""
    sessions = world.call("onec.session", "search_count", [])
    answer = requests.get(
        f"{world.url}/1c_exchange?type=catalog&mode=checkauth",
        auth=("ut11", "wrong"),
        timeout=120,
    )
    assert answer.status_code == 401, answer.status_code
    assert world.call("onec.session", "search_count", []) == sessions
    before = _goods(world)
    try:
        world.demo.onec.exchange(world.url, "--full", "--bad-xml", whole=False)
    except Exception as error:  # 1С stops with what the site answered
        assert "line 4" in str(error), error
    else:
        raise AssertionError("broken XML was taken")
    assert _goods(world) == before


def _goods(world):
    fields = ["name", "default_code", "write_date"]
    return world.call("product.product", "search_read", [], fields, order="id")


def invoice_while_1c_is_down(world):
    """1С is down: the invoice waits in the queue and comes when 1С is back"""
    page = world.page(BUYER)
    _order(world, page)
    world.demo.onec.service.stop()
    try:
        page.click(".b2b-invoice-make")
        page.wait_for_selector(".b2b-invoice-progress:not(.d-none)")
        page.wait_for_timeout(4000)
        assert page.locator(".b2b-invoice-progress:not(.d-none)").count()
    finally:
        world.demo.onec.start()
    page.locator(".b2b-invoice-link:not(.d-none)").wait_for(timeout=180_000)


def no_page_called_outside(world):
    """No page asked another host for anything, none had an error in its script"""
    assert not world.chromium.refused, world.chromium.refused
    assert not world.chromium.errors, world.chromium.errors


STEPS = (
    catalogue_arrives,
    guest_sees_no_price,
    buyer_orders,
    onec_takes_the_order,
    invoice_comes,
    invoice_before_the_exchange,
    quote_and_back,
    cart_of_two_sellers,
    payment_and_shipment,
    order_over_http_alone,
    claim_and_answer,
    strangers_and_bad_input,
    invoice_while_1c_is_down,
    no_page_called_outside,
)
