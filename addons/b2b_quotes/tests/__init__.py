from . import test_access, test_route_access, test_files, test_quote, test_routes
