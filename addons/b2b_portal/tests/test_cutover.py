import base64
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..tools import partner_list
from .common import INN_COMPANY, INN_SOLE, B2bCommon

HEAD = (
    "Партнер", "Наименование", "ИНН/КПП", "Юридический адрес", "Контактное лицо",
    "E-mail", "Телефон", "Вид цен", "Менеджер", "БИК", "Расчетный счет",
)  # fmt: skip
INN_NEW = "7736207543"
INN_BANK = "7702070139"


def sheet(*rows, head=HEAD):
    """An XLSX as 1С saves its lists: a title above the heading."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Контрагенты"])
    page.append([])
    page.append(head)
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@tagged("post_install", "-at_install")
class TestPartnerList(TransactionCase):
    def test_zeros_dropped_by_a_spreadsheet_come_back(self):
        rows = partner_list.parse(
            "list.xlsx",
            sheet(["Лавка", 274062111, 27401001], head=["Наименование", "ИНН", "КПП"]),
        )
        self.assertEqual(rows[0]["vat"], "0274062111")
        self.assertEqual(rows[0]["kpp"], "027401001")
        self.assertEqual(rows[0]["padded"], ["vat", "kpp"])
        self.assertEqual(rows[0]["number"], 4)

    def test_csv_of_1c(self):
        text = "Контрагент;ИНН;КПП;Полное наименование\nЛавка;7736207543;770401001;ООО"
        rows = partner_list.parse("list.csv", text.encode("cp1251"))
        self.assertEqual(
            {key: rows[0][key] for key in ("name", "vat", "kpp", "full_name")},
            {
                "name": "Лавка",
                "vat": INN_NEW,
                "kpp": "770401001",
                "full_name": "ООО",
            },
        )

    def test_names_are_compared_without_legal_forms(self):
        key = partner_list.key_of_name
        self.assertEqual(key('ООО "Ромашка"'), key("Ромашка, ООО"))
        self.assertNotEqual(key("Ромашка Плюс"), key("Ромашка"))

    def test_what_is_no_list_is_told(self):
        for name, content in (
            ("a.xlsx", b"no"),
            ("b.xlsx", b"PK damaged"),
            ("c.xlsx", sheet(["Лавка", 1], head=["Товар", "Цена"])),
        ):
            with (
                self.subTest(name=name),
                self.assertRaises(partner_list.UnreadableList),
            ):
                partner_list.parse(name, content)


@tagged("post_install", "-at_install")
class TestCutover(B2bCommon):
    def cutover(self, *rows):
        cutover = self.env["b2b.cutover"].create(
            {
                "file": base64.b64encode(sheet(*rows)),
                "filename": "partners.xlsx",
                "tier_id": self.tier.id,
            }
        )
        cutover.action_check()
        return cutover

    def row(self, group, name, inn_kpp, email="", tier="", account=()):
        return [group, name, inn_kpp, "Тула, Советская, 1", "Пётр Новиков", email,
                "8 495 739-70-00", tier, "", *account]  # fmt: skip

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("b2b_portal.cron_cutover").method_direct_trigger()
        self.env.invalidate_all()

    def contractors(self):
        return self.env["res.partner"].search_count([("b2b_type", "=", "contractor")])

    def test_check_writes_nothing_to_contractors(self):
        before = self.contractors()
        cutover = self.cutover(
            self.row("", "ООО Лавка", f"{INN_NEW}/770401001"),
            self.row("", "ООО Опечатка", "7736207544/770401001"),
            self.row("", "ООО Лавка ещё раз", f"{INN_NEW}/770401001"),
        )
        self.assertEqual(self.contractors(), before)
        self.assertEqual(cutover.line_ids.mapped("verdict"), ["new", "bad", "double"])
        self.assertEqual(
            cutover.line_ids.mapped("decision"), ["create", "skip", "skip"]
        )

    def test_entities_of_one_partner_become_one_contractor(self):
        account = ("044525225", "40702810938000060473")
        cutover = self.cutover(
            self.row("Лавка", "ООО Лавка", f"{INN_NEW}/770401001", "p@lavka.example",
                     tier="крупный опт", account=account),
            self.row("Лавка", "ИП Новиков", INN_SOLE),
        )  # fmt: skip
        cutover.action_apply()
        self.assertEqual(cutover.state, "done")
        contractor = cutover.line_ids.contractor_id
        self.assertEqual(len(contractor), 1)
        self.assertEqual(contractor.b2b_state, "approved")
        self.assertEqual(contractor.b2b_tier_id, self.tier_2)
        self.assertEqual(contractor.phone, "+74957397000")
        company, sole = contractor.b2b_entity_ids.sorted("id")
        self.assertEqual(company.bank_ids.acc_number, account[1])
        self.assertTrue(company.b2b_is_default)
        self.assertEqual(sole.b2b_legal_form, "sole")
        self.assertFalse(contractor.b2b_employee_ids.user_ids, "not invited yet")
        before = self.contractors()
        cutover.action_back()
        with self.assertRaises(UserError):
            cutover.action_apply()
        self.assertEqual(self.contractors(), before, "nothing is done twice")

    def test_known_entity_is_filled_in_and_nothing_is_lost(self):
        entity = self.romashka.b2b_entity_ids
        entity.email = "old@romashka.example"
        cutover = self.cutover(
            self.row("Ромашка", "Ромашка", f"{INN_COMPANY}/770701001", "new@r.example"),
            self.row("Ромашка", "ООО Вторая", f"{INN_NEW}/770401001"),
        )
        self.assertEqual(cutover.line_ids.mapped("verdict"), ["same", "new"])
        self.assertEqual(cutover.line_ids[1].contractor_id, self.romashka)
        cutover.action_apply()
        self.assertEqual(entity.email, "old@romashka.example")
        self.assertEqual(entity.street, "Тула, Советская, 1")
        self.assertEqual(len(self.romashka.b2b_entity_ids), 2)

    def test_doubtful_rows_wait_for_a_decision(self):
        self.vasilek.email = "office@vasilek.example"
        cutover = self.cutover(
            self.row("", "ООО Филиал", f"{INN_COMPANY}/771401001"),
            self.row("Другие", "Ромашка", f"{INN_COMPANY}/770701001"),
            self.row("", "ИП Новиков", INN_SOLE, "office@vasilek.example"),
            self.row("", "ООО Лавка", f"{INN_NEW}/770401001"),
        )
        branch, foreign, alike, new = cutover.line_ids
        self.assertEqual(branch.verdict, "doubt")
        self.assertEqual(branch.contractor_id, self.romashka)
        # Two contractors must have the same name for this one to be foreign.
        self.assertEqual(foreign.verdict, "same")
        self.assertEqual(alike.verdict, "doubt")
        self.assertEqual(alike.contractor_id, self.vasilek)
        cutover.action_apply()
        self.assertEqual(cutover.state, "review", "rows to decide are left")
        self.assertEqual(new.state, "done")
        self.assertFalse(alike.entity_id)
        branch.decision = "attach"
        alike.action_create()
        cutover.action_check()
        self.assertEqual(alike.decision, "create", "a decision stays")
        cutover.action_apply()
        self.assertEqual(branch.entity_id.parent_id, self.romashka)
        self.assertNotEqual(alike.contractor_id, self.vasilek)

    def test_entity_of_another_contractor_than_the_list_says(self):
        cutover = self.cutover(
            self.row("Василёк", "Ромашка", f"{INN_COMPANY}/770701001")
        )
        self.assertEqual(cutover.line_ids.verdict, "doubt")
        self.assertIn("Ромашка", cutover.line_ids.note)

    def test_partner_of_odoo_becomes_the_entity_with_its_people(self):
        partner = self.env["res.partner"].create(
            {"name": "Лавка", "is_company": True, "vat": INN_NEW}
        )
        person = self.env["res.partner"].create(
            {"name": "Пётр", "parent_id": partner.id, "email": "p@lavka.example"}
        )
        cutover = self.cutover(self.row("", "ООО Лавка", f"{INN_NEW}/770401001"))
        self.assertEqual(cutover.line_ids.verdict, "partner")
        cutover.action_apply()
        self.assertEqual(cutover.line_ids.entity_id, partner)
        self.assertEqual(partner.b2b_kpp, "770401001")
        self.assertEqual(person.b2b_contractor_id, partner.parent_id)
        self.assertEqual(person.parent_id, partner.parent_id)

    def test_staff_join_rows_into_one_contractor(self):
        cutover = self.cutover(
            self.row("", "ООО Лавка", f"{INN_NEW}/770401001"),
            self.row("", "ИП Новиков", INN_SOLE),
        )
        cutover.line_ids.action_join()
        cutover.action_apply()
        self.assertEqual(len(cutover.line_ids.contractor_id), 1)

    def test_one_bad_contractor_does_not_stop_the_others(self):
        cutover = self.cutover(
            self.row("", "ООО Лавка", f"{INN_NEW}/770401001"),
            self.row("", "ИП Новиков", INN_SOLE),
        )
        cutover.line_ids[0].write(
            {"decision": "attach", "contractor_id": self.romashka.id}
        )
        self._make_entity(self.romashka, "Раньше", INN_NEW, "770401001")
        cutover.action_apply()
        self.assertEqual(cutover.line_ids.mapped("state"), ["failed", "done"])
        self.assertTrue(cutover.line_ids[0].error)

    def test_bulk_invitations(self):
        cutover = self.cutover(
            self.row("", "ООО Лавка", f"{INN_NEW}/770401001", "p@lavka.example"),
            self.row("", "ИП Новиков", INN_SOLE, self.buyer.login),
        )
        self.buyer.login = "taken@lavka.example"
        cutover.line_ids[1].email = "taken@lavka.example"
        cutover.action_apply()
        self.assertEqual(cutover.invite_count, 2)
        cutover.action_invite()
        self.run_cron()
        sent, failed = cutover.line_ids
        self.assertEqual((sent.invite, failed.invite), ("sent", "failed"))
        self.assertIn("taken@lavka.example", failed.error)
        user = sent.contractor_id.b2b_employee_ids.user_ids
        self.assertEqual(user._b2b_role(), "director")
        self.assertEqual(user.partner_id.signup_type, "signup")

    def test_long_lists_are_worked_by_the_cron(self):
        with patch("odoo.addons.b2b_portal.models.b2b_cutover.AT_ONCE", 0):
            cutover = self.cutover(self.row("", "ООО Лавка", f"{INN_NEW}/770401001"))
            cutover.action_apply()
        self.assertEqual(cutover.state, "work")
        self.assertFalse(cutover.line_ids.entity_id)
        self.run_cron()
        self.assertEqual(cutover.state, "done")
        self.assertTrue(cutover.line_ids.entity_id)

    def test_report_is_a_table(self):
        cutover = self.cutover(self.row("", "ООО Лавка", f"{INN_NEW}/770401001"))
        cutover.line_ids.group_name = "=1+1"
        page = openpyxl.load_workbook(io.BytesIO(cutover._report())).active
        self.assertEqual(page.max_row, 2)
        self.assertIn(INN_NEW, [cell.value for cell in page[2]])
        (name,) = (cell for cell in page[2] if cell.value == "=1+1")
        self.assertEqual(name.data_type, "s", "nobody's name is a formula")

    def test_cost_of_the_comparison_does_not_follow_the_list(self):
        def queries(cutover):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            cutover.line_ids._compare()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        lists = [
            self.cutover(
                *[self.row("", f"ООО {i}", f"{INN_NEW}/770401{i:03}") for i in range(n)]
            )
            for n in (3, 30)
        ]
        queries(lists[0])
        self.assertEqual(*map(queries, lists))
