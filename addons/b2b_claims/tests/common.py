import io
import struct
import zlib

from PIL import Image

from odoo.tests import new_test_user

from odoo.addons.b2b_portal.tests.common import B2bCommon


def photo(size=(400, 300), image_format="JPEG"):
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, image_format)
    return stream.getvalue()


def huge_picture():
    """A PNG of some bytes that says it has 900 million pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(head))
    pixels = struct.pack(">I", 9) + b"IDAT" + b"0" * 13
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + crc + pixels


class ClaimsCommon(B2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "claims_clerk",
            "b2b_portal.group_claims",
            email="clerk@example.com",
        )

    def _make_shipped(self, user=None, lines=None):
        """An order of 2 vases and 3 candles, shipped whole."""
        order = self._make_order(user, lines)
        order._place()
        order._b2b_register_shipment("ship", None, False, "РТ-1", "onec_soap")
        return order

    def _move(self, order, product):
        return order._b2b_shipped_moves().filtered(lambda m: m.product_id == product)

    def _make_claim(self, order, quantity=1, product=None, **values):
        move = self._move(order, product or self.vase)
        return self.env["b2b.claim"]._file(
            order,
            order.b2b_buyer_id,
            [{"move_id": move.id, "quantity": quantity, "reason": "defect"}],
            values.pop("wish", "replace"),
            **values,
        )
