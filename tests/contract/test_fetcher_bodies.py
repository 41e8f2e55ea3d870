"""Bodies as servers really send them: coded, cut short, without an end."""

import gzip
import sys
import time
import zlib

import brotli
import pytest
from asking import ask, ask_once
from hypothesis import given
from hypothesis import strategies as st
from serving import Answer

from aggregator.fetch import Limits
from aggregator.fetch.codings import MOST_MEMBERS
from aggregator.fetch.decode import Body, BodyError
from aggregator.model import Fetched, FetchFailed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DOCUMENT = b"<feed>" + b"rings and things " * 50 + b"</feed>"
GZIPPED = gzip.compress(DOCUMENT)
BROTLI = brotli.compress(DOCUMENT)
ZSTD = zstd.compress(DOCUMENT)
# A frame that is there to be skipped (RFC 8878 section 3.1.2).
SKIPPED = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"hello"


def bare_deflate(document: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(document) + squeeze.flush()


def with_window(log: int) -> bytes:
    """A frame that may look back so far, and asks its reader for the room."""
    wanted = {zstd.CompressionParameter.window_log: log, zstd.CompressionParameter.checksum_flag: 1}
    squeeze = zstd.ZstdCompressor(options=wanted)
    # Its length is not known beforehand: else a smaller window would do.
    return squeeze.compress(DOCUMENT, mode=squeeze.FLUSH_BLOCK) + squeeze.flush()


ENCODERS = {
    "": bytes,
    "gzip": gzip.compress,
    "deflate": bare_deflate,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def coded(coding: str, body: bytes, **how) -> Answer:
    return Answer(headers=(("Content-Encoding", coding), ("ETag", '"e"')), body=body, **how)


def chunked(body: bytes, **how) -> Answer:
    return Answer(headers=(("Transfer-Encoding", "chunked"),), body=body, **how)


def of_length(length: int, body: bytes, **how) -> Answer:
    return Answer(headers=(("Content-Length", str(length)),), body=body, **how)


def until_the_end(body: bytes, **how) -> Answer:
    return Answer(raw=b"HTTP/1.0 200 OK\r\n\r\n" + body, **how)


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
        coded("br", BROTLI),
        coded("br", BROTLI, drip=0.0001),
        coded("zstd", ZSTD),
        coded("zstd", ZSTD, drip=0.0001),
        coded("zstd", with_window(23)),
        coded("zstd", zstd.compress(DOCUMENT[:100]) + SKIPPED + zstd.compress(DOCUMENT[100:])),
        chunked(
            b"5\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (DOCUMENT[:5], len(DOCUMENT) - 5, DOCUMENT[5:])
        ),
        until_the_end(DOCUMENT),
    ],
)
def test_a_whole_body_arrives_as_it_was(answer):
    assert ask_once(answer).body == DOCUMENT


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (coded("gzip", DOCUMENT), "the body is not the gzip that it says it is"),
        (coded("deflate", b"\xff" + DOCUMENT), "the body is not the deflate that it says it is"),
        (coded("br", b"\xff" + DOCUMENT), "the body is not the br that it says it is"),
        (coded("zstd", DOCUMENT), "the body is not the zstd that it says it is"),
        (coded("gzip", GZIPPED[:-9]), "the gzip body stops short"),
        (coded("gzip", GZIPPED + GZIPPED[:20]), "the gzip body stops short"),
        (coded("deflate", zlib.compress(DOCUMENT)[:-5]), "the deflate body stops short"),
        (coded("br", BROTLI[:-1]), "the br body stops short"),
        (coded("zstd", ZSTD[:-1]), "the zstd body stops short"),
        (coded("zstd", ZSTD + ZSTD[:3]), "the zstd body stops short"),
        (coded("gzip", GZIPPED[:-8] + bytes(8)), "the body is not the gzip that it says it is"),
        (
            coded("gzip", GZIPPED + GZIPPED[:-8] + bytes(8)),
            "the body is not the gzip that it says it is",
        ),
        (
            coded("zstd", with_window(10)[:-1] + b"\0"),
            "the body is not the zstd that it says it is",
        ),
        (coded("zstd", with_window(24)), "the body is not the zstd that it says it is"),
        (coded("br", BROTLI + b"more"), "the body is not the br that it says it is"),
        (coded("lzma", DOCUMENT), "the body is in a coding that was not asked for: lzma"),
        (
            coded("gzip, br", brotli.compress(GZIPPED)),
            "the body is in a coding that was not asked for: gzip, br",
        ),
        (of_length(2000, DOCUMENT), "the body is shorter than its Content-Length"),
        (chunked(b"5\r\n<feed\r\n"), "the body ends before its last chunk"),
        (chunked(b"5\r\n<feed\r\n0\r\n"), "the body ends before its last chunk"),
        (Answer(), "the body is empty"),
        (coded("gzip", b""), "the body is empty"),
        (coded("br", b""), "the body is empty"),
        (coded("zstd", SKIPPED), "the body is empty"),
        (coded("gzip", gzip.compress(b"")), "the body is empty"),
        (chunked(b"0\r\n\r\n"), "the body is empty"),
    ],
)
def test_a_body_that_is_not_whole_is_a_failure(answer, reason):
    assert ask_once(answer) == FetchFailed(reason=reason, status=200)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            of_length(99, DOCUMENT[:50], reset=True),
            "the body stops short: connection reset by peer",
        ),
        (chunked(b"5\r\n<feed\r\n", reset=True), "the body stops short: connection reset by peer"),
        (until_the_end(DOCUMENT, reset=True), "the body stops short: connection reset by peer"),
    ],
)
def test_a_reset_within_the_body_is_a_failure_and_not_tried_again(answer, reason):
    asked = ask({"/feed": answer})
    assert asked.outcome == FetchFailed(reason=reason, status=200)
    assert len(asked.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"5\r\n<feed\r\nmore\r\n",
        b"5\r\n<feed>too much\r\n",
        b"5\r\n<feed\r\n0\r\n" + b"X: y\r\n" * 300,
    ],
)
def test_a_chunk_that_is_not_sound_is_a_failure_at_once(body):
    began = time.monotonic()
    outcome = ask_once(chunked(body, drip=0.00001, endless=bytes(1000)))
    assert outcome == FetchFailed(reason="the body is not in sound chunks", status=200)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("coding", ["deflate", "br", "zstd"])
