"""The shipped nginx configuration, really run in front of a product, by nobody, with TLS."""

import asyncio
import contextlib
import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.town import free_port

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FRAME = """
pid {home}/nginx.pid;
error_log {home}/error.log;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/diaoyue.conf;
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    url: str  # https://…
    plain: str  # http://…, which only points at the other
    home: Path
    trust: ssl.SSLContext

    @property
    def logged(self) -> str:
        return (self.home / "access.log").read_text("utf-8")


@contextlib.asynccontextmanager
async def front(upstream: str, *, monitoring: str = "10.20.0.0/24") -> AsyncIterator[Front]:
    """`upstream` is HOST:PORT of a product. As the file says, but for what a school changes."""
    home = Path(tempfile.mkdtemp(prefix="diaoyue-nginx-", dir="/tmp"))
    nobody = "nobody" if os.geteuid() == 0 else None
    try:
        doors = free_port(), free_port()
        _lay_out(home, upstream, doors, monitoring)
        _hand_over(home, nobody)
        async with _running(home, nobody, doors[1]):
            yield Front(
                url=f"https://127.0.0.1:{doors[1]}",
                plain=f"http://127.0.0.1:{doors[0]}",
                home=home,
                trust=ssl.create_default_context(cafile=str(home / "fullchain.pem")),
            )
    finally:
        shutil.rmtree(home)


def _lay_out(home: Path, upstream: str, doors: tuple[int, int], monitoring: str) -> None:
    (home / "nginx.conf").write_text(FRAME.format(home=home), "utf-8")
    (home / "verify").mkdir()
    changes = {
        "listen 80;": f"listen 127.0.0.1:{doors[0]};",
        "listen 443 ssl;": f"listen 127.0.0.1:{doors[1]} ssl;",
        "server_name bot.example.edu;": "server_name 127.0.0.1;",
        "http://127.0.0.1:8080": f"http://{upstream}",
        "/etc/ssl/diaoyue/": f"{home}/",
        "/var/log/nginx/diaoyue.log": f"{home}/access.log",
        "/srv/diaoyue/verify": f"{home}/verify",
        "allow 10.20.0.0/24;": f"allow {monitoring};",
    }
    (home / "diaoyue.conf").write_text(_changed(DEPLOY / "nginx.conf", changes), "utf-8")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", str(home / "privkey.pem"),
         "-out", str(home / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


def _hand_over(home: Path, owner: str | None) -> None:
    for path in (home, *home.rglob("*")) if owner else ():
        shutil.chown(path, owner)


def _changed(file: Path, changes: Mapping[str, str]) -> str:
    text = file.read_text("utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextlib.asynccontextmanager
async def _running(home: Path, user: str | None, port: int) -> AsyncIterator[None]:
    nginx = await asyncio.create_subprocess_exec(
        binary(), "-p", str(home), "-c", str(home / "nginx.conf"), "-g", "daemon off;",
        "-e", str(home / "error.log"), cwd=home, user=user,
    )  # fmt: skip
    try:
        while not await _listens(port):
            assert nginx.returncode is None, (home / "error.log").read_text("utf-8")
            await asyncio.sleep(0.02)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            nginx.terminate()
        await nginx.wait()


def binary() -> str:
    """Debian keeps it where only root looks."""
    return shutil.which("nginx") or "/usr/sbin/nginx"


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
