"""Who is served by which route: the rules of this add-on and of core's routes."""

import importlib.util
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import INN_SOLE
from .route_case import (
    BUYER,
    COMPANY,
    DIRECTOR,
    DIRECTORS,
    EVERYBODY,
    LOGGED_IN,
    NOBODY,
    ORDERING,
    OWN,
    OWN_ORDERING,
    PEOPLE,
    STAFF_MAY,
    RouteCase,
    Rule,
)

SHOWCASE = Rule(EVERYBODY)
FEW = frozenset({"guest", "stranger", "other", "colleague"})
# Families of core's routes: who is answered is core's affair, and ours that nothing of
# a contractor comes out of them. Those that the portal opens, for every role:
OPENED = (
    "/json",
    "/my/",
    "/mail/",
    "/payment/",
    "/portal/",
    "/report/",
    "/sale/",
    "/shop/",
    "/web/content",
    "/web/dataset",
    "/web/export",
    "/web/image",
    "/website/form",
    "/website/snippet",
    "/website_sale/",
)
#: The rest of core: the website's editor, discussions, the web client, …
CORE = (
    "/1c_exchange",
    "/@",
    "/account",
    "/auth",
    "/base_import",
    "/base_import_module",
    "/base_setup",
    "/bitrix",
    "/bus",
    "/chat",
    "/coupon",
    "/dashboard",
    "/delivery",
    "/digest",
    "/discuss",
    "/doc",
    "/doc-bearer",
    "/donation",
    "/favicon.ico",
    "/gmc.xml",
    "/google",
    "/google_gmail",
    "/html_editor",
    "/invoice",
    "/json",
    "/jsonrpc",
    "/logo",
    "/logo.png",
    "/mail",
    "/meet",
    "/microsoft_outlook",
    "/model",
    "/my",
    "/odoo",
    "/offer",
    "/pages",
    "/payment",
    "/portal",
    "/product",
    "/queue_job",
    "/r",
    "/rate",
    "/report",
    "/robots.txt",
    "/sale",
    "/sale_pdf_quote_builder",
    "/scoped_app",
    "/scoped_app_icon_png",
    "/shop",
    "/sitemap.xml",
    "/sms",
    "/snippets",
    "/spreadsheet",
    "/stock",
    "/terms",
    "/wallet",
    "/web",
    "/web_editor",
    "/web_enterprise",
    "/web_unsplash",
    "/website",
    "/website_links",
    "/website_mail",
    "/website_payment",
    "/website_sale",
    "/websocket",
    "/xmlrpc",
)
ENTITY = "/my/company/entity/<int:entity_id>"
API = "/b2b/api/v1"
ORDER = "/my/orders/<int:order_id>"
ACT = "/my/settlements/reconciliation/<int:act_id>"
ACCOUNT = DIRECTORS | {"accountant"}
OWN_ACCOUNT = frozenset({"director", "accountant"})
ANSWER = "/my/requests/<int:answer_id>"
RETAIL = "/retail/request/<int:request_id>/<string:token>"
SELLERS = OWN_ORDERING | {"colleague"}
LIST = "/my/lists/<int:list_id>"
CART = "/my/carts/<int:cart_id>"
WAITING = {"order_id": "$approval_id"}


