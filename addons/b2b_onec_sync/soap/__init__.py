"""The SOAP half of the exchange in plain Python: no Odoo imports here.

``client``      one door to the service: everything that goes over the wire
``errors``      what can go wrong, told apart by what to do about it
``operations``  per operation: build the request, read the answer
"""
