"""Goods on commission, documents that a contractor sent, promotions and materials."""

import io
from base64 import b64encode
from datetime import timedelta

from PIL import Image, ImageDraw

from tests.onec import trade
from tests.onec.soap.operations import requests

from . import brand
from .accounts import ACCOUNTANT
from .plan import BUYER, DIRECTOR, ROMASHKA, today

#: Promotions: name, words, picture, tiers, page, days from now until which they hold.
BANNERS = (
    ("Зимняя сказка: второй короб со скидкой 7 %",
     "На все свечи и ёлочный декор коллекции, пока есть в наличии.",
     "collection_zima.jpg", (), "/shop", 24),
    ("Крупный опт: отсрочка 30 дней на лён",
     "Для заказов от 150 000 ₽ коллекции «Тёплый лён».",
     "collection_lyon.jpg", ("Крупный опт",), "/shop", 10),
)  # fmt: skip
#: Materials: name, words, file.
MATERIALS = (
    ("Плакат А3 «Зимняя сказка»", "Для витрины, печать без полей.", "collection_zima"),
    ("Ценники коллекции «Ботаника»", "Макет А4, 8 ценников.", "collection_botanika"),
)


class Papers:
    """Makes what lies in the cabinet beside orders.

    :param placing: :class:`~tools.demo.past.orders.Placing`
    :param clerk: :class:`~tools.demo.past.onec.Clerk`
    :param exchange: sends what waits for 1С; ``pull`` reads all feeds
    """

    def __init__(self, placing, clerk, exchange, pull):
        self.placing = placing
        self.env = placing.env
        self.users = placing.users
        self.books = clerk.books
        self.exchange = exchange
        self.pull = pull

    def make(self):
        """Everything; what fails leaves the rest."""
        for part in (self._promotions, self._consignment, self._sent):
            try:
                part()
            except Exception as error:  # the rest of the demo is worth having
                self.env.invalidate_all()
                print(f"past: {part.__name__} failed: {error!r}", flush=True)

    def _as(self, login):
        return self.env(user=self.users[login].id, su=True)

    # === promotions === #

    def _promotions(self):
        """What the home page of the cabinet and «Акции» show."""
        Tier, Promotion = self.env["b2b.tier"], self.env["b2b.promotion"]
        for name, text, image, tiers, url, days in BANNERS:
            Promotion.create(
                {
                    "name": name,
                    "text": text,
                    "image": brand.picture(image),
                    "url": url,
                    "date_to": today() + timedelta(days=days),
                    "tier_ids": Tier.search([("name", "in", tiers)]).ids,
                }
            )
        for name, text, file in MATERIALS:
            image = Image.open(brand.PICTURES / f"{file}.jpg")
            Promotion.create(
                {
                    "kind": "material",
                    "name": name,
                    "text": text,
                    "image": brand.picture(f"{file}.jpg"),
                    "file": b64encode(_pdf(image)),
                    "file_name": f"{name}.pdf".replace("«", "").replace("»", ""),
                }
            )

    # === goods on commission === #

    def _consignment(self):
        """Goods under a commission contract, one report booked, one on its way."""
        user = self.users[BUYER]
        order = self.placing.cart(user, ROMASHKA, 70_000, "credit", "consignment")
        contract = self.env["b2b.contract"]._find_for(
            order.b2b_entity_id, kind="consignment"
        )
        order.b2b_contract_id = contract
        order._place(accept_changes=True)
        self.exchange()
        trade.ship(self.books, order.name)
        self.pull()
        rows = contract.consignment_ids
        first = today().replace(day=1)
        periods = (
            (first - timedelta(days=31), first - timedelta(days=1), 0.5),
            (first, today(), 0.2),
        )
        for number, (date_from, date_to, share) in enumerate(periods):
            env = self._as((DIRECTOR, BUYER)[number])
            report = env["b2b.consignment.report"]._file(
                env.user.partner_id,
                contract.with_env(env),
                date_from,
                date_to,
                {
                    row.product_id: (sold, round(row.price * 1.6, 2), 0)
                    for row in rows
                    if (sold := int(row.balance * share))
                },
            )
            if not number:
                report._transition("accepted")
                self.exchange()
                self._answer("consignment_report", report, "Done")

    # === documents of the contractor === #

    def _sent(self):
        """A signed УПД, a payment order and a power of attorney, as they travel."""
        env = self._as(ACCOUNTANT)
        upd = env["b2b.document"].search(
            [
                ("contractor_id", "=", env.user.partner_id.b2b_contractor_id.id),
                ("kind", "=", "upd"),
                ("edo_state", "=", False),
            ],
            limit=1,
        )
        entity = upd.entity_id
        common = {
            "contractor_id": entity.b2b_contractor_id.id,
            "entity_id": entity.id,
            "organisation_id": upd.organisation_id.id,
            "date": today(),
        }
        for values, state, reason in (
            ({"kind": "signed_upd", "document_id": upd.id, "number": upd.name,
              "order_id": upd.order_ids[:1].id}, "Done", None),
            ({"kind": "payment_order", "number": "318", "amount": 72_493.5},
             "InWork", None),
            ({"kind": "proxy", "number": "17", "person": "Котов П. А., водитель",
              "valid_to": today() + timedelta(days=10)},
             "Refused", "Не видно подписи руководителя, пришлите ещё раз."),
        ):  # fmt: skip
            upload = env["b2b.upload"]._file(
                env.user.partner_id, {**common, **values}, [("скан.pdf", _scan())]
            )
            self.exchange()
            self._answer("contractor_document", upload, state, reason)

    def _answer(self, kind, record, state, reason=None):
        """What the 1С user decides, read by the portal."""
        guid = requests.known(self.books, kind, str(record.id))
        requests.answer(self.books, guid, state, reason=reason)
        self.pull()


def _pdf(image):
    out = io.BytesIO()
    image.convert("RGB").save(out, "PDF")
    return out.getvalue()


def _scan():
    """A sheet with lines on it, as a scanner would see one."""
    sheet = Image.new("RGB", (620, 877), "#fdfdfa")
    draw = ImageDraw.Draw(sheet)
    for row in range(12):
        width = 500 if row % 4 else 320
        draw.rectangle((60, 80 + row * 52, 60 + width, 92 + row * 52), fill="#b9bcc4")
    draw.ellipse((400, 690, 540, 830), outline="#5a6fb0", width=5)
    return _pdf(sheet)
