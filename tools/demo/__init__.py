"""``./bin/demo``: a wholesaler's portal with its 1С, on one machine.

=============  ==================================================================
``__main__``   the command line
``state``      what is kept between starts: ports, secrets, the number series
``site``       the portal's database: made once from a template, filled by stages
``onec``       the 1С stand-in: its books, its web service, its exchange sessions
``mail``       an SMTP catcher: letters become files
``fill.py``    run inside Odoo: the demo company, the connection to 1С
``history.py`` run inside Odoo after the first exchange: a year of trade
=============  ==================================================================

``--check`` makes a portal of its own and plays the story of ``tests/story`` on it.
"""
