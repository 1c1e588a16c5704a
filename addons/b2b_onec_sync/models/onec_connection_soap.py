"""The SOAP side of a connection: where the service is, and whether it is up."""

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..soap import operations
from ..soap.client import SoapClient
from ..soap.errors import OnecError, RetryableError

_logger = logging.getLogger(__name__)

#: The version of the contract that is spoken; what is added to it keeps the number.
CONTRACT = "1"
#: How long to leave a connection alone that does not work: (down for, wait), seconds.
PATIENCE = ((60, 5), (600, 15), (None, 60))


class OnecConnection(models.Model):
    """Adds the web service B2BPortal of the base."""

    _inherit = "onec.connection"

    soap_active = fields.Boolean(
        "SOAP is used", help="Invoices, documents, payments and shipments in real time."
    )
    soap_url = fields.Char(
        "Address of the service",
        help="As published on 1С's web server: https://host/base/ws/B2BPortal.1cws",
    )
    soap_login = fields.Char("User of 1С")
    soap_password = fields.Char("Password", groups="b2b_portal.group_exchange")
    soap_interval = fields.Integer(
        "Ask for changes every, minutes",
        default=1,
        help="How often 1С is asked what has changed.",
    )
    soap_max_attempts = fields.Integer(
        "Attempts",
        default=8,
        help="A message that failed so often waits for a person. Times when the whole "
        "connection was down do not count.",
    )

    # === what 1С says about itself === #
    soap_version = fields.Char("Version of the contract", readonly=True, copy=False)
    soap_base = fields.Char("Configuration of 1С", readonly=True, copy=False)
    soap_base_key = fields.Char("ID of the base", readonly=True, copy=False)
    soap_capabilities = fields.Json(readonly=True, copy=False)
    soap_checked = fields.Datetime("Checked", readonly=True, copy=False)

    # === whether it works === #
    soap_down_since = fields.Datetime("Out of reach since", readonly=True, copy=False)
    soap_retry_at = fields.Datetime("Next try", readonly=True, copy=False)
    soap_error = fields.Text("Last error", readonly=True, copy=False)
    soap_hint = fields.Char("What to do", compute="_compute_soap_hint")

    _soap_attempts_positive = models.Constraint(
        "CHECK(soap_max_attempts > 0)", "At least one attempt has to be made."
    )
    _soap_interval_positive = models.Constraint(
        "CHECK(soap_interval > 0)", "The interval is at least a minute."
    )

    # === Choosing === #

    @api.model
    def _soap_for(self, organisation):
        """The connection that keeps the books of `organisation`, if it has SOAP."""
        connections = self.sudo().search([("soap_active", "=", True)])
        return (
            connections.filtered(
                lambda connection: organisation in connection.organisation_ids
            )[:1]
            or connections.filtered(lambda connection: not connection.organisation_ids)[
                :1
            ]
        )

    @api.model
    @tools.ormcache()
    def _soap_known(self):
        """What each base that is used can do: a tuple of sets, an empty set for one
        that has not said it yet. It is asked for on every page."""
        connections = self.sudo().search([("soap_active", "=", True)])
        return tuple(frozenset(base.soap_capabilities or ()) for base in connections)

    @api.model
    def _soap_operations(self):
        """Whether any base can do an operation, as a function of its name; None: there
        is no base."""
        bases = self._soap_known()
        if not bases:
            return None
        return lambda name: any(not known or name in known for known in bases)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"active", "soap_active", "soap_capabilities"} & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _soap_supports(self, operation):
        """Can the base do it? Before the first answer nothing is known: try."""
        self.ensure_one()
        return not self.soap_capabilities or operation in self.soap_capabilities

    # === Calling === #

    def _soap_client(self):
        """A client for this base; every call of the product goes through one."""
        self.ensure_one()
        connection_sudo = self.sudo()  # people may send, and not read the password
        return SoapClient(
            connection_sudo.soap_url,
            connection_sudo.soap_login,
            connection_sudo.soap_password,
        )

    def _soap_learn(self):
        """Ask the base for its version and what it supports."""
        self.ensure_one()
        answer = operations.plain(self._soap_client().call("Version"))
        if answer["return"].partition(".")[0] != CONTRACT:
            raise RetryableError(
                "version",
                f"the base speaks {answer['return']}, the portal {CONTRACT}.x",
            )
        self.write(
            {
                "soap_version": answer["return"],
                "soap_base": f"{answer['ConfigurationName']} "
                f"{answer['ConfigurationVersion']}",
                "soap_base_key": answer["BaseID"],
                "soap_capabilities": answer["Capabilities"].get("Operation", []),
                "soap_checked": fields.Datetime.now(),
            }
        )
        return answer

    def action_soap_check(self):
        """Check the connection and tell the person what was found."""
        self.ensure_one()
        # Before 1С is asked: what it answers names its address.
        self.check_access("write")
        try:
            answer = self._soap_learn()
        except OnecError as error:
            raise UserError(self._soap_explain(error)) from error
        self._soap_is_up()
        ahead = operations.read_moment(answer["BaseTime"], self.tz)
        ahead = (ahead - fields.Datetime.now()).total_seconds() / 60
        text = self.env._(
            "%(base)s answers, contract %(version)s, %(count)s operations.",
            base=self.soap_base,
            version=self.soap_version,
            count=len(self.soap_capabilities),
        )
        if abs(ahead) > 10:
            text += " " + self.env._(
                "Its clock differs from ours by %s minutes: check the time zone.",
                round(ahead),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if abs(ahead) > 10 else "success",
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.depends("soap_error")
    @api.depends_context("lang")
    def _compute_soap_hint(self):
        for connection in self:
            # The error's text begins with its kind, see ``OnecError``.
            kind = (connection.soap_error or "")[1:].partition("]")[0]
            connection.soap_hint = connection._soap_hints().get(kind, False)

    def _soap_explain(self, error):
        """What is wrong with the connection and what to do, for the administrator."""
        return f"{self._soap_hints().get(error.kind, '')}\n\n{error}".strip()

    def _soap_hints(self):
        """What to do about each kind of error of the connection."""
        return {
            "unreachable": self.env._(
                "1С's web server cannot be reached: check address, port and firewall."
            ),
            "auth": self.env._(
                "1С refused user or password: check them, and that the user may "
                "use the web service."
            ),
            "not_published": self.env._(
                "There is no service at this address: check the path and that the web "
                "service B2BPortal is published."
            ),
            "unavailable": self.env._(
                "1С's server is busy, locked for maintenance or out of licences."
            ),
            "answer": self.env._("Something answers there, but not this service."),
            "timeout": self.env._("1С did not answer in time."),
            "version": self.env._(
                "The base publishes another version of the contract: bring the "
                "extension in 1С, or the portal, to the same one."
            ),
        }

    # === Up and down === #
    # While the connection is down, messages wait without bothering 1С or being
    # blamed. The state is written when it changes, so that messages that are sent at
    # the same time do not get in each other's way.

    def _soap_down_until(self):
        """The moment before which nothing should be tried, or False."""
        self.ensure_one()
        waits = self.soap_retry_at and self.soap_retry_at > fields.Datetime.now()
        return waits and self.soap_retry_at

    def _soap_is_down(self, error):
        """Note that the whole connection does not work."""
        self.ensure_one()
        now = fields.Datetime.now()
        since = self.soap_down_since or now
        down_for = (now - since).total_seconds()
        wait = next(wait for limit, wait in PATIENCE if not limit or down_for < limit)
        self._soap_note(
            {
                "soap_down_since": since,
                "soap_retry_at": now + timedelta(seconds=wait),
                "soap_error": str(error),
            }
        )

    def _soap_is_up(self):
        """Note that the connection works; what waited for it goes on at once."""
        self.ensure_one()
        if not self.soap_down_since:
            return
        if self._soap_note(
            {"soap_down_since": False, "soap_retry_at": False, "soap_error": False}
        ):
            # A job of its own: a conflict with a message that is at work must not
            # undo the call that has just passed.
            self.with_user(self.env.ref("base.user_root")).with_delay(
                channel="root.onec.now",
                priority=5,
                identity_key=f"onec.waiting-{self.id}",
                description=f"1С: {self.name} is back",
            )._soap_wake_waiting()

    def _soap_wake_waiting(self):
        """What waited for the connection goes on at once (the job).

        What failed for a reason of its own keeps its patience: a line that comes and
        goes would use up its attempts.
        """
        waiting = self.env["onec.message"].search(
            [
                ("connection_id", "=", self.id),
                ("direction", "=", "out"),
                ("state", "=", "retry"),
                "|",
                ("attempts", "=", 0),
                ("error_kind", "in", list(RetryableError.connection_kinds)),
            ],
            order="id",
        )
        waiting.next_try = fields.Datetime.now()
        waiting._wake()

    def _soap_note(self, values):
        """Write unless somebody else is writing: then it is being noted anyway."""
        try:
            with self.env.cr.savepoint():
                if not self.try_lock_for_update(allow_referencing=True):
                    return False
                self.write(values)
                self.flush_recordset()
        except OperationalError:
            self.invalidate_recordset()
            return False
        return True
