from . import models
from . import importers
from . import controllers
from .hooks import uninstall_hook
