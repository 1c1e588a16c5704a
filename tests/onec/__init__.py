"""A stand-in for 1С: a separate process with its own books.

It speaks the two protocols that a real base speaks (the site exchange over HTTP
as УТ 11 does it, and the SOAP service B2BPortal) and is written from the
description of those protocols. It imports nothing from ``addons``.
"""
