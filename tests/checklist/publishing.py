"""Publishers on loopback, in a thread of their own: what they serve and what they saw."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Self

from contract.serving import Answer, Origin, Request

Answering = Answer | Callable[[Request], Answer]


@dataclass(kw_only=True)
class Publisher(Origin):
    """An origin whose answer may depend on the request; `times` are when each came in.

    `times` are seconds on a monotonic clock.
    """

    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = _Answers(self, self.answers)

    async def __aenter__(self) -> Self:
        """Open a port; where one was open before, the same one again."""
        self._tasks = set()
        self._server = await asyncio.start_server(
            self._serve, self.address, self.__dict__.get("port", 0), ssl=self.tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def serve(self, target: str, answer: Answering) -> None:
        """Answer so from now on."""
        self.answers[target] = answer

    @property
    def for_feeds(self) -> list[Request]:
        """What was asked for, but for robots.txt."""
        return [request for request in self.requests if request.target != "/robots.txt"]

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.for_feeds]

    def times_of(self, target: str) -> list[float]:
        """When it was asked for."""
        asked = zip(self.requests, self.times, strict=True)
        return [at for request, at in asked if request.target == target]


class _Answers(dict[str, Answering]):
    """Answers by target; looked up once for each request, when that has been recorded."""

    def __init__(self, publisher: Publisher, answers: dict[str, Answering]) -> None:
        super().__init__(answers)
        self._publisher = publisher

    def get(self, target: str, default: Any = None) -> Any:
        self._publisher.times.append(time.monotonic())
        answer = super().get(target, default)
        return answer(self._publisher.requests[-1]) if callable(answer) else answer


class Publishers:
    """All publishers of a test run share one thread; each is closed by itself.

    What asks them may `run` there too: one thread is faster than two that take turns.
    """

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="publishers")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def open(self, publisher: Publisher) -> Publisher:
        return self.run(publisher.__aenter__())

    def close(self, publisher: Publisher) -> None:
        """Close its port: who asks from now on is refused. Closing twice does nothing."""
        self.run(publisher.__aexit__())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


def validated(body: bytes, *fields: tuple[str, str]) -> Callable[[Request], Answer]:
    """A server that keeps to RFC 9110 section 13: these fields and this body, or 304.

    If-None-Match is compared weakly, and goes before If-Modified-Since.
    """
    given = {name.lower(): text for name, text in fields}

    def answer(request: Request) -> Answer:
        etag, since = request.header("If-None-Match"), request.header("If-Modified-Since")
        if etag is not None:
            same = etag.removeprefix("W/") == given.get("etag", "").removeprefix("W/")
        else:
            same = since is not None and since == given.get("last-modified")
        return Answer(status=304, headers=fields) if same else Answer(headers=fields, body=body)

    return answer


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers=(("Location", location),))
