"""What hubs are told of what we publish (WebSub)."""

from datetime import datetime, timedelta

from aggregator.model.words import value


@value
class Ping:
    """That a document of ours changed, of which a hub is still to hear.

    `address` is the document's, `since_at` its last change; `next_at` is when the hub is told
    again, `failures` how often in a row it had taken nothing when this was tried last.
    """

    hub: str
    address: str
    since_at: datetime
    next_at: datetime
    failures: int = 0


@value
class PingFailed:
    """Why a hub did not take a ping. `status` is None where it did not answer at all.

    `retry_after` is how long it asks to be left alone.
    """

    reason: str
    status: int | None = None
    retry_after: timedelta | None = None
