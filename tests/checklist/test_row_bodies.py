"""Checklist rows 50 to 68 and 79 to 81: bodies and connections as they really come."""

import gzip
import ssl
import time
import tracemalloc
import zlib
from functools import partial
from pathlib import Path

import brotli
import pytest
from checklist.documents import HTML, document, rss
from checklist.enduring import ETAG, TWO, WRONG, error_after_a_good_answer
from checklist.following import FEED, HOUR
from checklist.publishing import redirect, validated
from contract.serving import Answer

from aggregator.fetch import Limits
from aggregator.model import Feed

try:
    from compression import zstd
except ImportError:
    from backports import zstd

THREE = rss(3, 2, 1)
GZIPPED = gzip.compress(THREE)
MIB = 1024 * 1024
SMALL, BRIEF = Limits(body=MIB), Limits(seconds=0.3, connect=0.3)
UNTRUSTED = Path(__file__).parents[1] / "contract" / "untrusted.pem"


def bare_deflate(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(body) + squeeze.flush()


CODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": partial(brotli.compress, quality=5),
    "zstd": zstd.compress,
    "identity": bytes,
}


def coded(coding: str, body: bytes, **how) -> Answer:
    return document(WRONG, ("Content-Encoding", coding), body=body, **how)


def chunked(body: bytes, **how) -> Answer:
    return document(WRONG, ("Transfer-Encoding", "chunked"), body=body, **how)


def of_length(length: int, body: bytes, **how) -> Answer:
    return document(WRONG, ("Content-Length", str(length)), body=body, **how)


# Codings


@pytest.mark.parametrize(
    "body",
    [GZIPPED, gzip.compress(THREE[:90]) + gzip.compress(THREE[90:]), GZIPPED + b"\0\0"],
)
def test_50_gzip_is_offered_and_decoded(following, body):
    feed = following({"/feed": coded("gzip", body)})
    feed.poll()
    assert "gzip" in feed.asked[0].header("Accept-Encoding")
    assert len(feed.items) == 3


@pytest.mark.parametrize("encode", [zlib.compress, bare_deflate])
def test_51_deflate_is_decoded_wrapped_and_bare(following, encode):
    feed = following({"/feed": coded("deflate", encode(THREE))})
    assert feed.poll().error is None
    assert len(feed.items) == 3


def test_52_what_is_offered_can_be_decoded(following):
    feed = following({"/feed": document(body=TWO)})
    feed.poll()
    told = feed.asked[0].header("Accept-Encoding").split(",")
    offered = [one.partition(";")[0].strip() for one in told]
    assert {"gzip", "deflate"} <= set(offered) <= CODINGS.keys()
    for number, coding in enumerate(offered):
        feed.serve("/feed", coded(coding, CODINGS[coding](rss(number + 10, 1))))
        assert feed.poll().error is None, coding
        assert feed.report.new == 1, coding


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_52_br_and_zstd_are_offered_and_decoded_drop_by_drop(following, coding):
    feed = following({"/feed": coded(coding, CODINGS[coding](THREE), drip=0.0001)})
    feed.poll()
    assert coding in feed.asked[0].header("Accept-Encoding")
    assert len(feed.items) == 3


@pytest.mark.parametrize("coding", ["lzma", "compress", "exi"])
def test_52_a_coding_that_was_not_offered_is_refused(following, coding):
    state = error_after_a_good_answer(following(), coded(coding, THREE))
    assert coding in state.error


