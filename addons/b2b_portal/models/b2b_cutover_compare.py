from odoo import models
from odoo.tools import email_normalize

from ..tools import partner_list


class B2bCutoverLine(models.Model):
    """What the rows of a list are like here: by ИНН + КПП, then by what looks alike."""

    _inherit = "b2b.cutover.line"

    def _compare(self):
        """Say of each row what it is like here. Decisions that were made stay.

        The cost is a fixed number of queries, however long the list.
        """
        known = self._known()
        seen, alike = {}, {}
        for line in self.sorted("number"):
            verdict, note, values = line._judge(known, seen)
            if line.decision and line.verdict == verdict:
                values = {}  # staff, or the check before, have decided
            note = " ".join(filter(None, [note, line.source_note]))
            found = {"verdict": verdict, "note": note, **values}
            # Most rows of a list are alike: new, without a word. One write for them.
            key = tuple(sorted(found.items()))
            alike[key] = alike.get(key, self.browse()) | line
        for found, lines in alike.items():
            lines.write(dict(found))
        self._compare_groups()

    def _compare_groups(self):
        """New entities of a group whose contractor another row has found go there."""
        for key, lines in self.grouped(
            lambda line: partner_list.key_of_name(line.group_name)
        ).items():
            contractor = lines.contractor_id
            if key and len(contractor) == 1:
                lines.filtered(
                    lambda line: line.decision == "create" and not line.contractor_id
                ).write(
                    {
                        "decision": "attach",
                        "contractor_id": contractor.id,
                        "note": self.env._(
                            "Another entity of %s, by the list.", contractor.name
                        ),
                    }
                )

    def _known(self):
        """What is here of the ИНН, e-mails, phones and names of the list."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        numbers = {line.vat for line in self if line.vat}
        partners = Partner.search(
            [("vat", "in", list(numbers)), ("b2b_type", "!=", "organisation")]
        )
        contractors = Partner.search([("b2b_type", "=", "contractor")])
        contractors.fetch(["name", "email_normalized", "phone_sanitized"])
        names, contacts = {}, {}
        for contractor in contractors:
            key = partner_list.key_of_name(contractor.name)
            names[key] = names.get(key, Partner) | contractor
            for contact in (contractor.email_normalized, contractor.phone_sanitized):
                if contact:
                    contacts[contact] = contacts.get(contact, Partner) | contractor
        own = self.env["b2b.organisation"].sudo().search([]).partner_id  # pylint: disable=no-search-all
        own |= self.env["res.company"].sudo().search([]).partner_id  # pylint: disable=no-search-all
        return {
            "entities": partners.filtered(lambda p: p.b2b_type == "entity").grouped(
                "vat"
            ),
            "plain": (
                partners.filtered(lambda p: not p.b2b_type and not p.parent_id) - own
            ).grouped("vat"),
            "own": set(own.mapped("vat")),
            "names": names,
            "contacts": contacts,
            "none": Partner,
            "russia": self.env.ref("base.ru"),
        }

    def _judge(self, known, seen):
        """Verdict, words and proposed values of one row."""
        self.ensure_one()
        _ = self.env._
        if problem := self._problem():
            return "bad", problem, {"decision": "skip"}
        if self.vat in known["own"]:
            return "bad", _("This is your own organisation."), {"decision": "skip"}
        key = (self.vat, self.kpp or "")
        if key in seen:
            note = _("The same ИНН and КПП as in row %s.", seen[key])
            return "double", note, {"decision": "skip"}
        seen[key] = self.number
        named = known["names"].get(
            partner_list.key_of_name(self.group_name or ""), known["none"]
        )
        entities = known["entities"].get(self.vat, known["none"])
        same = entities.filtered(lambda e: (e.b2b_kpp or "") == key[1])
        if len(same) == 1:
            return self._judge_same(same, named)
        if same:
            note = _("Several contractors have this ИНН and КПП.")
            return "doubt", note, {"decision": False}
        if entities:
            return self._judge_branch(entities, named)
        if plain := known["plain"].get(self.vat):
            return self._judge_partner(plain)
        if len(named) == 1:
            note = _("Another entity of %s, by its name.", named.name)
            return "new", note, {"decision": "attach", "contractor_id": named.id}
        return self._judge_alike(known, named)

    def _judge_same(self, entity, named):
        _ = self.env._
        contractor = entity.b2b_contractor_id
        values = {
            "partner_id": entity.id,
            "contractor_id": contractor.id,
            "decision": "update",
        }
        if named and contractor not in named:
            note = _(
                "The entity belongs to %(here)s here, to %(list)s in the list.",
                here=contractor.name,
                list=self.group_name,
            )
            return "doubt", note, {**values, "decision": False}
        return "same", _("Entity of %s.", contractor.name), values

    def _judge_branch(self, entities, named):
        _ = self.env._
        contractor = entities.b2b_contractor_id
        if len(contractor) == 1 and contractor in named:
            note = _("A branch: %s has this ИНН with another КПП.", contractor.name)
            return "new", note, {"decision": "attach", "contractor_id": contractor.id}
        note = _(
            "The ИНН is known with another КПП: %s. A branch, or an old КПП?",
            ", ".join(
                f"{entity.b2b_contractor_id.name} ({entity.b2b_kpp or '—'})"
                for entity in entities
            ),
        )
        values = {
            "partner_id": entities[:1].id,
            "contractor_id": contractor.id if len(contractor) == 1 else False,
            "decision": False,
        }
        return "doubt", note, values

    def _judge_partner(self, partners):
        _ = self.env._
        if len(partners) > 1:
            note = _("Several partners have this ИНН: choose one, or none.")
            return "doubt", note, {"decision": False, "partner_id": partners[0].id}
        if partners.b2b_kpp and partners.b2b_kpp != self.kpp:
            note = _("%s has this ИНН with another КПП.", partners.name)
            return "doubt", note, {"decision": False, "partner_id": partners.id}
        note = _("%s becomes the legal entity.", partners.name)
        return "partner", note, {"decision": "adopt", "partner_id": partners.id}

    def _judge_alike(self, known, named):
        _ = self.env._
        alike = named or known["names"].get(
            partner_list.key_of_name(self.name), known["none"]
        )
        for contact in (
            email_normalize(self.email or ""),
            self._phone(known["russia"]),
        ):
            alike |= known["contacts"].get(contact, known["none"])
        if not alike:
            return "new", "", {"decision": "create"}
        note = _(
            "No such ИНН here, but name, e-mail or phone are those of %s.",
            ", ".join(alike.mapped("name")),
        )
        values = {"decision": False, "partner_id": alike[:1].id}
        if len(alike) == 1:
            values["contractor_id"] = alike.id
        return "doubt", note, values

    def _problem(self):
        """Why the row cannot be used, or an empty string."""
        problems = self.env["res.partner"]._b2b_requisites_problems(
            {
                "vat": self.vat,
                "b2b_legal_form": self._form,
                "b2b_kpp": self.kpp,
                "b2b_ogrn": self.ogrn,
            }
        )
        return " ".join(problems.values())

    def _phone(self, country=None):
        """The number in E.164, or False."""
        return self.phone and self.env["b2b.application"]._b2b_phone(
            self.phone, country
        )
