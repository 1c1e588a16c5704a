from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route

from ..tools import numbers
from .offers import Offers

LINE_FIELDS = ("name", "quantity", "markup", "price_unit", "discount")


class OfferEdit(Offers):
    """What the page of a quote changes, one field or row at a time."""

    @route(
        "/my/offers/<int:quote_id>/remove",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_offer_remove(self, quote_id, line_id, **kw):
        quote_sudo = self._offer_check(quote_id)
        quote_sudo._check_editable()
        quote_sudo.line_ids.filtered(lambda line: str(line.id) == line_id).unlink()
        return request.redirect(f"/my/offers/{quote_id}#lines")

    @route(
        "/my/offers/<int:quote_id>/add",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_offer_add(self, quote_id, name="", price="", **kw):
        """A row of the contractor's own: delivery, assembly, design."""
        quote_sudo = self._offer_check(quote_id)
        name = name.strip()[:300]
        try:
            if not name:
                raise ValidationError(request.env._("A row needs a name."))
            number = self._number(price or "0")
            if number < 0:
                raise ValidationError(request.env._("Price: zero or more."))
            quote_sudo._add_service(name, number)
        except UserError as error:
            at = "price" if name else "name"
            typed = {"name": name, "price": price, "at": at, "error": error.args[0]}
            return request.render(
                "b2b_quotes.offer", self._offer_values(quote_sudo, service=typed)
            )
        return request.redirect(f"/my/offers/{quote_id}#lines")

    @route(
        "/my/offers/<int:quote_id>/update", type="jsonrpc", auth="user", website=True
    )
    def b2b_offer_update(self, quote_id, change, value=None, line_id=None, **kw):
        """One change of the page; answers with all the figures that follow from it.

        :param str change: a line's field with ``line_id``; or ``markup_all``,
            ``discount_all``, ``total``, or a field of the quote
        """
        quote_sudo = self._offer_check(quote_id)
        try:
            with request.env.cr.savepoint():
                warning = self._offer_apply(quote_sudo, change, value, line_id)
                request.env.flush_all()
        except (UserError, ValidationError) as error:
            quote_sudo.invalidate_recordset()
            return {
                "error": error.args[0],
                "figures": self._offer_figures(quote_sudo),
            }
        return {"figures": self._offer_figures(quote_sudo), "warning": warning}

    def _offer_apply(self, quote_sudo, change, value, line_id):
        if line_id is not None:
            self._offer_apply_line(quote_sudo, change, value, line_id)
        elif change in ("markup_all", "discount_all", "total"):
            return self._offer_apply_all(quote_sudo, change, self._number(value))
        else:
            quote_sudo._edit({change: self._offer_value(change, value)})
        return False

    def _offer_apply_line(self, quote_sudo, change, value, line_id):
        # The line is looked for among the checked quote's own.
        line_sudo = quote_sudo.line_ids.filtered(lambda line: line.id == line_id)
        if not line_sudo or change not in LINE_FIELDS:
            raise ValidationError(request.env._("This row is gone. Reload the page."))
        if change == "name":
            value = str(value or "").strip()[:300]
            if not value:
                raise ValidationError(request.env._("A row needs a name."))
        else:
            value = self._number(value)
        quote_sudo._edit_line(line_sudo, change, value)

    def _offer_apply_all(self, quote_sudo, change, number):
        quote_sudo._check_editable()
        if change == "markup_all":
            quote_sudo.line_ids._set_markup(number)
        elif change == "discount_all":
            quote_sudo.line_ids.discount = number
        else:
            quote_sudo._set_total(number)
            if quote_sudo.currency_id.compare_amounts(quote_sudo.amount, number):
                return request.env._(
                    "With whole kopecks in the prices the nearest total is %s.",
                    self._plain_money(quote_sudo.amount),
                )
        return False

    def _number(self, value):
        number = numbers.parse(value)
        if number is None:
            raise ValidationError(
                request.env._("“%s” is not a number. Example: 1 234,50", value)
            )
        return number

    def _offer_value(self, field, value):
        """A posted value of one of the quote's own fields, checked."""
        if field == "customer_id":
            return self._offer_customer(value).id
        if field == "entity_id":
            entity_sudo = request.env.user._b2b_contractor().b2b_entity_ids
            return entity_sudo.filtered(lambda e: str(e.id) == str(value)).id
        if field in ("show_images", "show_codes"):
            return bool(value)
        if field in ("date", "valid_until"):
            return self._offer_date(field, value)
        if field == "vat_mode":
            allowed = dict(
                request.env["b2b.quote"]
                ._fields["vat_mode"]
                ._description_selection(request.env)
            )
            return value if value in allowed else "none"
        if field in ("intro", "terms"):
            return str(value or "").strip()[:5000] or False
        raise ValidationError(request.env._("This cannot be changed here."))

    def _offer_date(self, field, value):
        try:
            date = (
                request.env["b2b.quote"]
                ._fields[field]
                .convert_to_column(value or None, request.env["b2b.quote"])
            )
        except ValueError:
            date = None
        if field == "date" and not date:
            raise ValidationError(request.env._("Write a date, such as 23.11.2026."))
        return date or False
