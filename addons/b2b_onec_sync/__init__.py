from . import controllers, importers, models, wizards
from .hooks import uninstall_hook
