# What an exchange is made of
from . import onec_connection
from . import onec_node
from . import onec_session
from . import onec_skip
from . import onec_link
