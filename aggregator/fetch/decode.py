"""Bodies, decoded as they arrive, so that a limit on bytes is met in time.

aiohttp's own decoding stays off: it takes a gzip that stops short for whole, leaves
x-gzip as it is, and knows no limit.
"""

import zlib

ACCEPT_ENCODING = "gzip, deflate"

GZIP = 16 + zlib.MAX_WBITS
ZLIB = zlib.MAX_WBITS
RAW = -zlib.MAX_WBITS


class BodyError(Exception):
    """What makes a body unusable, in words for the operator."""


class Body:
    """A body on its way in. `limit` holds for the bytes decoded, and for those sent.

    Raises `BodyError` at once for a coding that we did not offer.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._coding = _coding(content_encoding)
        self._take = self._inflate if self._coding else self._keep
        self._limit = limit
        self._sent = 0
        self._decoded = bytearray()
        self._stream = zlib.decompressobj(GZIP)  # each member gets its own
        self._inside = False
        self._members = 0

    def add(self, chunk: bytes) -> None:
        """Take the next bytes; raises `BodyError` on a wrong coding, and past the limit."""
        # Sent bytes count too: empty deflate blocks decode to nothing, without end.
        self._sent += len(chunk)
        self._check(self._sent)
        while chunk:
            chunk = self._take(chunk)

    def whole(self) -> bytes:
        """The body; raises `BodyError` where its coding stops short, or nothing came."""
        if self._inside:
            raise BodyError(f"the {self._coding} body stops short")
        if not self._decoded:
            raise BodyError("the body is empty")
        return bytes(self._decoded)

    def _keep(self, chunk: bytes) -> bytes:
        self._decoded += chunk
        return b""

    def _inflate(self, chunk: bytes) -> bytes:
        """Decode what belongs to this member (RFC 1952 section 2.2); return what follows it."""
        if not self._inside:
            self._stream, self._inside = zlib.decompressobj(self._window(chunk[0])), True
        # One byte more than there is room for shows that the limit is passed.
        room = self._limit - len(self._decoded)
        try:
            self._decoded += self._stream.decompress(chunk, room + 1)
        except zlib.error as error:
            return self._end(error)
        self._check(len(self._decoded))
        if self._stream.eof:
            self._inside, self._members = False, self._members + 1
        return self._stream.unused_data

    def _end(self, error: zlib.error) -> bytes:
        """After a whole member, what opens no other is padding; browsers ignore it too."""
        if not self._members:
            raise BodyError(f"the body is not the {self._coding} that it says it is") from error
        self._inside = False
        return b""

    def _window(self, first: int) -> int:
        if self._coding == "gzip":
            return GZIP
        # Deflate is zlib's wrapping (RFC 9110 section 8.4.1.2), and some send it bare.
        # No encoder begins a bare stream with zlib's low nibble, 8 (RFC 1950).
        return ZLIB if first & 0x0F == zlib.DEFLATED else RAW

    def _check(self, count: int) -> None:
        if count > self._limit:
            raise BodyError(f"the body is larger than {self._limit} bytes")


def _coding(content_encoding: str) -> str | None:
    named = [each.strip().lower() for each in content_encoding.split(",")]
    match [each.removeprefix("x-") for each in named if each not in {"", "identity"}]:
        case []:
            return None
        case ["gzip" | "deflate" as coding]:
            return coding
        case _:
            raise BodyError(f"the body is in a coding that was not asked for: {content_encoding}")
