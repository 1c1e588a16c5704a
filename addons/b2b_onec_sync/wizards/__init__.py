from . import onec_message_edit
from . import onec_setup
