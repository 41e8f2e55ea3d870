"""Character sets. Which of several claims wins stands in the corpus."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.charsets import decoded, once

# The bytes that windows-1252 leaves out are controls to those who encode twice.
codecs.register_error("c1", lambda error: (chr(error.object[error.start]), error.end))

LABELS = {
    "UTF-8": "Café, Кафе, 咖啡",
    "utf8": "Café, Кафе, 咖啡",
    "ISO-8859-1": "Café “Brill” €5",  # said of Latin-1, meant as windows-1252
    "latin1": "Café",
    "windows-1251": "Золото",
    "KOI8-R": "Золото",
    "iso-8859-2": "Złoto",
    "iso-8859-9": "Kuyumcu ş",
    "Shift_JIS": "金 ①",
    "EUC-JP": "宝石",
    "ISO-2022-JP": "宝石",
    "gb2312": "珠宝 镕",
    "Big5": "珠寶",
    "euc-kr": "보석",
    "macintosh": "Café",
    "x-sjis": "金 ①",
    "Windows-31J": "金 ①",
    "x-euc-jp": "宝石",
    "x-gbk": "珠宝 镕",
    "windows-949": "보석",
    "x-x-big5": "珠寶",
    "x-cp1251": "Золото",
}
MEANT = {
    "ISO-8859-1": "cp1252", "Shift_JIS": "cp932", "gb2312": "gb18030", "euc-kr": "cp949",
    "x-sjis": "cp932", "Windows-31J": "cp932", "x-euc-jp": "euc_jp", "x-gbk": "gb18030",
    "windows-949": "cp949", "x-x-big5": "big5", "x-cp1251": "cp1251",
}  # fmt: skip


@pytest.mark.parametrize("label", ["Shift_JIS", "gb2312", "Big5", "windows-1251", "ISO-2022-JP"])
def test_what_is_utf8_is_that_whatever_is_said(label):
    body = f"<?xml version='1.0' encoding='{label}'?>珠宝 Золото é".encode()
    assert decoded(body, None) == body.decode()
    assert decoded(body, f"text/xml; charset={label}") == body.decode()


@pytest.mark.parametrize("server", ["utf-8", "iso-8859-1"])
@pytest.mark.parametrize("label", ["Shift_JIS", "gb2312", "Big5", "EUC-JP", "euc-kr"])
def test_a_declaration_that_fits_counts_where_the_server_cannot_be_right(server, label):
    text = f"<?xml version='1.0' encoding='{label}'?>{LABELS[label]}"
    body = text.encode(MEANT.get(label, label))
    assert decoded(body, f"text/xml; charset={server}") == text


def test_one_bad_byte_does_not_make_a_document_what_it_declares():
    body = "<?xml version='1.0' encoding='gb2312'?>é珠宝".encode() + b"\xe9 caf\xe9"
    assert decoded(body, "text/xml; charset=utf-8").endswith("é珠宝é café")


@pytest.mark.parametrize("label", LABELS)
def test_a_set_is_known_by_its_name(label):
    body = LABELS[label].encode(MEANT.get(label, label))
    assert decoded(body, f'text/xml; x=y; charset="{label}"') == LABELS[label]
    declared = f"<?xml version='1.0' encoding='{label}'?>"
    assert decoded(declared.encode() + body, None) == declared + LABELS[label]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-8"])
def test_a_mark_at_the_start_tells_the_width(codec):
    assert decoded("\ufeff<é>".encode(codec), "text/xml; charset=koi8-r") == "<é>"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_show_without_a_mark(codec):
    assert decoded("<?xml é?>".encode(codec), None) == "<?xml é?>"


@pytest.mark.parametrize(
    "label", ["undefined", "rot13", "base64", "zip", "idna", "utf-7", "unicode_escape", "é", "\0"]
)
def test_what_is_no_character_set_is_not_asked(label):
    assert decoded("<é \\x41 +AGE-".encode(), f"text/xml; charset={label}") == "<é \\x41 +AGE-"


@given(st.binary(max_size=80), st.text(max_size=20))
def test_any_bytes_under_any_label_give_a_text(body, label):
    assert isinstance(decoded(body, f"text/xml; charset={label}"), str)


@pytest.mark.parametrize("text", ["L’or à l’été “joaillerie”", "Café £5", "R®", "12\xa0€ “é”…"])
def test_what_was_encoded_twice_is_read_as_meant(text):
    twice = "".join(bytes([one]).decode("cp1252", "c1") for one in text.encode())
    assert once(twice) == text


@pytest.mark.parametrize(
    "text", ["Plain", "L’été", "MANHÃ…", "BEAUTÉ”", "Ã", "â€", "Â£5 and 💍", "NÃO É", "Ã©é"]
)
def test_what_was_encoded_once_stays(text):
    assert once(text) == text


@given(st.text(max_size=40))
def test_reading_once_is_total(text):
    assert isinstance(once(text), str)
