import base64
import io
from datetime import timedelta
from itertools import combinations

from PIL import Image, UnidentifiedImageError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_process

#: By how many kopecks two prices may be moved against each other for a round total.
MAX_STEPS = 20
#: What a contractor's employee may change in a quote and in its lines.
EDITABLE = {
    "customer_id",
    "entity_id",
    "date",
    "valid_until",
    "terms",
    "intro",
    "vat_mode",
    "show_images",
    "show_codes",
}


class B2bQuote(models.Model):
    """What a contractor's employee changes in a draft."""

    _inherit = "b2b.quote"

    def _edit(self, values):
        """Change the quote's own fields; unknown ones are refused."""
        self._check_editable()
        unknown = set(values) - EDITABLE
        if unknown:
            raise ValueError(f"Not a quote's field: {', '.join(sorted(unknown))}")
        old_customer = self.customer_id
        self.write(values)
        if self.customer_id != old_customer and self.customer_id:
            # A customer comes with its discount.
            self.line_ids.discount = self.customer_id.discount

    def _edit_line(self, line, field, value):
        """Change one figure of one line; the figures that depend on it follow."""
        self._check_editable()
        if field == "markup":
            line._set_markup(value)
        elif field == "price_unit":
            line._set_price(value)
        elif field in ("quantity", "discount", "name"):
            line.write({field: value})
        else:
            raise ValueError(f"Not a quote line's field: {field}")

    def _set_total(self, total):
        """Change the prices so that the quote comes to ``total``.

        Prices are whole kopecks, so not every total exists: all are scaled, then the
        rest is laid on the lines that can take it, those with small quantities last.
        """
        self._check_editable()
        lines = self.line_ids.filtered(lambda line: line.price_unit > 0)
        if not lines or total <= 0:
            raise UserError(
                self.env._("Give the lines prices first, and a total above zero.")
            )
        fixed = self.amount - sum(lines.mapped("amount"))
        factor = (total - fixed) / sum(lines.mapped("amount"))
        if factor <= 0:
            raise UserError(self.env._("This total cannot be reached."))
        for line in lines:
            line._set_price(line.price_unit * factor)
        step = self.currency_id.rounding
        for line in lines.sorted("quantity", reverse=True):
            rest = self.currency_id.round(total - self.amount)
            per_step = line._raw_amount(step)
            steps = int(round(rest / per_step)) if per_step else 0
            if steps and abs(rest - steps * per_step) < abs(rest):
                line._set_price(line.price_unit + steps * step)
        self._set_total_by_pairs(lines.sorted("quantity")[:10], total)

    def _set_total_by_pairs(self, lines, total):
        """Lay the last kopecks on two lines at once: 2 and 3 pieces make 1 kopeck."""
        rest = self.currency_id.round(total - self.amount)
        step = self.currency_id.rounding
        if not rest:
            return
        for first, second in combinations(lines, 2):
            for steps in range(-MAX_STEPS, MAX_STEPS + 1):
                left = rest - steps * first._raw_amount(step)
                other = left / second._raw_amount(step)
                if abs(other) > MAX_STEPS or abs(other - round(other)) > 1e-6:
                    continue
                prices = (first.price_unit, second.price_unit)
                first._set_price(first.price_unit + steps * step)
                second._set_price(second.price_unit + round(other) * step)
                if not self.currency_id.compare_amounts(self.amount, total):
                    return
                # A discount rounded it away.
                first._set_price(prices[0])
                second._set_price(prices[1])

    def _add_service(self, name, price):
        """A row of the contractor's own: delivery, assembly, design."""
        self._check_editable()
        self.write(
            {
                "line_ids": [
                    fields.Command.create(
                        {
                            "name": name,
                            "price_unit": self.currency_id.round(price),
                            "sequence": max(self.line_ids.mapped("sequence") or [0])
                            + 1,
                        }
                    )
                ]
            }
        )

    def _duplicate(self, author):
        """A new draft with the same goods and prices, for another customer."""
        self.ensure_one()
        today = self.env["b2b.deadline"]._today()
        days = self.contractor_id.b2b_quote_days or 14
        copy = self.copy(
            {
                "author_id": author.id,
                "date": today,
                "valid_until": today + timedelta(days=days),
            }
        )
        copy._log("created")
        return copy

    @api.model
    def _logo_from_upload(self, content):
        """An uploaded picture as base64 PNG or JPEG, False when it is not one."""
        try:
            with Image.open(io.BytesIO(content)) as image:
                if image.format not in ("PNG", "JPEG"):
                    return False
            return base64.b64encode(
                image_process(content, size=(600, 240), verify_resolution=True)
            )
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            UserError,
            OSError,
            ValueError,
        ):
            return False

    def _check_editable(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "The customer already has this quote. Press “Edit” to take it back."
                )
            )
