from werkzeug.exceptions import NotFound

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.http import request, route

from ..tools import requisites
from .common import CabinetController

#: What a director may write of a legal entity.
ENTITY_FIELDS = ("name", "b2b_full_name", "b2b_ogrn", "street", "phone", "email")
#: By these 1С knows an entity: a change waits for staff.
KEY_FIELDS = ("vat", "b2b_kpp", "b2b_legal_form")


class CabinetEntity(CabinetController):
    """Legal entities of a contractor, as its director keeps them."""

    @route(
        ["/my/company/entity/new", "/my/company/entity/<int:entity_id>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_entity(self, entity_id=None, **post):
        self._check_role("director")
        entity_sudo = self._company_entity(entity_id) if entity_id else None
        values = self._cabinet_values(
            "company",
            entity=entity_sudo,
            errors={},
            warnings={},
            notice=request.session.pop("b2b_notice", None),
            problem=request.session.pop("b2b_problem", None),
        )
        if request.httprequest.method != "POST":
            values["form"] = self._entity_form(entity_sudo)
            return request.render("b2b_portal.company_entity", values)
        form = self._entity_read(post, entity_sudo)
        errors = self._entity_problems(form, entity_sudo)
        warnings = (
            request.env["b2b.application"]
            .sudo()
            ._b2b_bank_warnings(form.get("bic"), form.get("account"))
        )
        if not errors and warnings and post.get("seen_account") != form["account"]:
            values.update(form=form, warnings=warnings)
            return request.render("b2b_portal.company_entity", values)
        if not errors:
            try:
                with request.env.cr.savepoint():
                    notice = self._entity_save(form, entity_sudo, values["contractor"])
            except ValidationError as error:
                errors["vat"] = str(error)
        if errors:
            values.update(form=form, errors=errors)
            return request.render("b2b_portal.company_entity", values)
        return self._company_back(notice)

    def _company_entity(self, entity_id):
        """A legal entity of the current contractor, archived ones included."""
        entity_sudo = request.env["res.partner"].sudo().browse(entity_id).exists()
        contractor = request.env.user._b2b_contractor()
        if entity_sudo.b2b_type != "entity" or entity_sudo.parent_id != contractor:
            raise NotFound()
        return entity_sudo

    def _entity_form(self, entity_sudo):
        """Values of the form: the entity's, or empty ones."""
        form = {
            name: (entity_sudo and entity_sudo[name]) or ""
            for name in (*ENTITY_FIELDS, *KEY_FIELDS)
        }
        form["b2b_legal_form"] = form["b2b_legal_form"] or "company"
        if not entity_sudo:
            form.update(bic="", account="")
        return form

    def _entity_read(self, post, entity_sudo):
        form = self._entity_form(entity_sudo)
        form.update(
            {name: (post.get(name) or "").strip()[:250] for name in ENTITY_FIELDS}
        )
        form["b2b_ogrn"] = requisites.digits(form["b2b_ogrn"])
        numbers = (
            ("vat", "b2b_kpp") if entity_sudo else ("vat", "b2b_kpp", "bic", "account")
        )
        for name in numbers:
            # A form without the field (an old page) changes nothing.
            if name in post or not entity_sudo:
                form[name] = requisites.digits(post.get(name))
        sole = post.get("b2b_legal_form") == "sole"
        form["b2b_legal_form"] = {10: "company", 12: "sole"}.get(
            len(form["vat"]), "sole" if sole else "company"
        )
        if form["b2b_legal_form"] == "sole" and "b2b_kpp" not in post:
            form["b2b_kpp"] = ""
        return form

    def _entity_problems(self, form, entity_sudo=None):
        problems = (
            request.env["res.partner"]
            .sudo()
            ._b2b_requisites_problems(form, complete=True)
        )
        problems.update(
            request.env["b2b.application"]
            .sudo()
            ._b2b_bank_problems(form.get("bic"), form.get("account"))
        )
        if not form["name"]:
            problems["name"] = request.env._("Please fill this in.")
        entities_sudo = request.env.user._b2b_contractor().b2b_entity_ids
        if entity_sudo:
            entities_sudo -= entity_sudo
        if entities_sudo.filtered(
            lambda e: e.vat == form["vat"] and (e.b2b_kpp or "") == form["b2b_kpp"]
        ):
            problems.setdefault(
                "vat",
                request.env._("You have a legal entity with this ИНН and КПП already."),
            )
        return problems

    def _entity_save(self, form, entity_sudo, contractor_sudo):
        """Save what the director may, ask staff about the rest.

        :return: what to tell the person
        """
        _ = request.env._
        Request = request.env["b2b.entity.request"].sudo()
        notice = _("Saved: %s", form["name"])
        values = {name: form[name] for name in ENTITY_FIELDS}
        if entity_sudo:
            asks = any((entity_sudo[name] or "") != form[name] for name in KEY_FIELDS)
            if asks:
                # The ОГРН goes with its ИНН.
                del values["b2b_ogrn"]
            entity_sudo.write(values)
            if asks:
                Request._b2b_ask(entity_sudo, "key", form)
                notice = _(
                    "Saved. The change of ИНН or КПП waits for your manager's "
                    "confirmation."
                )
        else:
            entity_sudo = self._entity_create(form, values, contractor_sudo)
            if not entity_sudo.active:
                Request._b2b_ask(entity_sudo, "new")
                notice = _(
                    "Saved. The legal entity can be chosen in orders once your "
                    "manager has checked it."
                )
        contractor_sudo.message_post(
            body=_(
                "%(person)s saved the legal entity %(name)s on the website.",
                person=request.env.user.name,
                name=entity_sudo.name,
            )
        )
        entity_sudo._b2b_after_change()
        return notice

    def _entity_create(self, form, values, contractor_sudo):
        Partner = request.env["res.partner"].sudo()
        # Documents find their entity by ИНН: a number that another contractor has is
        # not taken on trust.
        foreign = Partner.search_count(
            Domain("b2b_type", "=", "entity")
            & Domain("vat", "=", form["vat"])
            & Domain("parent_id", "!=", contractor_sudo.id),
            limit=1,
        )
        entity_sudo = Partner.create(
            {
                **values,
                **{name: form[name] for name in KEY_FIELDS},
                "is_company": True,
                "type": "other",
                "b2b_type": "entity",
                "parent_id": contractor_sudo.id,
                "country_id": request.env.ref("base.ru").id,
                "b2b_is_default": not contractor_sudo.b2b_entity_ids and not foreign,
                "active": not foreign,
            }
        )
        if form["account"]:
            entity_sudo._b2b_set_account(form["bic"], form["account"])
        return entity_sudo

    @route(
        "/my/company/entity/<int:entity_id>/<any(archive,restore,default):action>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_entity_action(self, entity_id, action, **post):
        self._check_role("director")
        entity_sudo = self._company_entity(entity_id)
        _ = request.env._
        contractor_sudo = entity_sudo.parent_id
        if action == "restore":
            return self._entity_restore(entity_sudo)
        entities = contractor_sudo.b2b_entity_ids
        if entity_sudo not in entities:
            raise NotFound()
        if action == "default":
            entities.b2b_is_default = False
            entity_sudo.b2b_is_default = True
            return self._company_back()
        if entities == entity_sudo:
            return self._company_back(
                problem=_("The last legal entity stays: add another first.")
            )
        entity_sudo.write({"active": False, "b2b_is_default": False})
        rest = entities - entity_sudo
        if not rest.filtered("b2b_is_default"):
            rest[:1].b2b_is_default = True
        return self._company_back(_("Archived: %s", entity_sudo.name))

    def _entity_restore(self, entity_sudo):
        """Take an archived entity back; one that staff have to check stays there."""
        waits = self._company_requests(entity_sudo.parent_id).filtered(
            lambda r: r.entity_id == entity_sudo and r.kind == "new"
        )
        refused = (
            request.env["b2b.entity.request"]
            .sudo()
            .search_count(
                Domain("entity_id", "=", entity_sudo.id)
                & Domain("kind", "=", "new")
                & Domain("state", "=", "refused"),
                limit=1,
            )
        )
        if waits or refused:
            raise NotFound()
        twin = entity_sudo.parent_id.b2b_entity_ids.filtered(
            lambda e: e.vat == entity_sudo.vat and e.b2b_kpp == entity_sudo.b2b_kpp
        )
        if twin:
            return self._company_back(
                problem=request.env._(
                    "You have a legal entity with this ИНН and КПП already."
                )
            )
        entity_sudo.active = True
        return self._company_back(request.env._("Restored: %s", entity_sudo.name))
