import io
import zipfile
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import config

from .http_common import IMPORT, OFFERS, SiteExchangeCase

DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>'
DEEP = "<Группы><Группа><Ид>g</Ид>"


def archive(*entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return out.getvalue()


@tagged("post_install", "-at_install")
class TestHttpHostile(SiteExchangeCase):
    """Whatever comes: a clear `failure`, nothing changed, no file elsewhere."""

    MODELS = ("product.template", "product.pricelist.item", "onec.link", "stock.quant")

    def state(self):
        root = Path(config["data_dir"]) / "onec"
        outside = sorted(str(p) for p in root.parent.glob("*") if p.is_file())
        return [
            outside,
            *(
                self.env[model].with_context(active_test=False).search([]).ids
                for model in self.MODELS
            ),
        ]

    def refused(self, name, content, asked=None):
        """Send a file and ask for its import; return 1С's last answer."""
        before = self.state()
        self.ask("catalog", "checkauth")
        self.ask("catalog", "init")
        answer = self.ask("catalog", "file", content, filename=name)[1]
        if answer == "success":
            answer = "progress"
            while answer.startswith("progress"):
                answer = self.ask("catalog", "import", filename=asked or name)[1]
        self.env.invalidate_all()
        self.assertTrue(answer.startswith("failure\n"), answer)
        self.assertGreater(len(answer), 20, "a reason in words")
        self.assertEqual(self.state(), before)
        return answer

    def test_files_that_are_made_to_hurt(self):
        root = "КоммерческаяИнформация"
        head = f"<{root}><Классификатор>"
        for content in (
            f"{DTD}<{root}>&b;</{root}>".encode(),
            f"{head}{DEEP * 5000}".encode(),
            IMPORT.encode("utf-16"),
            IMPORT.replace("Болт", "Бо\0лт").encode(),
            IMPORT.encode().replace(b"\xd0\x91\xd0\xbe", b"\xff\xfe", 1),
            b"\x1f\x8b\x08 not xml",
            b"",
        ):
            with self.subTest(content[:40]):
                self.refused("import0_1.xml", content)

    def test_archives_that_are_made_to_hurt(self):
        good = ("import0_1.xml", IMPORT)
        for entries in (
            [good, ("../../../../evil.xml", "x")],
            [good, ("..\\..\\evil.xml", "x")],
            [good, ("import_files/.hidden", "x")],
            [good, ("IMPORT0_1.XML", "x")],
            [good, ("bomb.jpg", b"\0" * (40 << 20))],
        ):
            with self.subTest(entries[1][0]):
                self.refused("v8_1A2B_3c.zip", archive(*entries), "import0_1.xml")
        whole = archive(good, ("offers0_1.xml", OFFERS))
        for part in (whole[: len(whole) // 2], b"PK\x03\x04" + b"\0" * 500):
            self.refused("v8_1A2B_3c.zip", part, "import0_1.xml")

    def test_a_file_cut_anywhere_changes_nothing(self):
        content = IMPORT.encode()
        for percent in range(3, 100, 16):
            with self.subTest(percent):
                self.refused("import0_1.xml", content[: len(content) * percent // 100])

    def test_names_that_lead_out(self):
        for name in ("../x.xml", "/../../x.xml", "a/../../x.xml", "C:..\\x.xml", ".x"):
            with self.subTest(name):
                self.refused(name, IMPORT.encode())

    def test_parts_twice_or_in_another_order(self):
        content = IMPORT.encode()
        a, b, c = content[:900], content[900:1800], content[1800:]
        before = self.state()
        for parts in ((a, c, b), (a, b, b, c), (a, b)):
            self.ask("catalog", "checkauth")
            self.ask("catalog", "init")
            for part in parts:
                self.ask("catalog", "file", part, filename="import0_1.xml")
            answer = self.ask("catalog", "import", filename="import0_1.xml")[1]
            self.assertTrue(answer.startswith("failure\n"), answer)
            self.env.invalidate_all()
            self.assertEqual(self.state(), before)
        # A file begun again after a lost answer is the file once.
        self.ask("catalog", "checkauth")
        for part in (a, b, a, b, c):
            self.ask("catalog", "file", part, filename="import0_1.xml")
        answer = self.ask("catalog", "import", filename="import0_1.xml")[1]
        self.assertEqual(answer.partition("\n")[0], "success")
