"""From bytes to text: which character set a document is in, whatever it says."""

import codecs
import re

# How a document of two or four bytes a letter begins (XML 1.0 appendix F), longest first.
_SIGNATURES = (
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (b"\0<\0", "utf-16-be"),
    (b"<\0", "utf-16-le"),
)

# Text in supersets of ASCII alone: `undefined` raises, `rot13` and `idna` are no text, UTF-7 hides
# markup, UTF-16 shows by its first bytes. As in the WHATWG Encoding Standard, Latin-1 means
# windows-1252, and a set means the later one that holds it.
_TEXT = {
    "utf-8": "utf-8", "utf-8-sig": "utf-8", "ascii": "cp1252",
    "iso8859-1": "cp1252", "cp1252": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "big5": "big5hkscs", "big5hkscs": "big5hkscs", "shift_jis": "cp932", "cp932": "cp932",
    "euc_jp": "euc_jp", "iso2022_jp": "iso2022_jp", "euc_kr": "cp949", "cp949": "cp949",
    "tis-620": "cp874", "iso8859-11": "cp874", "iso8859-9": "cp1254",
    **{name: name for name in (
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *(f"cp{page}" for page in (437, 850, 852, 866, 874, *range(1250, 1259))),
        "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic",
    )},
}  # fmt: skip

# Labels of the Encoding Standard that Python does not know.
_LABELS = {
    "windows-31j": "cp932", "x-sjis": "cp932", "x-euc-jp": "euc_jp",
    "x-gbk": "gbk", "windows-936": "gbk", "gb_2312-80": "gbk",
    "x-x-big5": "big5", "cn-big5": "big5", "windows-950": "big5", "windows-949": "cp949",
    "windows-874": "cp874", "dos-874": "cp874", "iso-8859-8-i": "iso8859-8",
    "x-mac-roman": "mac-roman", "x-mac-cyrillic": "mac-cyrillic", "unicode-1-1-utf-8": "utf-8",
    **{f"x-cp{page}": f"cp{page}" for page in range(1250, 1259)},
}  # fmt: skip
# Sets in which text of another set is hardly ever well-formed: who reads without a fault is right.
_TELLING = frozenset({"cp932", "euc_jp", "gb18030", "big5hkscs", "cp949"})

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""<\?xml\b[^>]{0,200}?\sencoding\s*=\s*["']([^"']{1,40})["']"""
    rb"""|<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([^\s"'/>;]{1,40})""",
    re.IGNORECASE,
)
# Signs of UTF-8 read as windows-1252 and encoded anew: Ã© for é, â€™ for an apostrophe.
_TWICE = re.compile("[ÂÃ][\u00a0-\u00bf]|â€")
_ESCAPE = b"\x1b"  # by which ISO 2022 changes over
_HEAD = 4096  # bytes in which a declaration is looked for; browsers stop at 1024


def decoded(body: bytes, content_type: str | None) -> str:
    """The text of a document. Total: bytes that its character set does not know are mended.

    Byte order mark, charset parameter, declaration, UTF-8, in this order (RFC 7303
    section 3). Bytes that are UTF-8 as they stand are that, whatever is said of them: text of
    another set hardly ever is. Latin-1 and UTF-8 are what servers say who never asked: where
    they cannot be meant, a declaration that fits counts.
    """
    for signature, codec in _SIGNATURES:
        if body.startswith(signature):
            return body.decode(codec, "replace").removeprefix("\ufeff")
    told = [_text_codec(_parameter(content_type)), _text_codec(_declaration(body))]
    codec = next(filter(None, told), "utf-8")
    if codec == "iso2022_jp" and _ESCAPE in body:
        return body.decode(codec, "replace")  # all of it is ASCII, and so UTF-8 too
    fits = _fitting(body, "utf-8")
    if fits is None and codec in {"utf-8", "cp1252"} and told[1] in _TELLING:
        fits = _fitting(body, told[1] or "")
    if fits is not None:
        return fits
    return body.decode(codec, "mended" if codec == "utf-8" else "replace")


def once(text: str) -> str:
    """Text that was encoded twice, as it was meant; any other as it is."""
    if not _TWICE.search(text):
        return text
    try:
        return text.encode("cp1252", "controls").decode("utf-8")
    except UnicodeError:
        return text


def _fitting(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _parameter(content_type: str | None) -> str | None:
    match = _CHARSET.search(content_type or "")
    return match[1] if match else None


def _declaration(body: bytes) -> str | None:
    match = _DECLARED.search(body[:_HEAD])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def _text_codec(label: str | None) -> str | None:
    """Python's name of a character set, None where the label names none that is text."""
    name = (label or "").lower()
    try:
        return _TEXT.get(codecs.lookup(_LABELS.get(name, name)).name)
    except (LookupError, ValueError):
        return None


def _mended(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as what they mostly are: windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


def _controls(error: UnicodeError) -> tuple[bytes, int]:
    """What windows-1252 leaves out, as the bytes that browsers take them for."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    chars = error.object[error.start : error.end]
    if max(chars) > "\xff":
        raise error
    return chars.encode("latin-1"), error.end


codecs.register_error("mended", _mended)
codecs.register_error("controls", _controls)
