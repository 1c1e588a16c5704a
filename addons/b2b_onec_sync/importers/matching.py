"""New keys for goods that are here already."""

from odoo import models
from odoo.tools import SQL

ADOPT, PROPOSE = "adopt", "propose"


class OnecImportMatching(models.AbstractModel):
    """Finds, for goods with unknown keys, those here that they may be.

    A helper of the goods step. A good is taken for one of ours silently only where
    nothing can go wrong: no base has claimed it, and article and name are the same.
    Where just the article (or barcode) is, a person decides, see :class:`onec.match`.
    Two goods that 1С sends side by side are two goods, whatever they share.
    """

    _name = "onec.import.matching"
    _inherit = "onec.import"
    _description = "Matching of goods by article"

    def _find(self, file, items):
        """:return: {item: (ADOPT or PROPOSE, template, sign)}"""
        if not items:
            return {}
        decided = self.env["onec.match"]._decided(
            file.connection_id, "good", [item.guid for item in items]
        )
        items = [item for item in items if decided.get(item.guid) != "other"]
        templates = self._alike(items)
        claims = self._claims({t.id for found in templates.values() for t in found})
        here = file.connection_id.id
        alive = self._alive(
            file, {guid for some in claims.values() for _c, guid, _d in some}
        )
        result, taken = {}, set()
        for item in items:
            sign = item.get("article") or item.get("barcode")
            found = templates.get(sign, self.env["product.template"])
            if len(found) != 1 or found.id in taken:
                continue
            claimed = claims.get(found.id, [])
            if any(base == here and guid in alive for base, guid, _gone in claimed):
                continue
            taken.add(found.id)
            same = (
                not claimed
                and item.get("article")
                and _plain(item.get("name")) == _plain(found.name)
            )
            result[item] = (ADOPT if same else PROPOSE, found, sign)
        return result

    def _alike(self, items):
        """{article or barcode: templates that have it}"""
        articles = {item.get("article") for item in items} - {""}
        barcodes = {item.get("barcode") for item in items if not item.get("article")}
        products = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search(
                [
                    "|",
                    ("default_code", "in", list(articles)),
                    ("barcode", "in", list(barcodes - {""})),
                ]
            )
        )
        result = {}
        for product in products:
            for sign in {product.default_code, product.barcode} & (articles | barcodes):
                result[sign] = (
                    result.get(sign, product.browse().product_tmpl_id)
                    | product.product_tmpl_id
                )
        return result

    def _claims(self, ids):
        """{template id: [(base id, key, marked for deletion)]}"""
        links = self.env["onec.link"].search(
            [("kind", "=", "good"), ("res_id", "in", list(ids))]
        )
        result = {}
        for link in links:
            result.setdefault(link.res_id, []).append(
                (link.connection_id.id, link.guid, link.deleted)
            )
        return result

    def _alive(self, file, guids):
        """Those of the keys that come in this very file, not marked for deletion."""
        if not guids:
            return set()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT guid FROM onec_stage
                 WHERE file_id = %s AND kind = 'good' AND guid = ANY(%s)
                   AND payload NOT LIKE %s
                """,
                file.staged_id.id,
                list(guids),
                '%"deleted":true%',
            )
        )
        return {guid for (guid,) in rows}


def _plain(name):
    return "".join((name or "").split()).casefold()
