"""SOAP without a library: messages are built and checked by the WSDL alone."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import requests
from lxml import etree

from tools import paths

WSDL = paths.ADDONS / "b2b_onec_sync" / "soap" / "B2BPortal.wsdl"
XS = "{http://www.w3.org/2001/XMLSchema}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
WSDL_NS = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
TYPES = {SOAP11: "text/xml", SOAP12: "application/soap+xml"}


class Broken(Exception):
    """An answer that is not what the contract says, in words for a programmer."""


class Fault(Exception):
    """A SOAP fault: ``code`` is what stands in brackets, empty without any."""

    def __init__(self, text):
        super().__init__(text)
        head, bracket, rest = text.partition("[")
        self.code = rest.partition("]")[0] if bracket else ""


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    many: bool
    optional: bool
    nillable: bool


def _field(node):
    return Field(
        node.get("name"),
        node.get("type").split(":")[-1],
        node.get("maxOccurs") == "unbounded",
        node.get("minOccurs") == "0",
        node.get("nillable") == "true",
    )


class Contract:
    """The WSDL of the product: what messages look like."""

    def __init__(self, path=WSDL):
        root = etree.parse(path).getroot()
        self.namespace = root.get("targetNamespace")
        self.data, self.service = root.findall(f"{WSDL_NS}types/{XS}schema")
        self.data_namespace = self.data.get("targetNamespace")
        self.types = {
            node.get("name"): [_field(e) for e in node.iterfind(f"{XS}sequence/*")]
            for node in self.data.findall(f"{XS}complexType")
        }
        self.messages = {
            node.get("name"): [
                _field(e) for e in node.iterfind(f"{XS}complexType/{XS}sequence/*")
            ]
            for node in self.service.findall(f"{XS}element")
        }
        self.operations = [
            name for name in self.messages if f"{name}Response" in self.messages
        ]
        self.schema = self._schema()

    def _schema(self):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder, "data.xsd")
            data.write_bytes(etree.tostring(self.data))
            service = etree.fromstring(etree.tostring(self.service))
            service.find(f"{XS}import").set("schemaLocation", data.as_uri())
            main = Path(folder, "main.xsd")
            main.write_bytes(etree.tostring(service))
            return etree.XMLSchema(etree.parse(main))

    def takes(self, operation, name):
        return any(field.name == name for field in self.messages[operation])

    # === dicts to XML and back === #

    def write(self, operation, values):
        root = etree.Element(f"{{{self.namespace}}}{operation}")
        self._write(root, self.namespace, self.messages[operation], values)
        return root

    def _write(self, parent, namespace, fields, values):
        unknown = set(values) - {field.name for field in fields}
        if unknown:
            raise ValueError(f"{parent.tag}: {unknown}")
        for field in fields:
            given = values.get(field.name)
            items = given if field.many else [given]
            for item in items or []:
                if item is None and field.optional:
                    continue
                node = etree.SubElement(parent, f"{{{namespace}}}{field.name}")
                if item is None:
                    node.set(f"{XSI}nil", "true")
                elif isinstance(item, dict):
                    self._write(node, self.data_namespace, self.types[field.type], item)
                else:
                    node.text = (
                        str(item).lower() if isinstance(item, bool) else str(item)
                    )

    def read(self, operation, element):
        return self._read(element, self.messages[f"{operation}Response"])

    def _read(self, element, fields):
        found = {}
        for node in element:
            found.setdefault(etree.QName(node).localname, []).append(node)
        result = {}
        for field in fields:
            values = [self._value(node, field) for node in found.get(field.name, [])]
            result[field.name] = values if field.many else (values or [None])[0]
        return result

    def _value(self, node, field):
        if node.get(f"{XSI}nil") in ("true", "1"):
            return None
        if field.type in self.types:
            return self._read(node, self.types[field.type])
        if field.type == "boolean":
            return (node.text or "").strip() in ("true", "1")
        return node.text or ""


class Base:
    """The base under check."""

    def __init__(self, url, login, password, timeout=120):
        self.url, self.timeout = url, timeout
        self.contract = Contract()
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.auth = (login.encode(), password.encode())
        self.calls = 0

    def knock(self):
        """Whether anybody is there at all.

        :raises Broken: nobody; in words for a programmer
        """
        try:
            self.get()
        except requests.exceptions.SSLError as error:
            raise Broken(f"сертификат сервера не принят: {error}") from error
        except requests.exceptions.Timeout as error:
            raise Broken(f"сервер не ответил за {self.timeout:g} с") from error
        except requests.RequestException as error:
            raise Broken(
                f"по адресу {self.url} никто не отвечает: проверьте адрес, порт и "
                f"брандмауэр ({error.__class__.__name__})"
            ) from error

    def get(self, **options):
        return self.session.get(f"{self.url}?wsdl", timeout=self.timeout, **options)

    def post(self, body, operation="", envelope=SOAP11, **options):
        """POST an element in an envelope; the raw HTTP answer."""
        root = etree.Element(f"{{{envelope}}}Envelope", nsmap={"soap": envelope})
        etree.SubElement(root, f"{{{envelope}}}Body").append(body)
        action = f'"{self.contract.namespace}#B2BPortal:{operation}"'
        headers = {"Content-Type": f"{TYPES[envelope]}; charset=utf-8"}
        if envelope == SOAP11:
            headers["SOAPAction"] = action
        headers |= options.pop("headers", {})
        self.calls += 1
        return self.session.post(
            self.url,
            data=etree.tostring(root, encoding="UTF-8", xml_declaration=True),
            headers=headers,
            timeout=self.timeout,
            allow_redirects=False,
            **options,
        )

    def call(self, operation, envelope=SOAP11, **values):
        """Call an operation; its answer as a dict.

        :raises Fault: the service refused
        :raises Broken: the answer is not the contract's
        """
        options = {"headers": values.pop("_headers", {})}
        body = self.contract.write(operation, values)
        if not self.contract.schema.validate(body):
            raise ValueError(str(self.contract.schema.error_log[0]))
        try:
            response = self.post(body, operation, envelope, **options)
        except requests.RequestException as error:
            raise Broken(f"связь: {error}") from error
        element = self.unwrap(response, envelope)
        if etree.QName(element).localname != f"{operation}Response":
            raise Broken(f"вместо {operation}Response пришло {element.tag}")
        if not self.contract.schema.validate(element):
            error = self.contract.schema.error_log[0]
            raise Broken(f"ответ не по схеме WSDL: {error.message}")
        return self.contract.read(operation, element)

    def unwrap(self, response, envelope=SOAP11):
        """The first element of the body; a fault is raised."""
        try:
            root = etree.fromstring(
                response.content,
                etree.XMLParser(resolve_entities=False, huge_tree=True),
            )
        except etree.XMLSyntaxError as error:
            raise Broken(f"HTTP {response.status_code}, не XML: {error}") from error
        if etree.QName(root).namespace != envelope:
            raise Broken(f"конверт {etree.QName(root).namespace}, ждали {envelope}")
        body = root.find(f"{{{envelope}}}Body")
        if body is None or not len(body):
            raise Broken("в ответе нет тела")
        element = body[0]
        if element.tag == f"{{{envelope}}}Fault":
            text = element.findtext("faultstring") or element.findtext(
                f".//{{{envelope}}}Text"
            )
            raise Fault(text or "")
        if response.status_code != 200:
            raise Broken(f"HTTP {response.status_code} без Fault")
        return element