def test_53_x_gzip_is_gzip(following):
    feed = following({"/feed": coded("x-gzip", GZIPPED)})
    assert feed.poll().error is None
    assert len(feed.items) == 3


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_54_what_says_that_it_is_coded_and_is_plain_leaves_no_validator(following, coding):
    feed = following({"/feed": validated(TWO, ETAG)})
    feed.poll()
    feed.serve("/feed", coded(coding, THREE))
    state = feed.poll()
    feed.poll()
    assert state.failures == 1
    assert "the body is not" in state.error or "stops short" in state.error
    assert state.validators.etag == '"good"'
    assert len(feed.items) == 2


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_55_a_bomb_is_left_while_it_is_decoded(following, coding):
    feed = following(how={"limits": SMALL})
    bomb = CODINGS[coding](bytes(32 * MIB))
    assert len(bomb) < MIB // 8  # it is not the bytes sent that pass the limit
    feed.serve("/feed", coded(coding, bomb))
    tracemalloc.start()
    state = feed.poll()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "larger than" in state.error
    assert state.validators is None
    assert most < 8 * MIB


# Without an end


@pytest.mark.parametrize(
    "answer",
    [
        document(body=bytes(8 * MIB)),
        Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n", endless=bytes(MIB)),
        chunked(b"", endless=b"10000\r\n%b\r\n" % bytes(65536)),
        Answer(
            raw=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + GZIPPED,
            endless=bytes(MIB),
        ),
    ],
)
def test_56_a_body_without_end_is_left_at_a_limit(following, answer):
    state = error_after_a_good_answer(following(how={"limits": SMALL}), answer)
    assert state.error == f"the body is larger than {MIB} bytes"


@pytest.mark.parametrize(
    "answer",
    [
        document(WRONG, body=THREE, drip=0.02),
        Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50, drip=0.02),
    ],
)
def test_57_a_byte_at_a_time_is_left_after_a_while(following, answer):
    feed = following({"/feed": answer}, how={"limits": BRIEF})
    began = time.monotonic()
    state = feed.poll()
    assert time.monotonic() - began < 2
    assert len(feed.asked) == 1
    assert state.failures == 1
    assert state.validators is None
    assert feed.wait >= HOUR


def test_58_silence_is_left_after_a_while(following):
    feed = following({"/feed": document(delay=9)}, how={"limits": BRIEF})
    began = time.monotonic()
    state = feed.poll()
    assert time.monotonic() - began < 2
    assert len(feed.asked) == 1
    assert state.failures == 1
    assert feed.wait >= HOUR


# Not whole


@pytest.mark.parametrize("missing", [1, 200])
def test_59_a_body_shorter_than_its_length_is_no_answer(following, missing):
    error_after_a_good_answer(following(), of_length(len(THREE), THREE[:-missing]))


@pytest.mark.parametrize("whole", [THREE, THREE[:-200]])
def test_60_chunks_without_the_last_are_no_answer(following, whole):
    error_after_a_good_answer(following(), chunked(b"%x\r\n%b\r\n" % (len(whole), whole)))


@pytest.mark.parametrize("cut", [4, 9, 90])
def test_61_a_gzip_cut_short_is_no_answer(following, cut):
    error_after_a_good_answer(following(), coded("gzip", GZIPPED[:-cut]))


@pytest.mark.parametrize("coding", ["deflate", "br", "zstd"])
def test_61_any_coding_cut_short_is_no_answer(following, coding):
    error_after_a_good_answer(following(), coded(coding, CODINGS[coding](THREE)[:-5]))


def test_62_a_length_that_is_too_short_leaves_half_a_feed(following):
    feed = following({"/feed": validated(TWO, ETAG)})
    feed.poll()
    cut = THREE.index(b"</item>") + 60  # within the second item
    feed.serve("/feed", of_length(cut, THREE))
    state = feed.poll()
    assert state.error
    assert not [filed for filed in feed.items if filed.withdrawn_at]
    feed.poll()
    assert feed.asked[0].header("If-None-Match") != '"wrong"'
    feed.serve("/feed", document(ETAG, body=THREE))
    assert feed.poll().health == "ok"
    assert sorted(filed.entry.guid for filed in feed.items) == ["item-1", "item-2", "item-3"]


