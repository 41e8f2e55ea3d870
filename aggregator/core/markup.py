"""HTML out of templates: whatever is filled in is escaped, unless it is markup already."""

from collections.abc import Iterable
from html import escape
from string import Formatter
from typing import Any

from aggregator.core.text import scrub


class Markup(str):
    """Text that is safe HTML as it stands."""

    __slots__ = ()


class _Escaping(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        text = format(value, format_spec)
        return text if isinstance(value, Markup) else escape(scrub(text))


def fill(template: str, /, **values: object) -> Markup:
    """The template, its `{names}` replaced. Attributes in it must stand in double quotes."""
    return Markup(_Escaping().vformat(template, (), values))


def joined(parts: Iterable[Markup], by: str = "") -> Markup:
    """Markup in a row. `by` is markup too: it comes from us."""
    return Markup(by.join(parts))
