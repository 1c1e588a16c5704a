"""Readers of goods and offers: one element in, one record out."""

from . import parts
from .entities import Offer, Picture, Price, Product, Stock
from .parts import IGNORED, local, text, value_of
from .values import clean_id, parse_currency, parse_number, parse_price, split_id

_PRODUCT_TEXTS = {
    "Артикул": "article",
    "Наименование": "name",
    "ПолноеНаименование": "full_name",
    "Код": "code",
    "Страна": "country",
    "ТорговаяМарка": "brand",
    "Категория": "category_id",
}
_PRODUCT_IGNORED = IGNORED | {"ИдТовараУКонтрагента", "ВладелецТорговойМарки"}
_MARKING = ("маркир", "особенностьучета", "видпродукцииис")


# === goods === #


def read_product(node, report):
    product = Product("", deleted=parts.is_deleted(node))
    for child in node:
        tag = local(child)
        if field := _PRODUCT_TEXTS.get(tag):
            setattr(product, field, text(child))
        elif reader := _PRODUCT_READERS.get(tag):
            reader(product, child, report)
        elif tag not in _PRODUCT_IGNORED:
            report(child)
    _from_requisites(product)
    return product


def _from_requisites(product):
    requisites = product.requisites
    if not requisites:
        return
    product.code = product.code or requisites.get("код", "")
    product.full_name = product.full_name or requisites.get("полноенаименование", "")
    html = requisites.get("описаниевформатеhtml", "")
    product.description_html = product.description_html or html
    if product.weight is None and (weight := requisites.get("вес")):
        try:
            product.weight = parse_number(weight)
        except ValueError:
            pass  # free text such as «1,5 кг»: it stays among the requisites
    for key, value in requisites.items():
        if key.startswith(_MARKING):
            product.marking = value
            break


def _id(product, node, report):
    product.id, char_id = split_id(node.text or "")
    product.char_id = char_id or product.char_id


def _char_id(record, node, report):
    record.char_id = clean_id(node.text or "")


def _barcode(record, node, report):
    barcode = text(node)
    if record.barcode and barcode and barcode != record.barcode:
        report(node, "repeated")
    record.barcode = record.barcode or barcode


def _unit(product, node, report):
    product.unit = parts.read_unit(node, report)
    if len(node):
        product.packs = parts.read_packs(node, report)


def _groups(product, node, report):
    for child in node:
        if local(child) != "Ид":
            report(child)
        elif group_id := text(child):
            product.group_ids.append(group_id)


def _description(product, node, report):
    if node.get("ФорматHTML", "").lower() in ("true", "1"):
        product.description_html = text(node)
    else:
        product.description = text(node)


def _picture(product, node, report):
    if path := text(node):
        product.pictures.append(Picture(path))


def _manufacturer(product, node, report):
    product.manufacturer_id, product.manufacturer = parts.read_name(node, report)


def _weight(product, node, report):
    product.weight = value_of(node, report)


def _vat(product, node, report):
    product.vat = parts.read_vat(node, report)


def _property_values(product, node, report):
    product.property_values += parts.read_property_values(node, report)


def _characteristics(product, node, report):
    product.characteristics += parts.read_characteristics(node, report)


def _requisites(product, node, report):
    for file in parts.read_requisites(node, report, product.requisites):
        path, _sep, description = file.partition("#")
        for picture in product.pictures:
            if picture.path == path.strip():
                picture.description = description.strip()


def _components(product, node, report):
    for child in node:
        id_, qty = "", None
        for part in child:
            tag = local(part)
            if tag == "Ид":
                id_ = text(part)
            elif tag == "Количество":
                qty = value_of(part, report)
        if id_:
            product.components.append((id_, qty))


def _analogs(product, node, report):
    for child in node:
        for part in child:
            if local(part) == "Ид" and (id_ := text(part)):
                product.analog_ids.append(id_)


def _deleted(record, node, report):
    record.deleted = bool(parts.flag(node)) or record.deleted


_PRODUCT_READERS = {
    "Ид": _id,
    "ИдХарактеристики": _char_id,
    "Штрихкод": _barcode,
    "БазоваяЕдиница": _unit,
    "Группы": _groups,
    "Описание": _description,
    "Картинка": _picture,
    "Изготовитель": _manufacturer,
    "Вес": _weight,
    "СтавкиНалогов": _vat,
    "ЗначенияСвойств": _property_values,
    "ХарактеристикиТовара": _characteristics,
    "ЗначенияРеквизитов": _requisites,
    "Комплектующие": _components,
    "Аналоги": _analogs,
    "ПометкаУдаления": _deleted,
}


# === offers === #


