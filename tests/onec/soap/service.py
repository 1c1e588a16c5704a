"""Calling an operation: what this base supports, idempotency, one transaction."""

from __future__ import annotations

import hashlib

from lxml import etree

from ..books import Books, Refused
from .contract import Contract
from .faults import Fault
from .operations import OPERATIONS


class Service:
    def __init__(self, books: Books, contract: Contract, fault: Fault):
        self.books = books
        self.contract = contract
        self.fault = fault

    def call(self, name: str, values: dict, element) -> etree._Element:
        """Do the operation; a repeat of a change gives the first answer again."""
        if name in self.books.setting("without").split(","):
            raise Refused("NotSupported", f"Операция {name} здесь не поддерживается")
        key = values.pop("IdempotencyKey", None)
        if key is None:
            return self._answer(name, values)
        digest = hashlib.sha256(etree.tostring(element, method="c14n")).hexdigest()
        with self.books.transaction():
            known = self.books.one(
                "SELECT * FROM idempotency WHERE operation = ? AND key = ?", name, key
            )
            if known and known["digest"] != digest:
                raise Refused("KeyReused", f"Ключ {key} уже был у другого сообщения")
            if known:
                return etree.fromstring(known["response"])
            answer = self._answer(name, values | {"_key": key})
            self.books.insert(
                "idempotency",
                key=key,
                operation=name,
                digest=digest,
                response=etree.tostring(answer),
            )
            self.fault.during()
            return answer

    def _answer(self, name: str, values: dict) -> etree._Element:
        result = OPERATIONS[name](self.books, values)
        return self.contract.write_response(name, result)
