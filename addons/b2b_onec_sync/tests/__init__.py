from . import test_soap_client
from . import test_soap_feeds
from . import test_soap_invoice
from . import test_soap_partner
from . import test_http_protocol
from . import test_http_import
from . import test_http_orders
