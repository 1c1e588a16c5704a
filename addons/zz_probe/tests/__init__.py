from . import test_one, test_tour
