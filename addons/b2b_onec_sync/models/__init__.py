# What an exchange is made of
from . import onec_connection
from . import onec_connection_check
from . import onec_node
from . import onec_login_attempt
from . import onec_session
from . import onec_session_file
from . import onec_stage
from . import onec_skip
from . import onec_link
from . import onec_stock
from . import onec_owner
from . import onec_match
from . import onec_status
from . import onec_session_repeat
from . import onec_session_file_equal

# SOAP: connection, messages, feeds
from . import onec_connection_soap
from . import onec_connection_keys
from . import onec_message
from . import onec_message_process
from . import onec_feed
from . import onec_compare
from . import onec_restored
from . import onec_monitor

# SOAP: what travels
from . import b2b_document
from . import res_partner_soap
from . import sale_order_soap
from . import sale_order_told
from . import stock_picking_told
from . import sale_order_born
from . import onec_message_order
from . import res_partner_from_onec
from . import res_partner_messages
from . import onec_message_partner
from . import onec_message_terms
from . import onec_message_document
from . import b2b_shipment_request
from . import b2b_claim
from . import onec_message_claim
from . import onec_message_settlement
from . import onec_message_reconciliation
from . import onec_message_contractor
from . import onec_message_consignment
from . import b2b_cabinet

# What it is about
from . import sale_order
from . import sale_order_fold
from . import sale_order_route
from . import stock_picking
from . import stock_picking_back
from . import product_pricelist_item
from . import product_public_category
from . import product_template
from . import stock_warehouse
from . import onec_exchange_orders
