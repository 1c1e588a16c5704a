"""Counterparties of 1С, from files of their own (3.1) and from orders."""

from odoo import models
from odoo.fields import Domain

#: Counterparties per transaction.
SLICE = 500


class OnecImportParties(models.AbstractModel):
    """Links counterparties with legal entities that have the same ИНН and КПП.

    Nothing is made of them: contractors register on the portal. Another GUID for
    an entity that is linked already is 1С's second counterparty of one company, or
    the old one made anew: a person says which (:class:`onec.match`). So it is where
    nobody of the staff has seen whose ИНН it is.
    """

    _name = "onec.import.parties"
    _inherit = "onec.import"
    _description = "Import of counterparties"

    def _slice(self, file):
        stage = self.env["onec.stage"]
        if not file.total:
            file.total = stage._top(file, "party")
            if not file.total:
                return False
        items = stage._items(file, "party", after=file.position, limit=SLICE)
        if not items:
            return False
        self._apply(file, items)
        file.position = items[-1].seq
        return True

    def _apply(self, file, items):
        connection = file.connection_id
        known = self.env["onec.link"]._map(
            connection, "entity", [item.guid for item in items]
        )
        new = [
            item
            for item in items
            if item.guid not in known and not item.get("deleted", False)
        ]
        entities = self._entities(new)
        strangers = 0
        for item in new:
            entity = entities.get(_requisites(item.data))
            if not entity:
                strangers += 1
                continue
            linked = self._link_entity(file, item.guid, item.get("name"), entity)
            file._count(changed=int(linked))
        file._count(unchanged=len(items) - len(new))
        if strangers:
            file._skip([self._strangers(strangers)])

    def _entities(self, items):
        """{(ИНН, КПП): legal entity} of those that are asked for."""
        wanted = {_requisites(item.data) for item in items}
        inns = [inn for inn, _kpp in wanted if inn]
        found = self.env["res.partner"].search(
            Domain("b2b_type", "=", "entity")
            & Domain("vat", "in", inns)
            & Domain("active", "=", True)
        )
        result = {}
        for entity in found:
            result.setdefault((entity.vat, entity.b2b_kpp or ""), entity)
        return {key: entity for key, entity in result.items() if key in wanted}

    def _link_entity(self, file, guid, name, entity):
        """Link, or ask a person where the entity has another GUID already.

        :return: whether it was linked
        """
        links = self.env["onec.link"]
        old = links._guid_of(file.connection_id, "entity", entity)
        if (old and old != guid) or (not old and self._is_typed(file, entity)):
            self.env["onec.match"]._propose(
                file,
                "entity",
                guid,
                name,
                entity,
                f"{entity.vat or ''} {entity.b2b_kpp or ''}".strip(),
            )
            return False
        links._link(file.connection_id, "entity", guid, entity, name=name)
        return True

    def _is_typed(self, file, entity):
        """Whether an ИНН that a client typed would bring documents by the service.

        The service itself tells when the counterparty is another partner's; a file
        names no partners.
        """
        return file.connection_id.soap_active and entity._onec_is_typed()

    def _strangers(self, count):
        return {
            "kind": "other",
            "guid": "strangers",
            "name": self.env._("Counterparties"),
            "code": "strangers",
            "cause": self.env._(
                "%s counterparties of 1С have no legal entity on the portal.", count
            ),
            "fix": self.env._(
                "Nothing: they are linked by ИНН and КПП once they register."
            ),
        }


def _requisites(data):
    return data.get("inn", ""), data.get("kpp", "")
