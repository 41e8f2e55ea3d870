"""Bodies, decoded as they arrive, so that a limit on bytes is met in time.

aiohttp's own decoding stays off: it takes a gzip that stops short for whole, leaves
x-gzip as it is, and knows no limit.
"""

from aggregator.fetch import codings


class BodyError(Exception):
    """What makes a body unusable, in words for the operator."""


class Body:
    """A body on its way in. `limit` holds for the bytes decoded, and for those sent.

    An `excerpt` is full at the limit, and no failure; what would follow is left. Raises
    `BodyError` at once for a coding that we did not offer.
    """

    def __init__(self, content_encoding: str, limit: int, *, excerpt: bool = False) -> None:
        coding = codings.named(content_encoding)
        if coding is None:
            raise BodyError(f"the body is in a coding that was not asked for: {content_encoding}")
        self._coding = coding
        self._limit, self._is_excerpt = limit, excerpt
        self._sent = 0
        self._decoded = bytearray()
        self._stream: codings.Stream | None = None  # each member gets its own
        self._members = 0
        self.is_full = False

    def add(self, chunk: bytes) -> None:
        """Take the next bytes; raises `BodyError` on a wrong coding, and past the limit."""
        # Sent bytes count too: empty deflate blocks decode to nothing, without end.
        self._sent += len(chunk)
        self._check(self._sent)
        if not self._coding:
            self._decoded += chunk
        while chunk and self._coding:
            chunk = self._decode(chunk)
        self.is_full = self._is_excerpt and max(self._sent, len(self._decoded)) > self._limit

    def whole(self) -> bytes:
        """The body; raises `BodyError` where its coding stops short."""
        if self._stream and not self.is_full:
            raise BodyError(f"the {self._coding} body stops short")
        return bytes(self._decoded[: self._limit])

    def _decode(self, chunk: bytes) -> bytes:
        """Decode what belongs to this member; return what follows it.

        Members may follow each other in gzip (RFC 1952 section 2.2) and in zstd (RFC 8878
        section 3). Whatever else follows a whole one is padding; browsers ignore it too.
        """
        if self._members and not self._stream and not codings.follows(self._coding, chunk[0]):
            return b""
        stream = self._stream = self._stream or self._next(chunk[0])
        # One byte more than there is room for shows that the limit is passed.
        room = max(self._limit - len(self._decoded), 0)
        try:
            self._decoded += stream.decompress(chunk, room + 1)
        except codings.ERRORS as error:
            raise BodyError(f"the body is not the {self._coding} that it says it is") from error
        self._check(len(self._decoded))
        if len(self._decoded) > self._limit:
            return b""
        if stream.eof:
            self._stream, self._members = None, self._members + 1
        return stream.unused_data

    def _next(self, first: int) -> codings.Stream:
        """The stream for a member that begins with the byte `first`."""
        if self._members == codings.most_members(self._coding):
            raise BodyError(f"the {self._coding} body is in too many pieces")
        return codings.opened(self._coding, first)

    def _check(self, count: int) -> None:
        if count > self._limit and not self._is_excerpt:
            raise BodyError(f"the body is larger than {self._limit} bytes")
