from . import (
    cart,
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
