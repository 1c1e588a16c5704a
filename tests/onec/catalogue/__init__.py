"""What 1С's books are first filled with: goods, organisations, counterparties.

``build(n, seed)`` gives a :class:`~tests.onec.catalogue.model.Catalogue`,
``picture(good, index)`` the JPEG bytes of one of its pictures.
"""
