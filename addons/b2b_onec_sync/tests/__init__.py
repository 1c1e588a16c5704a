from . import test_soap_client
