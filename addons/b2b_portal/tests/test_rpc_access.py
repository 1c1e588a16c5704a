"""What each role reads and calls over JSON-RPC and ``/json/2``, rules warm in cache."""

from odoo.fields import Command
from odoo.models import BaseModel
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .route_case import (
    BUYER,
    COMPANY,
    LOGGERS,
    OUTSIDERS,
    OWN,
    OWN_ORDERING,
    ROLES,
)
from .test_route_access import OWN_ACCOUNT, SELLERS, PortalRoutes

#: Who reads the contractor's record of a model. Every model of this product that
#: people outside the staff may read stands here: a new one fails the test.
READERS = {
    "account.move": OWN,
    "account.move.line": OWN,
    "b2b.consignment": SELLERS,
    "b2b.consignment.report": SELLERS,
    "b2b.consignment.report.line": SELLERS,
    "b2b.contract": COMPANY,
    "b2b.document": OWN,
    "b2b.list": OWN_ORDERING,
    "b2b.list.line": OWN_ORDERING,
    "b2b.order.event": OWN,
    "b2b.payment": OWN,
    "b2b.preorder": OWN_ORDERING,
    "b2b.originals": OWN,
    "b2b.reconciliation": OWN_ACCOUNT,
    "b2b.reconciliation.answer": OWN_ACCOUNT,
    "b2b.reconciliation.row": OWN_ACCOUNT,
    "b2b.retail.answer": SELLERS,
    "b2b.settlement": OWN_ACCOUNT,
    "b2b.settlement.entry": OWN_ACCOUNT,
    "b2b.settlement.plan": OWN_ACCOUNT,
    "b2b.shipment.request": OWN_ORDERING,
    "b2b.upload": OWN,
    "b2b.watch": OWN_ORDERING,
    "mail.message": OWN,
    "payment.token": BUYER,
    "product.wishlist": BUYER,
    "res.partner": COMPANY,
    "sale.order": OWN,
    "sale.order.line": OWN,
    "stock.picking": OWN,
}
#: Models of core in which people outside the staff write, by core's own rules.
WRITERS = {
    "auth.passkey.key",
    "discuss.channel.member",
    "ir.filters",
    "mail.message",
    "product.wishlist",
}
#: Models whose public methods are called with the contractor's ids.
CALLED = (
    "ir.attachment",
    "loyalty.card",
    "payment.token",
    "product.product",
    "product.template",
    "res.partner",
    "res.users",
    "sale.order",
    "sale.order.line",
    "stock.move",
    "stock.picking",
)
#: What every model has: of these, only what could change something is called.
COMMON = set(dir(BaseModel)) - {"create", "write", "unlink", "copy", "web_save"}
# Of the queue: they only prepare a call, and complain that nobody made it.
COMMON |= {"delayable", "with_delay"}
#: What a director may do over RPC to what the cabinet lets them do it to.
DIRECTOR_MAY = {"action_recovery_email_send", "switch_tour_enabled"}


