"""How a hub is told that a document changed, and what is made of whatever it answers."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from asking import OPEN
from naming import Names, run
from serving import Answer, Origin, Request

from aggregator.fetch import HttpHub
from aggregator.model import Network, PingFailed
from aggregator.ports import Hub

ADDRESS = "https://wire.example/the-latest.atom?a=1&b=ü"
PLAIN = ("Content-Type", "text/plain; charset=utf-8")
LONG = (PLAIN, ("Content-Length", str(10**9)))
CLOSED = Network(spacing=timedelta())


@dataclass(frozen=True, kw_only=True)
class Pinged:
    outcome: PingFailed | None
    requests: tuple[Request, ...]


def hub(network: Network = OPEN, **said: float) -> HttpHub:
    return HttpHub(network, contact="ops@wire.example", version="1.2", subscribers=41, **said)


def ping(answer: Answer, *, network: Network = OPEN, target: str = "/hub", **said: float) -> Pinged:
    async def pinged() -> Pinged:
        async with Origin(answers={"/hub": answer}) as origin, hub(network, **said) as client:
            outcome = await client.ping(origin.url(target), ADDRESS)
        return Pinged(outcome=outcome, requests=tuple(origin.requests))

    return asyncio.run(pinged())


def told(url: str, network: Network = OPEN) -> PingFailed | None:
    async def pinged() -> PingFailed | None:
        async with hub(network, seconds=1) as client:
            return await client.ping(url, ADDRESS)

    return run(Names(leads={"hub.example": [("127.0.0.1",)]}), pinged())


def test_a_hub_is_told_by_a_form_that_each_kind_of_hub_understands():
    pinged = ping(Answer(status=204))
    assert pinged.outcome is None
    (request,) = pinged.requests
    assert request.method == "POST"
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    fields = [("hub.mode", "publish"), ("hub.url", ADDRESS), ("hub.topic", ADDRESS)]
    assert parse_qsl(request.body.decode(), strict_parsing=True) == fields


def test_a_hub_hears_who_we_are_and_gets_no_cookie_and_no_login():
    (request,) = ping(Answer(status=204)).requests
    assert request.header("User-Agent") == "jewelwire/1.2 (+ops@wire.example; 41 subscribers)"
    assert {name.lower() for name, _ in request.headers} == {
        "host", "user-agent", "accept", "accept-encoding", "connection", "content-type",
        "content-length",
    }  # fmt: skip


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_is_one_whatever_the_answer_says(status):
    answer = Answer(status=status, headers=LONG, endless=b"" if status == 204 else b"thanks ")
    assert ping(answer).outcome is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=400), "400 Bad Request"),
        (
            Answer(status=400, headers=(PLAIN,), body=b"hub.url\r\n is \x1b[2Jnot known"),
            "400 Bad Request (hub.url is [2Jnot known)",
        ),
        (Answer(status=404, headers=(("Content-Type", "text/html"),), body=b"<p>no"),
         "404 Not Found"),
        (Answer(status=400, headers=(PLAIN, ("Content-Encoding", "gzip")), body=b"\x1f\x8b"),
         "400 Bad Request"),
        (Answer(status=500), "the server failed: 500 Internal Server Error"),
        (Answer(status=299 + 5), "304 Not Modified brings no document"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_with_the_first_words_of_the_hub(answer, reason):
    assert ping(answer).outcome == PingFailed(reason=reason, status=answer.status)


def test_the_words_of_a_hub_are_cut_short():
    reason = ping(Answer(status=400, headers=LONG, endless=b"no, no and again no. ")).outcome.reason
    assert reason.startswith("400 Bad Request (no, no and again no. no,")
    assert reason.endswith("…)")
    assert len(reason) < 200


@pytest.mark.parametrize("status", [429, 503])
def test_how_long_a_hub_asks_to_be_left_alone_is_told(status):
    answer = Answer(status=status, headers=(("Retry-After", "120"),))
    outcome = ping(answer).outcome
    assert (outcome.status, outcome.retry_after) == (status, timedelta(minutes=2))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_says_where_the_hub_went(status):
    pinged = ping(Answer(status=status, headers=(("Location", "https://desk:key@new.example/"),)))
    reason = f"{status} leads to https://…@new.example/; is site.hub right?"
    assert pinged.outcome == PingFailed(reason=reason, status=status)
    assert len(pinged.requests) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(delay=5), "no whole answer within 0.2 s"),
        (Answer(raw=b"HTTP/1.1 204 ", drip=0.05), "no whole answer within 0.2 s"),
        (Answer(raw=b""), "the server hung up without an answer"),
        (Answer(raw=b"", reset=True), "connection reset by peer"),
        (Answer(raw=b"hello"), "the answer is not sound HTTP: Bad status line"),
        (Answer(raw=b"", endless=b"HTTP/1.1 103 Early Hints\r\n\r\n"),
         "the answer is larger than 1048576 bytes"),
    ],
)  # fmt: skip
def test_no_sound_answer_is_a_failure_in_words(answer, reason):
    seconds = 0.2 if "within" in reason else 5
    assert ping(answer, seconds=seconds).outcome == PingFailed(reason=reason)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9/", "connection refused"),
        ("http://no-such-host.invalid/", "no such host: no-such-host.invalid"),
        ("http://0x7f.1/", "0x7f.1 is an address that is not written as one"),
        ("ftp://hub.example/", "not an http or https address: 'ftp://hub.example/'"),
    ],
)
def test_a_hub_that_cannot_be_reached_is_a_failure_in_words(url, reason):
    assert told(url) == PingFailed(reason=reason)


def test_a_private_address_is_refused_unless_it_is_allowed():
    pinged = ping(Answer(status=204), network=CLOSED)
    reason = "127.0.0.1 is a private address (network.allow opens ranges)"
    assert pinged.outcome == PingFailed(reason=reason)
    assert not pinged.requests


def test_a_name_that_leads_to_a_private_address_is_refused():
    reason = "127.0.0.1 is a private address (network.allow opens ranges)"
    assert told("http://hub.example/", CLOSED) == PingFailed(reason=reason)


def test_it_is_a_hub_as_the_corridor_knows_one():
    client: Hub = hub()
    assert client
