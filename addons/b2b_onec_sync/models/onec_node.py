"""A login of a 1С base."""

import hashlib
import secrets
from hmac import compare_digest

from odoo import api, fields, models

# About 16 MB and 30 ms for a check: keys are random, so this is the second wall.
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


def hash_key(key, salt=None):
    """``salt$digest`` of a key."""
    salt = salt or secrets.token_hex(16)
    digest = hashlib.scrypt(key.encode(), salt=bytes.fromhex(salt), **_SCRYPT)
    return f"{salt}${digest.hex()}"


# Checked when a login is unknown, so that the answer takes as long as for a known one.
_NOBODY = hash_key(secrets.token_urlsafe(16))


class OnecNode(models.Model):
    """A login under which a 1С base comes, and what stands behind it.

    УТ keeps organisation, agreement, warehouse and manager in the settings of
    its exchange node and never in the file: one login here stands for one such
    node there. The login opens the exchange and nothing else, it is no user.
    """

    _name = "onec.node"
    _description = "Login of a 1С base"
    _order = "sequence, id"
    _rec_name = "login"

    connection_id = fields.Many2one(
        "onec.connection", "1С base", required=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    login = fields.Char(required=True)
    key_hash = fields.Char(copy=False, groups="base.group_no_one")
    has_key = fields.Boolean(compute="_compute_has_key", compute_sudo=True)
    organisation_id = fields.Many2one(
        "b2b.organisation", help="Empty: orders of every organisation."
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", help="Empty: orders from every warehouse."
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", "Price type", help="Empty: orders at any price type."
    )
    user_id = fields.Many2one(
        "res.users", "Manager", help="Empty: orders of every manager."
    )
    last_seen = fields.Datetime(readonly=True, copy=False)
    last_success = fields.Datetime(
        "Last confirmed orders",
        readonly=True,
        copy=False,
        help="When this login last said that 1С has written the orders of an answer. "
        "Some installations never say it: their orders are sent until they come back "
        "with a number.",
    )
    warehouses = fields.Json(
        "Warehouses in its files",
        readonly=True,
        copy=False,
        help="Their keys in 1С. A total proves that an offer's other warehouses are "
        "empty: those that this login speaks of, not those of another one.",
    )
    probing = fields.Boolean(
        readonly=True, copy=False, help="The last answer held one suspected order."
    )

    _login_unique = models.Constraint("UNIQUE(login)", "This login is taken.")

    @api.depends("key_hash")
    def _compute_has_key(self):
        for node in self:
            node.has_key = bool(node.key_hash)

    def _new_key(self):
        """Set a new key and return it: the only moment when it can be read."""
        self.ensure_one()
        key = secrets.token_urlsafe(18)
        self.sudo().key_hash = hash_key(key)
        # Whoever came with the old key may not go on with its cookie.
        self.env["onec.session"].sudo().search(
            [("node_id", "=", self.id), ("token_hash", "!=", False)]
        ).token_hash = False
        return key

    def action_new_key(self):
        """Make a new key and show it, this once."""
        self.check_access("write")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Key of %s: write it down", self.login),
                "message": self._new_key(),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _authenticate(self, login, key):
        """The node of a login and key, or an empty recordset; constant in time."""
        node = self.sudo().search([("login", "=", login)])
        known = node.key_hash or _NOBODY
        matches = compare_digest(hash_key(key, known.partition("$")[0]), known)
        if matches and node.key_hash and node.connection_id.active:
            return node
        return self.browse()

    def _saw_warehouses(self, guids):
        """A file of this login speaks of these warehouses."""
        for node in self:
            known = set(node.warehouses or ())
            if new := set(guids) - known - {""}:
                node.warehouses = sorted(known | new)

    # === routing === #

    def _for_order(self, order):
        """The login among these that fits an order best, or an empty recordset.

        One whose base has all goods of the order comes before the others; then, the
        more settings fit, the better.
        """
        wanted = self._wanted(order)
        unknown = {
            connection: len(order._onec_unknown_goods(connection))
            for connection in self.connection_id
        }
        return self._suitable(order).sorted(
            lambda node: (
                unknown[node.connection_id],
                -sum(node[name] == value for name, value in wanted.items()),
            )
        )[:1]

    def _suitable(self, order, but=None):
        """Those whose settings fit an order; an empty setting fits everything.

        :param but: the name of a setting that is not looked at
        """
        wanted = self._wanted(order)
        wanted.pop(but, None)
        organisation = order.b2b_organisation_id
        return self.filtered(
            lambda node: (
                all(
                    node[name] in (value, value.browse())
                    for name, value in wanted.items()
                )
                and (
                    not node.connection_id.organisation_ids
                    or organisation in node.connection_id.organisation_ids
                )
            )
        )

    def _wanted(self, order):
        return {
            "organisation_id": order.b2b_organisation_id,
            "warehouse_id": order.warehouse_id,
            "pricelist_id": order.pricelist_id._b2b_base(),
            "user_id": order.b2b_contractor_id.user_id,
        }
