from . import customers, offer_edit, offer_settings, offers, public_offer, quick_offer