@pytest.mark.parametrize(
    "answer",
    [
        document(WRONG, body=b""),
        chunked(b"0\r\n\r\n"),
        coded("gzip", gzip.compress(b"")),
        coded("gzip", b""),
        document(WRONG, body=b" \r\n\t"),
        Answer(raw=b'HTTP/1.0 200 OK\r\nETag: "wrong"\r\n\r\n'),
    ],
)
def test_63_an_empty_answer_costs_nothing(following, answer):
    error_after_a_good_answer(following(), answer)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/rss+xml"])
def test_64_a_page_in_the_place_of_a_feed_costs_nothing(following, kind):
    answer = Answer(headers=(("Content-Type", kind), WRONG), body=HTML)
    error_after_a_good_answer(following(), answer)


# Not HTTP


@pytest.mark.parametrize("raw", [THREE, b"\0" * 99, b"220 mail.example ESMTP\r\n"])
def test_65_what_has_no_status_line_is_no_answer(following, raw):
    error_after_a_good_answer(following(), Answer(raw=raw))


@pytest.mark.parametrize(
    "answer",
    [
        of_length(9999, THREE, reset=True),
        chunked(b"%x\r\n%b\r\n" % (len(THREE), THREE), reset=True),
        Answer(raw=b"", reset=True),
        Answer(raw=b""),
    ],
)
def test_66_a_connection_that_breaks_is_not_tried_again_at_once(following, answer):
    error_after_a_good_answer(following(), answer)


@pytest.mark.parametrize(
    "answer",
    [
        document(WRONG, ("X-Long", "x" * MIB), body=THREE),
        Answer(raw=b"HTTP/1.1 200 OK\r\n", endless=b"X-More: x\r\n" * 1000),
    ],
)
def test_67_a_header_of_a_mebibyte_is_refused(following, answer):
    error_after_a_good_answer(following(), answer)


def test_68_two_lengths_that_differ_are_refused(following):
    lengths = (("Content-Length", str(len(THREE))), ("Content-Length", str(len(THREE) - 9)))
    error_after_a_good_answer(following(), document(WRONG, *lengths, body=THREE))


# No connection


@pytest.fixture
def untrusted(publisher):
    """A publisher over TLS, with a certificate that nobody signed."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(UNTRUSTED)
    return publisher({"/feed": document(ETAG)}, tls=tls)


def test_79_a_certificate_that_nobody_signed_is_refused(following, untrusted):
    feed = following()
    feed.follow(Feed(id=FEED, url=untrusted.url("/feed"), every=HOUR))
    for number in range(1, 5):
        assert feed.poll().failures == number
    assert "certificate" in feed.state.error
    assert feed.state.url.startswith("https:")
    assert not untrusted.requests
    assert not feed.publisher.requests
    assert not feed.items


def test_79_a_redirect_leads_to_no_unverified_server_either(following, untrusted):
    feed = following({"/feed": redirect(untrusted.url("/feed"), 301)})
    assert "certificate" in feed.poll().error
    assert not untrusted.requests
    assert feed.state.url == feed.publisher.url("/feed")


def test_80_a_refused_connection_is_told_and_the_feed_kept(following, publishers):
    feed = following({"/feed": document(ETAG)})
    feed.poll()
    publishers.close(feed.publisher)
    waits = [feed.wait for _ in range(8) if feed.poll().failures]
    assert waits == sorted(waits)
    assert waits[0] >= HOUR
    assert waits[-1] > waits[0]
    assert "refused" in feed.state.error
    assert len(feed.items) == 3


def test_81_a_name_that_does_not_resolve_is_told_and_the_feed_kept(following):
    feed = following({"/feed": document(ETAG)})
    feed.poll()
    # Longer than a name may be: it is known not to exist without asking any other machine.
    nowhere = f"http://{'g' * 64}.example/feed"
    feed.follow(Feed(id=FEED, url=nowhere, every=HOUR))
    waits = [feed.wait for _ in range(6) if feed.poll().failures]
    assert waits == sorted(waits)
    assert waits[0] >= HOUR
    assert waits[-1] > waits[0]
    assert "no such host" in feed.state.error
    assert len(feed.items) == 3
