"""Run inside ``odoo shell``: our engine and Odoo's own means on exchange files.

``BENCH`` holds JSON, a list of steps: ``["ours", label, files]`` (and the floor of the
same files), ``["load", files]`` (not measured) or ``["odoo", goods]``. The last line
printed is a JSON object of what was measured.
"""

import json
import os
import random
import shutil
import time
from pathlib import Path

from tests.bench._files import COLOURS, PRICE_TYPES, SIZES, WAREHOUSES
from tests.bench._floor import floor


def peak_memory(reset=False):
    """The most memory that the process has had since the last reset, MB."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024


class Engine:
    """Our exchange, from a file in a session's folder on."""

    def __init__(self, env):
        self.env = env(context={**env.context, "lang": "ru_RU"})
        connection = env["onec.connection"].search([("name", "=", "Bench")])
        if not connection:
            connection = env["onec.connection"].create({"name": "Bench"})
            env["onec.node"].create({"connection_id": connection.id, "login": "bench"})
        self.node = connection.with_env(self.env).node_ids

    def apply(self, paths):
        """Apply files; return seconds and the growth of memory."""
        session, _token = self.env["onec.session"]._open(self.node, "catalog")
        files = []
        for path in map(Path, paths):
            shutil.copy(path, session._folder() / path.name)
            files.append(session._register_file(path.name, path.stat().st_size))
        self.env.cr.commit()
        before, start = peak_memory(reset=True), time.perf_counter()
        for file in files:
            assert file._advance(10**6) == "done", file.error
        seconds = time.perf_counter() - start
        grown = peak_memory() - before
        self.env.cr.commit()
        self.env.invalidate_all()
        counts = {
            name: sum(file[name] for file in files)
            for name in ("received", "created", "changed", "unchanged", "skipped")
        }
        return {"seconds": seconds, "memory_mb": grown, **counts}


class OdooOwn:
    """The same data through ``load()`` and the ORM, for a sample of goods.

    Figures are seconds per good.
    """

    def __init__(self, env, goods):
        self.env = env(context={**env.context, "tracking_disable": True})
        self.goods = goods
        self.figures = random.Random(4)

    def run(self):
        start = time.perf_counter()
        self._lists()
        templates = self._load("")
        self._variants(templates)
        self._prices()
        self._stock()
        self.env.flush_all()
        full = time.perf_counter() - start

        start = time.perf_counter()
        self._change_prices()
        self._stock()
        self.env.flush_all()
        refresh = time.perf_counter() - start

        start = time.perf_counter()
        self._load("")
        self._change_prices(same=True)
        self._stock(same=True)
        self.env.flush_all()
        unchanged = time.perf_counter() - start
        self.env.cr.rollback()
        return {
            "full_load": full / self.goods,
            "refresh": refresh / self.goods,
            "unchanged": unchanged / self.goods,
        }

    def _lists(self):
        env = self.env
        self.pricelists = env["product.pricelist"].create(
            [{"name": f"Own {n}", "b2b_price_type": True} for n in range(PRICE_TYPES)]
        )
        self.places = env["stock.warehouse"].create(
            [{"name": f"Own {n}", "code": f"OW{n}"} for n in range(WAREHOUSES)]
        )
        attribute = env["product.attribute"]
        self.colour, self.size = attribute.create(
            [
                {"name": "Own colour", "create_variant": "no_variant"},
                {"name": "Own size", "create_variant": "always"},
            ]
        )
        value = env["product.attribute.value"]
        self.colours = value.create(
            [{"attribute_id": self.colour.id, "name": name} for name in COLOURS]
        )
        self.sizes = value.create(
            [{"attribute_id": self.size.id, "name": name} for name in SIZES]
        )

    def _load(self, prefix):
        model = self.env["product.template"]
        names = ["id", "name", "default_code", "barcode", "is_storable"]
        names += ["description_ecommerce", "b2b_manufacturer"]
        rows = [
            [
                f"__bench__.good_{n}",
                f"{prefix}Товар {n}",
                f"OWN-{n}",
                str(4_700_000_000_000 + n),
                "1",
                f"Описание {n}",
                "Завод",
            ]
            for n in range(self.goods)
        ]
        result = model.load(names, rows)
        assert result["ids"], result["messages"]
        return model.browse(result["ids"])

    def _variants(self, templates):
        with_colour = [
            {
                "product_tmpl_id": template.id,
                "attribute_id": self.colour.id,
                "value_ids": [(6, 0, self.colours[n % len(COLOURS)].ids)],
            }
            for n, template in enumerate(templates)
        ]
        with_size = [
            {
                "product_tmpl_id": template.id,
                "attribute_id": self.size.id,
                "value_ids": [(6, 0, self.sizes.ids)],
            }
            for n, template in enumerate(templates)
            if n % 5 == 0
        ]
        self.env["product.template.attribute.line"].create(with_colour + with_size)
        self.products = templates.product_variant_ids

    def _prices(self):
        self.rules = self.env["product.pricelist.item"].create(
            [
                {
                    "pricelist_id": pricelist.id,
                    "applied_on": "0_product_variant",
                    "product_id": product.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "compute_price": "fixed",
                    "fixed_price": self.figures.randrange(1000, 10**6) / 100,
                }
                for product in self.products
                for pricelist in self.pricelists
            ]
        )

    def _change_prices(self, same=False):
        rules = self.env["product.pricelist.item"].search(
            [("pricelist_id", "in", self.pricelists.ids)]
        )
        for rule in rules:
            price = self.figures.randrange(1000, 10**6) / 100
            if not same:
                rule.fixed_price = price

    def _stock(self, same=False):
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        found = {
            (quant.product_id, quant.location_id): quant
            for quant in quants.search(
                [
                    ("product_id", "in", self.products.ids),
                    ("location_id", "in", self.places.lot_stock_id.ids),
                ]
            )
        }
        touched = quants.browse()
        for product in self.products:
            for place in self.places.lot_stock_id:
                quant = found.get((product, place))
                if not quant:
                    quant = quants.create(
                        {
                            "product_id": product.id,
                            "location_id": place.id,
                            "inventory_quantity": self.figures.randrange(1, 500),
                        }
                    )
                elif not same:
                    quant.inventory_quantity = self.figures.randrange(1, 500)
                else:
                    continue
                touched |= quant
        touched.action_apply_inventory()


def main(env):
    results = {}
    for kind, *arguments in json.loads(os.environ["BENCH"]):
        if kind == "odoo":
            results["odoo"] = OdooOwn(env, *arguments).run()
        elif kind == "load":
            Engine(env).apply(*arguments)
        else:
            label, paths = arguments
            results[label] = Engine(env).apply(paths)
            read, copy = floor(map(Path, paths))
            results[label].update(read=read, copy=copy)
    print("BENCH " + json.dumps(results))


if "env" in globals():
    main(globals()["env"])
