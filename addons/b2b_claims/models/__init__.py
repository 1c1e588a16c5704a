from . import (
    b2b_cabinet,
    b2b_claim,
    b2b_claim_line,
    b2b_claim_thread,
    ir_http,
    res_partner,
    sale_order,
)
