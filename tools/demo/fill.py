"""Run inside ``odoo shell`` on a new demo database: the company and its connections.

Settings come in the environment variable ``DEMO``, a JSON object: ``prefix``,
``base_url``, ``smtp_port``, ``service_url``, ``service_login``, ``service_password``,
``site_login``. The last line printed is a JSON object with ``site_key``: the key with
which 1С comes to the site.
"""

import json
import os

from tools.demo.company import Company


def set_site(env, values):
    """Address, mail and the numbers of the demo."""
    params = env["ir.config_parameter"]
    params.set_param("web.base.url", values["base_url"])
    params.set_param("web.base.url.freeze", "True")
    env["website"].search([]).domain = values["base_url"]
    env["ir.mail_server"].create(
        {
            "name": "Demo: letters become files",
            "smtp_host": "127.0.0.1",
            "smtp_port": values["smtp_port"],
        }
    )
    env["sale.order"]._b2b_set_number_prefix(values["prefix"])


def connect_onec(env, values):
    """The connection to 1С and the login that 1С comes with."""
    connection = env["onec.connection"].create(
        {
            "name": "УТ 11",
            "organisation_ids": [(6, 0, env["b2b.organisation"].search([]).ids)],
            "tz": "Europe/Moscow",
            "collection_source": "property",
            "collection_name": "Коллекция",
            # The catalogue's archive comes in several chunks, as with large bases.
            "file_limit_mb": 2,
            # A small catalogue is soon applied; its progress is seen all the same.
            "answer_seconds": 0,
            "soap_active": True,
            "soap_url": values["service_url"],
            "soap_login": values["service_login"],
            "soap_password": values["service_password"],
            "soap_interval": 1,
            # The demo's 1С is of 2026 and knows 22 %.
            "vat_proven": "22,10,0,none",
        }
    )
    # What the node of 1С is set up for; other orders go by the web service.
    seller = env["b2b.organisation"].search([("vat_payer", "=", True)], limit=1)
    node = env["onec.node"].create(
        {
            "connection_id": connection.id,
            "login": values["site_login"],
            "organisation_id": seller.id,
        }
    )
    return node._new_key()


def fill(env):
    """Fill the database and tell the key."""
    values = json.loads(os.environ["DEMO"])
    Company(env).make()
    set_site(env, values)
    key = connect_onec(env, values)
    env.cr.commit()
    print(json.dumps({"site_key": key}))


if "env" in globals():
    fill(globals()["env"])
