from . import (
    test_access,
    test_application,
    test_facts,
    test_limits,
    test_place,
    test_requisites,
)
