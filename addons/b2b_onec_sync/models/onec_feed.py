"""Feeds of changes: what 1С is asked for again and again."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..soap import operations
from ..soap.errors import BusinessError, OnecError, RetryableError
from ..tools.locks import exclusively
from ..tools.titles import title
from .onec_message import OPEN_STATES

_logger = logging.getLogger(__name__)

LOCK_SPACE = 0x1C1
#: Objects in one page: small enough that a page is applied in a few seconds.
PAGE = 50
#: Pages in one run; the rest comes with the next one at once.
PAGES = 40

#: The feeds in the order in which they should be read: what others refer to first.
OPERATIONS = (
    "GetOrganisations",
    "GetPartnerChanges",
    "GetContractChanges",
    "GetPriceChanges",
    "GetExpectedArrivals",
    "GetOrderChanges",
    "GetShipmentRequestChanges",
    "GetDocumentChanges",
    "GetBalanceChanges",
    "GetReconciliationChanges",
    "GetContractorDocumentChanges",
    "GetOriginalsChanges",
    "GetConsignmentChanges",
    "GetConsignmentReportChanges",
    "GetClaimChanges",
)
#: Lists that 1С gives whole, without a token, and the minutes between two readings.
WHOLE_LISTS = {"GetOrganisations": 60, "GetExpectedArrivals": 30}
#: What tells objects without a GUID of their own apart.
IDENTITIES = {
    "GetPriceChanges": (
        "PartnerGUID",
        "LegalEntityGUID",
        "ContractGUID",
        "ProductGUID",
        "CharacteristicGUID",
        "MinQuantity",
    ),
    "GetBalanceChanges": (
        "LegalEntityGUID",
        "OrganisationGUID",
        "ContractGUID",
        "Currency",
    ),
    "GetConsignmentChanges": ("LegalEntityGUID", "OrganisationGUID", "ContractGUID"),
}
#: Read again from the beginning when a contractor or a legal entity gets its link:
#: what belongs to it was passed over before.
REREAD_ON_LINK = (
    "GetContractChanges",
    "GetPriceChanges",
    "GetOrderChanges",
    "GetDocumentChanges",
    "GetBalanceChanges",
    "GetReconciliationChanges",
    "GetConsignmentChanges",
)


class OnecFeed(models.Model):
    """How far a feed of a base has been read.

    1С numbers its changes; a token names the place up to which we have taken them. It
    is written in the same transaction as what came with it: either both are there or
    neither, and then the same changes come again.

    Every changed object becomes an :class:`onec.message` from 1С. One that cannot be
    applied is kept there, is tried again and ends with a person; the feed goes on.
    What is nobody's business here (``_soap_concerns_<operation>``) leaves no trace.

    A list that 1С gives whole (``WHOLE_LISTS``) is one such object.
    """

    _name = "onec.feed"
    _description = "Feed of changes from 1С"
    _order = "connection_id, id"
    _rec_name = "operation"

    connection_id = fields.Many2one(
        "onec.connection", "1С base", required=True, readonly=True, ondelete="cascade"
    )
    operation = fields.Char(required=True, readonly=True)
    title = fields.Char("What about", compute="_compute_title")
    token = fields.Char(readonly=True)
    last_try = fields.Datetime(readonly=True)
    last_success = fields.Datetime("Up to date as of", readonly=True)
    last_change = fields.Datetime("Last change", readonly=True)
    received = fields.Integer("Changes received", readonly=True)
    error = fields.Text("Last error", readonly=True)
    reread_wanted = fields.Boolean(
        readonly=True, help="It is read from the beginning next time."
    )
    _operation_unique = models.UniqueIndex(
        "(connection_id, operation)", "A base has one feed per operation."
    )

    @api.depends("operation")
    @api.depends_context("lang")
    def _compute_title(self):
        for feed in self:
            feed.title = title(self.env, feed.operation)

    @api.model
    def _cron_pull(self):
        """Ask every base for its changes, as often as its setting says."""
        connections = self.env["onec.connection"].search([("soap_active", "=", True)])
        for connection in connections:
            connection._soap_feeds()._due()._wake()

    def _due(self):
        # A little early: the scheduler's own minutes must not add up.
        now = fields.Datetime.now() + timedelta(seconds=10)
        return self.filtered(
            lambda feed: (
                not feed.last_try
                or feed.last_try + timedelta(minutes=feed._interval()) <= now
            )
        )

    def _interval(self):
        """Minutes between two readings."""
        return max(self.connection_id.soap_interval, WHOLE_LISTS.get(self.operation, 0))

    def _wake(self, urgent=False):
        for feed in self:
            feed.with_user(self.env.ref("base.user_root")).with_delay(
                channel="root.onec.now" if urgent else "root.onec.bulk",
                priority=5 if urgent else 10,
                max_retries=0,  # another transaction may be faster again and again
                identity_key=f"onec.feed-{feed.id}",
                description=f"1С {feed.operation}",
            )._pull()

    def action_pull(self):
        """Ask now."""
        self._wake(urgent=True)

    # === Reading === #

    def _pull(self):
        """Read the feed to its end, or as far as one run goes (the job)."""
        self.ensure_one()
        with exclusively(self.env.cr, LOCK_SPACE, self.id) as mine:
            if mine:
                self.invalidate_recordset()
                self._pull_alone()

    def _pull_alone(self):
        connection = self.connection_id
        if connection._soap_down_until():
            return
        self.last_try = fields.Datetime.now()
        if self.reread_wanted:
            self.write({"token": False, "reread_wanted": False})
        try:
            more = self._read()
        except RetryableError as error:
            if error.is_connection:
                connection._soap_is_down(error)
            self.error = str(error)
        except BusinessError as error:
            self.error = str(error)
            if error.kind == "token" and self.token:
                # 1С was restored from a backup or forgot: read everything again. What
                # we have already is recognised by its contents.
                _logger.info("1С does not know token %s, reading anew", self.token)
                # The other feeds are written: see them as they are now.
                self.env["onec.message"]._commit()
                connection._soap_was_restored()
        else:
            if more:
                self._wake()

    def _read(self):
        """Take what there is. Returns whether there is more."""
        if self.operation in WHOLE_LISTS:
            return self._read_whole()
        return self._read_pages()

    def _read_whole(self):
        """Take a list that comes whole."""
        answer = operations.plain(
            self.connection_id._soap_client().call(self.operation)
        )
        self.connection_id._soap_is_up()
        rows = answer["return"]
        if isinstance(rows, dict):  # zeep unwraps a list that stands alone
            rows = next(iter(rows.values()), [])
        changed = self._take({"rows": rows}, self.operation)
        now = fields.Datetime.now()
        self.write(
            {
                "last_success": now,
                "last_change": now if changed else self.last_change,
                "received": self.received + bool(changed),
                "error": False,
            }
        )
        return False

    def _read_pages(self):
        """Take pages until the feed ends. Returns whether there is more."""
        before = self.last_success
        with self.connection_id._soap_client().conversation() as client:
            for _number in range(PAGES):
                answer = operations.plain(
                    client.call(self.operation, Token=self.token or None, Limit=PAGE)
                )
                self.connection_id._soap_is_up()
                page = operations.Page.read(answer)
                for item in page.items:
                    self._take(item)
                self._note_told(page, before)
                now = fields.Datetime.now()
                self.write(
                    {
                        "token": page.next_token,
                        "last_success": now,
                        "last_change": now if page.items else self.last_change,
                        "received": self.received + len(page.items),
                        "error": False,
                    }
                )
                self.env["onec.message"]._commit()
                if not page.more:
                    return False
        return True

    def _take(self, item, name=None):
        """Apply one changed object, unless it is as it was when it came last.

        :param name: what it is called, else its number
        :return: whether it had changed
        """
        Message = self.env["onec.message"]
        values = {"connection_id": self.connection_id.id, "operation": self.operation}
        concerns = Message.new(values)._hook("concerns")
        if concerns and not concerns(item):
            return False
        key = self._key(item)
        checksum = operations.checksum(item)
        earlier = Message.search(
            [("order_key", "=", key), ("direction", "=", "in")], order="id DESC"
        )
        if (
            earlier[:1].checksum == checksum
            and earlier[:1].state == "done"
            and not earlier[:1]._is_overtaken()
        ):
            return False
        # Every message holds the whole object: the newest says it all.
        earlier.filtered(lambda m: m.state in (*OPEN_STATES, "dead")).write(
            {"state": "skipped", "done_at": fields.Datetime.now()}
        )
        message = Message.create(
            {
                **values,
                "direction": "in",
                "name": name or _name(item),
                "order_key": key,
                "payload": operations.dumps(item),
                "checksum": checksum,
            }
        )
        message._process()
        return True

    def _key(self, item):
        """Messages about the same object of 1С have the same key."""
        identity = operations.guid(item.get("GUID")) or ":".join(
            operations.guid(item.get(name)) or item.get(name, "")
            for name in IDENTITIES.get(self.operation, ())
        )
        return f"{self.connection_id.id}:{self.operation}:{identity}"


def _name(item):
    """What people call an object of a feed."""
    for key in ("SiteNumber", "Number", "Article", "Name"):
        value = item.get(key)
        if value:
            return ", ".join(value) if isinstance(value, list) else value
    return False


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    feed_ids = fields.One2many("onec.feed", "connection_id", "Feeds")

    def _soap_feeds(self):
        """The feeds that this base has, made where they are missing."""
        self.ensure_one()
        if not self.soap_capabilities and not self._soap_down_until():
            try:
                self._soap_learn()
            except OnecError as error:
                if error.is_connection:
                    self._soap_is_down(error)
                return self.env["onec.feed"]
        known = self.feed_ids.mapped("operation")
        missing = [
            name
            for name in OPERATIONS
            if name not in known and self._soap_supports(name)
        ]
        self.env["onec.feed"].create(
            [{"connection_id": self.id, "operation": name} for name in missing]
        )
        return self.feed_ids.filtered(
            lambda feed: self._soap_supports(feed.operation)
        ).sorted(lambda feed: OPERATIONS.index(feed.operation))

    def _soap_reread(self):
        """Somebody got a link: what was passed over as nobody's is wanted now.

        Written whatever stands there: a job that reads the feed at this moment must
        fail and look again, or it would pass over what it has not seen linked yet.
        """
        feeds = self.feed_ids.filtered(lambda feed: feed.operation in REREAD_ON_LINK)
        if feeds:
            feeds.flush_recordset()
            self.env.cr.execute(
                SQL(
                    "UPDATE onec_feed SET reread_wanted = TRUE WHERE id IN %s",
                    tuple(feeds.ids),
                ),
                log_exceptions=False,
            )
            feeds.invalidate_recordset(["reread_wanted"])
        feeds._wake()

    def action_soap_pull(self):
        """Ask for all changes now."""
        for connection in self:
            connection._soap_feeds()._wake(urgent=True)
