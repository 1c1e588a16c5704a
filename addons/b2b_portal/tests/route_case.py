"""The engine of the access tests: every route of the routing map × every role.

A route is requested as each role with ids of real records of one contractor, and:

* a role that its rule names is served, every other one is refused;
* whoever is refused changes nothing in any watched table;
* no outsider's answer holds a mark (a name, a number, a price) of the contractor, and
  no outsider changes a row of it, whatever the rule says;
* nobody but staff changes settings, goods or prices.

Each request is rolled back, so all roles meet the same data. An add-on subclasses
``RouteCase`` with a table of its own; ``routes`` fails on a route without a rule.
"""

import inspect
import io
import json
import re
import zipfile
from dataclasses import dataclass, field

import requests

from odoo.http import Request
from odoo.tools import mute_logger

from .common import PASSWORD
from .test_portal_pages import PortalCase

ROLES = (
    "guest",
    "stranger",  # signed up by themself, belongs nowhere
    "other",  # the director of another contractor
    "blocked",  # was logged in, then blocked by the director
    "left",  # was logged in, works for another contractor now
    "colleague",  # a buyer of the same contractor; nothing here is theirs
    "accountant",
    "buyer",  # whose records are asked for
    "director",
    "staff",
)
OUTSIDERS = {"guest", "stranger", "other", "blocked", "left"}

# === Who is served === #
NOBODY = frozenset()
ORDERING = frozenset({"director", "buyer", "colleague", "other", "left"})
PEOPLE = ORDERING | {"accountant"}  # any contractor's: it is their own page
DIRECTORS = frozenset({"director", "other", "left"})
OWN = frozenset({"director", "accountant", "buyer"})
OWN_ORDERING = frozenset({"director", "buyer"})
BUYER = frozenset({"buyer"})
DIRECTOR = frozenset({"director"})
COMPANY = frozenset({"director", "accountant", "buyer", "colleague"})
LOGGED_IN = frozenset(ROLES) - {"guest", "blocked"}
EVERYBODY = frozenset(ROLES)
# Core's own door: nobody outside the wholesaler's staff comes through, staff may.
STAFF_MAY = frozenset({"staff?"})
# Routes of core: whoever may be answered, nothing of the contractor comes out.
HARMLESS = None


@dataclass(frozen=True)
class Rule:
    """What a route does for whom.

    :ivar who: roles that are served; ``HARMLESS``: only leaks and changes are looked at
    :ivar args: what stands in the URL or is sent, over the values found by name; a
        text that begins with ``$`` names a value of ``RouteCase.values``, None is
        not sent
    """

    who: frozenset | None = HARMLESS
    args: dict = field(default_factory=dict)
    method: str = ""
    # The session ends with this request: the role logs in anew.
    ends_session: bool = False
    # Asked with the API key of the role's user instead of a session.
    bearer: bool = False
    # Roles that ask; empty: all.
    roles: frozenset = frozenset()
    # Not requested at all, with the reason.
    skip: str = ""


#: What nobody but staff may change, by any route.
SETTINGS = {
    "b2b_collection",
    "b2b_organisation",
    "b2b_tier",
    "ir_config_parameter",
    "ir_model_access",
    "ir_rule",
    "loyalty_program",
    "product_pricelist",
    "product_pricelist_item",
    "product_product",
    "product_template",
    "res_company",
    "res_groups_users_rel",
    "stock_quant",
    "stock_warehouse",
    "website",
}
WATCHED = {
    "account_move",
    "ir_attachment",
    "loyalty_card",
    "loyalty_history",
    "mail_followers",
    "mail_message",
    "payment_token",
    "payment_transaction",
    "product_wishlist",
    "rating_rating",
    "res_partner",
    "res_partner_bank",
    "res_users",
    "sale_order",
    "sale_order_line",
    "stock_move",
    "stock_picking",
} | SETTINGS
# What ends in one of these was refused; anything else that a person is told (a limit,
# a wrong field) came after the door.
REFUSALS = (
    "odoo.exceptions.AccessError",
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.MissingError",
    "odoo.http.SessionExpiredException",
    "werkzeug.exceptions.Forbidden",
    "werkzeug.exceptions.NotFound",
)
# They tell of every door that stayed closed.
LOGGERS = (
    "odoo.addons.base.models.ir_http",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_qweb",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.google_gmail.controllers.main",
    "odoo.addons.mail.controllers.mail",
    "odoo.addons.microsoft_outlook.controllers.main",
    "odoo.addons.payment.models.payment_transaction",
    "odoo.addons.web.controllers.export",
    "odoo.http",
    "odoo.sql_db",
    "odoo.tools.mail",
    "odoo.tools.pdf",
    "werkzeug",
)
PLACEHOLDER = re.compile(r"<(?:(\w+)(?:\(([^>]*)\))?:)?(\w+)>")


