from . import b2b_demand
