"""A year of business of the demo company, made in about a minute.

Run inside ``odoo shell`` by ``tools/demo/history.py`` after the first exchange. Orders
are placed by :meth:`sale.order._place`, go to the 1С stand-in by the product's own
messages over its SOAP service, are paid and shipped in 1С's books, and what became of
them comes back by the product's own feeds: both sides tell the same story. Only the
dates are put into the past afterwards. All dates are relative to today.

===========  ====================================================================
``brand``    the wholesaler's face: logo, home page, portraits
``people``   employees of the contractors, tiers, links with 1С
``plan``     who ordered how much and when: nothing random from one start to the next
``orders``   placing the planned orders
``onec``     the 1С user: payments, shipments and documents with their dates
``today``    what is going on now: carts, lists, quotes, pre-orders, applications…
``accounts`` acts of reconciliation, originals, retail requests
``papers``   goods on commission, documents that were sent, promotions
``claims``   claims in every stage, with photos
``dates``    putting the traces of the past where they belong
===========  ====================================================================
"""
