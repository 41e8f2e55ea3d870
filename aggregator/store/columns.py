"""Column types that give back exactly what was put in, where SQL's own would not."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from aggregator.model import Channel


def field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def as_fields(value: object) -> dict[str, Any]:
    """A value's fields by name, one floor deep."""
    return {name: getattr(value, name) for name in field_names(type(value))}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC, to the microsecond. SQLite keeps no zone: there it is left out and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a zone is no point in time: {value!r}")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A word of a StrEnum, as text: a new word needs no migration."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        del dialect
        return None if value is None else self.words(value)


class Json(TypeDecorator[Any]):
    """What `pack` makes of a value, as JSON; None is SQL's NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, pack: Callable[[Any], Any], unpack: Callable[[Any], Any]) -> None:
        super().__init__()
        self.pack = pack
        self.unpack = unpack

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        del dialect
        return None if value is None else self.pack(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        del dialect
        return None if value is None else self.unpack(value)


def words() -> Json:
    """A tuple of text."""
    return Json(list, tuple)


def one_of(kind: type) -> Json:
    """A value whose fields are all plain JSON."""
    return Json(as_fields, lambda packed: kind(**packed))


def many_of(kind: type) -> Json:
    """A tuple of such values."""
    return Json(
        lambda values: [as_fields(value) for value in values],
        lambda packed: tuple(kind(**fields) for fields in packed),
    )


def channel() -> Json:
    return Json(_channel_packed, _channel_unpacked)


def _channel_packed(channel: Channel) -> dict[str, Any]:
    return {name: _plain(said) for name, said in as_fields(channel).items()}


def _channel_unpacked(packed: dict[str, Any]) -> Channel:
    """Also of what an older program packed, which knew fewer fields."""
    lengths = {name: _length(packed.get(name)) for name in ("ttl", "update_every")}
    lists = {name: tuple(packed.get(name, ())) for name in ("skip_hours", "skip_days")}
    return Channel(**packed | lengths | lists)


def moments() -> Json:
    """A tuple of points in time."""
    return Json(
        lambda values: [_plain(at) for at in values],
        lambda packed: tuple(datetime.fromisoformat(at) for at in packed),
    )


def dated(kind: type) -> Json:
    """A value whose fields are plain JSON, or points in time named `…_at`."""
    return Json(
        lambda value: {name: _plain(said) for name, said in as_fields(value).items()},
        lambda packed: kind(**{name: _dated(name, said) for name, said in packed.items()}),
    )


def dated_many(kind: type) -> Json:
    """A tuple of such values."""
    one = dated(kind)
    return Json(
        lambda values: [one.pack(value) for value in values],
        lambda packed: tuple(one.unpack(fields) for fields in packed),
    )


def _plain(said: Any) -> Any:
    match said:
        case timedelta():
            return said.total_seconds()
        case datetime():
            return said.astimezone(UTC).isoformat()
        case _:
            return said


def _length(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _dated(name: str, said: Any) -> Any:
    is_moment = (name == "at" or name.endswith("_at")) and said is not None
    return datetime.fromisoformat(said) if is_moment else said
