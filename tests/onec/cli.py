"""The command line: what a 1С user and administrator would do by mouse.

Every command works on the books directly, also while ``serve`` is running.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from decimal import Decimal, InvalidOperation
from pathlib import Path

from . import documents, dump, fill, orders, phone, source, trade
from .books import Books, Refused, Unknown
from .http_client import ExchangeError, Misbehaviour, SiteExchange
from .soap.faults import MOMENTS, arm
from .soap.operations import claims, requests
from .soap.operations.orders import answer_change
from .soap.server import Publication, Server


def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    try:
        if options.run is init:
            return init(None, options) or 0
        if not options.books.exists():
            raise SystemExit(f"Нет файла {options.books}: сначала команда init")
        with Books(options.books) as books:
            return options.run(books, options) or 0
    except (Refused, Unknown, ExchangeError) as error:
        print(error, file=sys.stderr)
        return 1


def _print(value) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


# === the base === #


def init(_books, options) -> None:
    catalogue, _picture = source.load(options.goods)
    with fill.make(options.books, catalogue, options.fresh) as books:
        for pair in options.set:
            key, _sep, value = pair.partition("=")
            books.set(key, value)
        goods = books.value("SELECT count(*) FROM good")
        print(f"{options.books}: товаров {goods}")


def settings(books: Books, options) -> None:
    for pair in options.pairs:
        key, _sep, value = pair.partition("=")
        books.set(key, value)
    rows = books.all("SELECT * FROM setting ORDER BY key")
    _print({row["key"]: row["value"] for row in rows})


def serve(books: Books, options) -> None:
    """Answer until interrupted (Ctrl+C or SIGTERM)."""
    publication = Publication(
        options.books, options.login, options.password,
        think=options.think, slow=options.slow, quiet=not options.verbose,
    )  # fmt: skip
    for moment in ("fault", "http500", "cut"):
        if getattr(options, moment):
            arm(books, "*", "after" if moment == "cut" else moment, 1_000_000)
    server = Server((options.host, options.port), publication)

    def stop(_signal, _frame):
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"http://{options.host}:{server.server_port}{publication.path}", flush=True)
    server.serve_forever()
    server.server_close()


def fault(books: Books, options) -> None:
    if options.operation is None:
        books.db.execute("DELETE FROM fault")
    else:
        arm(books, options.operation, options.moment, options.times, options.arg)


# === the site exchange === #


def _site(books: Books, options) -> SiteExchange:
    _catalogue, picture = source.load(options.goods)
    switches = {name: getattr(options, name) for name in Misbehaviour.__annotations__}
    return SiteExchange(
        books, options.url, options.login, options.password,
        picture=None
        if options.no_pictures
        else lambda good, place: picture(fill.as_good(good), place),
        misbehave=Misbehaviour(**switches), portion=options.portion,
        say=lambda text: print(text, flush=True),
    )  # fmt: skip


def push(books: Books, options) -> None:
    report = _site(books, options).push_catalogue(options.what)
    print(
        f"запросов {report.requests}, частей {report.chunks}, байт "
        f"{report.bytes_sent}, опросов {report.polls}, {report.seconds:.1f} с"
    )


def exchange(books: Books, options) -> None:
    _site(books, options).exchange(options.what)


# === documents === #


def list_orders(books: Books, options) -> None:
    found = dump.all_orders(books)
    if options.key:
        keys = ("guid", "number", "site_number")
        found = [row for row in found if options.key in [row[key] for key in keys]]
    _print(found)


def _guid(books: Books, options) -> str:
    return orders.find(books, options.key).guid


def confirm(books: Books, options) -> None:
    stage = "picking" if options.picking else "confirmed"
    orders.confirm(books, _guid(books, options), stage)


def reserve(books: Books, options) -> None:
    orders.reserve(books, _guid(books, options), options.until)


def cancel(books: Books, options) -> None:
    lines = set(options.lines) or None
    orders.cancel(books, _guid(books, options), options.reason, lines)


def delete(books: Books, options) -> None:
    orders.delete(books, _guid(books, options))


def repack(books: Books, options) -> None:
    orders.repack(books, _guid(books, options))


def pay(books: Books, options) -> None:
    print(trade.pay(books, options.key, options.sum))


def ship(books: Books, options) -> None:
    tracking = []
    if options.tracking:
        tracking = [{"carrier": options.carrier, "number": options.tracking}]
    print(trade.ship(books, options.key, _pairs(options.lines), tracking))


def deliver(books: Books, options) -> None:
    tracking = None
    if options.tracking:
        tracking = {"carrier": options.carrier, "number": options.tracking}
    trade.deliver(books, options.key, options.state, tracking)


def invoice(books: Books, options) -> None:
    print(documents.invoice(books, _guid(books, options), options.sum))


def correction(books: Books, options) -> None:
    print(documents.correction(books, options.key, options.article, options.price))


def edi(books: Books, options) -> None:
    documents.set_edi(books, options.document, options.state)


def phone_order(books: Books, options) -> None:
    print(phone.enter(books, options.inn, _pairs(options.lines), credit=options.credit))


def claim_answer(books: Books, options) -> None:
    print(
        claims.decide(
            books, options.key, options.state, options.decision, options.sum,
            options.message,
        )
    )  # fmt: skip


def answer(books: Books, options) -> None:
    row = requests.find(books, options.kind, options.key)
    requests.answer(books, row["guid"], options.state, reason=options.reason or None)


def change_answer(books: Books, options) -> None:
    answer_change(books, options.key, not options.refuse, options.reason)


def list_requests(books: Books, options) -> None:
    _print(dump.all_requests(books, options.kind))


# === stock, prices, state === #


def set_stock(books: Books, options) -> None:
    trade.set_stock(
        books, options.article, options.quantity, options.warehouse,
        options.characteristic,
    )  # fmt: skip


def set_price(books: Books, options) -> None:
    trade.set_price(
        books, options.article, options.price, options.price_type,
        options.characteristic,
    )  # fmt: skip


def arrival(books: Books, options) -> None:
    good, char = trade.find_good(books, options.article, options.characteristic)
    warehouse = trade.find_warehouse(books, options.warehouse)
    books.insert(
        "arrival",
        good=good,
        characteristic=char,
        warehouse=warehouse,
        date=options.date,
        quantity=options.quantity,
    )


def show_log(books: Books, _options) -> None:
    for row in books.all("SELECT * FROM log ORDER BY id"):
        print(row["at"], row["kind"], row["text"])


def dump_all(books: Books, _options) -> None:
    _print(dump.everything(books))


# === arguments === #


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"не число: {text}") from None


def _pairs(text: str | None) -> dict[str, Decimal] | None:
    """'T-001=4,T-002#M=2' as a dict; None where nothing is given."""
    if not text:
        return None
    pairs = (pair.partition("=") for pair in text.split(","))
    return {article.strip(): _number(value) for article, _sep, value in pairs}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.onec", description="A stand-in for 1С (УТ 11)."
    )
    default = os.environ.get("ONEC_BOOKS", ".local/onec/onec.sqlite")
    parser.add_argument(
        "--books", type=Path, default=Path(default), help=f"SQLite file ({default})"
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run, text: str, *arguments) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        for names, extra in arguments:
            sub.add_argument(*names.split(), **extra)
        return sub

    key = ("key", {"help": "site number, 1С number or GUID"})
    lines = ("--lines", {"help": "article=quantity,…"})
    amount = ("--sum", {"type": _number})
    carrier = ("--carrier", {"default": "СДЭК"})
    tracking = ("--tracking", {"help": "tracking number"})
    char = ("--characteristic", {"default": ""})
    warehouse = ("--warehouse", {"help": "name or GUID; the node's by default"})

    command(
        "init", init, "make the books, or bring their catalogue up to date",
        ("--goods", {"type": int, "help": "how many; 0 is a tiny built-in set"}),
        ("--fresh", {"action": "store_true",
                     "help": "throw documents away, go on with the numbers"}),
        ("--set", {"action": "append", "default": [], "metavar": "key=value"}),
    )  # fmt: skip
    command(
        "settings", settings, "show or change settings of the base",
        ("pairs", {"nargs": "*", "metavar": "key=value"}),
    )  # fmt: skip
    command(
        "serve", serve, "publish the web service B2BPortal until interrupted",
        ("--host", {"default": "127.0.0.1"}),
        ("--port", {"type": int, "default": 8150}),
        ("--login", {"default": "portal"}),
        ("--password", {"default": os.environ.get("ONEC_PASSWORD", "portal-secret")}),
        ("--think", {"type": float, "default": 0, "help": "seconds per operation"}),
        ("--slow", {"type": float, "default": 0, "help": "seconds before an answer"}),
        ("--cut", {"action": "store_true", "help": "lose every answer"}),
        ("--fault", {"action": "store_true", "help": "answer every call with a Fault"}),
        ("--http-500", {"action": "store_true", "dest": "http500"}),
        ("--verbose", {"action": "store_true"}),
    )  # fmt: skip
    command(
        "fault", fault, "arm a misbehaviour of the next calls; without arguments, none",
        ("operation", {"nargs": "?", "help": "name, or '*'"}),
        ("moment", {"nargs": "?", "choices": MOMENTS}),
        ("--times", {"type": int, "default": 1}),
        ("--arg", {"default": "", "help": "seconds of slow, code of business"}),
    )  # fmt: skip
    _exchange_commands(command)
    command("orders", list_orders, "orders as JSON", ("key", {"nargs": "?"}))
    command(
        "confirm", confirm, "согласовать", key, ("--picking", {"action": "store_true"})
    )
    command("reserve", reserve, "reserve what is free", key, ("--until", {}))
    command(
        "cancel", cancel, "cancel what is not shipped", key,
        ("--lines", {"type": int, "nargs": "*", "default": []}),
        ("--reason", {"default": "Отказ клиента"}),
    )  # fmt: skip
    command("delete", delete, "mark for deletion", key)
    command("repack", repack, "turn pieces into packs", key)
    command("pay", pay, "register a payment (the rest by default)", key, amount)
    command(
        "ship",
        ship,
        "ship (the rest by default), with УПД",
        key,
        lines,
        carrier,
        tracking,
    )
    command(
        "deliver", deliver, "how the last shipment travels", key,
        ("state", {"choices": ("InTransit", "AtTerminal", "Delivered", "Returned")}),
        carrier, tracking,
    )  # fmt: skip
    command("invoice", invoice, "make an invoice", key, amount)
    command(
        "correction", correction, "another price of a shipped good", key,
        ("article", {}), ("price", {"type": _number}),
    )  # fmt: skip
    command(
        "edi", edi, "state of a document at the ЭДО operator",
        ("document", {"help": "GUID"}), ("state", {}),
    )  # fmt: skip
    command(
        "phone-order", phone_order, "an order entered in 1С",
        ("inn", {}), ("lines", {"help": "article[#characteristic]=quantity,…"}),
        ("--credit", {"action": "store_true"}),
    )  # fmt: skip
    command(
        "claim-answer", claim_answer, "answer a claim",
        ("key", {"help": "site id, number or GUID"}),
        ("state", {"choices": ("InWork", "Satisfied", "NotSatisfied")}),
        ("--decision", {"default": ""}), amount, ("--message", {"default": ""}),
    )  # fmt: skip
    command(
        "answer", answer, "answer a request of another kind",
        ("kind", {}), ("key", {}), ("state", {}), ("--reason", {"default": ""}),
    )  # fmt: skip
    command(
        "change-answer", change_answer, "decide on a change or cancellation",
        ("key", {}), ("--refuse", {"action": "store_true"}),
        ("--reason", {"default": ""}),
    )  # fmt: skip
    command("requests", list_requests, "claims and requests", ("kind", {"nargs": "?"}))
    command(
        "set-stock", set_stock, "what lies in a warehouse",
        ("article", {}), ("quantity", {"type": _number}), warehouse, char,
    )  # fmt: skip
    command(
        "set-price", set_price, "a price; 0 takes it away",
        ("article", {}), ("price", {"type": _number}),
        ("--price-type", {"help": "name or GUID; the node's by default"}), char,
    )  # fmt: skip
    command(
        "arrival", arrival, "expect goods",
        ("article", {}), ("quantity", {"type": _number}), ("date", {}), warehouse, char,
    )  # fmt: skip
    command("log", show_log, "what happened, garbage included")
    command("dump", dump_all, "everything, to compare with the site")
    return parser


def _exchange_commands(command) -> None:
    switch = {"action": "store_true"}
    common = [
        ("--url", {"required": True, "help": "address of the site exchange"}),
        ("--login", {"required": True}),
        ("--password", {"default": os.environ.get("ONEC_SITE_PASSWORD", "")}),
        ("--goods", {"type": int, "help": argparse.SUPPRESS}),
        ("--portion", {"type": int, "default": 1000, "help": "goods in a session"}),
        ("--no-pictures", switch),
        ("--slow", {"type": float, "default": 0, "help": "seconds before a request"}),
        ("--cut", {"type": int, "default": 0, "help": "drop the line in chunk N"}),
        ("--duplicate", {**switch, "help": "send every file twice over"}),
        ("--duplicate-session", {**switch, "help": "send every portion twice"}),
        ("--half-file", {**switch, "help": "send half of every file"}),
        ("--bad-xml", {**switch, "help": "break the XML"}),
        ("--backslashes", {**switch, "help": "Windows paths inside the zip"}),
        ("--no-import", {**switch, "help": "never ask for the import"}),
        ("--no-success", {**switch, "help": "never say mode=success"}),
    ]
    kinds = (("--full", "full"), ("--changes", "changes"),
             ("--prices-stock", "prices-stock"))  # fmt: skip
    for name, run, text, usual in (
        ("push-catalogue", push, "send the catalogue", "full"),
        (
            "exchange",
            exchange,
            "a whole run of УТ: catalogue, orders in, out",
            "changes",
        ),
    ):
        sub = command(name, run, text, *common)
        for flag, what in kinds:
            sub.add_argument(flag, dest="what", action="store_const", const=what)
        sub.set_defaults(what=usual)
