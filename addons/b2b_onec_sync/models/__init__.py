# What an exchange is made of
from . import onec_connection
from . import onec_node
from . import onec_login_attempt
from . import onec_session
from . import onec_session_file
from . import onec_stage
from . import onec_skip
from . import onec_link
from . import onec_stock

# What it is about
from . import sale_order
from . import stock_picking
from . import product_template
from . import onec_exchange_orders
