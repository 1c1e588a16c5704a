"""Units of measure by their ОКЕИ codes."""

from odoo import models

#: Units that Odoo has already. Others are made from what 1С says of them.
CORE_UNITS = {
    "796": "uom.product_uom_unit",
    "006": "uom.product_uom_meter",
    "004": "uom.product_uom_cm",
    "055": "uom.product_uom_square_meter",
    "112": "uom.product_uom_litre",
    "113": "uom.product_uom_cubic_meter",
    "163": "uom.product_uom_gram",
    "166": "uom.product_uom_kgm",
    "168": "uom.product_uom_ton",
}
#: Short names of the packs that goods come in: a file gives their codes only.
NAMES = {
    "796": "шт",
    "006": "м",
    "004": "см",
    "055": "м²",
    "112": "л",
    "113": "м³",
    "163": "г",
    "166": "кг",
    "168": "т",
    "616": "боб",
    "625": "лист",
    "641": "дюжина",
    "642": "ед",
    "657": "изд",
    "704": "набор",
    "715": "пара",
    "728": "пач",
    "736": "рул",
    "778": "упак",
    "812": "ящ",
    "839": "компл",
    "868": "бут",
    "872": "флак",
    "876": "усл. ед",
}


class OnecImportUnits(models.AbstractModel):
    """Finds or makes units; a helper of the other steps, not a step itself."""

    _name = "onec.import.units"
    _inherit = "onec.import"
    _description = "Units of measure of 1С"

    def _unit(self, connection, data):
        """The unit of a good.

        :param data: `commerceml.Unit` as staged, or None
        """
        data = data or {}
        code = data.get("code") or ("" if data.get("name") else "796")
        key = code or data["name"].casefold()
        links = self.env["onec.link"]
        unit = links._record(connection, "unit", key)
        if unit:
            return unit
        name = data.get("name") or NAMES.get(code) or data.get("full_name") or code
        unit = self.env.ref(CORE_UNITS.get(code, ""), raise_if_not_found=False)
        if not unit:
            found = self.env["uom.uom"].search(
                [("name", "=", name), ("relative_uom_id", "=", False)]
            )
            unit = found if len(found) == 1 else found.create({"name": name})
        elif "ru_RU" in dict(self.env["res.lang"].get_installed()):
            # Core's translations say «Единицы»; people here say what 1С says.
            unit.with_context(lang="ru_RU").name = name
        links._link(connection, "unit", key, unit, name=name)
        return unit

    def _pack(self, connection, base, base_key, unit, factor):
        """A pack of `factor` base units, e.g. «упак (10 шт)»."""
        key = f"{unit.casefold()}*{factor:g}@{base_key}"
        links = self.env["onec.link"]
        pack = links._record(connection, "unit", key)
        if not pack:
            name = f"{NAMES.get(unit, unit)} ({factor:g} {base.name})"
            pack = pack.search(
                [("name", "=", name), ("relative_uom_id", "=", base.id)], limit=1
            ) or pack.create(
                {"name": name, "relative_uom_id": base.id, "relative_factor": factor}
            )
            links._link(connection, "unit", key, pack, name=name)
        return pack
