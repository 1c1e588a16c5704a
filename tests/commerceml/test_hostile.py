"""Files that are broken, cut, or made to hurt: a clear refusal and bounded memory."""

import io
import tracemalloc

import pytest
from commerceml import CommerceMLError, Header, PackageError, Product, Unknown
from commerceml.package import append_chunk
from commerceml.reader import read
from hypothesis import given
from hypothesis import strategies as st

ROOT = "КоммерческаяИнформация"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT} ВерсияСхемы="2.07">'
#: What may go wrong with a reader that meets nonsense; anything else is a bug.
REFUSED = (CommerceMLError,)
MEMORY = 64 << 20


def records(content):
    return list(read(io.BytesIO(content)))


def refused(content, *codes):
    with pytest.raises(CommerceMLError) as error:
        records(content)
    assert error.value.code in codes, error.value
    return error.value


class Endless(io.RawIOBase):
    """A source of any size that is never held: a head, a repeated piece, a tail."""

    def __init__(self, head, piece, times, tail=b""):
        self._parts = self._generate(head, piece, times, tail)
        self._rest = b""

    def _generate(self, head, piece, times, tail):
        yield head
        block = max(1, (1 << 16) // len(piece))
        for start in range(0, times, block):
            yield piece * min(block, times - start)
        yield tail

    def read(self, size=-1):
        while len(self._rest) < size:
            part = next(self._parts, None)
            if part is None:
                break
            self._rest += part
        result, self._rest = self._rest[:size], self._rest[size:]
        return result


# === entities and declarations === #


def test_a_bomb_of_entities_is_refused_before_it_is_parsed():
    lol = '<!ENTITY a0 "ха">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{lol}]><{ROOT}>&a11;</{ROOT}>'
    assert refused(bomb.encode(), "doctype").line == 1


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        "<!-- a --><?b?>  <!doctype x>",
    ],
)
def test_an_external_entity_is_not_looked_at(declared):
    refused(f'<?xml version="1.0"?>{declared}<{ROOT}>&e;</{ROOT}>'.encode(), "doctype")


def test_an_entity_that_nobody_declared():
    refused(f"{HEAD}<Каталог>&e;</Каталог></{ROOT}>".encode(), "syntax")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "utf-7"])
def test_a_doctype_cannot_hide_in_another_encoding(encoding):
    text = f'<!DOCTYPE x [<!ENTITY e "x">]><{ROOT}>&e;</{ROOT}>'
    refused(text.encode(encoding), "encoding", "not_commerceml", "doctype", "empty")


def test_include_is_an_element_like_any_other():
    body = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
        'href="file:///etc/passwd" parse="text"/>'
    )
    found = records(f"{HEAD}{body}</{ROOT}>".encode())
    assert not any("root:" in str(record) for record in found)


# === depth and size === #


def test_ten_million_groups_deep():
    """Refused after some of them, whatever follows; and nothing is held."""
    piece = "<Группы><Группа><Ид>g</Ид>".encode()
    source = Endless(f"{HEAD}<Классификатор>".encode(), piece, 10_000_000)
    tracemalloc.start()
    with pytest.raises(CommerceMLError) as error:
        list(read(source))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.value.code == "too_deep"
    assert peak < MEMORY


@pytest.mark.parametrize("depth", [33, 60, 120, 250, 300, 100_000])
def test_groups_deeper_than_anybody_nests_them(depth):
    opened = "<Группы><Группа><Ид>g</Ид>" * depth
    closed = "</Группа></Группы>" * depth
    text = f"{HEAD}<Классификатор>{opened}{closed}</Классификатор></{ROOT}>"
    refused(text.encode(), "too_deep")


