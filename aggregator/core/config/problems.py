"""What is wrong with feeds.yaml, in words, each at its place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from aggregator.core.config.places import place
from aggregator.core.config.secret import is_name
from aggregator.core.config.shape import (
    AuthShape,
    ChangesShape,
    DefaultsShape,
    FeedShape,
    FileShape,
    GateShape,
    HoldShape,
    NetworkShape,
    OutputShape,
    PerHostShape,
    RedirectsShape,
    SelectShape,
    Shape,
    SiteShape,
    TopicShape,
)
from aggregator.errors import Problem

Path = tuple[str | int, ...]
Fault = tuple[Path, str]

FILLED = frozenset({"headers", "user_agent", "auth", "proxy"})
_TEXT = "no text; expected text (quote it)"
_MAPPING = "no mapping; expected keys with their values"
_KINDS = {
    "string_type": _TEXT,
    "invalid_key": _TEXT,
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "tuple_type": "no list; expected one, each item behind a dash",
}
_SHAPES: Mapping[Path, type[Shape]] = {
    (): FileShape,
    ("site",): SiteShape,
    ("network",): NetworkShape,
    ("network", "per_host"): PerHostShape,
    ("network", "redirects"): RedirectsShape,
    ("defaults",): DefaultsShape,
    ("feeds",): FeedShape,
    ("feeds", "select"): SelectShape,
    ("feeds", "auth"): AuthShape,
    ("feeds", "hold"): HoldShape,
    ("topics",): TopicShape,
    ("hold",): HoldShape,
    ("outputs",): OutputShape,
    ("gate",): GateShape,
    ("changes",): ChangesShape,
}


def by_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def of_faults(faults: Iterable[Fault], tree: Any, file: str) -> Iterator[Problem]:
    """Each fault at the place of the value that its path leads to."""
    for path, what in faults:
        line, column = place(tree, path)
        yield Problem(file=file, line=line, column=column, message=what)


def of_shape(
    error: ValidationError, tree: Any, file: str, *, but: Collection[Path] = ()
) -> Iterator[Problem]:
    """What single values are not, in our words; nothing of those whose paths are in `but`."""
    for fault in error.errors():
        path = fault["loc"]
        unknown = fault["type"] == "extra_forbidden"
        of_key = unknown or fault["type"] == "invalid_key" or path[-1:] == ("[key]",)
        path = path[:-1] if path[-1:] == ("[key]",) else path
        if path in but:
            continue
        line, column = place(tree, path, key=of_key)
        message = _unknown_key(path) if unknown else _words(dict(fault), path, of_key=of_key)
        yield Problem(file=file, line=line, column=column, message=message)


def is_filled(path: Path) -> bool:
    """Whether a value may hold `${NAME}`: then nothing that stands there is ever shown."""
    match path:
        case ("feeds", int(), str(key), *_):
            return key in FILLED
        case ("defaults", "user_agent" | "proxy", *_):
            return True
        case _:
            return False


def name(path: Path) -> str:
    """The nearest key, as the head of a message: one that means something, or is a name."""
    keys = (step for step in reversed(path) if isinstance(step, str))
    return next((key for key in keys if not is_filled(path) or is_name(key)), "this")


def _words(fault: Mapping[str, Any], path: Path, *, of_key: bool) -> str:
    given, hidden = fault["input"], is_filled(path)
    head = name(path[:-1] if of_key and hidden else path)
    shown = f"{given!r:.60}" if isinstance(given, str | int | float) and not hidden else "this"
    match fault["type"]:
        case "missing":
            return f"{head!r} is missing here; expected it"
        case "wrong":
            return f"{head}: {fault['msg']}"
        case "enum":
            return f"{head}: {shown} is none of them; expected {fault['ctx']['expected']}"
        case "string_pattern_mismatch":
            return f"{head}: {shown} has another form; expected {fault['ctx']['pattern']}"
        case kind if kind in _KINDS:
            return f"{head}: {shown} is {_KINDS[kind]}"
        case _:
            expected = fault["msg"].removeprefix("Input should be ")
            return f"{head}: {shown} will not do; expected {expected}"


def _unknown_key(path: Path) -> str:
    unknown = str(path[-1])
    above = tuple(step for step in path[:-1] if isinstance(step, str))
    known = sorted(_SHAPES[above[:1] if "topics" in above else above].model_fields)
    close = get_close_matches(unknown, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(known)}"
    # Where a colon was forgotten, what was to be a value is part of the key.
    return f"unknown key; {hint}" if is_filled(path) else f"unknown key {unknown!r}; {hint}"
