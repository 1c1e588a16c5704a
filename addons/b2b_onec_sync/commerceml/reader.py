"""The grammar of an exchange file: which element is read by whom.

`read(source)` is all that other code needs. Names are compared without their
namespace, so files of every version from 2.04 to 3.1 are read by the same words.
"""

from . import read_catalog, read_classifier, read_documents
from .entities import Classifier, Header, Package
from .parts import text
from .stream import Section, Stream
from .values import parse_bool, parse_datetime


def read(source):
    """Iterator over the records of a binary file, see `commerceml.__doc__`.

    It has `bytes_read` for a progress bar. Nothing is read before it is iterated.

    :raise CommerceMLError: while it is iterated, for a file that cannot be used
    """
    return Stream(source, _ROOT)


# === records === #


def _item(reader, key="id"):
    """Handler of an element that becomes one record; without an id it is unknown."""

    def handle(stream, frame, node):
        record = reader(node, stream.report)
        if getattr(record, key):
            record.line = stream.line(node)
            stream.put(record)
        else:
            stream.drop(node, "no_id", getattr(record, "name", ""))

    return handle


def _group(stream, frame, node):
    for record in read_classifier.read_groups(node, stream.report, stream.line):
        stream.put(record)


def _unit(stream, frame, node):
    stream.put(read_classifier.read_unit_entity(node, stream.report))


def _document(stream, frame, node):
    document = read_documents.read_document(node, stream.report)
    document.line = stream.line(node)
    stream.put(document)


def _counterparty(stream, frame, node):
    party = read_documents.read_counterparty(node, stream.report)
    party.line = stream.line(node)
    stream.put(party)


# === headers === #


def _fact(stream, frame, node):
    frame.facts[node.tag.rpartition("}")[2]] = text(node)


def _owner(stream, frame, node):
    frame.facts["Владелец"] = read_documents.read_counterparty(node, stream.report)


def _ignored(stream, frame, node):
    """An element whose meaning is known and of no use here."""


def _header(stream, frame):
    node = frame.node
    stream.put(
        Header(
            version=(node.get("ВерсияСхемы") or "").strip(),
            formed_at=_moment(stream, node),
            id=(node.get("Ид") or "").strip(),
        )
    )


def _moment(stream, node):
    value = node.get("ДатаФормирования")
    try:
        return parse_datetime(value)
    except ValueError:
        stream.report(node, "value", value)
        return None


def _only_changes(frame):
    value = frame.node.get("СодержитТолькоИзменения")
    return parse_bool(value or frame.facts.get("СодержитТолькоИзменения"))


def _announce_classifier(stream, frame):
    if "announced" in frame.facts:
        return
    frame.facts["announced"] = True
    owner = frame.facts.get("Владелец")
    stream.put(
        Classifier(
            id=frame.facts.get("Ид", ""),
            name=frame.facts.get("Наименование", ""),
            owner_id=owner.id if owner else "",
            owner_name=(owner.official_name or owner.name) if owner else "",
            owner_inn=owner.inn if owner else "",
            owner_kpp=owner.kpp if owner else "",
            only_changes=_only_changes(frame),
        )
    )


_PACKAGE_KINDS = {
    "Каталог": "catalog",
    "ПакетПредложений": "offers",
    "ИзмененияПакетаПредложений": "changes",
}


def _announce_package(stream, frame):
    if "announced" in frame.facts:
        return
    frame.facts["announced"] = True
    facts = frame.facts
    kind = _PACKAGE_KINDS[frame.node.tag.rpartition("}")[2]]
    id_ = facts.get("Ид", "")
    catalog_id = facts.get("ИдКаталога", "")
    stream.put(
        Package(
            kind=kind,
            id=id_,
            catalog_id=catalog_id or id_.strip("#").partition("#")[0],
            classifier_id=facts.get("ИдКлассификатора", ""),
            name=facts.get("Наименование", ""),
            only_changes=_only_changes(frame),
        )
    )


def _enter_part(announce):
    """What comes before the first list of a part belongs to its header."""

    def enter(stream, frame):
        announce(stream, frame.parent)

    return enter


# === grammar === #


def _list(announce, **children):
    return Section(children, enter=_enter_part(announce))


def _lists(announce):
    """Lists that a classifier may hold, and that other parts hold as well."""
    return {
        "ТипыЦен": _list(
            announce,
            ТипЦены=_item(read_classifier.read_price_type),
            ИдКлассификатора=_ignored,
        ),
        "Склады": _list(announce, Склад=_item(read_classifier.read_warehouse)),
        "ЕдиницыИзмерения": _list(announce, ЕдиницаИзмерения=_unit),
        "Группы": _list(announce, Группа=_group),
        "Свойства": _list(
            announce,
            Свойство=_item(read_classifier.read_property),
            СвойствоНоменклатуры=_item(read_classifier.read_property),
        ),
        "Категории": _list(
            announce, Категория=_item(read_classifier.read_category)
        ),
    }


_FACTS = {
    "Ид": _fact,
    "Наименование": _fact,
    "ИдКаталога": _fact,
    "ИдКлассификатора": _fact,
    "СодержитТолькоИзменения": _fact,
    "Владелец": _owner,
    "Описание": _ignored,
    "НомерВерсии": _ignored,
    "Подписанты": _ignored,
    "ДействительноС": _ignored,
    "ДействительноДо": _ignored,
}
_PARTIES = Section({"Контрагент": _counterparty})
_OFFERS = Section(
    {
        **_FACTS,
        **_lists(_announce_package),
        "Предложения": _list(
            _announce_package,
            Предложение=_item(read_catalog.read_offer, "product_id"),
        ),
    },
    leave=_announce_package,
)
_ROOT = Section(
    {
        "Классификатор": Section(
            {**_FACTS, **_lists(_announce_classifier)}, leave=_announce_classifier
        ),
        "Каталог": Section(
            {
                **_FACTS,
                **_lists(_announce_package),
                "Товары": _list(
                    _announce_package, Товар=_item(read_catalog.read_product)
                ),
            },
            leave=_announce_package,
        ),
        "ПакетПредложений": _OFFERS,
        "ИзмененияПакетаПредложений": _OFFERS,
        "Документ": _document,
        "Контейнер": Section({"Документ": _document}),
        "Контрагенты": _PARTIES,
    },
    enter=_header,
)
