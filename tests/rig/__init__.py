"""A whole portal beside a whole 1С, as processes, for tests and benchmarks.

``Rig`` clones a template database with all add-ons, starts the 1С stand-in with its
small catalogue and a prefork Odoo with the job runner, and lets 1С send its goods::

    with Rig("faults", think=0.2) as rig:
        orders = rig.place(10)
        rig.press(rig.login(), orders[0])
"""

from .rig import ADMIN, DIRECTOR, PASSWORD, Rig

__all__ = ["ADMIN", "DIRECTOR", "PASSWORD", "Rig"]
