"""Does a published web service B2BPortal keep the contract? A suite for any base.

``wire`` speaks SOAP and checks every answer against the WSDL, ``suite`` holds the
checks together, ``reading`` and ``changing`` are the checks. Nothing here knows of
Odoo or of the stand-in of the tests.
"""
