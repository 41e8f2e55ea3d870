"""Bodies as servers really send them: coded, cut short, without an end."""

import gzip
import zlib

import pytest
from asking import ask_once
from hypothesis import given
from hypothesis import strategies as st
from serving import Answer

from aggregator.fetch import Limits
from aggregator.fetch.decode import Body, BodyError
from aggregator.model import FetchFailed

DOCUMENT = b"<feed>" + b"rings and things " * 50 + b"</feed>"
GZIPPED = gzip.compress(DOCUMENT)


def bare_deflate(document: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(document) + squeeze.flush()


def coded(coding: str, body: bytes, **how) -> Answer:
    return Answer(headers=(("Content-Encoding", coding), ("ETag", '"e"')), body=body, **how)


def chunked(body: bytes, **how) -> Answer:
    return Answer(headers=(("Transfer-Encoding", "chunked"),), body=body, **how)


def of_length(length: int, body: bytes, **how) -> Answer:
    return Answer(headers=(("Content-Length", str(length)),), body=body, **how)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=DOCUMENT),
        coded("identity", DOCUMENT),
        coded("gzip", GZIPPED),
        coded("x-gzip", GZIPPED),
        coded("GZIP", GZIPPED),
        coded("gzip", gzip.compress(DOCUMENT[:100]) + gzip.compress(DOCUMENT[100:])),
        coded("gzip", GZIPPED + b"\0\0padding"),
        coded("gzip", GZIPPED, drip=0.0001),
        coded("deflate", zlib.compress(DOCUMENT)),
        coded("deflate", bare_deflate(DOCUMENT)),
        coded("deflate", bare_deflate(DOCUMENT), drip=0.0001),
        chunked(
            b"5\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (DOCUMENT[:5], len(DOCUMENT) - 5, DOCUMENT[5:])
        ),
        Answer(raw=b"HTTP/1.0 200 OK\r\n\r\n" + DOCUMENT),
    ],
)
def test_a_whole_body_arrives_as_it_was(answer):
    assert ask_once(answer).body == DOCUMENT


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (coded("gzip", DOCUMENT), "the body is not the gzip that it says it is"),
        (coded("deflate", b"\xff" + DOCUMENT), "the body is not the deflate that it says it is"),
        (coded("gzip", GZIPPED[:-9]), "the gzip body stops short"),
        (coded("gzip", GZIPPED + GZIPPED[:20]), "the gzip body stops short"),
        (coded("deflate", zlib.compress(DOCUMENT)[:-5]), "the deflate body stops short"),
        (coded("gzip", GZIPPED[:-8] + bytes(8)), "the body is not the gzip that it says it is"),
        (coded("br", DOCUMENT), "the body is in a coding that was not asked for: br"),
        (
            coded("gzip, gzip", gzip.compress(GZIPPED)),
            "the body is in a coding that was not asked for: gzip, gzip",
        ),
        (of_length(2000, DOCUMENT), "the body is shorter than its Content-Length"),
        (chunked(b"5\r\n<feed\r\n"), "the body ends before its last chunk"),
        (Answer(), "the body is empty"),
        (coded("gzip", b""), "the body is empty"),
        (coded("gzip", gzip.compress(b"")), "the body is empty"),
        (chunked(b"0\r\n\r\n"), "the body is empty"),
    ],
)
def test_a_body_that_is_not_whole_is_a_failure(answer, reason):
    assert ask_once(answer) == FetchFailed(reason=reason, status=200)


@pytest.mark.parametrize("body", [zlib.compress(bytes(10**6)), bare_deflate(bytes(10**6))])
def test_a_bomb_is_refused_while_it_is_decoded(body):
    outcome = ask_once(coded("deflate", body), Limits(body=10_000))
    assert outcome == FetchFailed(reason="the body is larger than 10000 bytes", status=200)


@given(st.lists(st.integers(1, 3000)), st.sampled_from(["", "gzip", "deflate"]))
def test_a_limit_is_met_exactly_however_the_bytes_come(sizes, coding):
    encode = {"": bytes, "gzip": gzip.compress, "deflate": bare_deflate}[coding]
    sent = encode(DOCUMENT)

    def decoded(limit: int) -> bytes:
        body, rest = Body(coding, limit), sent
        for size in [*sizes, len(sent)]:
            body.add(rest[:size])
            rest = rest[size:]
        return body.whole()

    assert decoded(len(DOCUMENT)) == DOCUMENT
    with pytest.raises(BodyError, match="larger than"):
        decoded(len(DOCUMENT) - 1)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=bytes(100_000)),
        chunked(b"4e20\r\n%b\r\n" % bytes(20_000) * 5),
        Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n" + bytes(100_000)),
        coded("gzip", GZIPPED + bytes(100_000)),
    ],
)
def test_a_body_without_an_end_is_left_at_the_limit(answer):
    outcome = ask_once(answer, Limits(body=10_000))
    assert outcome == FetchFailed(reason="the body is larger than 10000 bytes", status=200)
