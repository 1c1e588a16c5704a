"""The demo's year of business, as far as it is planned without Odoo."""

from tests.onec.catalogue import build
from tools.demo.company import PEOPLE as OURS
from tools.demo.past import people, plan


def test_every_order_has_somebody_who_places_it_for_an_entity_that_exists():
    logins = {row[1] for row in OURS}
    logins |= {row[1] for rows in people.PEOPLE.values() for row in rows}
    partners = {partner.name: partner for partner in build(12).counterparties}
    for deal in plan.deals():
        assert deal.login in logins
        entities = [entity.name for entity in partners[deal.client].legal_entities]
        assert deal.entity in entities


def test_the_plan_shows_every_stage_and_no_moment_lies_ahead():
    deals = plan.deals()
    ends = {deal.end for deal in deals}
    assert ends >= {
        "approval", "refused", "reserved", "awaiting_payment", "part_paid", "paid",
        "picking", "partly_shipped", "shipped", "delivered", "cancelled",
    }  # fmt: skip
    claims = {deal.extra["claim"] for deal in deals if "claim" in deal.extra}
    assert len(claims) == 7
    for deal in deals:
        moments = [deal.placed, deal.paid, deal.shipped, deal.delivered]
        if deal.mode != "credit":
            known = [moment for moment in moments if moment]
            assert known == sorted(known)
        assert max(moment for moment in moments if moment) <= plan.now()


def test_the_first_contractor_bought_in_each_month_of_the_year():
    months = {
        (deal.placed + plan.MOSCOW).month
        for deal in plan.deals()
        if deal.client == plan.R
    }
    assert len(months) == 12
