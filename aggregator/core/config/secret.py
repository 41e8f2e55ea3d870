"""What is sent to one publisher alone, filled from the environment; no error shows any of it."""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from aggregator.core.config.values import schema, wrong
from aggregator.model import Secret

_PIECE = re.compile(r"\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{")
# RFC 9110 section 5.6.2. Beyond ASCII a value is UTF-8, which section 5.5 lets pass.
_FIELD_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# What ends a line, what RFC 9110 section 5.5 and RFC 7617 section 2 refuse, and half
# characters: os.environ marks bytes that are no UTF-8 with them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_OURS = frozenset(
    "accept-encoding connection content-length expect host if-match if-modified-since"
    " if-none-match if-range if-unmodified-since keep-alive proxy-connection range te trailer"
    " transfer-encoding upgrade".split()
)
_ELSEWHERE = {
    "user-agent": "the key user_agent",
    "proxy-authorization": "user and password in the address under proxy",
    "referer": "none: no publisher is told where we come from",
}


def _filled(given: Any, environment: Mapping[str, str]) -> str:
    """The text with each `${NAME}` filled; `$${` stands for a `${` that is meant as it is."""
    if not isinstance(given, str):
        raise wrong("this is no text", "text (quote it)")
    pieces = list(_PIECE.finditer(given))
    if any(piece[0] == "${" for piece in pieces):
        raise wrong("a ${ in this names no variable", "${NAME}, or $${ for ${ itself")
    named = dict.fromkeys(piece[1] for piece in pieces if piece[1])
    unset = [f"${{{name}}}" for name in named if not environment.get(name)]
    if unset:
        are = "is" if len(unset) == 1 else "are"
        raise wrong(f"{' and '.join(unset)} {are} not set in the environment", "a value there")
    return _PIECE.sub(lambda piece: environment[piece[1]] if piece[1] else "${", given)


def _line(given: Any, info: ValidationInfo) -> str:
    text = _filled(given, info.context or {})
    if _CONTROL.search(text):
        raise wrong("a line end or a control character is in this", "text on one line")
    return text


def is_name(given: str) -> bool:
    """Whether a header may be called so: where a colon was forgotten, it is not."""
    return re.fullmatch(_FIELD_NAME, given) is not None


def _header_name(given: Any) -> str:
    if not isinstance(given, str) or not is_name(given):
        raise wrong("this is no name of a header", "letters, digits and dashes, as in X-Api-Key")
    if given.lower() in _ELSEWHERE:
        raise wrong(f"{given} is not said here", _ELSEWHERE[given.lower()])
    if given.lower() in _OURS:
        raise wrong(f"{given} is ours to say", "it left out")
    return given


def _text(given: Any, info: ValidationInfo) -> Secret:
    return Secret(text=_line(given, info))


def _user_agent(given: Any, info: ValidationInfo) -> Secret:
    text = _line(given, info)
    if not text.strip() or not text.isprintable():
        raise wrong("this is no user agent", "printable text on one line")
    return Secret(text=text)


def _user(given: Any, info: ValidationInfo) -> Secret:
    text = _line(given, info)
    if ":" in text:  # it would begin the password (RFC 7617 section 2)
        raise wrong("a colon is in this", "a user without one")
    return Secret(text=text)


def _proxy(given: Any, info: ValidationInfo) -> Secret | None:
    if given == "none":
        return None
    text = _line(given, info)
    if text.lower().startswith("socks"):
        raise wrong("SOCKS is not spoken", "an http:// or https:// proxy")
    if not _is_proxy(text):
        raise wrong(
            "this is no address of a proxy",
            "http://host:3128 or http://user:password@host:3128, signs percent-encoded; or none",
        )
    return Secret(text=text)


def _is_proxy(text: str) -> bool:
    """A path tells of a password with a sign in it that was not percent-encoded."""
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    bare = parts.path in {"", "/"} and not parts.query and not parts.fragment
    return parts.scheme in {"http", "https"} and named and bare and " " not in text


Headers = Annotated[
    dict[Annotated[str, PlainValidator(_header_name)], Annotated[Secret, PlainValidator(_text)]],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": f"^{_FIELD_NAME}$"},
            "additionalProperties": {"type": "string"},
        }
    ),
]
UserAgent = Annotated[Secret, PlainValidator(_user_agent), schema("string", minLength=1)]
User = Annotated[Secret, PlainValidator(_user), schema("string")]
Password = Annotated[Secret, PlainValidator(_text), schema("string")]
Proxy = Annotated[
    Secret | None, PlainValidator(_proxy), schema("string", r"^(none$|https?:|.*\$\{)")
]