@tagged("post_install", "-at_install", "b2b_sweep")
class TestRpcAccess(PortalRoutes):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mark = cls.MARKS["buyer"]
        order = cls.env["sale.order"].browse(cls.values["order_id"])
        order._b2b_register_payment(f"{mark} payment", 1.0, cls.today, mark, "staff")
        entity = order.b2b_entity_id
        contract = cls.env["b2b.contract"].create(
            {
                "name": f"{cls.MARKS['company']} contract",
                "entity_id": entity.id,
                "organisation_id": cls.organisation.id,
            }
        )
        token = cls.env["payment.token"].create(
            {
                "partner_id": cls.buyer.partner_id.id,
                "provider_id": cls.env["payment.provider"].search([], limit=1).id,
                "payment_method_id": cls.env["payment.method"].search([], limit=1).id,
                "provider_ref": mark,
                "payment_details": mark,
            }
        )
        program = cls.env["loyalty.program"].create({"name": "Бонусы"})
        card = cls.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": cls.romashka.id, "code": mark}
        )
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": entity.id,
                "ref": mark,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": mark,
                            "price_unit": cls.PRICE,
                            "sale_line_ids": [Command.set(order.order_line.ids)],
                        }
                    )
                ],
            }
        )
        invoice.action_post()
        cls.own(order.b2b_payment_ids, token, card, invoice, invoice.invoice_line_ids)
        cls.own(contract, buyer=False)

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.env.invalidate_all()
        self.problems, self.keys = [], {}

    def _owned(self, model):
        ids = [
            id_
            for records in self.owned
            if records._name == model
            for id_ in records.ids
        ]
        return set(ids)

    # === Reading === #

    def test_who_reads_what(self):
        readable = self._readable(self.director)
        ours = {m for m in readable if m.startswith(("b2b.", "onec."))}
        mine = {m for m in ours if self.env[m]._original_module == "b2b_portal"}
        self.assertFalse(mine - READERS.keys(), "Models without a declared reader")
        self.assertFalse(
            {model for model in readable if self._writable(model)} - WRITERS,
            "Models in which people outside the staff write",
        )
        for model in READERS:
            self.assertTrue(self._owned(model), model)
        pairs = 0
        with mute_logger(*LOGGERS):
            for role in ROLES[:-1]:
                self._enter(role)
                for model, names in readable.items():
                    pairs += 1
                    self._read(role, model, names)
        self.assertFalse(self.problems, "\n".join(["", *self.problems]))
        self._logger.info("access: %s pairs of a model and a role", pairs)

    def _writable(self, model):
        records = self.env[model].with_user(self.director)
        return any(records.has_access(kind) for kind in ("write", "create", "unlink"))

    def _read(self, role, model, names):
        """One model as one role: the same over both doors."""
        owned = self._owned(model)
        answers = [self._call(model, "search_read", [], names, limit=500)]
        if "Error" in answers[0].text[:300] or '"error"' in answers[0].text[:60]:
            # A computed field that nobody outside may read: the others are asked for.
            answers = [self._call(model, "search_read", [], ["display_name"])]
        if self.key:
            answers.append(self._json2(model, "search", domain=[]))
            answers.append(self._json2(model, "read", ids=sorted(owned), fields=["id"]))
        for answer in answers:
            if found := self._leaks(role, answer):
                self.problems.append(f"{role:10} {model}: leaks {found}")
        if model not in READERS:
            return
        allowed = role in READERS[model]
        seen = set()
        if self.key and answers[1].status_code == 200:
            seen = set(answers[1].json()) & owned
        if allowed != bool(seen):
            self.problems.append(f"{role:10} {model}: finds {sorted(seen)}")
        if not allowed and owned and self.key and answers[2].status_code == 200:
            self.problems.append(f"{role:10} {model}: reads by id")

    def test_a_demoted_director_and_an_ended_key(self):
        with mute_logger(*LOGGERS):
            self._enter("director")
            found = self._json2("sale.order", "search", domain=[])
            self.assertIn(self.values["order_id"], found.json())
            self.director.b2b_role = "buyer"
            self.env.flush_all()
            for answer in (
                self._json2("sale.order", "search", domain=[]),
                self._call("sale.order", "search", []),
            ):
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn(str(self.values["order_id"]), answer.text)
            self._enter("blocked")
            answer = self._json2("sale.order", "search", domain=[])
            self.assertEqual(answer.status_code, 401)

    # === Calling === #

    def test_public_methods_do_nothing_for_others(self):
        models = [*CALLED, *(m for m in self.registry if m.startswith("b2b."))]
        calls = 0
        with mute_logger(*LOGGERS, "odoo.addons.mail", "odoo.models", "py.warnings"):
            for role in ("stranger", "other", "colleague", "director"):
                self.base = self._fingerprint()
                for model in models:
                    for name in self._public_methods(model):
                        calls += 1
                        self._call_method(role, model, name)
        self.assertFalse(self.problems, "\n".join(["", *self.problems]))
        self._logger.info("access: %s calls of public methods", calls)

    def _public_methods(self, model):
        common = COMMON
        if model.startswith("b2b."):
            # Threads are tried on orders.
            common = common | set(dir(self.registry["mail.thread"]))
        for name in dir(type(self.env[model])):
            if name.startswith("_") or name in common:
                continue
            try:
                get_public_method(self.env[model], name)
            except Exception:  # noqa: S112 - private, or no method
                continue
            yield name

    def _call_method(self, role, model, name):
        ids = sorted(self._owned(model))
        self._call_with(role, model, name, ids)
        if len(ids) > 1 and self._is_ours(model, name):
            # One by one, too: the first record may have stopped the others.
            for id_ in ids:
                self._call_with(role, model, name, [id_])

    def _is_ours(self, model, name):
        return any(
            name in vars(cls) and cls.__module__.startswith("odoo.addons.b2b_")
            for cls in type(self.env[model]).__mro__
        )

    def _call_with(self, role, model, name, ids):
        user = getattr(self, role)
        records = self.env[model].with_user(user)
        savepoint = self.env.cr.savepoint()
        try:
            answer = call_kw(records, name, [ids], {})
            self.env.flush_all()
        except Exception:  # noqa: S110 - refused, or the arguments are missing
            pass
        else:
            changed = {row[:2] for row in self._fingerprint() ^ self.base}
            if role in OUTSIDERS:
                changed &= self.company_rows
            elif role == "colleague":
                own = {("res_users", user.id), ("res_partner", user.partner_id.id)}
                changed = (changed & self.company_rows) - own
            if changed and not (role == "director" and name in DIRECTOR_MAY):
                self.problems.append(f"{role} {model}.{name}: changes {changed}")
            if role in OUTSIDERS and self.MARKS["company"] in repr(answer):
                self.problems.append(f"{role} {model}.{name}: leaks")
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
