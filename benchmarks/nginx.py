"""nginx over a folder of published files, by the configuration that we ship."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SITE = Path(__file__).parents[1] / "deploy/nginx.conf"
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
MAIN = """\
{user}
worker_processes 1;
daemon off;
pid nginx.pid;
error_log stderr notice;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include site.conf;
}}
"""


@contextmanager
def nginx(out: Path, home: Path, edits: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Serve `out` meanwhile; gives the port on loopback, and the id of the process that works.

    `edits` are made in the configuration, as an operator would. `home` is for nginx to write.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    edits = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "root /var/lib/jewelwire/public;": f"root {out};",
        **edits,
    }
    site = SITE.read_text(encoding="utf-8")
    for before, after in edits.items():
        if before not in site:
            raise ValueError(f"{SITE.name} has no {before!r}")
        site = site.replace(before, after)
    (home / "site.conf").write_text(site, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # else its worker could not look in here
    (home / "main.conf").write_text(MAIN.format(user=user), encoding="utf-8")
    process = subprocess.Popen(
        [str(PROGRAM), "-p", str(home), "-c", str(home / "main.conf")],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield port, _worker(process)
    finally:
        process.terminate()
        process.communicate()


def _worker(process: "subprocess.Popen[str]") -> int:
    """The process that nginx says it has started; raises where it says what is wrong instead."""
    said = []
    for line in process.stderr or ():
        said.append(line)
        if "start worker process " in line:
            return int(line.split()[-1])
    raise RuntimeError("".join(said))
