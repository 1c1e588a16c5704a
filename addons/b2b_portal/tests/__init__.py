from . import (
    test_access,
    test_application,
    test_facts,
    test_limits,
    test_place,
    test_portal_cart,
    test_portal_closed,
    test_portal_company,
    test_portal_orders,
    test_portal_pages,
    test_portal_tours,
    test_requisites,
)
