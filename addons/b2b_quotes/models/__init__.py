from . import (
    b2b_customer,
    b2b_quote,
    b2b_quote_cart,
    b2b_quote_document,
    b2b_quote_edit,
    b2b_quote_event,
    b2b_quote_line,
    b2b_quote_send,
    ir_http,
    res_partner,
    res_users,
)
