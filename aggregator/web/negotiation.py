"""What a request makes of a file: which encoding it wants, and whether it has it already."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

IDENTITY = "identity"

_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
_ENTITY_TAG = re.compile(r'"([^"]*)"')


def coding(accepted: Sequence[str], offered: Sequence[str]) -> str:
    """The content coding that fits best, or `identity` (RFC 9110 section 12.5.3).

    `accepted` are the values of Accept-Encoding. Of codings that are equally welcome the one
    offered first is taken, and plain bytes last. Who refuses all, plain bytes too, gets these.
    """
    weights = _weights(accepted)
    best = max(offered, key=lambda one: _welcome(one, weights), default=IDENTITY)
    welcome = _welcome(best, weights)
    return best if welcome > 0 and welcome >= _welcome(IDENTITY, weights) else IDENTITY


def is_known(tags: Sequence[str], since: str | None, *, tag: str, modified_at: datetime) -> bool:
    """Whether the client has these bytes; a date counts only where no tag is sent.

    `tags` and `since` are If-None-Match and If-Modified-Since. Tags are compared weakly
    (RFC 9110 section 13.1.2).
    """
    if tags:
        return [one.strip() for one in tags] == ["*"] or tag in _ENTITY_TAG.findall(",".join(tags))
    given = _http_date(since)
    return given is not None and modified_at <= given


def _weights(accepted: Sequence[str]) -> dict[str, float]:
    weights = {}
    for part in ",".join(accepted).lower().split(","):
        name, _, parameter = part.partition(";")
        name = name.strip()
        weights["gzip" if name == "x-gzip" else name] = _weight(parameter)
    return weights


def _weight(parameter: str) -> float:
    """What cannot be read is not welcome: plain bytes are right for everybody."""
    name, _, number = parameter.partition("=")
    if name.strip() != "q":
        return 1
    return float(number) if _WEIGHT.fullmatch(number := number.strip()) else 0


def _welcome(name: str, weights: dict[str, float]) -> float:
    """0: not acceptable. Plain bytes are so unless refused, but nobody asks for them unsaid."""
    return weights.get(name, weights.get("*", 0))


def _http_date(text: str | None) -> datetime | None:
    try:
        given = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return given if given.tzinfo else given.replace(tzinfo=UTC)