class PortalRoutes(RouteCase):
    """Records of a contractor for every id that a route takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company, buyer = cls.MARKS["company"], cls.MARKS["buyer"]
        cls.clock = cls._make_product(
            "Часы", "CHS-1", {cls.price_type: cls.PRICE, cls.price_type_2: 6283.57}
        )
        cls.romashka.name = f"Ромашка {company}"
        entity = cls.romashka.b2b_entity_ids
        entity.name = f"ООО {company}"
        sole = cls._make_entity(
            cls.romashka, f"ИП {company}", INN_SOLE, False, b2b_legal_form="sole"
        )
        address = cls.env["res.partner"].create(
            {"type": "delivery", "parent_id": entity.id, "street": f"ул. {company}"}
        )
        bank = cls.env["res.bank"].create({"name": "Банк", "bic": "044525225"})
        account = cls.env["res.partner.bank"].create(
            {
                "partner_id": entity.id,
                "acc_number": "40702810400000012345",
                "bank_id": bank.id,
            }
        )
        application = cls.env["b2b.application"].create(
            {
                "name": company,
                "vat": entity.vat,
                "contact_name": "Пётр",
                "email": "petr@example.com",
                "phone": "+74950000000",
                "known_contractor_id": cls.romashka.id,
            }
        )
        cls.own(cls.romashka, entity, sole, address, account, application, buyer=False)
        for user in (cls.director, cls.buyer, cls.accountant, cls.colleague):
            cls.own(user, user.partner_id, buyer=False)
        order = cls._order(f"{buyer} order", b2b_payment_mode="reserve")
        order._place()
        picking = order.picking_ids
        document = order._b2b_request_invoice()
        document._b2b_set_ready({"name": f"{buyer} invoice"}, b"%PDF-1.4 x", "x.pdf")
        shipment = cls.env["b2b.shipment.request"]._file(
            order,
            cls.buyer.partner_id,
            {order.order_line: 1},
            {"date": cls.today + timedelta(days=2), "way": "pickup"},
            ("x.pdf", b"%PDF-1.4 x"),
        )
        change = order._b2b_ask_cancel(f"{buyer} change")
        approval = cls._order(f"{buyer} approval")
        approval._place_prepare()
        approval._b2b_ask_approval("above")
        cart = cls._order(f"{buyer} cart", b2b_cart_name=f"{buyer} cart")
        second = cls._order(f"{buyer} second")
        cls.buyer.partner_id.b2b_cart_id = second
        watch_domain = [("partner_id", "=", cls.buyer.partner_id.id)]
        cls.env["b2b.watch"]._toggle(cls.buyer.partner_id, cls.clock, "price")
        watch = cls.env["b2b.watch"].search(watch_domain)
        kept = cls.env["b2b.list"]._make(
            cls.buyer.partner_id, f"{buyer} list", [(cls.clock.id, 1)]
        )
        preorder = cls.env["b2b.preorder"].create(
            {
                "buyer_id": cls.buyer.partner_id.id,
                "product_id": cls.clock.id,
                "warehouse_id": cls.warehouse.id,
                "quantity": 1,
                "comment": f"{buyer} preorder",
            }
        )
        retail = cls.env["b2b.retail.request"].create(
            {
                "contact_name": f"{company} visitor",
                "email": "anna@example.com",
                "phone": "+79161234567",
                "city": "Тула",
                "text": company,
                "answer_ids": [Command.create({"contractor_id": cls.romashka.id})],
            }
        )
        cls.own(retail, retail.answer_ids, buyer=False)
        books = cls._make_books(order, document)
        promotion = cls.env["b2b.promotion"].create(
            {
                "name": f"{company} promotion",
                "kind": "material",
                "file": "eHE=",
                "file_name": f"{company}.txt",
                "tier_ids": [Command.set(cls.tier.ids)],
            }
        )
        acting = cls.env["b2b.acting"].create(
            {
                "staff_id": cls.staff.id,
                "user_id": cls.buyer.id,
                "contractor_id": cls.romashka.id,
            }
        )
        wish = cls.env["product.wishlist"].create(
            {
                "partner_id": cls.buyer.partner_id.id,
                "product_id": cls.clock.id,
                "website_id": cls.website.id,
                "price": 1,
            }
        )
        message = order.message_post(
            body=f"{buyer} message",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        attachment = cls.env["ir.attachment"].create(
            {
                "name": f"{buyer}.txt",
                "raw": buyer.encode(),
                "res_model": "sale.order",
                "res_id": order.id,
            }
        )
        cls.own(order, approval, cart, second, document, shipment, change)
        cls.own(order.order_line, approval.order_line, cart.order_line, picking)
        cls.own(kept, kept.line_ids, watch, preorder, wish, message, attachment)
        cls.own(order.b2b_event_ids, document.attachment_id, shipment.line_ids)
        cls.values = {
            "order_id": order.id,
            "promotion_id": promotion.id,
            **books,
            "answer_id": retail.answer_ids.id,
            "token": "x",
            "number": order.name,
            "approval_id": approval.id,
            "sale_order_id": order.id,
            "document_id": document.id,
            "picking_id": picking.id,
            "request_id": shipment.id,
            "change_id": change.id,
            "answer": "withdraw",
            "cart_id": cart.id,
            "list_id": kept.id,
            "watch_id": watch.id,
            "preorder_id": preorder.id,
            "entity_id": sole.id,
            "with_account_id": entity.id,
            "account_id": account.id,
            "address_id": address.id,
            "partner_id": address.id,
            "application_id": application.id,
            "employee_id": cls.accountant.partner_id.id,
            "acting_id": acting.id,
            "wish_id": wish.id,
            "message_id": message.id,
            "attachment_id": attachment.id,
            "id": attachment.id,
            "docids": order.id,
            "converter": "html",
            "reportname": "sale.report_saleorder",
            "model": "sale.order",
            "model_name": "sale.order",
            "res_model": "sale.order",
            "thread_model": "sale.order",
            "res_id": order.id,
            "thread_id": order.id,
            "product_id": cls.clock.id,
            "product_template_id": cls.clock.product_tmpl_id.id,
            "product_ids": [cls.clock.id],
            "line_id": second.order_line.id,
            "order_line_id": order.order_line.id,
            "lines": [[cls.clock.id, 1]],
            "quantity": 1,
            "add_qty": 1,
            "combination": [],
            "ptav_ids": [],
            "pricelist_id": cls.price_type.id,
            "currency_id": cls.price_type.currency_id.id,
            "company_id": cls.company.id,
            "so_date": "2026-01-01",
            "access_token": "x",
            "page": 1,
            "kind": "stock",
            "field": "datas",
            "search_type": "products",
            "term": "Часы",
            "options": {
                f"display{part}": True
                for part in (
                    "Description",
                    "Detail",
                    "ExtraDetail",
                    "ExtraLink",
                    "Image",
                )
            },
            "model:product.template": cls.clock.product_tmpl_id.id,
            "model:product.pricelist": cls.price_type.id,
            "model:ir.attachment": attachment.id,
            "model:res.partner": address.id,
            "model:res.country": cls.env.ref("base.ru").id,
        }

    @classmethod
    def _make_books(cls, order, document):
        """Settlements, an act, goods on commission, papers: what 1С would tell."""
        company, buyer = cls.MARKS["company"], cls.MARKS["buyer"]
        env, day = cls.env, cls.today
        entity = order.b2b_entity_id
        who = {"entity_id": entity.id, "organisation_id": cls.organisation.id}
        contract = env["b2b.contract"].create(
            {**who, "name": f"{company} commission", "kind": "consignment"}
        )
        account = env["b2b.settlement"].create(who)
        entry = env["b2b.settlement.entry"].create(
            {
                "settlement_id": account.id,
                "date": day,
                "kind": "payment",
                "name": company,
            }
        )
        plan = env["b2b.settlement.plan"].create(
            {"settlement_id": account.id, "date": day}
        )
        act = env["b2b.reconciliation"].create(
            {**who, "state": "review", "date_from": day, "date_to": day}
        )
        row = env["b2b.reconciliation.row"].create(
            {"reconciliation_id": act.id, "name": company}
        )
        answer = env["b2b.reconciliation.answer"].create(
            {"reconciliation_id": act.id, "person_name": company}
        )
        goods = env["b2b.consignment"].create(
            {"contract_id": contract.id, "product_id": cls.clock.id}
        )
        report = env["b2b.consignment.report"].create(
            {
                "contract_id": contract.id,
                "date_from": day,
                "date_to": day,
                "line_ids": [Command.create({"product_id": cls.clock.id})],
            }
        )
        sent = {
            **who,
            "contractor_id": cls.romashka.id,
            "author_id": cls.buyer.partner_id.id,
        }
        file = env["ir.attachment"].create({"name": buyer, "raw": buyer.encode()})
        upload = env["b2b.upload"].create(
            {**sent, "kind": "other", "attachment_ids": [Command.set(file.ids)]}
        )
        originals = env["b2b.originals"].create(
            {**sent, "channel": "paper", "document_ids": [Command.set(document.ids)]}
        )
        for records in (contract, account, entry, plan, act, row, answer, goods):
            cls.own(records, buyer=False)
        cls.own(report, report.line_ids, buyer=False)
        cls.own(upload, originals)
        return {
            "contract_id": contract.id,
            "act_id": act.id,
            "report_id": report.id,
            "upload_id": upload.id,
        }

    def setUp(self):
        super().setUp()
        # Pages of what only an exchange brings do not exist without one.
        cabinet = type(self.env["b2b.cabinet"])
        self.patch(cabinet, "_has_source", lambda cabinet, source: True)

    def _enter(self, role):
        # Staff have a minute to begin acting as somebody, this test takes longer.
        self.env.cr.execute(
            "UPDATE b2b_acting SET create_date = NOW() + INTERVAL '1 day'"
        )
        super()._enter(role)

    @classmethod
    def _order(cls, mark, **values):
        return cls._make_order(
            cls,
            cls.buyer,
            [(cls.clock, 1)],
            client_order_ref=mark,
            b2b_comment=mark,
            **values,
        )


@tagged("post_install", "-at_install", "b2b_sweep")
class TestRouteAccess(PortalRoutes):
    RULES = {
        # === Home, profile === #
        "/my": Rule(LOGGED_IN),
        "/my/home": Rule(LOGGED_IN),
        "/my/account": Rule(LOGGED_IN),
        "/my/security": Rule(LOGGED_IN, method="GET"),
        "/my/counters": Rule(LOGGED_IN, {"counters": ["order_count", "card_count"]}),
        "/my/notifications": Rule(PEOPLE),
        "/my/deactivate_account": Rule(
            args={"validation": "x", "password": "x"}, ends_session=True
        ),
        "/my/addresses": Rule(),
        "/my/address": Rule(),
        "/my/address/submit": Rule(args={"name": "x", "address_type": "billing"}),
        "/my/address/archive": Rule(),
        "/my/analytics": Rule(ORDERING),
        "/my/analytics.xlsx": Rule(ORDERING),
        # === Orders === #
        "/my/orders": Rule(LOGGED_IN),
        "/my/orders/page/<int:page>": Rule(LOGGED_IN),
        "/my/quotes": Rule(LOGGED_IN),
        "/my/quotes/page/<int:page>": Rule(LOGGED_IN),
        ORDER: Rule(OWN | {"staff"}),
        f"{ORDER}/accept": Rule(NOBODY, {"name": "x", "signature": "eA=="}),
        f"{ORDER}/decline": Rule(NOBODY, {"decline_message": "x"}),
        f"{ORDER}/transaction": Rule(NOBODY),
        # Answers with nothing whoever may not open the order.
        f"{ORDER}/update_line_dict": Rule(args={"line_id": "$order_line_id"}),
        f"{ORDER}/document/<int:document_id>": Rule(),
        f"{ORDER}/download_edi": Rule(),
        "/my/orders/reorder": Rule(NOBODY),
        f"{ORDER}/cancel": Rule(OWN_ORDERING),
        f"{ORDER}/extend": Rule(OWN_ORDERING),
        f"{ORDER}/turn": Rule(OWN_ORDERING, {"mode": "credit"}),
        f"{ORDER}/reduce": Rule(OWN_ORDERING),
        f"{ORDER}/repeat": Rule(OWN_ORDERING),
        "/my/orders/repeat": Rule(ORDERING, {"order": "$order_id"}),
        f"{ORDER}/invoice": Rule(OWN),
        f"{ORDER}/changes/<int:change_id>/<string:answer>": Rule(OWN_ORDERING),
        f"{ORDER}/approve": Rule(DIRECTOR, WAITING),
        f"{ORDER}/approve/change": Rule(DIRECTOR, WAITING),
        f"{ORDER}/refuse": Rule(DIRECTOR, {**WAITING, "note": "x"}),
        # === Documents, shipments === #
        "/my/documents": Rule(PEOPLE),
        "/my/documents/page/<int:page>": Rule(PEOPLE),
        "/my/documents/<int:document_id>/pdf": Rule(OWN),
        "/my/documents/<int:document_id>/state": Rule(OWN),
        "/my/shipments": Rule(ORDERING),
        "/my/shipments/new": Rule(OWN_ORDERING, {"order": "$order_id"}),
        "/my/shipments/<int:request_id>": Rule(OWN_ORDERING),
        "/my/shipments/<int:request_id>/cancel": Rule(OWN_ORDERING),
        "/my/shipments/<int:request_id>/proxy": Rule(OWN_ORDERING),
        "/my/picking/pdf/<int:picking_id>": Rule(),
        "/my/picking/return/pdf/<int:picking_id>": Rule(),
        # === Carts and checkout === #
        "/my/carts": Rule(ORDERING),
        "/my/carts/new": Rule(ORDERING),
        f"{CART}/open": Rule(BUYER),
        f"{CART}/copy": Rule(BUYER),
        f"{CART}/merge": Rule(BUYER),
        f"{CART}/rename": Rule(BUYER, {"name": "x"}),
        f"{CART}/delete": Rule(BUYER),
        "/my/checkout": Rule(ORDERING),
        "/my/quick-order": Rule(ORDERING, {"lines": "CHS-1;1"}),
        "/my/quick-order/check": Rule(ORDERING, {"rows": [], "text": "CHS-1;1"}),
        "/my/quick-order/suggest": Rule(ORDERING),
        "/my/quick-order/put": Rule(args={"rows": []}),
        "/my/quick-order/upload": Rule(args={"rows": "[]"}),
        "/my/quick-order/problems.xlsx": Rule(args={"rows": "[]"}),
        "/my/quick-order/template.xlsx": Rule(ORDERING),
        "/my/price-list.xlsx": Rule(ORDERING),
        "/shop/cart": Rule(ORDERING),
        "/shop/cart/add": Rule(ORDERING | STAFF_MAY),
        "/shop/cart/add_lines": Rule(ORDERING),
        "/shop/cart/update": Rule(ORDERING | STAFF_MAY),
        "/shop/cart/comment": Rule(ORDERING, {"comment": "x"}),
        "/shop/cart/clear": Rule(ORDERING | STAFF_MAY),
        "/shop/cart/quick_add": Rule(STAFF_MAY),
        "/shop/cart/quantity": Rule(EVERYBODY),
        # === Lists === #
        "/my/lists": Rule(ORDERING),
        "/my/lists/new": Rule(ORDERING, {"name": "x"}),
        LIST: Rule(OWN_ORDERING),
        f"{LIST}/add": Rule(OWN_ORDERING, {"lines": "CHS-1;1"}),
        f"{LIST}/cart": Rule(OWN_ORDERING),
        f"{LIST}/copy": Rule(OWN_ORDERING),
        f"{LIST}/delete": Rule(OWN_ORDERING),
        f"{LIST}/save": Rule(OWN_ORDERING, {"name": "x"}),
        "/my/lists/put": Rule(OWN_ORDERING),
        "/my/lists/watch": Rule(ORDERING),
        "/my/lists/watches": Rule(ORDERING),
        "/my/lists/watches/<int:watch_id>/delete": Rule(BUYER),
        "/my/lists/preorders": Rule(ORDERING),
        "/my/lists/preorders/new": Rule(ORDERING),
        "/my/lists/preorders/cart": Rule(ORDERING),
        "/my/lists/preorders/<int:preorder_id>/cancel": Rule(OWN_ORDERING),
        # === Company === #
        "/my/company": Rule(PEOPLE),
        "/my/company/employee/new": Rule(
            DIRECTORS,
            {
                "employee_id": "",
                "name": "x",
                "email": "x@example.com",
                "role": "buyer",
            },
            method="POST",
        ),
        "/my/company/employee/<int:employee_id>": Rule(
            DIRECTOR, {"name": "x", "role": "buyer"}, method="POST"
        ),
        "/my/company/employee/<int:employee_id>/<any(block,unblock):action>": Rule(
            DIRECTOR
        ),
        # Only while the person has never signed in: here they have.
        "/my/company/employee/<int:employee_id>/invite": Rule(),
        "/my/company/join/<int:application_id>/<any(accept,refuse):action>": Rule(
            DIRECTOR, {"role": "buyer"}
        ),
        "/my/company/entity/new": Rule(
            DIRECTORS, {"entity_id": "", "name": "x"}, method="POST"
        ),
        ENTITY: Rule(DIRECTOR, {"name": "x"}, method="POST"),
        f"{ENTITY}/<any(archive,restore,default):action>": Rule(DIRECTOR),
        f"{ENTITY}/account": Rule(
            DIRECTOR, {"bic": "044525225", "account": "40702810938000060473"}
        ),
        f"{ENTITY}/account/<int:account_id>/<any(archive,default):action>": Rule(
            DIRECTOR, {"entity_id": "$with_account_id"}
        ),
        f"{ENTITY}/address/new": Rule(
            DIRECTOR, {"address_id": "", "street": "x"}, method="POST"
        ),
        f"{ENTITY}/address/<int:address_id>": Rule(
            DIRECTOR,
            {"entity_id": "$with_account_id", "street": "x"},
            method="POST",
        ),
        f"{ENTITY}/address/<int:address_id>/archive": Rule(
            DIRECTOR, {"entity_id": "$with_account_id"}
        ),
        "/b2b/register": Rule(EVERYBODY),
        "/b2b/act-as/<int:acting_id>": Rule(frozenset({"staff"}), ends_session=True),
        "/b2b/act-as/end": Rule(LOGGED_IN, ends_session=True),
        # === Documents both ways, settlements, goods on commission === #
        "/my/documents/zip": Rule(args={"document": "$document_id"}),
        "/my/documents/<int:document_id>/reissue": Rule(),
        "/my/documents/sent": Rule(PEOPLE),
        "/my/documents/sent/new": Rule(args={"document": "$document_id"}),
        "/my/documents/sent/<int:upload_id>/file/<int:number>": Rule(
            OWN, {"number": "0"}
        ),
        "/my/documents/originals": Rule(PEOPLE),
        "/my/documents/originals/new": Rule(args={"document": "$document_id"}),
        f"{ORDER}/invoice/part": Rule(args={"amount": "1"}),
        "/my/settlements": Rule(ACCOUNT),
        "/my/settlements.xlsx": Rule(ACCOUNT),
        "/my/settlements/refresh": Rule(),
        "/my/settlements/stamp": Rule(ACCOUNT),
        "/my/settlements/reconciliation/new": Rule(),
        ACT: Rule(OWN_ACCOUNT),
        f"{ACT}/answer": Rule(args={"verdict": "agree"}),
        f"{ACT}/pdf": Rule(),
        f"{ACT}/stamp": Rule(OWN_ACCOUNT),
        "/my/consignment": Rule(SELLERS),
        "/my/consignment/refresh": Rule(),
        "/my/consignment/stamp": Rule(SELLERS),
        "/my/consignment/<int:contract_id>/report": Rule(SELLERS, method="GET"),
        "/my/consignment/<int:contract_id>/report.xlsx": Rule(SELLERS),
        "/my/consignment/report/<int:report_id>": Rule(SELLERS),
        "/my/consignment/report/<int:report_id>/cancel": Rule(SELLERS),
        # === What the tier gives === #
        "/my/promotions": Rule(PEOPLE),
        "/my/promotions/<int:promotion_id>/<any(image,file):part>": Rule(
            COMPANY, {"part": "file"}
        ),
        "/my/bonus": Rule(DIRECTORS | {"accountant"}),
        # Nothing is begun of a collection that is sold as a whole.
        "/my/carts/collection/<int:collection_id>": Rule(NOBODY),
        # === Retail requests: the shop's people work on them together === #
        "/retail/request": Rule(EVERYBODY),
        "/retail/goods": Rule(EVERYBODY),
        RETAIL: Rule(NOBODY),
        f"{RETAIL}/withdraw": Rule(NOBODY),
        "/my/requests": Rule(ORDERING),
        "/my/requests/settings": Rule(DIRECTORS),
        ANSWER: Rule(SELLERS),
        f"{ANSWER}/cart": Rule(SELLERS),
        f"{ANSWER}/<any(accept,answer,sold,lost,decline):action>": Rule(SELLERS),
        # === API: a person's key opens what the person sees === #
        f"{API}/products": Rule(ORDERING, bearer=True),
        f"GET {API}/orders": Rule(PEOPLE, bearer=True),
        f"POST {API}/orders": Rule(NOBODY, bearer=True),  # a body is missing
        f"{API}/orders/<string:number>": Rule(OWN, bearer=True),
        # === Core's own checkout: pages lead to ours or to the showcase === #
        **{
            f"/shop/{step}": Rule(EVERYBODY | {"staff?"})
            for step in (
                "address",
                "address/submit",
                "checkout",
                "confirmation",
                "extra_info",
                "payment",
                "payment/validate",
                "print",
            )
        },
        **{
            url: Rule(STAFF_MAY)
            for url in (
                "/shop/delivery_methods",
                "/shop/express/shipping_address_change",
                "/shop/express/shipping_address_change/compute_taxes",
                "/shop/express_checkout",
                "/shop/get_delivery_rate",
                "/shop/payment/transaction/<int:order_id>",
                "/shop/set_delivery_method",
                "/shop/update_address",
                "/website_sale/get_pickup_locations",
                "/website_sale/set_pickup_location",
            )
        },
        # === Catalogue === #
        "/shop": SHOWCASE,
        "/shop/page/<int:page>": SHOWCASE,
        '/shop/<model("product.template"):product>': SHOWCASE,
        "/website/snippet/autocomplete": SHOWCASE,
        "/website_sale/get_combination_info": SHOWCASE,
        "/gmc.xml": Rule(NOBODY),
        "/shop/pricelist": Rule(NOBODY, {"promo": "x"}),
        '/shop/change_pricelist/<model("product.pricelist"):pricelist>': Rule(
            STAFF_MAY
        ),
        "/": Rule(EVERYBODY),
        "/web/session/logout": Rule(EVERYBODY, ends_session=True),
    }
    PREFIXES = (
        # Bundles, fonts, pictures, the workings of the web client: no record in them.
        ("/web/assets/", Rule(skip="files of the programme")),
        ("/web/bundle/", Rule(skip="files of the programme")),
        ("/web/static/", Rule(skip="files of the programme")),
        ("/web/database/", Rule(skip="closed by list_db; no database is open")),
        ("/web/session/destroy", Rule(ends_session=True)),
        ("/web/become", Rule(ends_session=True)),
        ("/mail/font_to_img/", Rule(skip="draws a letter of an icon font")),
        ("/web_editor/", Rule(skip="old names of /html_editor/")),
        ("/websocket", Rule(skip="no HTTP request; the bus has tests of core")),
        ("/queue_job/", Rule(skip="the runner's own door, by a secret of the server")),
        ("/web/tests", Rule(skip="core's unit tests of JavaScript")),
        ("/jsonrpc", Rule(skip="takes a password; an API key says the same")),
        ("/xmlrpc", Rule(skip="takes a password; an API key says the same")),
        ("/account/init_tests", Rule(skip="core's unit tests of JavaScript")),
        *((start, Rule()) for start in OPENED),
        *((start, Rule(roles=FEW)) for start in CORE),
    )

    def test_every_route_for_every_role(self):
        others = [
            module
            for module in self.registry._init_modules
            if module.startswith("b2b_") and module != "b2b_portal"
        ]
        for module in others:
            with self.subTest(module=module):
                name = f"odoo.addons.{module}.tests.test_route_access"
                self.assertTrue(importlib.util.find_spec(name))
        routes = self.routes(declared_elsewhere=others)
        pairs = self.check_routes(routes)
        self._logger.info("access: %s pairs of a route and a role", pairs)
