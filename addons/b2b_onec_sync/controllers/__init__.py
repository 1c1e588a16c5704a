from . import dispatcher
from . import exchange
from . import raw_files
from . import health
