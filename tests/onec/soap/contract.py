"""The published contract, read from the WSDL file.

Turns messages into plain values and back by the types of the schema, and checks
both directions against it: 1С refuses what does not fit its XDTO packages, and so
does this server.
"""

from __future__ import annotations

import base64
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from lxml import etree

WSDL = (
    Path(__file__).parents[3] / "addons" / "b2b_onec_sync" / "soap" / "B2BPortal.wsdl"
)
XS = "{http://www.w3.org/2001/XMLSchema}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
WSDL_NS = "{http://schemas.xmlsoap.org/wsdl/}"


class ContractError(Exception):
    """A message does not fit the contract."""


@dataclass(frozen=True)
class Field:
    name: str
    type: str  # 'string', 'decimal', … or the name of a type of the contract
    many: bool
    optional: bool
    nillable: bool


@dataclass(frozen=True)
class Operation:
    name: str
    request: list[Field]
    response: list[Field]


class Contract:
    def __init__(self, path: Path = WSDL):
        self.path = path
        self.tree = etree.parse(path)
        root = self.tree.getroot()
        self.namespace = root.get("targetNamespace")
        self.data_schema, self.service_schema = root.findall(
            f"{WSDL_NS}types/{XS}schema"
        )
        self.data_namespace = self.data_schema.get("targetNamespace")

    @cached_property
    def types(self) -> dict[str, list[Field]]:
        return {
            node.get("name"): [
                _field(child) for child in node.iterfind(f"{XS}sequence/{XS}element")
            ]
            for node in self.data_schema.findall(f"{XS}complexType")
        }

    @cached_property
    def simple(self) -> dict[str, str]:
        """Simple types of the contract, by what they are based on."""
        return {
            node.get("name"): node.find(f"{XS}restriction").get("base").split(":")[1]
            for node in self.data_schema.findall(f"{XS}simpleType")
        }

    @cached_property
    def operations(self) -> dict[str, Operation]:
        elements = {
            node.get("name"): [
                _field(child)
                for child in node.iterfind(f"{XS}complexType/{XS}sequence/{XS}element")
            ]
            for node in self.service_schema.findall(f"{XS}element")
        }
        return {
            name: Operation(name, fields, elements[f"{name}Response"])
            for name, fields in elements.items()
            if f"{name}Response" in elements
        }

    @cached_property
    def _schema(self) -> etree.XMLSchema:
        """Both inline schemas; the import has no location, so they become files."""
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder, "data.xsd")
            data.write_bytes(etree.tostring(self.data_schema))
            service = etree.fromstring(etree.tostring(self.service_schema))
            service.find(f"{XS}import").set("schemaLocation", data.as_uri())
            main = Path(folder, "service.xsd")
            main.write_bytes(etree.tostring(service))
            return etree.XMLSchema(etree.parse(main))

    def validate(self, element) -> None:
        schema = self._schema
        if not schema.validate(element):
            error = schema.error_log[0]
            raise ContractError(f"Ошибка преобразования данных XDTO: {error.message}")

    # === reading === #

    def read_request(self, element) -> tuple[str, dict]:
        """Operation and its parameters as plain values."""
        self.validate(element)
        name = etree.QName(element).localname
        if name not in self.operations:
            raise ContractError(f"Операция {name} не описана")
        return name, self._read(element, self.operations[name].request, self.namespace)

    def _read(self, element, fields: list[Field], namespace: str) -> dict:
        result = {}
        for field in fields:
            found = element.findall(f"{{{namespace}}}{field.name}")
            values = [self._value(node, field.type) for node in found]
            result[field.name] = values if field.many else (values or [None])[0]
        return result

    def _value(self, node, kind: str):
        if node.get(f"{XSI}nil") in ("true", "1"):
            return None
        if kind in self.types:
            return self._read(node, self.types[kind], self.data_namespace)
        text = (node.text or "").strip()
        match self.simple.get(kind, kind):
            case "decimal":
                return Decimal(text)
            case "int":
                return int(text)
            case "boolean":
                return text in ("true", "1")
            case "base64Binary":
                return base64.b64decode(text)
        return node.text or ""

    # === writing === #

    def write_response(self, operation: str, values: dict) -> etree._Element:
        root = etree.Element(
            f"{{{self.namespace}}}{operation}Response",
            nsmap={"m": self.namespace, "d": self.data_namespace},
        )
        fields = self.operations[operation].response
        self._write(root, fields, values, self.namespace, operation)
        self.validate(root)
        return root

    def _write(self, parent, fields, values: dict, namespace: str, where: str) -> None:
        unknown = set(values) - {field.name for field in fields}
        if unknown:
            raise ContractError(f"{where}: нет полей {sorted(unknown)}")
        for field in fields:
            value = values.get(field.name)
            if value is None and field.optional:
                continue
            for item in value if field.many else [value]:
                node = etree.SubElement(parent, f"{{{namespace}}}{field.name}")
                if item is None:
                    node.set(f"{XSI}nil", "true")
                elif field.type in self.types:
                    fields_below = self.types[field.type]
                    self._write(
                        node, fields_below, item, self.data_namespace, field.type
                    )
                else:
                    node.text = _text(item)


def _field(node) -> Field:
    return Field(
        name=node.get("name"),
        type=node.get("type").split(":")[1],
        many=node.get("maxOccurs") == "unbounded",
        optional=node.get("minOccurs") == "0",
        nillable=node.get("nillable") == "true",
    )


def _text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
