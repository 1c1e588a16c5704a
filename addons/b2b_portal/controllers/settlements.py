import io
from datetime import timedelta

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.b2b_access import ACCOUNT_ROLES
from ..models.b2b_settlement import AGES
from ..tools import chart
from ..tools.typed import figure
from .analytics import XLSX
from .common import CabinetController
from .documents import _day

#: Rows of the ledger on the page; the XLSX holds all.
MAX_ROWS = 300
MAX_OWN_ROWS = 200
MAX_ACTS = 50


class CabinetSettlements(CabinetController):
    """What is owed, since when and for what: 1С's figures, for those who pay."""

    @route(
        "/my/settlements",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        readonly=True,
    )
    def b2b_settlements(self, **sent):
        return self._settlements_page(self._settlements_values(sent))

    def _settlements_page(self, values, refusal="", typed=None):
        """The page; what was typed for an act stays beside the reason of a refusal."""
        fmt, accounts = values["fmt"], values["accounts"]
        ageing = accounts._b2b_ageing(fmt.today())
        labels = self._settlements_ages()
        values.update(
            due=accounts._b2b_due(),
            ageing=[(labels[key], amount) for key, amount in ageing.items()],
            chart=chart.bars(
                [(labels[key], amount) for key, amount in ageing.items()],
                request.env._("Debt by age"),
                lambda value: fmt.money(round(value)).replace(",00", ""),
            )
            if any(ageing.values())
            else "",
            ledger=accounts._b2b_ledger(values["date_from"], values["date_to"]),
            max_rows=MAX_ROWS,
            act_parties=self._reconciliation_parties(values),
            refusal=refusal,
            typed=typed or values["filters"],
            asked=request.session.pop("b2b_settlements_asked", None),
        )
        return request.render("b2b_portal.settlements", values)

    def _settlements_values(self, sent):
        """The accounts of the contractor, narrowed by the filters of the page."""
        self._check_role(*ACCOUNT_ROLES)
        values = self._cabinet_values("settlements")
        source = values["cabinet"]._has_source
        Act = request.env["b2b.reconciliation"].sudo()
        values.update(
            has_accounts=source("settlements"),
            can_request=source("reconciliation_request"),
            acts=Act.search(
                [("contractor_id", "=", values["contractor"].id)], limit=MAX_ACTS
            )
            if source("reconciliation")
            else Act,
        )
        if not values["has_accounts"] and not source("reconciliation"):
            raise NotFound()
        accounts = request.env["b2b.settlement"].sudo()
        if values["has_accounts"]:
            accounts = accounts.search(
                [("contractor_id", "=", values["contractor"].id)]
            )
        fmt = values["fmt"]
        filters = {}
        chosen = accounts
        for name in ("entity", "organisation", "contract"):
            value = str(sent.get(name) or "")
            if value.isdigit():
                filters[name] = value
                chosen = chosen.filtered(
                    lambda a, field=f"{name}_id", id_=int(value): a[field].id == id_
                )
        # Sums of different currencies are never added: one at a time.
        currency = (
            chosen.currency_id.filtered(lambda c: c.name == sent.get("currency"))
            or chosen.currency_id[:1]
        )
        several = len(chosen.currency_id) > 1
        chosen = chosen.filtered(lambda a: a.currency_id == currency)
        today = fmt.today()
        date_from = _day(sent.get("date_from")) or today - timedelta(days=90)
        date_to = _day(sent.get("date_to")) or today
        if date_to < date_from:
            date_from, date_to = date_to, date_from
        filters.update(date_from=date_from.isoformat(), date_to=date_to.isoformat())
        values.update(
            all_accounts=accounts,
            accounts=chosen,
            filters=filters,
            currency=currency or request.env.company.currency_id,
            currencies=accounts.currency_id if several else (),
            date_from=date_from,
            date_to=date_to,
            as_of=min(chosen.filtered("as_of").mapped("as_of"), default=False),
        )
        return values

    @staticmethod
    def _settlements_ages():
        _ = request.env._
        labels = {"not_due": _("Not due yet")}
        for key, first, last in AGES:
            labels[key] = (
                _("%(first)s–%(last)s days", first=first, last=last)
                if last
                else _("over %s days", first - 1)
            )
        return labels

    @route(
        "/my/settlements/refresh",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_settlements_refresh(self, **post):
        """Ask 1С for the figures now; the page follows by itself."""
        values = self._settlements_values(post)
        values["contractor"]._b2b_refresh_settlements()
        request.session["b2b_settlements_asked"] = self._settlements_stamp(values)
        return request.redirect("/my/settlements")

    @route(
        "/my/settlements/stamp",
        type="jsonrpc",
        auth="user",
        methods=["POST"],
        website=True,
        readonly=True,
    )
    def b2b_settlements_stamp(self):
        """What changes when newer figures are here."""
        return {"stamp": self._settlements_stamp(self._settlements_values({}))}

    def _settlements_stamp(self, values):
        # The moment 1С answered, not the moment of the last change of a sum.
        return str(min(values["all_accounts"].mapped("write_date"), default=""))

    @route(
        "/my/settlements.xlsx", type="http", auth="user", website=True, readonly=True
    )
    def b2b_settlements_xlsx(self, **sent):
        """Ledger of the period, accounts and due payments, one sheet each."""
        values = self._settlements_values(sent)
        if not values["has_accounts"]:
            raise NotFound()
        import xlsxwriter  # slow to import, needed for a file only

        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        self._settlements_sheets(book, values)
        book.close()
        fmt = values["fmt"]
        name = request.env._(
            "Settlements %(first)s-%(last)s.xlsx",
            first=fmt.date(values["date_from"]),
            last=fmt.date(values["date_to"]),
        )
        return self._documents_file(name, out.getvalue(), XLSX, download=True)

    def _settlements_sheets(self, book, values):
        _ = request.env._
        accounts, fmt = values["accounts"], values["fmt"]
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        strong = book.add_format({"num_format": "#,##0.00", "bold": True})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        ledger = accounts._b2b_ledger(values["date_from"], values["date_to"])

        sheet = book.add_worksheet(_("Ledger")[:31])
        sheet.set_column("A:A", 12)
        sheet.set_column("B:B", 60)
        sheet.set_column("C:F", 18)
        sheet.freeze_panes(1, 0)
        sheet.write_row(
            0,
            0,
            [
                _("Date"),
                _("Document"),
                _("Order"),
                _("Debit"),
                _("Credit"),
                _("Balance"),
            ],
            bold,
        )
        sheet.write_string(1, 1, _("Opening balance"), bold)
        sheet.write_number(1, 5, ledger["opening"], strong)
        at = 2
        for entry, balance in ledger["rows"]:
            sheet.write_datetime(at, 0, entry.date, day)
            # A string, whatever it begins with: no formula comes from 1С.
            sheet.write_string(at, 1, entry.name)
            sheet.write_string(at, 2, entry.order_id.name or "")
            sheet.write_number(at, 3, entry.debit, money)
            sheet.write_number(at, 4, entry.credit, money)
            sheet.write_number(at, 5, balance, money)
            at += 1
        sheet.write_string(at, 1, _("Closing balance"), bold)
        for column, name in ((3, "debit"), (4, "credit"), (5, "closing")):
            sheet.write_number(at, column, ledger[name], strong)

        sheet = book.add_worksheet(_("Balances")[:31])
        sheet.set_column("A:C", 36)
        sheet.set_column("D:G", 18)
        heads = [
            _("Legal entity"),
            _("Organisation"),
            _("Contract"),
            _("Debt"),
            _("Overdue"),
            _("Advance"),
            _("As of"),
        ]
        sheet.write_row(0, 0, heads, bold)
        for at, account in enumerate(accounts, 1):
            for column, record in enumerate(
                (account.entity_id, account.organisation_id, account.contract_id)
            ):
                sheet.write_string(at, column, record.name or "")
            for column, name in ((3, "debt"), (4, "overdue_now"), (5, "advance")):
                sheet.write_number(at, column, account[name], money)
            sheet.write_string(at, 6, fmt.datetime(account.as_of))

        sheet = book.add_worksheet(_("To be paid")[:31])
        sheet.set_column("A:A", 12)
        sheet.set_column("B:B", 60)
        sheet.set_column("C:C", 18)
        sheet.write_row(0, 0, [_("Date"), _("What for"), _("Amount")], bold)
        for at, item in enumerate(accounts._b2b_due(), 1):
            if item["date"]:
                sheet.write_datetime(at, 0, item["date"], day)
            stage = item["stage"] and item["stage"]._b2b_words()
            sheet.write_string(at, 1, ", ".join(filter(None, (item["text"], stage))))
            sheet.write_number(at, 2, item["amount"], money)

    # === Reconciliation === #

    @route(
        "/my/settlements/reconciliation/new",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_reconciliation_new(self, **post):
        """Ask for an act; refused, the page of settlements says why."""
        self._reconciliation_values()
        values = self._settlements_values({})
        if not values["cabinet"]._has_source("reconciliation_request"):
            raise NotFound()
        contractor = values["contractor"]

        def chosen(records, name):
            return records.filtered(lambda r: str(r.id) == post.get(name))

        entity = chosen(contractor.b2b_entity_ids, "entity")
        organisation = chosen(
            request.env["b2b.organisation"].sudo().search([]), "organisation"
        )
        contract = chosen(
            request.env["b2b.contract"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("entity_id", "=", entity.id),
                    ("organisation_id", "=", organisation.id),
                ]
            ),
            "contract",
        )
        _ = request.env._
        try:
            if not entity or not organisation:
                raise UserError(_("Choose the legal entity and the organisation."))
            if post.get("contract") and not contract:
                raise UserError(
                    _(
                        "This contract is not between %(entity)s and %(organisation)s: "
                        "choose theirs, or all contracts.",
                        entity=entity.name,
                        organisation=organisation.name,
                    )
                )
            with request.env.cr.savepoint():
                act = request.env["b2b.reconciliation"]._file(
                    request.env.user.partner_id,
                    entity,
                    organisation,
                    contract,
                    _day(post.get("date_from")),
                    _day(post.get("date_to")),
                    (post.get("comment") or "").strip()[:500],
                )
        except UserError as error:
            return self._settlements_page(values, str(error), post)
        return request.redirect(f"/my/settlements/reconciliation/{act.id}")

    @route(
        "/my/settlements/reconciliation/<int:act_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_reconciliation(self, act_id, **kw):
        values = self._reconciliation_values()
        values.update(
            act=self._reconciliation_check(act_id),
            problem=request.session.pop("b2b_problem", None),
            typed={},
        )
        return request.render("b2b_portal.reconciliation", values)

    @route(
        "/my/settlements/reconciliation/<int:act_id>/answer",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_reconciliation_answer(self, act_id, verdict=None, version=None, **post):
        """«Согласовано» or «есть расхождения»; a refusal keeps what was typed."""
        values = self._reconciliation_values()
        act_sudo = self._reconciliation_check(act_id)
        try:
            if verdict not in ("agreed", "disputed"):
                raise UserError(request.env._("Choose an answer."))
            with request.env.cr.savepoint():
                act_sudo._b2b_answer(
                    request.env.user.partner_id,
                    version,
                    verdict == "agreed",
                    self._reconciliation_rows(act_sudo, post)
                    if verdict == "disputed"
                    else (),
                    (post.get("comment") or "").strip()[:500],
                )
        except UserError as error:
            act_sudo.invalidate_recordset()
            act_sudo.row_ids.invalidate_recordset()
            values.update(act=act_sudo, problem=str(error), typed=post)
            return request.render("b2b_portal.reconciliation", values)
        return request.redirect(f"/my/settlements/reconciliation/{act_id}")

    def _reconciliation_rows(self, act_sudo, post):
        """Disputed rows out of the form, see ``b2b.reconciliation._b2b_answer``."""
        result = []
        for row in act_sudo.row_ids.filtered(lambda r: not r.missing):
            if not post.get(f"disputed_{row.id}"):
                continue
            result.append(
                {
                    "row": row,
                    "their_debit": _sum(post.get(f"debit_{row.id}")),
                    "their_credit": _sum(post.get(f"credit_{row.id}")),
                    "comment": (post.get(f"comment_{row.id}") or "").strip()[:200],
                }
            )
        names = request.httprequest.form.getlist("own_name")[:MAX_OWN_ROWS]
        columns = [
            request.httprequest.form.getlist(f"own_{name}")
            for name in ("date", "debit", "credit", "comment")
        ]
        for name, day, debit, credit, comment in zip(names, *columns, strict=False):
            if not name.strip() and not debit.strip() and not credit.strip():
                continue
            if not name.strip():
                raise UserError(request.env._("Name the document that is missing."))
            result.append(
                {
                    "row": act_sudo.row_ids.browse(),
                    "date": _day(day),
                    "name": name.strip()[:200],
                    "their_debit": _sum(debit),
                    "their_credit": _sum(credit),
                    "comment": comment.strip()[:200],
                }
            )
        return result

    @route(
        "/my/settlements/reconciliation/<int:act_id>/pdf",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_reconciliation_pdf(self, act_id, download=None, **kw):
        self._reconciliation_values()
        copy = self._reconciliation_check(act_id)._b2b_copy()
        if not copy:
            raise NotFound()
        return self._documents_file(*copy, download=download)

    @route(
        "/my/settlements/reconciliation/<int:act_id>/stamp",
        type="jsonrpc",
        auth="user",
        methods=["POST"],
        website=True,
        readonly=True,
    )
    def b2b_reconciliation_stamp(self, act_id):
        """What changes when 1С has answered."""
        self._reconciliation_values()
        act_sudo = self._reconciliation_check(act_id)
        return {"stamp": f"{act_sudo.state}-{act_sudo.version}"}

    def _reconciliation_parties(self, values):
        """Between whom an act can be asked for: those who have settlements, else all
        that have a contract."""
        accounts = values["all_accounts"]
        if accounts:
            return {
                name: accounts[f"{name}_id"]
                for name in ("entity", "organisation", "contract")
            }
        contracts = (
            request.env["b2b.contract"]
            .sudo()
            .search([("contractor_id", "=", values["contractor"].id)])
        )
        return {
            "entity": values["contractor"].b2b_entity_ids,
            "organisation": contracts.organisation_id
            or request.env["b2b.organisation"].sudo()._b2b_default(),
            "contract": contracts,
        }

    def _reconciliation_values(self):
        self._check_role(*ACCOUNT_ROLES)
        values = self._cabinet_values("settlements")
        if not values["cabinet"]._has_source("reconciliation"):
            raise NotFound()
        return values

    def _reconciliation_check(self, act_id):
        act_sudo = self._document_check("b2b.reconciliation", act_id)
        if act_sudo.contractor_id != request.env.user._b2b_contractor():
            raise NotFound()
        return act_sudo


def _sum(text):
    """A sum of the contractor's books as typed; empty is zero."""
    value = figure(text)
    if value is None:
        raise UserError(request.env._("Your figures: sums like 1234.56, or nothing."))
    return value
