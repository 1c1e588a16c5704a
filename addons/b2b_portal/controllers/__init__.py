from . import (
    cart,
    carts,
    checkout,
    common,
    company,
    documents,
    home,
    orders,
    quick_order,
    register,
    shop,
)
