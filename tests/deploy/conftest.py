"""Two replicas behind nginx on loopback, set up from the files of ``deploy/``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, free_port

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
FRAME = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/cbam.conf;
}}
"""


class Replica:
    """One process of ``deploy/server.py``."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.folder = port, folder
        self.log = folder / f"replica-{port}.log"
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "deploy/server.py",
                 "--server.port", str(self.port)],
                cwd=ROOT, stdout=log, stderr=log,
                env={**os.environ, "CBAM_LOG": "INFO", "CBAM_VAR_DIR": str(self.folder / "var"),
                     "STREAMLIT_SERVER_COOKIE_SECRET": "of-this-test-only"},
            )  # fmt: skip

    def wait(self) -> None:
        answers(f"http://127.0.0.1:{self.port}/_stcore/health", self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)

    def restart(self) -> None:
        self.process = self._start()
        self.wait()


class Site:
    """nginx and the replicas behind it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://localhost:{self.port}"
        self.replicas = {str(port): Replica(folder, port) for port in (free_port(), free_port())}
        first, second = self.replicas
        text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        for old, new in (
            ("listen 80;", f"listen 127.0.0.1:{self.port};"), ("8501", first), ("8502", second),
            ("/var/log/nginx", str(folder)),
        ):  # fmt: skip
            assert old in text
            text = text.replace(old, new)
        (folder / "cbam.conf").write_text(text, encoding="utf-8")
        (folder / "nginx.conf").write_text(FRAME.format(folder=folder), encoding="utf-8")
        self.nginx = subprocess.Popen(
            [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for replica in self.replicas.values():
            replica.wait()
        answers(f"{self.url}/_stcore/health", self.nginx)

    def stop(self) -> None:
        for process in (self.nginx, *(each.process for each in self.replicas.values())):
            process.terminate()
            process.wait(timeout=20)


def answers(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers.

    Raises:
        AssertionError: the process ended, or nothing came within two minutes.
    """
    deadline = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).read()
            return
        except OSError:
            assert process.poll() is None, f"{process.args} ended with {process.returncode}"
            assert time.monotonic() < deadline, url
            time.sleep(0.2)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if NGINX is None:
        pytest.skip("nginx is missing: `make test` installs it (Debian package nginx-light)")
    running = Site(tmp_path_factory.mktemp("site"))
    yield running
    running.stop()
