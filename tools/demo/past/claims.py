"""Claims in every stage, each about goods that were shipped."""

import io
import json
import random
from datetime import timedelta

from PIL import Image, ImageDraw

from tests.onec import fill
from tests.onec.books import Books
from tests.onec.catalogue import picture

#: Stage → reason, wish, the buyer's words, the clerk's words, pieces.
STORIES = {
    "new": ("damage", "replace",
            "Коробка была замята с угла, внутри скол. Фото приложили.", "", 1),
    "in_work": ("defect", "replace",
                "На глазури тонкая трещина, видна только на свету.", "", 2),
    "need_info": ("shortage", "redeliver",
                  "В коробе на одну штуку меньше, чем в накладной.",
                  "Пришлите, пожалуйста, фото этикетки короба: на ней вес.",
                  1),
    "approved": ("damage", "refund", "Разбито в дороге, акт перевозчика есть.",
                 "Вернём деньги за разбитое, акт получили. Спасибо за фото!", 2),
    "partly": ("defect", "discount", "Цвет заметно темнее, чем на сайте.",
               "По одной штуке согласны: она из старой партии, вторая в норме.", 2),
    "rejected": ("other", "refund", "Передумали, хотим вернуть.",
                 "Товар надлежащего качества возвращаем только в течение 7 дней "
                 "в целой упаковке.", 1),
    "done": ("mixup", "replace", "Привезли другой цвет.",
             "Заменили, правильный цвет приехал со следующей отгрузкой.", 1),
}  # fmt: skip
DECIDED = ("approved", "partly", "rejected")


class Claims:
    """Files claims as buyers do and moves them as the clerk does.

    :param deals: the placed ones; those with ``claim`` in their extra get one
    :param books: path of 1С's books, which know how the goods look
    """

    def __init__(self, env, deals, books):
        self.env = env
        self.deals = [deal for deal in deals if deal.extra.get("claim")]
        self.books = books
        self.clerk = env["res.users"].search([("login", "=", "claims@gnezdo.example")])

    def make(self):
        """All claims."""
        with Books(self.books) as books:
            for deal in self.deals:
                self._claim(deal, deal.extra["claim"], books)

    def _claim(self, deal, stage, books):
        reason, wish, words, answer, pieces = STORIES[stage]
        buyer = self.env["res.users"].search([("login", "=", deal.login)])
        order = deal.order
        found = [item for item in order._b2b_claimable() if item["left"] >= pieces]
        if not found:
            return
        move = found[0]["move"]
        env = self.env(user=buyer.id, su=True)
        claim = env["b2b.claim"]._file(
            env["sale.order"].browse(order.id),
            buyer.partner_id,
            [{"move_id": move.id, "quantity": pieces, "reason": reason}],
            wish,
            words,
            [
                (f"foto_{n}.jpg", self._photo(move.product_id, books, n))
                for n in range(1, 3 if stage in ("new", "approved") else 2)
            ],
        )
        self._move(claim.with_env(self.env(user=self.clerk.id, su=True)), stage, answer)
        self._date(claim, deal)

    def _move(self, claim, stage, answer):
        if stage == "new":
            return
        claim._transition("in_work")
        if stage == "need_info":
            claim._transition("need_info")
            claim.message_post(
                body=answer, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        elif stage == "done":
            claim._transition("approved", decision=answer)
            claim._transition("done")
        elif stage in DECIDED:
            if stage == "partly":
                claim.line_ids.qty_approved = 1.0
            claim._transition(stage, decision=answer)

    def _date(self, claim, deal):
        """Filed the day after it came, taken and decided in the days after that."""
        filed = (deal.delivered or deal.shipped) + timedelta(hours=5)
        moments = {
            "create_date": filed,
            "waiting_since": filed,
            "taken_at": filed + timedelta(hours=3),
            "decided_at": filed + timedelta(hours=30),
            "done_at": filed + timedelta(hours=80),
        }
        self.env.flush_all()
        for field, moment in moments.items():
            self.env.cr.execute(
                f"UPDATE b2b_claim SET {field} = LEAST(%s, {field})"
                f" WHERE id = %s AND {field} IS NOT NULL",
                (moment, claim.id),
            )
        self.env.cr.execute(
            "UPDATE mail_message SET date = LEAST(date, %s)"
            " WHERE model = 'b2b.claim' AND res_id = %s",
            (filed + timedelta(hours=4), claim.id),
        )
        claim.invalidate_recordset()

    def _photo(self, product, books, number):
        """The product as somebody photographed it with a scratch."""
        row = books.one("SELECT data FROM good WHERE article = ?", product.default_code)
        with Image.open(
            io.BytesIO(picture(fill.as_good(json.loads(row["data"]))))
        ) as image:
            photo = image.convert("RGB")
        rnd = random.Random(f"{product.default_code}{number}")
        photo = photo.rotate(rnd.uniform(-5, 5), fillcolor=(196, 188, 178))
        x, y = (value * rnd.uniform(0.42, 0.55) for value in photo.size)
        draw = ImageDraw.Draw(photo)
        for _branch in range(4):
            points = [(x, y)]
            for _step in range(5):
                last_x, last_y = points[-1]
                points.append(
                    (last_x + rnd.uniform(-26, 34), last_y + rnd.uniform(-8, 30))
                )
            draw.line(points, fill=(48, 40, 36), width=3)
        draw.ellipse((x - 90, y - 60, x + 110, y + 150), outline=(205, 60, 50), width=5)
        out = io.BytesIO()
        photo.save(out, "JPEG", quality=82)
        return out.getvalue()