@pytest.mark.parametrize(
    ("head", "piece", "code"),
    [
        ("<Каталог><Товары><Товар><Описание>", "слово ", "text_too_long"),
        ("<Каталог><Товары><Товар>", "<А>б</А>", "item_too_big"),
        ("<Каталог><Товары><Товар А='", "слово ", "item_too_big text_too_long"),
        ("<!--", "слово ", "item_too_big text_too_long cut_off syntax"),
        ("<Каталог>", "<Я>1</Я>", ""),
    ],
)
def test_two_gigabytes_of_one_thing_are_not_held(head, piece, code):
    source = Endless(f"{HEAD}{head}".encode(), piece.encode(), 200_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(CommerceMLError) as error:
            for number, _record in enumerate(read(source)):
                if not code and number > 20_000:
                    raise CommerceMLError("", "unknown elements come one by one")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.value.code in code.split() or error.value.code == code
    assert peak < MEMORY


# === cut, NULs, noise === #


@pytest.fixture(scope="session")
def whole(data):
    return {
        name: (data / name).read_bytes()
        for name in ("ut_import0_1.xml", "ut_offers0_1.xml", "unf_orders.xml")
    }


@pytest.mark.parametrize("name", ["ut_import0_1.xml", "ut_offers0_1.xml"])
def test_cut_at_every_percent_of_its_length(whole, name):
    content = whole[name].rstrip()
    for percent in range(100):
        part = content[: len(content) * percent // 100]
        refused(part, "cut_off", "empty", "syntax", "not_commerceml", "encoding")


def test_nuls_are_an_error_with_a_place(whole):
    content = whole["ut_import0_1.xml"]
    for place in range(0, len(content), len(content) // 40):
        refused(
            content[:place] + b"\0" + content[place:],
            "syntax", "encoding", "not_commerceml", "cut_off",
        )  # fmt: skip
    refused(b"\0" * 5000, "not_commerceml", "encoding")


@given(st.data())
def test_damaged_bytes_are_refused_or_read(whole, data):
    content = bytearray(whole[data.draw(st.sampled_from(sorted(whole)))])
    for _change in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["set", "drop", "repeat", "swap"])):
            case "set":
                content[at] = data.draw(st.integers(0, 255))
            case "drop":
                del content[at : at + data.draw(st.integers(1, 60))]
            case "repeat":
                content[at:at] = content[at : at + data.draw(st.integers(1, 200))]
            case "swap":
                content[at:] = content[at:][::-1]
        if not content:
            break
    try:
        found = records(bytes(content))
    except REFUSED as error:
        assert error.code and error.args
    else:
        assert isinstance(found[0], Header)


_NAMES = st.sampled_from(
    "Классификатор Каталог ПакетПредложений ИзмененияПакетаПредложений Документ "
    "Контейнер Товары Товар Группы Группа Ид Наименование Свойства Свойство Цены "
    "Цена ЦенаЗаЕдиницу ИдТипаЦены Склад Склады Остатки Остаток Количество "
    "Предложения Предложение Контрагенты Контрагент ЗначенияРеквизитов "
    "ЗначениеРеквизита Значение БазоваяЕдиница Пересчет Коэффициент Единица Валюта "
    "ПодчиненныеДокументы ПодчиненныйДокумент Сумма Дата Время Ставка Налог".split()
)
_TEXTS = st.one_of(
    st.sampled_from(["", "#", "1", "-0", "1e400", "NaN", "9" * 400, "T", "0001-01-01"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40),
)
_TREE = st.recursive(
    st.tuples(_NAMES, _TEXTS, st.just([])),
    lambda children: st.tuples(_NAMES, _TEXTS, st.lists(children, max_size=6)),
    max_leaves=40,
)


def _write(tree):
    name, text, children = tree
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    inner = "".join(map(_write, children))
    return f'<{name} Код="{text.replace(chr(34), "")}">{text}{inner}</{name}>'


@given(st.lists(_TREE, max_size=5))
def test_known_elements_in_any_order_are_read_or_refused(trees):
    """Well-formed, of the right words, and senseless: values go where none belong."""
    body = "".join(map(_write, trees))
    try:
        found = records(f"{HEAD}{body}</{ROOT}>".encode())
    except REFUSED as error:
        assert error.code
    else:
        assert isinstance(found[0], Header)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(content):
    try:
        records(content)
    except REFUSED as error:
        assert error.code


# === chunks === #


def join(folder, *chunks):
    for chunk in chunks:
        append_chunk(folder, "import0_1.xml", chunk, 1 << 20)
    return (folder / "import0_1.xml").read_bytes()


@pytest.fixture
def chunks(whole):
    content = whole["ut_import0_1.xml"]
    step = len(content) // 4
    return [content[at : at + step] for at in range(0, len(content), step)]


def test_a_file_sent_twice_over_is_the_file_once(tmp_path, chunks, whole):
    assert join(tmp_path, *chunks, *chunks) == whole["ut_import0_1.xml"]


@pytest.mark.parametrize("order", [(0, 2, 1, 3, 4), (0, 1, 1, 2, 3, 4), (1, 2, 3, 4)])
def test_duplicate_and_reordered_chunks_change_nothing(tmp_path, chunks, order):
    """1С sends no numbers of chunks: what does not fit is no well-formed file."""
    with pytest.raises(CommerceMLError):
        records(join(tmp_path, *(chunks[n] for n in order if n < len(chunks))))


def test_a_file_that_grows_beyond_its_limit(tmp_path):
    with pytest.raises(PackageError) as error:
        for _part in range(20):
            append_chunk(tmp_path, "import0_1.xml", b"x" * 100_000, 1 << 20)
    assert error.value.code == "too_big"
    assert (tmp_path / "import0_1.xml").stat().st_size <= 1 << 20


def test_what_is_not_understood_is_counted_and_the_rest_is_read():
    body = (
        "<Каталог><Товары><Товар><Ид>a</Ид><Нечто>1</Нечто></Товар>"
        "<Товар><Ид>b</Ид></Товар></Товары></Каталог>"
    )
    found = records(f"{HEAD}{body}</{ROOT}>".encode())
    assert len([r for r in found if isinstance(r, Product)]) == 2
    assert len([r for r in found if isinstance(r, Unknown)]) == 1
