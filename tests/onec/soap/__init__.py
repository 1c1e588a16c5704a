"""1С as a SOAP server: the service B2BPortal, published from its WSDL."""
