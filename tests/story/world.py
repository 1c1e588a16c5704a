"""What the steps act through: people in a browser, the 1С user, the post, the books."""

import email
import email.policy
import json
import re
import sqlite3
import time
from decimal import Decimal

import requests

from tools import paths
from tools.browser import Chromium

DIRECTOR = "director@romashka.example"
BUYER = "buyer@romashka.example"
#: The demo's contractor as 1С calls it.
PARTNER = "Ромашка%"


class World:
    """One play: what a step leaves for the next ones is kept in attributes."""

    def __init__(self, demo):
        self.demo = demo
        self.url = demo.site.url
        self.notes = []
        self._pages = {}

    def __enter__(self):
        self.chromium = Chromium().__enter__()
        self._books = sqlite3.connect(f"file:{self.demo.onec.books}?mode=ro", uri=True)
        self._books.row_factory = sqlite3.Row
        return self

    def __exit__(self, *exception):
        self._books.close()
        self.chromium.__exit__(*exception)

    # === people === #

    def page(self, login=None, password="demo", **settings):
        """The browser page of a person; a guest's without a login."""
        if login not in self._pages:
            page = self.chromium.page(**settings)
            if login:
                page.goto(f"{self.url}/web/login")
                page.fill("#login", login)
                page.fill("#password", password)
                page.click(".oe_login_form button[type=submit]")
                page.wait_for_url(lambda url: "/web/login" not in url)
            self._pages[login] = page
        return self._pages[login]

    def open(self, page, path, until="networkidle"):
        """Open a page of the site; anything but a good answer is a failure.

        :param until: by default the scripts of the page are loaded and have started;
            the backend is never idle, ``"load"`` is for it
        """
        answer = page.goto(f"{self.url}{path}", wait_until=until)
        assert answer.ok, f"{path} answered {answer.status}"
        return page

    def picture(self):
        """Pictures of all open pages, for a failed step; where they are."""
        folder = paths.LOGS / self.demo.state.name
        for number, page in enumerate(self._pages.values()):
            page.screenshot(path=folder / f"failed_{number}.png", full_page=True)
        return f"pictures of the pages: {folder}/failed_*.png"

    def call(self, model, method, *args, **kwargs):
        """What the database says, asked as the administrator over JSON-RPC."""
        if not hasattr(self, "_session"):
            self._session = requests.Session()
            login = {"db": self.demo.state.name, "login": "admin", "password": "admin"}
            self._rpc("/web/session/authenticate", login)
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._rpc("/web/dataset/call_kw", params)

    def staff(self, group):
        """The login of the demo's clerk: in this group and no administrator."""
        module, name = group.split(".")
        group_id = self.call("ir.model.data", "check_object_reference", module, name)[1]
        domain = [("group_ids", "in", group_id), ("login", "!=", "admin")]
        found = self.call("res.users", "search_read", domain, ["login"], limit=1)
        return found[0]["login"]

    def _rpc(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self._session.post(self.url + path, json=body, timeout=120).json()
        assert "error" not in answer, answer["error"]["data"]["debug"]
        return answer.get("result")

    # === 1С === #

    def onec(self, *command):
        """The 1С user does something; what 1С said."""
        return self.demo.onec.command(*command)

    def exchange(self, *what):
        """A scheduled session of the site exchange: goods, orders in, orders out."""
        return self.demo.onec.exchange(self.url, *what)

    def pull(self):
        """Staff press «Ask 1С now» instead of waiting for the scheduled job."""
        connections = self.call("onec.connection", "search", [])
        self.call("onec.connection", "action_soap_pull", connections)

    def sql(self, query, *args):
        """Rows of 1С's books."""
        return self._books.execute(query, args).fetchall()

    def order_in_books(self, number):
        """The only order of 1С with this number of the site, or None."""
        found = json.loads(self.onec("orders", number))
        assert len(found) <= 1, f"1С has {len(found)} orders {number}"
        return found[0] if found else None

    def basket(self, count, seller=True):
        """Articles of goods that 1С has plenty of in the node's warehouse.

        :param seller: of those that the organisation of the node sells; False: another
        """
        own = self._sold_by_node()
        rows = self.sql(
            """
            SELECT g.article FROM good g JOIN stock s ON s.good = g.guid
             WHERE s.characteristic = '' AND s.warehouse = ?
               AND CAST(s.quantity AS REAL) >= 40
               AND g.guid NOT IN (SELECT good FROM order_line)
             ORDER BY g.article
            """,
            self.setting("warehouse"),
        )
        found = [row["article"] for row in rows if (row["article"] in own) == seller]
        return found[:: max(len(found) // count, 1)][:count]

    def _sold_by_node(self):
        """Articles of the goods that the organisation of the site exchange sells."""
        node = self.call("onec.node", "search_read", [], ["organisation_id"])[0]
        organisation = self.call(
            "b2b.organisation", "read", [node["organisation_id"][0]], ["group_ids"]
        )[0]
        groups = [("public_categ_ids", "child_of", organisation["group_ids"])]
        goods = self.call("product.product", "search_read", groups, ["default_code"])
        return {product["default_code"] for product in goods}

    def setting(self, key):
        """A setting of the 1С base."""
        return self.sql("SELECT value FROM setting WHERE key = ?", key)[0]["value"]

    @property
    def warehouse(self):
        """Name of the warehouse that the node of the site exchange sells from."""
        query = "SELECT name FROM reference WHERE guid = ?"
        return self.sql(query, self.setting("warehouse"))[0]["name"]

    def free_stock(self, article):
        """What 1С lists as free: warehouse name → quantity."""
        rows = self.sql(
            """
            SELECT r.name, s.quantity, coalesce((
                    SELECT sum(l.reserved * l.factor)
                      FROM order_line l JOIN customer_order o ON o.guid = l.order_guid
                     WHERE l.good = s.good AND o.warehouse = s.warehouse
                       AND l.characteristic = s.characteristic AND NOT o.deleted
                   ), 0) AS held
              FROM stock s
              JOIN good g ON g.guid = s.good
              JOIN reference r ON r.guid = s.warehouse
             WHERE g.article = ? AND s.characteristic = ''
            """,
            article,
        )
        return {r["name"]: Decimal(r["quantity"]) - Decimal(r["held"]) for r in rows}

    # === the post === #

    def letters(self, address, *words):
        """Texts of the letters to an address in which all the words stand."""
        found = []
        for path in sorted(self.demo.mail_folder.glob("*.eml")):
            letter = email.message_from_bytes(
                path.read_bytes(), policy=email.policy.default
            )
            if address not in letter["X-Envelope-To"]:
                continue
            body = letter.get_body(("html", "plain"))
            text = f"{letter['Subject']}\n{body.get_content()}"
            if all(word in text for word in words):
                found.append(text)
        return found

    # === time === #

    def wait(self, check, what, seconds=90):
        """Ask until the answer is true; fail with ``what`` after so many seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = check()
            if answer:
                return answer
            time.sleep(0.3)
        raise AssertionError(f"not within {seconds} s: {what}")


def number(text):
    """The figure in a text as people see it: '1 234,56 ₽' is Decimal('1234.56')."""
    digits = re.sub(r"[^\d,.-]", "", text).replace(",", ".").strip(".")
    return Decimal(digits or 0)