def read_offer(node, report):
    """The hot path: five prices and three stocks for each of 100,000 offers.

    lxml gives a slice of children quicker than one child after the other.
    """
    offer = Offer("", deleted=parts.is_deleted(node))
    for child in node[:]:
        tag = child.tag
        if tag[0] == "{":
            tag = tag.rpartition("}")[2]
        if tag == "Склад" or tag == "Склады" and not len(child):
            if offer.stocks is None:
                offer.stocks = []
            offer.stocks.append(_stock(child, report))
        elif tag == "Цены":
            offer.prices = _prices(child, report)
        elif tag == "Ид":
            offer.product_id, char_id = split_id(child.text or "")
            offer.char_id = char_id or offer.char_id
        elif tag == "Количество":
            offer.qty = value_of(child, report)
        elif tag == "Артикул":
            offer.article = text(child)
        elif tag == "Наименование":
            offer.name = text(child)
        elif reader := _OFFER_READERS.get(tag):
            reader(offer, child, report)
        elif tag not in _OFFER_IGNORED:
            report(child)
    return offer


def _prices(node, report):
    prices = []
    for price in node[:]:
        # One dict per price is the quickest way through its six elements.
        raw = {child.tag: child.text for child in price[:]}
        try:
            if len(raw) - ("Представление" in raw) != 5:
                raise KeyError("other elements than the usual ones")
            record = Price(
                raw["ИдТипаЦены"].strip(),
                parse_price(raw["ЦенаЗаЕдиницу"]),
                parse_currency(raw["Валюта"]),
                raw["Единица"].strip(),
                parse_number(raw["Коэффициент"]),
            )
        except (KeyError, AttributeError, TypeError, ValueError):
            record = _unusual_price(price, report)
        prices.append(record)
    return prices


def _unusual_price(node, report):
    """A price with other elements than УТ writes, or with odd values."""
    price = Price("", None)
    for child in node:
        tag = local(child)
        if tag == "ИдТипаЦены":
            price.type_id = text(child)
        elif tag == "ЦенаЗаЕдиницу":
            price.value = value_of(child, report, parse_price)
        elif tag == "Валюта":
            price.currency = parse_currency(child.text or "")
        elif tag == "Единица":
            price.unit = text(child)
        elif tag == "Коэффициент":
            price.factor = value_of(child, report)
        elif tag == "МинКоличество":
            price.min_qty = value_of(child, report)
        elif tag not in _PRICE_IGNORED:
            report(child)
    return price


def _stock(node, report):
    """Склад with attributes (2.x), or with child elements (3.1)."""
    warehouse_id = node.get("ИдСклада")
    if warehouse_id is not None:
        qty = parts.attribute_number(node, "КоличествоНаСкладе", report)
        return Stock(warehouse_id.strip(), qty)
    warehouse_id, qty = "", None
    for child in node:
        tag = local(child)
        if tag in ("Ид", "ИдСклада"):
            warehouse_id = text(child)
        elif tag in ("Количество", "КоличествоНаСкладе"):
            qty = value_of(child, report)
        elif tag not in ("Наименование", "НомерВерсии"):
            report(child)
    return Stock(warehouse_id, qty)


def _stocks(offer, node, report):
    """A list of stocks. In УТ's changes package the plural is a stock by itself."""
    if offer.stocks is None:
        offer.stocks = []
    for child in node:
        if local(child) == "Склад":
            offer.stocks.append(_stock(child, report))
        else:
            report(child)


def _rests(offer, node, report):
    """Остатки of 3.1: a total, or stocks by warehouse."""
    for child in node:
        for part in child:
            tag = local(part)
            if tag == "Склад":
                if offer.stocks is None:
                    offer.stocks = []
                offer.stocks.append(_stock(part, report))
            elif tag == "Количество":
                offer.qty = value_of(part, report)
            else:
                report(part)


def _offer_unit(offer, node, report):
    offer.unit = parts.read_unit(node, report)


def _offer_characteristics(offer, node, report):
    offer.characteristics = parts.read_characteristics(node, report)


def _offer_property_values(offer, node, report):
    offer.property_values = parts.read_property_values(node, report)


def _offer_requisites(offer, node, report):
    offer.requisites = offer.requisites or {}
    parts.read_requisites(node, report, offer.requisites)


def _offer_picture(offer, node, report):
    offer.pictures = offer.pictures or []
    _picture(offer, node, report)


_OFFER_READERS = {
    "ИдХарактеристики": _char_id,
    "Штрихкод": _barcode,
    "БазоваяЕдиница": _offer_unit,
    "КодЕдиницыИзмерения": _offer_unit,
    "ХарактеристикиТовара": _offer_characteristics,
    "ЗначенияСвойств": _offer_property_values,
    "ЗначенияРеквизитов": _offer_requisites,
    "Картинка": _offer_picture,
    "Склады": _stocks,
    "Остатки": _rests,
    "ПометкаУдаления": _deleted,
}
# What a good says for itself is not read from its offers.
_OFFER_IGNORED = IGNORED | {"Группы", "Описание", "СтавкиНалогов", "Изготовитель"}
_PRICE_IGNORED = frozenset(("Представление", "ИдКаталога", "НомерВерсии"))
