"""How far behind the exchange is, and who is told when it falls behind."""

from datetime import timedelta

from odoo import api, fields, models

from .onec_message import OPEN_STATES


class OnecConnection(models.Model):
    """Lag, both ways: the age of the oldest message that waits for 1С, and the time
    since the feed that was read longest ago."""

    _inherit = "onec.connection"

    alert_minutes = fields.Integer(
        "Tell people when it lags by, minutes",
        default=15,
        help="0: nobody is told. Whoever is named is written to once when the lag "
        "grows beyond this, again each time it doubles, and once when it is over.",
    )
    alert_email = fields.Char(
        "E-mail for alerts", help="Empty: everybody who may set up the exchange."
    )
    http_silence = fields.Integer(
        "1С comes at least every, minutes",
        help="0: the site exchange is not watched. A longer silence is a lag.",
    )
    alert_lag = fields.Integer(readonly=True, copy=False)
    alert_since = fields.Datetime("Lags since", readonly=True, copy=False)

    waiting_count = fields.Integer("Waiting", compute="_compute_lag")
    dead_count = fields.Integer("Need a person", compute="_compute_lag")
    match_count = fields.Integer("Matches to review", compute="_compute_lag")
    lag_out = fields.Integer("Lag to 1С, minutes", compute="_compute_lag")
    lag_in = fields.Integer("Lag from 1С, minutes", compute="_compute_lag")
    lag_http = fields.Integer("Site exchange, minutes ago", compute="_compute_lag")
    health = fields.Selection(
        [("ok", "Works"), ("late", "Lags"), ("down", "Down"), ("off", "Not used")],
        compute="_compute_lag",
    )

    def _compute_lag(self):
        now = fields.Datetime.now()
        Message = self.env["onec.message"].sudo()
        waiting, dead = {}, {}
        for connection, state, direction, count, oldest in Message._read_group(
            [
                ("connection_id", "in", self.ids),
                ("state", "in", (*OPEN_STATES, "dead")),
            ],
            ["connection_id", "state", "direction"],
            ["__count", "create_date:min"],
        ):
            if state == "dead":
                dead[connection.id] = dead.get(connection.id, 0) + count
                continue
            known, eldest = waiting.get(connection.id, (0, None))
            if direction == "out":
                eldest = min(eldest or oldest, oldest)
            waiting[connection.id] = (known + count, eldest)
        read = {}
        for feed in (
            self.env["onec.feed"]
            .sudo()
            .search([("connection_id", "in", self.ids), ("token", "!=", False)])
        ):
            connection = feed.connection_id
            # One that the base does not have any more is not waited for.
            if feed.last_success and connection._soap_supports(feed.operation):
                known = read.get(connection, feed.last_success)
                read[connection] = min(known, feed.last_success)
        visits = dict(
            self.env["onec.session"]
            .sudo()
            ._read_group(
                [("connection_id", "in", self.ids)],
                ["connection_id"],
                ["create_date:max"],
            )
        )
        matches = dict(
            self.env["onec.match"]
            .sudo()
            ._read_group(
                [("connection_id", "in", self.ids), ("state", "=", "waiting")],
                ["connection_id"],
                ["__count"],
            )
        )

        def minutes(moment):
            return int((now - moment).total_seconds() // 60) if moment else 0

        for connection in self:
            count, eldest = waiting.get(connection.id, (0, None))
            connection.waiting_count = count
            connection.dead_count = dead.get(connection.id, 0)
            connection.match_count = matches.get(connection, 0)
            soap = connection.soap_active
            connection.lag_out = minutes(eldest) if soap else 0
            connection.lag_in = minutes(read.get(connection)) if soap else 0
            connection.lag_http = minutes(visits.get(connection))
            connection.health = connection._health()

    def _health(self):
        """One word about a connection whose lags are computed."""
        if not self.soap_active and not self.node_ids:
            return "off"
        limit = self.alert_minutes or 15
        down = self.soap_active and self.soap_down_since
        if down and self.soap_down_since < fields.Datetime.now() - timedelta(minutes=5):
            return "down"
        return "late" if self._lag() > limit else "ok"

    def _lag(self):
        """The worst of the lags that are watched, minutes."""
        silence = (
            self.lag_http if self.http_silence and self.lag_http > self.http_silence
            else 0
        )  # fmt: skip
        return max(self.lag_out, self.lag_in, silence)

    # === Telling === #

    @api.model
    def _cron_monitor(self):
        """Write to people when a connection falls behind, and when it is over."""
        for connection in self.search([("alert_minutes", ">", 0)]):
            connection._alert()

    def _alert(self):
        lag = self._lag()
        if lag <= self.alert_minutes and self.health != "down":
            if self.alert_since:
                self._alert_mail(over=True)
                self.write({"alert_since": False, "alert_lag": 0})
            return
        if self.alert_since and lag < 2 * max(self.alert_lag, 1):
            return
        self._alert_mail()
        self.write(
            {"alert_since": self.alert_since or fields.Datetime.now(), "alert_lag": lag}
        )

    def _alert_mail(self, over=False):
        """Write to those who look after the exchange, each in their language.

        :param bool over: that it works again
        """
        company = self.env.company
        if self.alert_email:
            people = {company.partner_id.lang or self.env.lang: self.alert_email}
        else:
            users = self.env.ref("b2b_portal.group_exchange").all_user_ids
            people = {
                lang: ", ".join(some.mapped("email"))
                for lang, some in users.filtered("email").grouped("lang").items()
            }
        for lang, emails in people.items():
            connection = self.with_context(lang=lang)
            subject, rows = connection._alert_text(over)
            values = {
                "subject": subject,
                "rows": rows,
                "url": f"{self.get_base_url()}"
                "/odoo/action-b2b_onec_sync.action_onec_monitor",
            }
            self.env["mail.mail"].sudo().create(
                {
                    "subject": subject,
                    "email_from": company.email_formatted,
                    "email_to": emails,
                    "body_html": connection.env["ir.qweb"]._render(
                        "b2b_onec_sync.mail_alert", values
                    ),
                }
            )
        if people:
            # Core's own job comes once an hour: too late for an alert.
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _alert_text(self, over):
        """Subject and rows of a letter, in the language of the environment."""
        _ = self.env._
        if over:
            return _("1С «%s»: the exchange works again", self.name), []
        rows = [
            _("To 1С: %s min", self.lag_out),
            _("From 1С: %s min", self.lag_in),
            _("Messages waiting: %s", self.waiting_count),
            _("Messages that need a person: %s", self.dead_count),
            self.soap_hint,
            self.soap_error,
        ]
        return _("1С «%s»: the exchange lags", self.name), [row for row in rows if row]

    def action_dead(self):
        """The messages of this base that need a person."""
        return self._open_list("onec_message", [("state", "=", "dead")])

    def action_matches(self):
        """What of this base waits for a word of a person."""
        return self._open_list("onec_match", [("state", "=", "waiting")])

    def action_skips(self):
        """What of this base was left aside."""
        return self._open_list("onec_skip", [("solved", "=", False)])

    def _open_list(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"b2b_onec_sync.action_{name}"
        )
        action["domain"] = [("connection_id", "=", self.id), *domain]
        action["context"] = {}
        return action

    # === For watchers outside === #

    @api.model
    def _health_report(self):
        """What external monitoring may read: states and figures, no names, no texts.

        :return: dict ``status`` (``ok``, ``late``, ``down``) and ``connections``
        """
        rows = [
            {
                "id": connection.id,
                "status": connection.health,
                "lag_to_1c_minutes": connection.lag_out,
                "lag_from_1c_minutes": connection.lag_in,
                "minutes_since_site_exchange": connection.lag_http,
                "waiting": connection.waiting_count,
                "need_a_person": connection.dead_count,
            }
            for connection in self.sudo().search([])
        ]
        worst = {row["status"] for row in rows}
        status = next((word for word in ("down", "late") if word in worst), "ok")
        return {"status": status, "connections": rows}
