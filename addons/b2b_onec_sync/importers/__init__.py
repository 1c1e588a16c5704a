"""What is made of a staged file, one step per module, in this order."""

from . import base
from . import clone
from . import marks
from . import classifier
from . import units
from . import matching
from . import analogues
from . import goods
from . import goods_new
from . import properties
from . import portions
from . import variants
from . import variants_new
from . import figures
from . import prices
from . import stock
from . import pictures
from . import parties
from . import order_lines
from . import orders
