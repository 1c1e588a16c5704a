"""The examples of the contract's documentation keep the contract."""

import re

from lxml import etree

from tools import paths
from tools.onec_check.wire import Contract

FILE = paths.ROOT / "docs" / "onec-soap-examples.md"


def test_every_operation_has_a_request_and_an_answer_by_the_wsdl():
    contract = Contract()
    names = []
    for block in re.findall(r"```xml\n(.*?)```", FILE.read_text(), re.S):
        element = etree.fromstring(block)
        assert contract.schema.validate(element), (
            f"{element.tag}: {contract.schema.error_log[0]}"
        )
        names.append(etree.QName(element).localname)
    wanted = []
    for name in contract.operations:
        wanted += [name, f"{name}Response"]
    assert names == wanted
