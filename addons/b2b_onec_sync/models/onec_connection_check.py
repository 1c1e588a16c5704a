"""What is wrong with the site exchange, in the words of who can mend it."""

from datetime import timedelta

from odoo import fields, models

#: 1С's clock (or the zone in the settings) may differ from ours by so much.
CLOCK = timedelta(minutes=10)
#: Signs of UTF-8 read as windows-1251 or latin-1, and of letters that were lost.
_MOJIBAKE = "%Ð%", "%Ñ€%", "%�%", "%Рѕ%", "%Р°%", "%РІ%"
NO_HEADER = "(no Authorization)"


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def action_check(self):
        """The self-check page of this base."""
        self.ensure_one()
        return self.env["onec.setup"]._open(self)

    def _checks(self):
        """What was looked at, most basic first.

        :return: dicts of name, state (`ok`, `wait`: nothing to judge by yet, or
            `wrong`), text: what is the matter and the way out
        """
        self.ensure_one()
        names = (
            "login", "address", "header", "visit", "clock", "encoding", "mapping",
            "prices", "import", "success", "vat", "entities", "aside", "last",
        )  # fmt: skip
        return [
            {"name": label, "state": state, "text": text}
            for name in names
            for label, state, text in [getattr(self, f"_check_{name}")()]
        ]

    def _problems(self):
        """The texts of what is wrong."""
        return [row["text"] for row in self._checks() if row["state"] == "wrong"]

    # === 1С reaches us === #

    def _check_login(self):
        label = self.env._("Login and key")
        if not self.node_ids:
            return (
                label,
                "wrong",
                self.env._("There is no login: add one for each node in 1С."),
            )
        without = self.node_ids.filtered(lambda node: not node.has_key)
        if without:
            return (
                label,
                "wrong",
                self.env._(
                    "No key yet: %s. Make one and enter it in 1С.",
                    ", ".join(without.mapped("login")),
                ),
            )
        return label, "ok", ", ".join(self.node_ids.mapped("login"))

    def _check_address(self):
        label = self.env._("Address of the site")
        address = self._exchange_address()
        if self._open_skips("bad_address"):
            return (
                label,
                "wrong",
                self.env._(
                    "The address in 1С has a query string. Enter %s, without «?» and "
                    "what follows it.",
                    address,
                ),
            )
        if not address.startswith("https:"):
            return (
                label,
                "wrong",
                self.env._(
                    "%s is not encrypted: the key travels in the open. Give the site a "
                    "certificate and an address that begins with https.",
                    address,
                ),
            )
        return label, "ok", address

    def _exchange_address(self):
        return f"{self.get_base_url()}/1c_exchange"

    def _check_header(self):
        label = self.env._("Login reaches the portal")
        attempts = self.env["onec.login.attempt"].sudo()
        if attempts.search_count([("login", "=", NO_HEADER)], limit=1):
            return (
                label,
                "wrong",
                self.env._(
                    "Somebody came without login and key in the last minutes: the web "
                    "server before the portal strips the Authorization header "
                    "(nginx: proxy_set_header Authorization $http_authorization)."
                ),
            )
        if self._failed_logins():
            return (
                label,
                "wrong",
                self.env._(
                    "Somebody has come with a wrong key in the last minutes. Make a "
                    "new key and enter it in 1С; after ten failures the login waits "
                    "for ten minutes."
                ),
            )
        if any(self.node_ids.mapped("last_seen")):
            return label, "ok", self.env._("1С logs in.")
        return label, "wait", self.env._("1С has not come yet.")

    def _failed_logins(self):
        logins = self.with_context(active_test=False).node_ids.mapped("login")
        attempts = self.env["onec.login.attempt"].sudo()
        return attempts.search_count([("login", "in", logins)], limit=1)

    def _check_visit(self):
        label = self.env._("Visits of 1С")
        seen = max(filter(None, self.node_ids.mapped("last_seen")), default=None)
        if not seen:
            return (
                label,
                "wait",
                self.env._(
                    "1С has not come yet. The address there is %s, without «?».",
                    self._exchange_address(),
                ),
            )
        moment = fields.Datetime.context_timestamp(self, seen)
        if seen < fields.Datetime.now() - timedelta(days=1):
            return (
                label,
                "wrong",
                self.env._(
                    "1С has not come since %s: look at the schedule of the exchange "
                    "there.",
                    f"{moment:%d.%m.%Y %H:%M}",
                ),
            )
        return label, "ok", self.env._("Last came %s.", f"{moment:%d.%m.%Y %H:%M}")

    # === what came is right === #

    def _last_file(self):
        return self.env["onec.session.file"].search(
            [
                ("session_id.connection_id", "=", self.id),
                ("direction", "=", "in"),
                ("formed_at", "!=", False),
                ("session_id.repeat_of_id", "=", False),
            ],
            order="id DESC",
            limit=1,
        )

    def _check_clock(self):
        label = self.env._("Clock and time zone")
        file = self._last_file()
        if not file:
            return label, "wait", self.env._("No file with a date has come yet.")
        ahead = file.formed_at - file.create_date
        if ahead > CLOCK:
            return (
                label,
                "wrong",
                self.env._(
                    "The last file was written %s minutes after it came: the clock of "
                    "1С's server is wrong, or the time zone in the settings is. Stock "
                    "figures of the future are not replaced by newer ones.",
                    int(ahead.total_seconds() // 60),
                ),
            )
        return label, "ok", self.tz

    def _check_encoding(self):
        label = self.env._("Encoding")
        domain = [("connection_id", "=", self.id), ("kind", "in", ("good", "group"))]
        links = self.env["onec.link"]
        if not links.search_count(domain, limit=1):
            return label, "wait", self.env._("No goods have come yet.")
        ors = ["|"] * (len(_MOJIBAKE) - 1)
        bad = links.search(
            [*domain, *ors, *(("name", "=like", text) for text in _MOJIBAKE)], limit=1
        )
        if bad:
            return (
                label,
                "wrong",
                self.env._(
                    "Names are garbled, for example «%s»: the file says one encoding "
                    "and is written in another. Look at the settings of the exchange "
                    "in 1С, then run a full export.",
                    bad.name,
                ),
            )
        return label, "ok", self.env._("Names are readable.")

    def _check_mapping(self):
        label = self.env._("Price types and warehouses")
        kinds = ("price_type", "warehouse")
        links = self.env["onec.link"].search(
            [("connection_id", "=", self.id), ("kind", "in", kinds)]
        )
        lost = links.filtered(lambda link: not link.res_id and not link.deleted)
        if lost:
            return (
                label,
                "wrong",
                self.env._(
                    "Without a place here: %s. Choose it under Mapping; until then "
                    "their prices and stock are left aside.",
                    ", ".join(f"«{link.name}»" for link in lost),
                ),
            )
        if not links:
            return label, "wait", self.env._("They come with the first offers file.")
        return label, "ok", ", ".join(links.mapped("name"))

    def _check_prices(self):
        label = self.env._("Who buys at these prices")
        ids = self.env["onec.link"]._map(self, "price_type").values()
        pricelists = self.env["product.pricelist"].browse(ids)
        if not pricelists:
            return label, "wait", self.env._("No price type has come yet.")
        used = self.env["b2b.tier"].search([("pricelist_id", "!=", False)]).pricelist_id
        based = used | used.item_ids.base_pricelist_id
        if not pricelists & based:
            return (
                label,
                "wrong",
                self.env._(
                    "No contractor type buys at a price type of this base: nobody sees "
                    "its prices. Choose the price list on the contractor type."
                ),
            )
        return label, "ok", ", ".join((pricelists & based).mapped("name"))

    # === how this installation behaves === #

    def _check_import(self):
        label = self.env._("Imports")
        waiting = self.session_ids.filtered(lambda s: s.state in ("open", "working"))
        late = fields.Datetime.now() - timedelta(minutes=15)
        if any(session.last_seen < late for session in waiting[:50]):
            return (
                label,
                "wrong",
                self.env._(
                    "Files wait to be applied: scheduled actions do not run. Look "
                    "whether max_cron_threads is 0."
                ),
            )
        return label, "ok", self.env._("Nothing waits.")

    def _check_success(self):
        label = self.env._("Orders arrive in 1С")
        sent = self.env["sale.order"].search_count(
            [
                ("onec_node_id.connection_id", "=", self.id),
                ("onec_state", "in", ("sent", "loaded", "confirmed")),
            ],
            limit=1,
        )
        if not sent:
            return label, "wait", self.env._("No order has been sent yet.")
        lost = self.env["sale.order"].search_count(
            [
                ("onec_node_id.connection_id", "=", self.id),
                ("onec_state", "=", "loaded"),
                ("onec_number", "=", False),
                ("b2b_placed_at", "<", fields.Datetime.now() - timedelta(days=2)),
                ("state", "=", "sale"),
            ]
        )
        if lost:
            return (
                label,
                "wrong",
                self.env._(
                    "%s orders were taken by 1С two days ago or earlier and have no "
                    "number yet: 1С skips orders silently. Look in the log of the "
                    "exchange there, and whether it sends orders back.",
                    lost,
                ),
            )
        if not any(self.node_ids.mapped("last_success")):
            return (
                label,
                "ok",
                self.env._(
                    "This installation never confirms: orders are sent until they come "
                    "back with a number."
                ),
            )
        return label, "ok", self.env._("1С confirms them.")

    def _held(self, domain):
        return self.env["sale.order"].search_count(
            [
                ("onec_node_id.connection_id", "=", self.id),
                ("onec_state", "=", "quarantined"),
                *domain,
            ]
        )

    def _check_vat(self):
        label = self.env._("VAT rates")
        missing = {"22"} - self._proven_vat()
        if missing:
            return (
                label,
                "wait",
                self.env._(
                    "It is not proved that this base reads VAT %s: send a probe order, "
                    "look at its rate in 1С, then add it in the settings. Until then "
                    "orders with it are held back.",
                    ", ".join(sorted(missing)),
                ),
            )
        return label, "ok", self.vat_proven

    def _check_entities(self):
        label = self.env._("Legal entities are known to 1С")
        count = self._held([("onec_unlinked", "=", True)])
        if count:
            return (
                label,
                "wrong",
                self.env._(
                    "%s orders wait for the link of their legal entity. In 1С, set the "
                    "search of counterparties to «ИНН и КПП», then send them from "
                    "«Orders held back».",
                    count,
                ),
            )
        return label, "ok", self.env._("No order waits for one.")

    def _check_aside(self):
        label = self.env._("Left aside")
        held = self._held([("onec_unlinked", "=", False)])
        matches = self.env["onec.match"].search_count(
            [("connection_id", "=", self.id), ("state", "=", "waiting")]
        )
        if self.skip_count or held or matches:
            return (
                label,
                "wrong",
                self.env._(
                    "Left aside: %(skips)s items, orders held back: %(held)s, matches "
                    "to review: %(matches)s.",
                    skips=self.skip_count,
                    held=held,
                    matches=matches,
                ),
            )
        return label, "ok", self.env._("Nothing.")

    def _check_last(self):
        label = self.env._("Last exchange")
        last = self.last_session_id
        if not last:
            return label, "wait", self.env._("There was none yet.")
        if last.state == "failed":
            return (
                label,
                "wrong",
                self.env._("It failed: %s", last.error or ""),
            )
        return label, "ok", last.display_name

    def _open_skips(self, code):
        return self.env["onec.skip"].search_count(
            [
                ("connection_id", "=", self.id),
                ("code", "=", code),
                ("solved", "=", False),
            ],
            limit=1,
        )
