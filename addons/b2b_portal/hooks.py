"""Set-up that needs Python: Russian taxes, order number prefix, website defaults."""

import secrets

# No letters or digits that people confuse when they read a number aloud.
PREFIX_ALPHABET = "ABCEHKMPTX23456789"
# Two letters and a dash leave eight characters of the eleven that 1С allows.
PREFIX_LENGTH = 3


def post_init_hook(env):
    _load_chart_of_accounts(env)
    params = env["ir.config_parameter"].sudo()
    if not params.get_param("b2b_portal.number_prefix"):
        prefix = "".join(secrets.choice(PREFIX_ALPHABET) for _i in range(PREFIX_LENGTH))
        env["sale.order"]._b2b_set_number_prefix(prefix)
    for company in env["res.company"].search([]):
        company._b2b_setup()
    env["website"].search([])._b2b_setup()


def _load_chart_of_accounts(env):
    """Load core's chart of accounts now, if it is still to come.

    Where accounting is installed in the same run, core loads its chart after the last
    hook, and would throw the Russian taxes away with the old ones.
    """
    if load := getattr(env.registry, "_auto_install_template", None):
        load(env)
        del env.registry._auto_install_template


def uninstall_hook(env):
    """Give back what the product took from core: public price lists, free sign-up."""
    env["website"].search([]).write(
        {"prevent_zero_price_sale": False, "auth_signup_uninvited": "b2c"}
    )
    env["ir.config_parameter"].sudo().search(
        [("key", "=like", "b2b_portal.%")]
    ).unlink()
