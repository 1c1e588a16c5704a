"""Run inside ``odoo shell`` after the first exchange: a year of business.

``DEMO`` is a JSON object: ``books`` (file of the 1С stand-in), ``login`` and
``password`` of its web service.
"""

import json
import os

from tools.demo.past.year import Year

if "env" in globals():
    values = json.loads(os.environ["DEMO"])
    Year(globals()["env"], **values).make()
