from odoo.tests import tagged

from .soap_common import GUIDS, SoapCommon


@tagged("post_install", "-at_install")
class TestSoapTerms(SoapCommon):
    """Organisations, contracts, individual prices and arrivals come from 1С."""

    def contract(self, **values):
        return {
            "GUID": GUIDS["contract"],
            "Number": "Д-17",
            "Date": "2026-01-10",
            "Name": "Договор поставки",
            "Kind": "Sale",
            "State": "Active",
            "OrganisationGUID": GUIDS["organisation"],
            "PartnerGUID": GUIDS["partner"],
            "LegalEntityGUID": GUIDS["entity"],
            "PriceTypeGUID": GUIDS["price_type"],
            "Currency": "RUB",
            "SettlementOrder": "ByOrder",
            "CreditLimit": 50000,
            "PaymentStage": [
                {"Kind": "Prepayment", "Percent": 30, "Days": 0, "BankingDays": False},
                {"Kind": "Credit", "Percent": 70, "Days": 21, "BankingDays": True},
            ],
            "Deleted": False,
            **values,
        }

    def test_contract_with_stages_and_limits(self):
        message = self.pull(
            "GetContractChanges", "Contract", self.contract(OverdueDaysAllowed=3)
        )
        self.assertEqual(message.state, "done", message.error)
        contract = self.romashka.b2b_contract_ids
        self.assertEqual(
            (contract.name, contract.credit_limit, contract.pricelist_id),
            ("Д-17", 50000, self.price_type_2),
        )
        self.assertEqual(contract.overdue_days_allowed, 3)
        self.assertEqual(
            (
                contract.prepayment_percent,
                contract.deferral_days,
                contract.deferral_kind,
            ),
            (30, 21, "banking"),
        )
        self.assertEqual(contract.stage_ids.mapped("kind"), ["prepayment", "credit"])
        self.pull("GetContractChanges", "Contract", self.contract(CreditLimit=0))
        self.assertEqual((contract.credit_limit, contract.name), (0, "Д-17"))
        self.pull("GetContractChanges", "Contract", self.contract(State="Closed"))
        self.assertFalse(contract.active)

    def test_contract_of_a_stranger_leaves_no_trace(self):
        told = self.contract(LegalEntityGUID=GUIDS["unknown"])
        self.assertFalse(self.pull("GetContractChanges", "Contract", told))

    def test_contract_entered_here_before_is_linked_not_doubled(self):
        mine = self.env["b2b.contract"].create(
            {
                "name": "Д-17",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
            }
        )
        self.pull("GetContractChanges", "Contract", self.contract())
        self.assertEqual(self.romashka.b2b_contract_ids, mine)
        self.assertEqual(mine.credit_limit, 50000)

    # === individual prices === #

    def price(self, **values):
        return {
            "PartnerGUID": GUIDS["partner"],
            "ProductGUID": GUIDS["vase"],
            "Price": 77.7,
            "Currency": "RUB",
            "VATIncluded": True,
            "Deleted": False,
            **values,
        }

    def pull_prices(self, *prices):
        self.connection._soap_link("partner", GUIDS["partner"], self.romashka)
        return self.pull("GetPriceChanges", "Price", *prices)

    def prices(self, user):
        products = self.vase | self.candle
        pricelist = user.partner_id._b2b_get_pricelist()
        return list(products._b2b_prices(pricelist).values())

    def test_individual_price_stands_above_the_tier_and_is_for_one(self):
        other = self._make_employee(
            self._make_contractor("Лютик", self.tier, "7736050003"), "buyer"
        )
        message = self.pull_prices(self.price())
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(self.prices(self.buyer), [77.7, 50.5])
        self.assertEqual(self.prices(other), [100, 50.5])
        order = self._make_order()
        self.assertEqual(order.order_line[0].price_unit, 77.7)
        self.assertEqual(order.pricelist_id._b2b_base(), self.price_type)
        # The tier's list changes below it, and the contractor moves to another tier.
        self._set_price(self.candle, self.price_type, 60)
        self.assertEqual(self.prices(self.buyer), [77.7, 60])
        self._set_price(self.candle, self.price_type_2, 40)
        self.romashka.b2b_tier_id = self.tier_2
        self.assertEqual(self.prices(self.buyer), [77.7, 40])
        self.assertFalse(self.env["product.pricelist"].with_user(self.buyer).search([]))

    def test_price_is_corrected_and_taken_back(self):
        self.pull_prices(self.price())
        self.pull_prices(self.price(Price=70))
        self.assertEqual(self.prices(self.buyer)[0], 70)
        self.assertEqual(len(self.romashka.b2b_individual_price_ids), 1)
        self.pull_prices(self.price(Deleted=True))
        self.assertEqual(self.prices(self.buyer), [100, 50.5])

    def test_price_of_one_legal_entity_holds_under_its_contracts(self):
        self.pull("GetContractChanges", "Contract", self.contract())
        self._set_price(self.vase, self.price_type_2, 90)
        contract = self.romashka.b2b_contract_ids
        self.pull_prices(
            self.price(Price=70),
            self.price(Price=60, LegalEntityGUID=GUIDS["entity"]),
        )
        partner = self.buyer.partner_id
        own = partner._b2b_get_pricelist(contract)
        self.assertEqual(self.vase._b2b_prices(own)[self.vase.id], 60)
        self.assertEqual(self.prices(self.buyer)[0], 70)
        self.pull_prices(self.price(Price=55, ContractGUID=GUIDS["contract"]))
        self.assertEqual(self.vase._b2b_prices(own)[self.vase.id], 55, "it is nearer")
        message = self.pull_prices(self.price(LegalEntityGUID=GUIDS["unknown"]))[-1]
        self.assertNotEqual(message.state, "done")

    def test_a_price_is_never_taken_for_one_of_another_currency(self):
        usd = self.env["res.currency"].create({"name": "YYE", "symbol": "у.е."})
        self.pull_prices(self.price())
        message = self.pull_prices(self.price(Currency="YYE", Price=2))[-1]
        self.assertIn("YYE", message.error)
        self.assertEqual(self.prices(self.buyer)[0], 100, "neither the old price")
        # Lists of two currencies: each price in its own.
        self.price_type_2.currency_id = usd
        contract = self.make_contract(pricelist_id=self.price_type_2.id)
        self._set_price(self.vase, self.price_type_2, 3)
        self.pull_prices(self.price(Currency="YYE", Price=2))
        own = self.buyer.partner_id._b2b_get_pricelist(contract)
        self.assertEqual(self.vase._b2b_prices(own)[self.vase.id], 2)
        self.assertEqual(self.prices(self.buyer)[0], 100)

    def test_price_of_one_contract_and_from_a_quantity(self):
        self.pull("GetContractChanges", "Contract", self.contract())
        self._set_price(self.vase, self.price_type_2, 90)
        self.pull_prices(
            self.price(Price=60, ContractGUID=GUIDS["contract"]),
            self.price(Price=None, DiscountPercent=10, MinQuantity=10),
        )
        contract = self.romashka.b2b_contract_ids
        partner = self.buyer.partner_id
        own = partner._b2b_get_pricelist(contract)
        self.assertEqual(self.vase._b2b_prices(own)[self.vase.id], 60)
        common = partner._b2b_get_pricelist()
        self.assertEqual(self.vase._b2b_prices(common)[self.vase.id], 100)
        self.assertEqual(self.vase._b2b_prices(common, 10)[self.vase.id], 90)
        self.assertEqual(
            [
                quantity
                for quantity, _p in self.vase._b2b_price_breaks({common: self.vase})
            ],
            [1, 10],
        )

    # === whole lists === #

    def test_organisations_are_linked_by_inn_and_others_wait_for_a_person(self):
        self.env["onec.link"].search([("kind", "=", "organisation")]).unlink()
        self.organisation.partner_id = self.env["res.partner"].create(
            {"name": "Гнездо", "is_company": True, "vat": "7736050003"}
        )
        row = {
            "GUID": GUIDS["organisation"],
            "Name": "Гнездо",
            "FullName": "ООО «Гнездо»",
            "Kind": "Company",
            "INN": "7736050003",
            "KPP": "773601001",
            "VATPayer": False,
            "Director": "Соколова Марина Андреевна",
            "Deleted": False,
        }
        self.organisation.accountant = "Ершова О. В."
        other = {**row, "GUID": GUIDS["organisation_2"], "INN": "7707083893"}
        self.answer("GetOrganisations", **{"return": {"Organisation": [row, other]}})
        feed = self.feed("GetOrganisations")
        feed._pull()
        self.assertEqual(feed.error, False)
        message = self.messages("GetOrganisations")
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(
            self.connection._soap_record("organisation", GUIDS["organisation"]),
            self.organisation,
        )
        self.assertFalse(self.organisation.vat_payer)
        self.assertEqual(self.organisation.partner_id.b2b_kpp, "773601001")
        self.assertEqual(
            self.organisation._b2b_signers(),
            [
                ("Руководитель", "Соколова Марина Андреевна"),
                ("Бухгалтер", "Ершова О. В."),
            ],
            "where 1С tells nobody, whom staff wrote stays",
        )
        wanted = self.env["onec.link"].search(
            [("kind", "=", "organisation"), ("res_id", "=", False)]
        )
        self.assertEqual(wanted.guid, GUIDS["organisation_2"])

    def test_expected_arrivals_follow_1c_and_only_dates_it_stands_for(self):
        def arrival(good, day, **values):
            return {
                "ProductGUID": GUIDS[good],
                "WarehouseGUID": GUIDS["warehouse"],
                "Date": day,
                "Quantity": 5,
                "Confirmed": True,
                **values,
            }

        def tell(*rows):
            self.answer(
                "GetExpectedArrivals",
                **{"return": {"Arrival": list(rows)}, "AsOf": "2026-01-01T00:00:00"},
            )
            self.feed("GetExpectedArrivals")._pull()

        tell(
            arrival("vase", "2099-01-10"),
            arrival("vase", "2099-01-10"),
            arrival("candle", "2099-01-11", Confirmed=False),
        )
        expected = (self.vase | self.candle)._b2b_expected()
        self.assertEqual(list(expected), [self.vase.id])
        self.assertEqual(expected[self.vase.id]["quantity"], 10)
        tell(arrival("candle", "2099-02-01"))
        self.assertEqual(
            list((self.vase | self.candle)._b2b_expected()), [self.candle.id]
        )
