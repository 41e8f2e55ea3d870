"""An event loop in which names lead where a test says: no look-up leaves the machine."""

import asyncio
import socket
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(kw_only=True)
class Names:
    """What each name leads to, and which port stands behind another. Records look-ups.

    A name that is not there is one that does not exist. Of several lists of addresses
    each look-up takes the next.
    """

    leads: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    ports: dict[int, int] = field(default_factory=dict)
    lookups: list[str] = field(default_factory=list)

    def look_up(self, name: str, port: int) -> list[tuple]:
        self.lookups.append(name)
        answers = self.leads.get(name)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "in other words")
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [_info(address, self.ports.get(port, port)) for address in addresses]


def _info(address: str, port: int) -> tuple:
    kind = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
    if ":" in address:
        return (socket.AF_INET6, *kind, (address, port, 0, 0))
    return (socket.AF_INET, *kind, (address, port))


def run(names: Names, main: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run`, with these names and no others."""

    class Loop(asyncio.SelectorEventLoop):
        async def getaddrinfo(self, host, port, **_):
            return names.look_up(host, port)

    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(main)
