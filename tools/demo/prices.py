"""Run inside ``odoo shell`` after the first exchange: tiers get their price types."""

from tools.demo.company import link_prices

if "env" in globals():
    link_prices(globals()["env"])
    globals()["env"].cr.commit()
