"""What stands behind ./bin/*: setting up the environment, running and testing.

Everything that is needed before the virtual environment exists (``setup`` and
what it imports) uses the standard library only.

========================  =====================================================
module                    what it does
========================  =====================================================
``paths``                 where things are
``shell``                 running programs, messages, locks
``setup``                 ``./bin/setup``: the steps in their order
``debian``                Debian packages that have to be installed
``odoo_tree``             getting Odoo 19 (or using the one in ``ODOO_PATH``)
``venv``                  the virtual environment with ``requirements.txt``
``postgres``              the private PostgreSQL cluster, or the one in PGHOST
``conf``                  ``.local/run/…/odoo.conf`` from ``config/odoo.conf``
``db``                    create, clone and drop databases with their filestore
``templates``             template databases that tests and the demo clone
``odoo_cli``              ``./bin/odoo``
``server``                an Odoo server process for the demo and tests
``browser``               Chromium through Playwright, without the outside world
``testing``               ``./bin/test``
``bench``                 ``./bin/bench``
========================  =====================================================
"""
