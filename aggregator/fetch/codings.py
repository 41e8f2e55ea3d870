"""The codings of a body (RFC 9110 section 8.4), each as a stream that decodes by pieces."""

import sys
import zlib
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPT_ENCODING = "gzip, deflate, br, zstd"

ERRORS = (zlib.error, brotli.error, zstd.ZstdError)

GZIP = 16 + zlib.MAX_WBITS
ZLIB = zlib.MAX_WBITS
RAW = -zlib.MAX_WBITS
# A frame may ask its reader for gigabytes; for HTTP no more than 8 MB are due (RFC 8878
# section 3.1.1.1.2, RFC 9659).
ZSTD_LIMITS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


# How a member begins that may follow another: in gzip (RFC 1952 section 2.3.1), and in
# zstd, where some frames are there to be skipped (RFC 8878 sections 3.1.1 and 3.1.2).
FIRST_BYTES = {"gzip": {0x1F}, "zstd": {0x28, *range(0x50, 0x60)}}
# Some servers end a member with each flush. A zstd frame of nine bytes that holds nothing
# costs 46 µs: without a bound, 10 MiB of them would be a minute's work.
MOST_MEMBERS = 1000


class Stream(Protocol):
    """One member of a body: what zlib and zstd give, and what brotli is made to."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes:
        """What came behind the end."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Decode the next bytes; all that they hold, where `max_length` is not reached."""
        ...


class Brotli(Stream):
    """A brotli stream (RFC 7932). Bytes behind its end raise, as wrong ones do."""

    unused_data = b""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return bytes(self._stream.process(data, output_buffer_limit=max_length))


def opened(coding: str, first: int) -> Stream:
    """A stream for a member that begins with the byte `first`."""
    match coding:
        case "gzip":
            return zlib.decompressobj(GZIP)
        case "br":
            return Brotli()
        case "zstd":
            return zstd.ZstdDecompressor(options=ZSTD_LIMITS)
        case _:
            # Deflate is zlib's wrapping (RFC 9110 section 8.4.1.2), and some send it bare.
            # No encoder begins a bare stream with zlib's low nibble, 8 (RFC 1950).
            return zlib.decompressobj(ZLIB if first & 0x0F == zlib.DEFLATED else RAW)


def follows(coding: str, first: int) -> bool:
    """Whether the byte `first`, behind a whole member, begins one more."""
    return coding == "br" or first in FIRST_BYTES.get(coding, ())


def most_members(coding: str) -> int:
    # Brotli's library refuses what comes with the end of a stream, so nothing may follow.
    return 1 if coding == "br" else MOST_MEMBERS


def named(content_encoding: str) -> str | None:
    """The one coding that a body is in; "" where it is in none, None where we know it not."""
    told = [each.strip().lower() for each in content_encoding.split(",")]
    match [each.removeprefix("x-") for each in told if each not in {"", "identity"}]:
        case []:
            return ""
        case [coding] if coding in ACCEPT_ENCODING.split(", "):
            return coding
        case _:
            return None
