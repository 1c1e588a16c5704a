from . import onec_message_edit
