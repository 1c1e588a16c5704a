from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo.http import request, route

from ..tools import requisites
from .common import CabinetController

#: What a director may write of a delivery address.
ADDRESS_FIELDS = ("name", "zip", "city", "street", "phone", "comment")


class CabinetPlaces(CabinetController):
    """Bank accounts and delivery addresses of a legal entity."""

    # === Bank accounts === #

    @route(
        "/my/company/entity/<int:entity_id>/account",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_account_add(self, entity_id, bic=None, account=None, **post):
        self._check_role("director")
        entity_sudo = self._company_entity(entity_id)
        bic, account = requisites.digits(bic), requisites.digits(account)
        Application = request.env["b2b.application"].sudo()
        errors = Application._b2b_bank_problems(bic, account)
        if not errors and not account:
            errors["account"] = request.env._("Please fill this in.")
        warnings = {} if errors else Application._b2b_bank_warnings(bic, account)
        if errors or (warnings and post.get("seen_account") != account):
            values = self._cabinet_values(
                "company",
                entity=entity_sudo,
                form={**self._entity_form(entity_sudo), "bic": bic, "account": account},
                errors=errors,
                warnings=warnings,
            )
            return request.render("b2b_portal.company_entity", values)
        entity_sudo._b2b_set_account(bic, account)
        entity_sudo._b2b_after_change()
        return self._entity_back(entity_sudo)

    @route(
        "/my/company/entity/<int:entity_id>/account/<int:account_id>"
        "/<any(archive,default):action>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_account_action(self, entity_id, account_id, action, **post):
        self._check_role("director")
        entity_sudo = self._company_entity(entity_id)
        account_sudo = entity_sudo.bank_ids.filtered(lambda a: a.id == account_id)
        if not account_sudo:
            raise NotFound()
        if action == "archive":
            account_sudo.active = False
        else:
            (entity_sudo.bank_ids - account_sudo).sequence = 10
            account_sudo.sequence = 1
        entity_sudo._b2b_after_change()
        return self._entity_back(entity_sudo)

    # === Delivery addresses === #

    @route(
        [
            "/my/company/entity/<int:entity_id>/address/new",
            "/my/company/entity/<int:entity_id>/address/<int:address_id>",
        ],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_address(self, entity_id, address_id=None, **post):
        self._check_role("director")
        entity_sudo = self._company_entity(entity_id)
        address_sudo = (
            self._entity_address(entity_sudo, address_id) if address_id else None
        )
        form = {
            name: (address_sudo and address_sudo[name]) or "" for name in ADDRESS_FIELDS
        }
        form["comment"] = _plain(form["comment"])
        errors = {}
        if request.httprequest.method == "POST":
            form.update(
                {name: (post.get(name) or "").strip()[:250] for name in ADDRESS_FIELDS}
            )
            errors = {
                name: request.env._("Please fill this in.")
                for name in ("city", "street")
                if not form[name]
            }
            if not errors:
                self._address_save(form, entity_sudo, address_sudo)
                return self._entity_back(entity_sudo)
        values = self._cabinet_values(
            "company",
            entity=entity_sudo,
            address=address_sudo,
            form=form,
            errors=errors,
        )
        return request.render("b2b_portal.company_address", values)

    def _address_save(self, form, entity_sudo, address_sudo):
        values = {
            **form,
            "name": form["name"] or f"{form['city']}, {form['street']}",
            # Core keeps a note as HTML.
            "comment": Markup("<p>{}</p>").format(form["comment"]),
        }
        if address_sudo:
            address_sudo.write(values)
        else:
            request.env["res.partner"].sudo().create(
                {
                    **values,
                    "type": "delivery",
                    "parent_id": entity_sudo.id,
                    "country_id": request.env.ref("base.ru").id,
                }
            )
        entity_sudo._b2b_after_change()

    def _entity_address(self, entity_sudo, address_id):
        address_sudo = entity_sudo.child_ids.filtered(
            lambda p: p.id == address_id and p.type == "delivery"
        )
        if not address_sudo:
            raise NotFound()
        return address_sudo

    @route(
        "/my/company/entity/<int:entity_id>/address/<int:address_id>/archive",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_address_archive(self, entity_id, address_id, **post):
        self._check_role("director")
        entity_sudo = self._company_entity(entity_id)
        self._entity_address(entity_sudo, address_id).active = False
        return self._entity_back(entity_sudo)

    def _entity_back(self, entity_sudo):
        return request.redirect(f"/my/company/entity/{entity_sudo.id}")


def _plain(html):
    """The text of a note that core keeps as HTML."""
    from odoo.tools import html2plaintext

    return html2plaintext(html or "").strip()
