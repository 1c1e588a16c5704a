"""Applying raw files once more: all of a session, or what was left aside."""

import json
import os

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..commerceml.package import is_exchange_file

#: Causes that are not about one item: everything that refers to it comes again.
WHOLE = {"price_type", "warehouse", "ambiguous", "currency", "property"}


class OnecSession(models.Model):
    _inherit = "onec.session"

    repeat_of_id = fields.Many2one("onec.session", "Repeats", ondelete="set null")
    only = fields.Json(
        "Only these keys", help="Of the files nothing else is applied.", copy=False
    )

    def action_repeat(self):
        """Staff have put right what the files stumbled over."""
        self.check_access("read")
        if not self.env.user.has_group("b2b_portal.group_exchange"):
            raise UserError(self.env._("Only who looks after the exchange may do it."))
        repeats = self.env["onec.session"].union(
            *[session.sudo()._repeat() for session in self]
        )
        if not repeats:
            raise UserError(
                self.env._("The raw files are gone: repeat the exchange in 1С.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "onec.session",
            "res_id": repeats[:1].id,
            "view_mode": "form",
        }

    def _repeat(self, guids=None):
        """A new session with the files of this one, applied by a job.

        What is applied is compared with what is there, so only what is missing
        changes. Figures of stock keep the moment of their file: older ones say
        nothing.

        :param guids: keys of goods, orders or counterparties; None: everything
        :return: the new session, empty when the raw files are gone
        """
        self.ensure_one()
        kept = self.file_ids.filtered(
            lambda file: (
                file.direction == "in"
                and is_exchange_file(file.name)
                and self.folder
                and file._path().is_file()
            )
        )
        if not kept:
            return self.browse()
        repeat, _token = self._open(self.node_id or self._any_node(), self.kind)
        repeat.write(
            {
                "repeat_of_id": self.id,
                "token_hash": False,
                "version": self.version,
                "connection_id": self.connection_id.id,
                "only": guids and sorted({_good(guid) for guid in guids}),
            }
        )
        self._link_files(repeat)
        for file in kept:
            repeat._register_file(file.name, file.size)
        repeat.with_delay(
            channel="root.onec_pictures",
            description=self.env._("Files of 1С once more: %s", self.display_name),
        )._finish_repeat()
        return repeat

    def _any_node(self):
        nodes = self.connection_id.with_context(active_test=False).node_ids
        if not nodes:
            raise UserError(self.env._("The 1С base has no login."))
        return nodes[:1]

    def _link_files(self, repeat):
        """The same files under another folder: pictures are looked up there."""
        source, target = self._folder(), repeat._folder()
        for path in source.rglob("*"):
            if path.is_file() and not path.is_symlink():
                copy = target / path.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, copy)

    def _finish_repeat(self):
        """Job: take the repeated files to their end."""
        if self.exists() and self.state in ("open", "working"):
            self._finish_idle()


class OnecStage(models.AbstractModel):
    _inherit = "onec.stage"

    def _fill(self, file):
        counts, header = super()._fill(file)
        if file.session_id.only:
            self._keep_only(file, file.session_id.only)
        return counts, header

    def _keep_only(self, file, guids):
        """Drop what a repeat is not about."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM onec_stage WHERE file_id = %s AND kind <> 'header'
                   AND COALESCE(split_part(guid, '#', 1), '') <> ALL(%s)
                """,
                file.id,
                guids,
            )
        )


class OnecSkip(models.Model):
    _inherit = "onec.skip"

    def action_repeat(self):
        """The cause is mended: apply these items once more, from the raw files."""
        self.check_access("write")
        skips = self.filtered(lambda skip: skip.session_id and skip.guid)
        done = self.env["onec.session"]
        for session, some in skips.sudo().grouped("session_id").items():
            whole = WHOLE.intersection(some.mapped("code"))
            done |= session._repeat(None if whole else some.mapped("guid"))
        if not done:
            raise UserError(
                self.env._("The raw files are gone: repeat the exchange in 1С.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "onec.session",
            "name": self.env._("Exchanges"),
            "domain": json.dumps([["id", "in", done.ids]]),
            "view_mode": "list,form",
        }


def _good(guid):
    """The key of the whole good, order or counterparty of an item."""
    return guid.partition("#")[0].partition("/")[0].partition("@")[0].lower()
