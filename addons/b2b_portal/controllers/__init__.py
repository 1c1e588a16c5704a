from . import (
    cart,
    carts,
    checkout,
    common,
    company,
    company_join,
    documents,
    home,
    orders,
    quick_order,
    register,
    shop,
)
