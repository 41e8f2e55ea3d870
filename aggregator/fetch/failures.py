"""Why nothing usable came, in words that an operator understands."""

import os
import socket
import ssl
from http import HTTPStatus

import aiohttp
from aiohttp.http_exceptions import ContentLengthError, TransferEncodingError

# What a request raises when the world fails it. TimeoutError is an OSError;
# UnicodeError is a name that no host can bear, a label of 64 letters for one.
FAILURES = (aiohttp.ClientError, OSError, UnicodeError)


class BrokenOffError(aiohttp.ClientError):
    """A connection that broke before an answer came, in words."""


def reason(error: Exception, host: str) -> str:
    """Words for one of `FAILURES`, met on the way to `host` or while it answered."""
    match error:
        case aiohttp.ClientConnectorError() | UnicodeError():
            return _unreached(error, host)
        case aiohttp.ServerDisconnectedError():
            return "the server hung up without an answer"
        case aiohttp.ClientResponseError(message=message):
            return f"the answer is not sound HTTP: {_first_line(message)}"
        case aiohttp.ClientPayloadError():
            return _cut_short(error)
        case OSError():
            return _system(error)
        case _:
            return str(error) or type(error).__name__


def _unreached(error: Exception, host: str) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError(os_error=socket.gaierror(errno=socket.EAI_AGAIN)):
            return f"the name {host} cannot be looked up now; is there a network?"
        case aiohttp.ClientConnectorDNSError() | UnicodeError():
            return f"no such host: {host}"
        case aiohttp.ClientConnectorCertificateError(
            certificate_error=ssl.SSLCertVerificationError(verify_message=why)
        ):
            return f"the certificate of {host} is not trusted: {why}"
        case aiohttp.ClientConnectorSSLError(os_error=cause):
            return f"no TLS with {host}: {cause}"
        case aiohttp.ClientConnectorError(os_error=cause):
            return _system(cause)
        case _:
            return str(error)


def _cut_short(error: aiohttp.ClientPayloadError) -> str:
    match error.__cause__:
        case ContentLengthError():
            return "the body is shorter than its Content-Length"
        case TransferEncodingError():
            return "the body ends before its last chunk"
        case _:
            return "the body stops short"


def of_status(status: int) -> str:
    """Words for a status that brings no document."""
    try:
        named = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        named = str(status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"the server failed: {named}"
    return named if status >= HTTPStatus.BAD_REQUEST else f"{named} brings no document"


def _system(error: OSError) -> str:
    """The system's own words; ours, where the guard refused."""
    return os.strerror(error.errno).lower() if error.errno else str(error) or "connection lost"


def _first_line(message: str) -> str:
    """The parser's words, without the bytes of the server that it goes on to quote."""
    return message.partition("\n")[0].partition(": b'")[0].rstrip(":")
