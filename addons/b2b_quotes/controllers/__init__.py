from . import customers, offers, public_offer, quick_offer
