from urllib.parse import quote

import pytest
from commerceml.protocol import (
    Query,
    checkauth_reply,
    failure_reply,
    init_reply,
    negotiate_version,
    parse_query,
    progress_reply,
    success_reply,
    unknown_reply,
)
from hypothesis import given
from hypothesis import strategies as st


def test_ut_request():
    query = parse_query("type=catalog&mode=init&sessid=ab12")
    assert (query.type, query.mode, query.sessid) == ("catalog", "init", "ab12")
    assert query.version == ""


def test_unf_request_in_its_own_order():
    query = parse_query(
        "type=sale&sessid=ab12&version=2.09&cmlVersion=2.10&mode=checkauth"
    )
    assert (query.type, query.mode) == ("sale", "checkauth")
    assert (query.version, query.cml_version) == ("2.09", "2.10")


def test_mode_and_type_in_any_case():
    assert parse_query("type=Catalog&mode=CheckAuth").mode == "checkauth"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_raw_russian_file_name(encoding):
    raw = "type=catalog&mode=file&filename=import_files/Болт М8.jpg&sessid=q"
    query = parse_query(raw.encode(encoding))
    assert query.filename == "import_files/Болт М8.jpg"
    assert query.sessid == "q"
    # the same as WSGI hands it over
    assert parse_query(raw.encode(encoding).decode("latin-1")) == query


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_percent_encoded_russian_file_name(encoding):
    name = quote("import_files/Болт М8.jpg", encoding=encoding)
    query = parse_query(f"type=catalog&mode=file&filename={name}")
    assert query.filename == "import_files/Болт М8.jpg"


def test_name_that_is_already_unicode():
    assert parse_query("mode=file&filename=Болт.xml").filename == "Болт.xml"


@pytest.mark.parametrize(
    "name",
    [
        "a&b.jpg",
        "a & b=c.jpg",
        "1+1.jpg",
        "100%.jpg",
        "what?.jpg",
        "a;b.jpg",
        "a=b.xml",
    ],
)
def test_signs_in_a_raw_file_name(name):
    query = parse_query(f"type=catalog&mode=file&filename={name}&sessid=1")
    assert query.filename == name
    assert query.sessid == "1"
    assert not query.bad_address


def test_backslashes_are_left_for_the_package():
    assert parse_query(r"mode=file&filename=import_files\ab\c.jpg").filename == (
        r"import_files\ab\c.jpg"
    )


def test_address_with_a_query_of_its_own():
    query = parse_query("lang=ru?type=catalog&mode=checkauth")
    assert query.bad_address
    assert (query.type, query.mode) == ("catalog", "checkauth")


def test_deactivate_timestamp():
    assert parse_query("type=catalog&mode=deactivate&timestamp=17").timestamp == "17"


@given(st.binary(max_size=200))
def test_any_bytes_give_a_query(raw):
    assert isinstance(parse_query(raw), Query)


@given(st.text(max_size=100))
def test_any_text_gives_a_query(raw):
    assert isinstance(parse_query(raw), Query)


def test_checkauth_reply():
    assert checkauth_reply("b2b_1c", "v1") == b"success\nb2b_1c\nv1"
    assert checkauth_reply("b2b_1c", "v1", "s1") == b"success\nb2b_1c\nv1\nsessid=s1"
    assert checkauth_reply("b2b_1c", "v1", "s1", 1767225600) == (
        b"success\nb2b_1c\nv1\nsessid=s1\ntimestamp=1767225600"
    )


def test_init_reply_is_two_lines_without_a_tail():
    query = parse_query("type=catalog&mode=init&sessid=s1")
    assert init_reply(query, True, 1048576, "s1") == b"zip=yes\nfile_limit=1048576"
    assert init_reply(query, False, 1048576, "s1") == b"zip=no\nfile_limit=1048576"


def test_cml_version_alone_still_means_two_lines():
    query = parse_query("type=catalog&cmlVersion=2.10&mode=init")
    assert init_reply(query, True, 1, "s1") == b"zip=yes\nfile_limit=1"


@pytest.mark.parametrize(("kind", "version"), [("catalog", "3.1"), ("sale", "2.10")])
def test_init_reply_is_four_lines_with_a_version(kind, version):
    query = parse_query(f"type={kind}&mode=init&version=2.09&sessid=s1")
    assert init_reply(query, True, 5, "s1") == (
        f"zip=yes\nfile_limit=5\nsessid=s1\nversion={version}".encode()
    )
    assert negotiate_version(query) == version


def test_words():
    assert success_reply() == b"success"
    assert progress_reply() == b"progress"
    assert progress_reply("300 / 1000") == b"progress\n300 / 1000"
    assert failure_reply("Файл повреждён") == "failure\nФайл повреждён".encode()
    assert failure_reply("") == b"failure\nError"


@given(st.text(max_size=60))
def test_the_first_line_is_the_word_whatever_the_message(message):
    assert failure_reply(message).split(b"\n")[0] == b"failure"
    assert progress_reply(message).split(b"\n")[0] == b"progress"


def test_unknown_mode():
    query = parse_query("type=listen&mode=<b>x")
    reply = unknown_reply(query, "Не знаю")
    assert reply.decode() == "failure\nНе знаю (type=listen mode=<b>x)"
