"""``./bin/demo``: a wholesaler's portal with its 1С, on one machine.

=============  ==================================================================
``__main__``   the command line
``state``      what is kept between starts: ports, secrets, the number series
``site``       the portal's database: made once from a template, filled by stages
``onec``       the 1С stand-in: its books, its web service, its exchange sessions
``mail``       an SMTP catcher: letters become files
``company``    the wholesaler's contractors and people, as 1С's books know them
``fill.py``    run inside Odoo: the company, its addresses, the connection to 1С
``after_…``    run inside Odoo after the first exchange: tiers get their price types
``past``       a year of business, made by ``history.py`` inside Odoo
``move.py``    run inside Odoo when the ports have changed
=============  ==================================================================

``--check`` makes a portal of its own and plays the story of ``tests/story`` on it.
"""