class RouteCase(PortalCase):
    """Fixture and engine; tables of rules are class attributes of subclasses."""

    #: ``{url of the routing map: Rule}``
    RULES = {}
    #: ``((beginning of urls, Rule), …)`` for routes of core, the first that fits
    PREFIXES = ()
    #: Marks that outsiders (``company``) and colleagues (``buyer``) must not meet.
    MARKS = {"company": "xq17company", "buyer": "xq29buyer"}
    PRICE, OTHER_PRICE = 7431.19, 6283.57

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = cls._make_user("routes.staff", "b2b_portal.group_manager")
        cls.blocked = cls._make_employee(cls.romashka, "director", login="blocked")
        cls.left = cls._make_employee(cls.romashka, "director", login="left")
        cls.other = cls.stranger_director
        cls.stranger = cls._make_user("routes.stranger", "base.group_portal")
        cls.values = {}
        # Rows that belong to the contractor, and those of the buyer among them.
        cls.company_rows, cls.buyer_rows, cls.owned = set(), set(), []

    @classmethod
    def _make_user(cls, login, group):
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "email": f"{login}@example.com",
                "password": PASSWORD,
                "group_ids": [(6, 0, cls.env.ref(group).ids)],
            }
        )

    @classmethod
    def own(cls, *records, buyer=True):
        """Say that these records are the contractor's (and the buyer's)."""
        for record in records:
            rows = {(record._table, id_) for id_ in record.ids}
            cls.owned.append(record)
            cls.company_rows |= rows
            if buyer:
                cls.buyer_rows |= rows

    # === Routes === #

    def routes(self, only=None, declared_elsewhere=()):
        """``[(url, endpoint, Rule)]`` of the routing map; fails on undeclared ones.

        :param str only: the module whose routes are wanted; None: of all modules
        :param declared_elsewhere: modules whose other routes have a table of their own
        """
        found, undeclared = {}, []
        for rule in self.env["ir.http"].routing_map().iter_rules():
            url, endpoint = rule.rule, rule.endpoint
            module = _function(endpoint).__module__.split(".")[2]
            declared = self.RULES.get(url)
            if not declared:
                # Two methods of one address may have a rule each.
                for method in _methods(endpoint):
                    declared = declared or self.RULES.get(f"{method} {url}")
            if not declared and (
                module in declared_elsewhere or (only and module != only)
            ):
                continue
            if not declared and not module.startswith("b2b_"):
                declared = next(
                    (rule for start, rule in self.PREFIXES if url.startswith(start)),
                    None,
                )
            if declared is None:
                undeclared.append(f"{url} ({module})")
            elif not declared.skip:
                found[(url, *sorted(_methods(endpoint)))] = (url, endpoint, declared)
        self.assertFalse(
            undeclared,
            "Routes without a rule of access: declare who is served (Rule) in "
            "tests/test_route_access.py of the add-on.",
        )
        # Staff have a minute to begin acting as somebody: such routes come first.
        return sorted(found.values(), key=lambda row: not row[2].ends_session)

    # === Requests === #

    def check_routes(self, routes, roles=ROLES):
        """Request every route as every role; return the number of pairs."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.problems, self.keys, pairs = [], {}, 0
        self.base = self._fingerprint()
        with mute_logger(*LOGGERS):
            for role in roles:
                self._enter(role)
                for url, endpoint, rule in routes:
                    if rule.roles and role not in rule.roles:
                        continue
                    pairs += 1
                    with self._rolled_back():
                        self._check(role, url, endpoint, rule)
                    if rule.ends_session:
                        self._enter(role)
        self.assertFalse(self.problems, "\n".join(["", *self.problems]))
        return pairs

    def _rolled_back(self):
        return _RolledBack(self)

    def _enter(self, role):
        """Log in as a role; who is blocked or left was somebody when they did."""
        user = None if role == "guest" else getattr(self, role)
        if role == "blocked":
            user.partner_id.b2b_blocked, user.active = False, True
        elif role == "left":
            user.partner_id.parent_id = self.romashka
        self.login(user)
        self.key = user and self._api_key(user)
        if user:
            # Warms the caches of rules and groups for this person.
            self.url_open("/my/orders", allow_redirects=False)
        if role == "blocked":
            user.partner_id._b2b_set_employee_blocked(True)
        elif role == "left":
            user.partner_id.parent_id = self.vasilek
        self.env.flush_all()
        self.base = self._fingerprint()

    def _api_key(self, user):
        if user not in self.keys:
            keys = self.env["res.users.apikeys"].with_user(user).sudo()
            self.keys[user] = keys._generate("rpc", "test", False)
        return self.keys[user]

    def _check(self, role, url, endpoint, rule):
        answer = self._request(url, endpoint, rule)
        self.changed = self._fingerprint() ^ self.base
        if answer is None:
            return
        served, text = self._verdict(answer)
        where = f"{role:10} {url}"
        if role == "staff" and rule.who and "staff?" in rule.who:
            return
        if role == "blocked" and answer.status_code == 400:
            return  # their form belongs to a session that has ended
        if served is None:
            if rule.who is not HARMLESS:
                self.problems.append(f"{where}: breaks: {text[:600]}")
        elif rule.who is not HARMLESS and served != (role in rule.who):
            wanted = "served" if role in rule.who else "refused"
            self.problems.append(
                f"{where}: {'served' if served else 'refused'} instead of {wanted} "
                f"({answer.status_code} {answer.headers.get('Location', '')} "
                f"{'' if served else text[:200]})"
            )
        if found := self._leaks(role, answer):
            self.problems.append(f"{where}: leaks {found}")
        if role != "staff" or rule.who is not HARMLESS:
            self._check_changes(role, where, rule)

    def _check_changes(self, role, where, rule):
        rows = {row[:2] for row in self.changed}
        bad = set()
        if rule.who is HARMLESS:
            bad = {row for row in rows if row[0] in SETTINGS}
        elif role not in rule.who:
            bad = rows
        if role in OUTSIDERS:
            bad |= rows & self.company_rows
        elif role == "colleague":
            bad |= rows & self.buyer_rows
        if bad:
            self.problems.append(f"{where}: changes {sorted(bad)[:8]}")

    def _request(self, url, endpoint, rule):
        known = {**self.values, **self._resolved(rule.args)}
        path = PLACEHOLDER.sub(lambda match: _argument(match, known), url)
        names = {match.group(3) for match in PLACEHOLDER.finditer(url)}
        params = self._parameters(endpoint, names, known, rule)
        routing = endpoint.routing
        kind = routing["type"]
        method = rule.method or ("POST" if "POST" in _methods(endpoint) else "GET")
        options = {"allow_redirects": False, "timeout": 30}
        if rule.bearer and self.key:
            options["headers"] = {"Authorization": f"Bearer {self.key}"}
        try:
            if kind == "jsonrpc":
                payload = {"jsonrpc": "2.0", "id": 0, "method": "call"}
                return self.url_open(
                    path, json={**payload, "params": params}, **options
                )
            if method == "GET":
                return self.url_open(path, params=params, **options)
            params["csrf_token"] = Request.csrf_token(self)
            return self.url_open(path, data=params, method=method, **options)
        except requests.RequestException as error:
            self.problems.append(f"{url}: no answer: {error}")

    def _resolved(self, args):
        return {
            name: self.values[value[1:]]
            if isinstance(value, str) and value.startswith("$")
            else value
            for name, value in args.items()
        }

    def _parameters(self, endpoint, names, known, rule):
        """What is sent: known names of the signature, and what the rule adds."""
        params = {name: value for name, value in rule.args.items() if name not in names}
        params = self._resolved(params)
        for name, parameter in _signature(endpoint).items():
            if name in names or name in params or name == "self":
                continue
            if name in known:
                params[name] = known[name]
            elif parameter.default is parameter.empty:
                params[name] = 1
        return {name: value for name, value in params.items() if value is not None}

    def _verdict(self, answer):
        """``(whether the request was served, text)``; None: it broke."""
        text = answer.text
        if answer.status_code >= 500:
            return None, text
        if answer.status_code >= 400:
            return False, text
        if answer.status_code in (301, 302, 303, 307, 308):
            return "/web/login" not in answer.headers.get("Location", ""), text
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            try:
                error = json.loads(text).get("error")
            except (ValueError, AttributeError):
                error = None
            if isinstance(error, dict):
                name = error.get("data", {}).get("name", "")
                if name in REFUSALS:
                    return False, text
                if name.startswith("odoo.exceptions."):
                    return True, text
                return None, error.get("data", {}).get("debug", text)[-600:]
        return True, text

    def _leaks(self, role, answer):
        if role == "staff":
            return []
        text = _text(answer)
        for space in ("\xa0", "&nbsp;", "\\u00a0", "\u202f", "&#160;", " "):
            text = text.replace(space, "")
        text += answer.headers.get("Location", "")
        text += answer.headers.get("Content-Disposition", "")
        secret = []
        if role in OUTSIDERS:
            secret = [*self.MARKS.values(), _figure(self.PRICE)]
        elif role == "colleague":
            secret = [self.MARKS["buyer"]]
        if role not in ("other", "left"):
            secret.append(_figure(self.OTHER_PRICE))
        return [mark for mark in secret if re.search(mark, text)]

    # === RPC === #

    def _readable(self, user):
        """``{model: [fields]}`` that a user may ask for."""
        found = {}
        for model in sorted(self.registry):
            records = self.env[model].with_user(user)
            if (
                records._abstract
                or records._transient
                or not records.has_access("read")
            ):
                continue
            found[model] = [
                name
                for name, field in records._fields.items()
                if records._has_field_access(field, "read")
                and field.type not in ("binary", "image")
            ]
        return found

    def _call(self, model, method, *args, **kwargs):
        payload = {"jsonrpc": "2.0", "id": 0, "method": "call"}
        payload["params"] = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": kwargs,
        }
        return self.url_open("/web/dataset/call_kw", json=payload)

    def _json2(self, model, method, **kwargs):
        headers = {"Authorization": f"Bearer {self.key}"}
        return self.url_open(f"/json/2/{model}/{method}", json=kwargs, headers=headers)

    # === What is in the database === #

    def _fingerprint(self):
        """A set of ``(table, id, sum)`` of the rows that are watched."""
        if not hasattr(self, "tables"):
            self.tables = self._watched()
        queries = []
        for table in self.tables:
            where = "WHERE t.url IS NULL" if table == "ir_attachment" else ""
            key = "t.uid" if table == "res_groups_users_rel" else "t.id"
            queries.append(
                f"SELECT '{table}', {key}, hashtext(t::text) FROM {table} t {where}"
            )
        self.env.cr.execute(" UNION ALL ".join(queries))
        return set(self.env.cr.fetchall())

    def _watched(self):
        """Tables of this product, and those of core that it rests on."""
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = {row[0] for row in self.env.cr.fetchall()}
        models = {
            self.env[model]._table
            for model in self.registry
            if model.startswith(("b2b.", "onec."))
            and not self.env[model]._transient
            and not self.env[model]._abstract
        }
        # Failed log-ins are counted, also those of a test that knocks at every door.
        return sorted(tables & (models | WATCHED) - {"onec_login_attempt"})


class _RolledBack:
    """The requests of the block leave nothing behind, in the caches neither."""

    def __init__(self, case):
        self.case = case

    def __enter__(self):
        self.savepoint = self.case.env.cr.savepoint()

    def __exit__(self, *exc):
        self.savepoint.close(rollback=True)
        if self.case.changed:
            self.case.env.invalidate_all()
            self.case.registry.clear_cache()


def _function(endpoint):
    """The controller's method behind the wrappers of ``http.route``."""
    while hasattr(endpoint, "func"):
        endpoint = endpoint.func
    return getattr(endpoint, "original_endpoint", endpoint)


