"""Why nothing usable came, in words that an operator understands.

A proxy is told by its failure, never by its address: that is a secret, login and all.
"""

import os
import re
import socket
import ssl
from http import HTTPStatus

import aiohttp
from aiohttp.http_exceptions import (
    ContentLengthError,
    HttpProcessingError,
    TransferEncodingError,
)
from yarl import URL

from aggregator.fetch.guard import PrivateAddressError
from aggregator.fetch.sockets import TooMuchError
from aggregator.model import FetchFailed

# What a request raises when the world fails it. TimeoutError is an OSError;
# UnicodeError is a name that no host can bear, a label of 64 letters for one.
FAILURES = (aiohttp.ClientError, OSError, UnicodeError)
# X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH of OpenSSL.
MISNAMED = {62, 64}


class BrokenOffError(aiohttp.ClientError):
    """A connection that broke before an answer came; `__cause__` is how."""


def unheard(error: Exception, url: URL, *, is_proxied: bool) -> FetchFailed:
    """What one of `FAILURES` means that came in the place of an answer from `url`."""
    match error:
        case aiohttp.ClientConnectorError(os_error=PrivateAddressError() as refusal):
            return FetchFailed(reason=str(refusal))
        case aiohttp.ClientConnectorError():
            words = _of_tunnel(error, url) if is_proxied else _unconnected(error, str(url.host))
            return FetchFailed(reason=words, unreached=not _is_met(error))
        case BrokenOffError(__cause__=Exception() as cause):
            words = f"{'through the proxy: ' if is_proxied else ''}{reason(cause)}"
            return FetchFailed(reason=words)
        case aiohttp.ClientHttpProxyError(status=status):
            return of_proxy(status)
        case UnicodeError():
            return FetchFailed(reason=f"no such host: {url.host}")
        case _:
            return FetchFailed(reason=reason(error))


def of_proxy(status: int) -> FetchFailed:
    """A refusal by the proxy: of the server nothing is known, not even a status."""
    return FetchFailed(reason=f"the proxy answers {_named(status)}")


def of_status(status: int) -> FetchFailed:
    """A status that brings no document."""
    named = _named(status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        named = f"the server failed: {named}"
    elif status < HTTPStatus.BAD_REQUEST:
        named = f"{named} brings no document"
    return FetchFailed(reason=named, status=status)


def reason(error: BaseException) -> str:
    """Words for what broke an exchange that had begun."""
    match error:
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


def _is_met(error: aiohttp.ClientConnectorError) -> bool:
    """Whether somebody took the connection up, be it only to fail at TLS or to hang up."""
    is_left = isinstance(error.os_error, ConnectionResetError | BrokenPipeError)
    return is_left or isinstance(error, aiohttp.ClientSSLError)


def _of_tunnel(error: aiohttp.ClientConnectorError, url: URL) -> str:
    """Words for the proxy, or for the server at the far end of a tunnel through it."""
    if (error.host, error.port) == (url.raw_host, url.port):
        return _unconnected(error, str(url.host))
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "the proxy cannot be reached: its name leads nowhere"
        case aiohttp.ClientSSLError():
            return _unconnected(error, "the proxy")
        case _:
            return f"the proxy cannot be reached: {_system(error.os_error)}"


def _unconnected(error: aiohttp.ClientConnectorError, host: str) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError(os_error=socket.gaierror(errno=socket.EAI_AGAIN)):
            return f"the name {host} cannot be looked up now; is there a network?"
        case aiohttp.ClientConnectorDNSError():
            return f"no such host: {host}"
        case aiohttp.ClientConnectorCertificateError(
            certificate_error=ssl.SSLCertVerificationError() as cause
        ):
            return f"the certificate of {host} is not trusted: {_untrusted(cause)}"
        case aiohttp.ClientConnectorSSLError(os_error=cause):
            return f"no TLS with {host}: {cause}"
        case _:
            return _system(error.os_error)


def _untrusted(error: ssl.SSLCertVerificationError) -> str:
    """OpenSSL's words, but for those in which Python names the host: it may be the proxy."""
    if error.verify_code in MISNAMED:
        return "it is that of another host"
    return error.verify_message


def _cut_short(error: aiohttp.ClientPayloadError) -> str:
    match error.__cause__:
        case ContentLengthError():
            return "the body is shorter than its Content-Length"
        case TransferEncodingError():
            return "the body ends before its last chunk"
        case HttpProcessingError():
            return "the body is not in sound chunks"
        case TooMuchError() as cause:
            return str(cause)
        case OSError() as cause:
            return f"the body stops short: {_system(cause)}"
        case _:
            return "the body stops short"


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _system(error: OSError) -> str:
    """The system's own words; ours, where the guard refused."""
    return os.strerror(error.errno).lower() if error.errno else str(error) or "connection lost"


def _first_line(message: str) -> str:
    """The parser's words, without the bytes of the server that it goes on to quote."""
    return re.split(r": (?:bytearray\()?b.", message.partition("\n")[0])[0].rstrip(":")
