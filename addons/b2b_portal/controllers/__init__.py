from . import (
    cart,
    checkout,
    common,
    documents,
    home,
    orders,
    shop,
)