def _figure(price):
    """A pattern of a price, whatever the mark of its decimals."""
    return f"(?<![0-9]){price:.2f}".replace(".", "[.,]")


def _text(answer):
    """The text of an answer; an XLSX file is unpacked."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return "".join(
            book.read(name).decode(errors="replace") for name in book.namelist()
        )


def _methods(endpoint):
    return {method.upper() for method in endpoint.routing.get("methods") or ()}


def _signature(endpoint):
    """Named parameters of a controller's method, and of those that it extends."""
    function = _function(endpoint)
    while hasattr(endpoint, "func"):
        endpoint = endpoint.func
    found = {}
    for cls in type(getattr(endpoint, "__self__", None)).__mro__:
        method = cls.__dict__.get(function.__name__)
        if method:
            method = getattr(method, "original_endpoint", method)
            found = {**inspect.signature(method).parameters, **found}
    found = found or inspect.signature(function).parameters
    variable = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    return {name: param for name, param in found.items() if param.kind not in variable}


def _argument(match, known):
    """The text that stands for a placeholder of a URL."""
    kind, options, name = match.groups()
    if kind in ("model", "models"):
        model = options.strip("\"'").split('"')[0].split("'")[0].split(",")[0]
        return str(known.get(f"model:{model}", 1))
    if kind == "any":
        return str(known.get(name) or options.split(",")[0])
    value = known.get(name, 1)
    return str(value) if value != "" else "1"