def test_a_bomb_is_refused_while_it_is_decoded(coding):
    outcome = ask_once(coded(coding, ENCODERS[coding](bytes(10**6))), Limits(body=10_000))
    assert outcome == FetchFailed(reason="the body is larger than 10000 bytes", status=200)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_body_in_pieces_has_a_bounded_number_of_them(coding):
    piece = ENCODERS[coding](b"a")
    assert isinstance(ask_once(coded(coding, piece * MOST_MEMBERS)), Fetched)
    outcome = ask_once(coded(coding, piece * (MOST_MEMBERS + 1)))
    assert outcome == FetchFailed(reason=f"the {coding} body is in too many pieces", status=200)


def read(coding: str, sent: bytes, sizes: list[int], limit: int, **how) -> Body:
    body, rest = Body(coding, limit, **how), sent
    for size in [*sizes, len(sent)]:
        body.add(rest[:size])
        rest = rest[size:]
    return body


@given(st.lists(st.integers(1, 3000)), st.sampled_from([*ENCODERS]))
def test_a_limit_is_met_exactly_however_the_bytes_come(sizes, coding):
    sent = ENCODERS[coding](DOCUMENT)
    assert read(coding, sent, sizes, len(DOCUMENT)).whole() == DOCUMENT
    with pytest.raises(BodyError, match="larger than"):
        read(coding, sent, sizes, len(DOCUMENT) - 1)


@given(st.lists(st.integers(1, 3000)), st.sampled_from([*ENCODERS]), st.integers(1, 1000))
def test_an_excerpt_is_what_a_body_begins_with_and_may_be_nothing(sizes, coding, limit):
    sent = ENCODERS[coding](DOCUMENT)
    excerpt = read(coding, sent, sizes, limit, excerpt=True)
    assert excerpt.whole() == DOCUMENT[:limit]
    assert excerpt.is_full == (limit < len(DOCUMENT))


@given(st.lists(st.integers(1, 30)), st.sampled_from([*ENCODERS][1:]), st.binary(), st.data())
def test_wrong_bytes_are_a_body_error_and_no_other(sizes, coding, wrong, data):
    sent = ENCODERS[coding](DOCUMENT)
    at = data.draw(st.integers(0, len(sent)))
    try:
        read(coding, sent[:at] + wrong + sent[at:], sizes, 10_000).whole()
    except BodyError:
        return


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=bytes(100_000)),
        chunked(b"4e20\r\n%b\r\n" % bytes(20_000) * 5),
        Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n", endless=bytes(100_000)),
        coded("gzip", GZIPPED + bytes(100_000)),
    ],
)
def test_a_body_without_an_end_is_left_at_the_limit(answer):
    outcome = ask_once(answer, Limits(body=10_000))
    assert outcome == FetchFailed(reason="the body is larger than 10000 bytes", status=200)
