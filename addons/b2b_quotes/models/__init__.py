from . import (
    b2b_customer,
    b2b_quote,
    b2b_quote_event,
    b2b_quote_line,
    b2b_quote_send,
    ir_http,
    res_partner,
    res_users,
)
