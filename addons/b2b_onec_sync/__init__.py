from . import controllers, importers, models
from .hooks import uninstall_hook
