"""Names for ids, and what makes a class a value."""

from dataclasses import dataclass
from typing import NewType, TypeVar, dataclass_transform

FeedId = NewType("FeedId", str)
EntryId = NewType("EntryId", str)
StoryId = NewType("StoryId", str)
OutputId = NewType("OutputId", str)
Topic = NewType("Topic", str)
Key = NewType("Key", str)

SPONSORED = Topic("sponsored")
INDUSTRY = Topic("industry")
AUCTIONS = Topic("auctions")
OFF_TOPIC = Topic("off-topic")  # what stands for no topic, where people name topics

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """Make a class a value: frozen, keyword-only, without a dict."""
    return dataclass(frozen=True, kw_only=True, slots=True)(cls)
