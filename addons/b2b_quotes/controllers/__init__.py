from . import customers, offers, public_offer
