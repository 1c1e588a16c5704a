import pytest
from commerceml.errors import PackageError
from commerceml.package import (
    append_chunk,
    file_kind,
    order_files,
    place,
    safe_name,
)
from hypothesis import given
from hypothesis import strategies as st

LIMIT = 1 << 20


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("import0_1.xml", "import0_1.xml"),
        ("import_files/ab/abcd.jpg", "import_files/ab/abcd.jpg"),
        (r"import_files\ab\Болт М8.jpg", "import_files/ab/Болт М8.jpg"),
        ("./offers0_1.xml", "offers0_1.xml"),
        ("/upload/1c_catalog/import.xml", "import.xml"),
        ("upload/1c_exchange/orders.xml", "orders.xml"),
        ("1c_catalog/import_files/a.png", "import_files/a.png"),
        ("v8_1A2B_3c.zip", "v8_1A2B_3c.zip"),
        (r"v8_1A2B_3c\import0_1.xml", "import0_1.xml"),
        (r"C:\Users\Ира\AppData\Local\Temp\v8_1_2\import0_1.xml", "import0_1.xml"),
        (r"C:\Temp\v8_1\import_files\ab\c.jpg", "import_files/ab/c.jpg"),
        ("/tmp/v8_1/import_files/ab/c.jpg", "import_files/ab/c.jpg"),
        ("/etc/passwd", "passwd"),
        ("import_files/tmp/x.jpg", "import_files/tmp/x.jpg"),
        ("import_files//ab///c.jpg", "import_files/ab/c.jpg"),
        (" offers0_1.xml\r\n", "offers0_1.xml"),
    ],
)
def test_names_of_1c(raw, name):
    assert safe_name(raw) == name


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "/",
        "..",
        "../import.xml",
        r"..\..\import.xml",
        "import_files/../../x.jpg",
        "import_files/.. /x.jpg",
        "a\0b.xml",
        ".htaccess",
        "import_files/.ssh/key",
        "ab:stream.xml",
        "я" * 130 + ".jpg",
        "/".join(["folder"] * 200),
        "\udcff.xml",
    ],
)
def test_names_that_are_refused(raw):
    with pytest.raises(PackageError) as error:
        safe_name(raw)
    assert error.value.code == "bad_name"


@given(st.text(max_size=80))
def test_a_safe_name_never_leaves_the_folder(tmp_path_factory, raw):
    folder = tmp_path_factory.getbasetemp()
    try:
        name = safe_name(raw)
    except PackageError:
        return
    assert place(folder, name).is_relative_to(folder.resolve())
    assert safe_name(name) == name


def test_a_link_in_the_folder_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    session = tmp_path / "session"
    session.mkdir()
    (session / "import_files").symlink_to(outside)
    (session / "a.xml").symlink_to(outside / "a.xml")
    for name in ("import_files/x.jpg", "a.xml"):
        with pytest.raises(PackageError):
            append_chunk(session, name, b"x", LIMIT)
    assert not list(outside.iterdir())


def test_a_file_cannot_become_a_folder(tmp_path):
    append_chunk(tmp_path, "a.xml", b"<?xml", LIMIT)
    append_chunk(tmp_path, "b/c.jpg", b"x", LIMIT)
    for name in ("a.xml/b.xml", "b"):
        with pytest.raises(PackageError):
            append_chunk(tmp_path, name, b"x", LIMIT)


def test_chunks_are_joined_as_they_come(tmp_path):
    for number, chunk in enumerate((b"<?xml ver", b"sion='1.0'?", b"><a/>")):
        received = append_chunk(tmp_path, "import0_1.xml", chunk, LIMIT)
        assert not received.restarted, number
    assert received.path.read_bytes() == b"<?xml version='1.0'?><a/>"
    assert received.size == 25


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_an_xml_declaration_starts_the_file_again(tmp_path, bom):
    append_chunk(tmp_path, "offers.xml", bom + b"<?xml version='1.0'?><a>", LIMIT)
    again = append_chunk(tmp_path, "offers.xml", bom + b"<?xml version='1.0'?>", LIMIT)
    assert again.restarted
    assert again.path.read_bytes() == bom + b"<?xml version='1.0'?>"
    append_chunk(tmp_path, "offers.xml", b"<b/>", LIMIT)
    assert again.path.read_bytes() == bom + b"<?xml version='1.0'?><b/>"


def test_a_zip_starts_again_only_after_a_complete_one(tmp_path):
    whole = b"PK\x03\x04" + b"0" * 30 + b"PK\x05\x06" + b"0" * 18
    append_chunk(tmp_path, "v8_1.zip", whole[:20], LIMIT)
    # the next entry of the archive may fall on the beginning of a chunk
    assert not append_chunk(tmp_path, "v8_1.zip", b"PK\x03\x04..", LIMIT).restarted
    append_chunk(tmp_path, "v8_1.zip", whole[20:], LIMIT)
    assert append_chunk(tmp_path, "v8_1.zip", whole, LIMIT).restarted


def test_a_picture_sent_twice_is_one_picture(tmp_path):
    picture = b"\xff\xd8\xff\xe0" + b"j" * 100 + b"\xff\xd9"
    append_chunk(tmp_path, "import_files/a.jpg", picture, LIMIT)
    received = append_chunk(tmp_path, "import_files/a.jpg", picture, LIMIT)
    assert received.restarted
    assert received.path.read_bytes() == picture


def test_a_file_too_large_is_refused_before_it_is_written(tmp_path):
    append_chunk(tmp_path, "a.xml", b"x" * 90, 100)
    with pytest.raises(PackageError) as error:
        append_chunk(tmp_path, "a.xml", b"x" * 11, 100)
    assert (error.value.code, error.value.limit) == ("too_big", 100)
    assert (tmp_path / "a.xml").stat().st_size == 90


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("import0_1.xml", "import"),
        ("Offers0_1.XML", "offers"),
        ("groups_1_1_8f2c.xml", "groups"),
        ("propertiesGoods_1_1_8f2c.xml", "properties"),
        ("propertiesOffers_1_1_8f2c.xml", "properties"),
        ("priceLists_1_1_8f2c.xml", "price_types"),
        ("prices_1_1_8f2c.xml", "prices"),
        ("rests_1_1_8f2c.xml", "rests"),
        ("orders-8f2c_1.xml", "orders"),
        ("documents_1_8f2c.xml", "orders"),
        ("contragents_1_8f2c.xml", "contragents"),
        ("import_files/ab/import.jpg", ""),
        ("else.xml", ""),
    ],
)
def test_kinds(name, kind):
    assert file_kind(name) == kind


def test_goods_before_offers_and_orders_last():
    assert order_files(
        [
            "orders-1.xml",
            "offers0_1.xml",
            "strange.xml",
            "import0_10.xml",
            "import0_2.xml",
            "import_files/ab/a.jpg",
            "import_files/ab/manual.xml",
            "offers0_2.xml",
        ]
    ) == [
        "import0_2.xml",
        "import0_10.xml",
        "offers0_1.xml",
        "offers0_2.xml",
        "strange.xml",
        "orders-1.xml",
    ]


def test_split_files_of_3_1():
    kinds = "rests prices offers goods units storages priceLists propertiesOffers"
    names = [f"{kind}_1_1_8f2c.xml" for kind in (kinds + " groups").split()]
    assert [file_kind(name) for name in order_files(names)] == [
        "units",
        "groups",
        "properties",
        "price_types",
        "warehouses",
        "goods",
        "offers",
        "prices",
        "rests",
    ]
