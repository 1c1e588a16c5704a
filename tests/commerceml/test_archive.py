import io
import struct
import zipfile

import pytest
from commerceml.archive import ZipLimits, unzip
from commerceml.errors import PackageError
from hypothesis import given
from hypothesis import strategies as st

XML = b"<?xml version='1.0'?><a/>"


def make_zip(path, entries, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in entries:
            file.writestr(name, content)
    return path


def windows_zip(path, name, encoding, content=XML):
    """An archive whose names are in `encoding`, without the UTF-8 flag."""
    stand_in = "x" * len(name.encode(encoding))
    buffer = io.BytesIO()
    make_zip(buffer, [(stand_in, content)])
    raw = buffer.getvalue().replace(stand_in.encode(), name.encode(encoding))
    path.write_bytes(raw)
    return path


def refused(archive, folder, code, limits=None):
    with pytest.raises(PackageError) as error:
        unzip(archive, folder, limits)
    assert error.value.code == code
    assert [path.name for path in folder.iterdir()] == []


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "session"
    folder.mkdir()
    return folder


def test_a_package_of_1c(tmp_path, folder):
    archive = make_zip(
        tmp_path / "v8_1A2B_3c.zip",
        [("import0_1.xml", XML), ("import_files/ab/a.jpg", b"jpg"), ("webdata/", b"")],
    )
    assert unzip(archive, folder) == ["import0_1.xml", "import_files/ab/a.jpg"]
    assert (folder / "import0_1.xml").read_bytes() == XML
    assert sorted(p.name for p in folder.iterdir()) == ["import0_1.xml", "import_files"]


@pytest.mark.parametrize("encoding", ["cp866", "cp1251", "utf-8"])
def test_russian_names_of_windows(tmp_path, folder, encoding):
    name = "import_files\\Болт Оцинкованный, новый.jpg"
    archive = windows_zip(tmp_path / "a.zip", name, encoding)
    assert unzip(archive, folder) == [name.replace("\\", "/")]


def test_the_next_portion_replaces_the_file(tmp_path, folder):
    unzip(make_zip(tmp_path / "1.zip", [("offers.xml", b"1")]), folder)
    unzip(make_zip(tmp_path / "2.zip", [("offers.xml", b"2")]), folder)
    assert (folder / "offers.xml").read_bytes() == b"2"


@pytest.mark.parametrize(
    "name", ["../x.xml", r"..\x.xml", "a/../../x.xml", ".bashrc", "a/b:c"]
)
def test_zip_slip(tmp_path, folder, name):
    archive = make_zip(tmp_path / "a.zip", [("import.xml", XML), (name, XML)])
    refused(archive, folder, "bad_name")
    assert not (tmp_path / "x.xml").exists()


def test_an_absolute_name_lands_in_the_folder(tmp_path, folder):
    archive = make_zip(tmp_path / "a.zip", [("/tmp/v8_1/evil.xml", XML)])
    assert unzip(archive, folder) == ["evil.xml"]


def test_a_link_in_the_archive(tmp_path, folder):
    info = zipfile.ZipInfo("import_files")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    archive = make_zip(tmp_path / "a.zip", [(info, "/etc")])
    refused(archive, folder, "zip_link")


def test_a_bomb_is_stopped_by_its_ratio(tmp_path, folder):
    archive = make_zip(tmp_path / "a.zip", [("a.xml", b"0" * (30 << 20))])
    refused(archive, folder, "zip_ratio")


def test_a_bomb_is_stopped_by_its_size(tmp_path, folder):
    archive = make_zip(
        tmp_path / "a.zip", [(f"{n}.xml", b"0" * 5000) for n in range(9)]
    )
    refused(archive, folder, "zip_total", ZipLimits(total_size=40_000))
    refused(archive, folder, "zip_total", ZipLimits(file_size=4_000))


def test_a_size_that_is_declared_small(tmp_path, folder):
    """The size in the list is a lie; what comes out is counted."""
    archive = make_zip(tmp_path / "a.zip", [("a.xml", b"0" * 60_000)])
    raw = archive.read_bytes().replace(struct.pack("<L", 60_000), struct.pack("<L", 9))
    archive.write_bytes(raw)
    with pytest.raises(PackageError):
        unzip(archive, folder)
    assert not list(folder.iterdir())


def test_two_gigabytes_declared(tmp_path, folder):
    archive = make_zip(tmp_path / "a.zip", [("a.xml", b"abc")])
    raw = archive.read_bytes().replace(
        struct.pack("<LL", 5, 3), struct.pack("<LL", 5, 0x7FFFFFFF)
    )
    archive.write_bytes(raw)
    refused(archive, folder, "zip_broken")


def test_too_many_files(tmp_path, folder):
    archive = make_zip(tmp_path / "a.zip", [(f"{n}.xml", b"") for n in range(101)])
    refused(archive, folder, "zip_count", ZipLimits(files=100))


def test_a_list_that_hides_its_count(tmp_path, folder):
    archive = make_zip(tmp_path / "a.zip", [(f"{n}.xml", b"") for n in range(101)])
    raw = bytearray(archive.read_bytes())
    raw[-14:-10] = b"\x01\0\x01\0"
    archive.write_bytes(raw)
    refused(archive, folder, "zip_count", ZipLimits(files=100))


def test_two_entries_of_one_name(tmp_path, folder):
    archive = make_zip(tmp_path / "a.zip", [("a.xml", b"1"), ("A.XML", b"2")])
    refused(archive, folder, "zip_duplicate")


def test_a_password(tmp_path, folder):
    archive = make_zip(tmp_path / "a.zip", [("a.xml", XML)])
    raw = bytearray(archive.read_bytes())
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(raw)
    refused(archive, folder, "encrypted")


def test_not_an_archive(tmp_path, folder):
    archive = tmp_path / "a.zip"
    for content in (b"", b"PK\x03\x04", XML, b"PK\x05\x06"):
        archive.write_bytes(content)
        refused(archive, folder, "not_a_zip")


def test_cut_at_every_percent(tmp_path, folder):
    whole = make_zip(
        tmp_path / "whole.zip", [("import.xml", XML * 99), ("offers.xml", XML * 77)]
    ).read_bytes()
    cut = tmp_path / "cut.zip"
    for percent in range(100):
        cut.write_bytes(whole[: len(whole) * percent // 100])
        with pytest.raises(PackageError):
            unzip(cut, folder)
        assert not list(folder.iterdir())


@given(st.data())
def test_a_damaged_archive_is_refused_or_read(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("session")
    archive = folder.parent / f"{folder.name}.zip"
    make_zip(archive, [("import.xml", XML * 9), ("a/b.jpg", b"jpg")])
    raw = bytearray(archive.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    archive.write_bytes(raw)
    try:
        names = unzip(archive, folder)
    except PackageError:
        names = []
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert found == set(names)
