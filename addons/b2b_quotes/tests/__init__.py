from . import test_access, test_files, test_quote, test_routes
