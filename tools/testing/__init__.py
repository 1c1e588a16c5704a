"""``./bin/test``: every check of the project in one command.

What runs is split into jobs (``jobs``): linters (``lint``), the tests under
``tests/`` (``pytest_jobs``), and for each add-on its own tests in Odoo's runner and
its installation and removal (``odoo_jobs``). Odoo's logs are read by ``odoo_log``,
which also knows what Odoo may complain about (``log_allowlist.txt``).
"""
