from . import b2b_entity_move, base_partner_merge
