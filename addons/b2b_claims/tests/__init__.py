from . import (
    test_access,
    test_route_access,
    test_claim,
    test_race,
    test_routes,
    test_staff,
)
