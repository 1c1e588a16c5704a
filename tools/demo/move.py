"""Run inside ``odoo shell``: the ports of this start. ``DEMO`` is a JSON list:
address of the site, SMTP port, address of 1С's web service."""

import json
import os


def move(env):
    """Write the new addresses where they differ."""
    base_url, smtp_port, service_url = json.loads(os.environ["DEMO"])
    env["ir.config_parameter"].set_param("web.base.url", base_url)
    env["website"].search([]).domain = base_url
    env["ir.mail_server"].search([]).smtp_port = smtp_port
    env["onec.connection"].search([]).soap_url = service_url
    env.cr.commit()


if "env" in globals():
    move(globals()["env"])
