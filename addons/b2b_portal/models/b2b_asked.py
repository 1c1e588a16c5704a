from odoo import fields, models
from odoo.exceptions import UserError


class B2bAsked(models.AbstractModel):
    """What a contractor's employee files and the wholesaler answers.

    A model that inherits it has a ``state`` and moves it by one ``_transition``, which
    calls ``_notify_author`` when the answer concerns the person who asked.
    """

    _name = "b2b.asked"
    _description = "Asked by a contractor's employee"

    #: Event of ``b2b.notification.preference`` that the answers belong to.
    _author_event = "document"
    #: ``{state: (tone, icon)}``, see ``b2b.cabinet._look``.
    _state_looks = {}

    author_id = fields.Many2one("res.partner", "Filed by", readonly=True, index=True)

    def _notify_author(self):
        """Tell the person who asked about the new state, in the person's language."""
        for record in self:
            user = record.author_id.user_ids[:1]
            if not user or not user._b2b_role():
                continue
            record = record.with_context(lang=user.lang)
            self.env["b2b.notification.preference"]._tell(
                user,
                self._author_event,
                {
                    "subject": record._author_subject(),
                    "rows": record._author_rows(),
                    "path": record._author_path(),
                },
            )

    def action_refuse(self):
        """Refuse (staff); the one who asked reads why."""
        self.check_access("write")
        if not all(self.mapped("answer")):
            raise UserError(
                self.env._("Write the answer: the contractor has to know why.")
            )
        self._transition("refused")

    def _author_subject(self):
        self.ensure_one()
        return f"{self.display_name}: {self._status_look()['label'].lower()}"

    def _author_rows(self):
        """What the letter says besides the state: list of texts."""
        self.ensure_one()
        return [self.answer] if self.answer else []

    def _author_path(self):
        """Where the cabinet shows the record."""
        raise NotImplementedError()

    def _status_look(self):
        """Word, tone and icon of the state, as the cabinet shows statuses."""
        self.ensure_one()
        return self.env["b2b.cabinet"]._look(
            self._fields["state"], self._state_looks, self.state
        )
