"""A real server and a real browser, both from this machine; nothing from the network."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One Streamlit process; ``fresh`` processes serve the cold-start tests."""

    def __init__(self):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).read()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def server():
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def fresh_server():
    running = Server()
    yield running
    running.stop()


class Visitor:
    """A page in a context of its own, with the waiting that Streamlit needs."""

    def __init__(self, browser, **options):
        options.setdefault("viewport", {"width": 1440, "height": 900})
        options.setdefault("locale", "en-GB")
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.outside = []
        self.page.on("request", self._note)

    def _note(self, request):
        local = ("http://localhost", "ws://localhost", "data:", "blob:")
        if not request.url.startswith(local):
            self.outside.append(request.url)

    def open(self, url):
        self.page.goto(url)
        self.settled()
        return self

    def settled(self):
        """Wait until the run has ended, no skeleton is left, and the address bar is written."""
        page = self.page
        state = "[data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
        page.wait_for_selector(f"[data-testid=stApp]{state}")
        page.wait_for_function(
            "() => !document.querySelector('[data-testid=stSkeleton],[data-testid=stSpinner]')"
            " && document.querySelector('h2') && location.search.includes('lang=')"
        )
        page.wait_for_timeout(300)
        page.wait_for_selector(f"[data-testid=stApp]{state}")

    def headline(self):
        return self.page.locator("h2").first.inner_text()

    def expect_headline(self, text):
        """Wait for the headline to contain ``text``; the message shows what was there."""
        try:
            self.page.wait_for_function(
                "text => document.querySelector('h2')?.innerText.includes(text)", arg=text
            )
        except Exception as error:
            raise AssertionError(f"{text!r} not in {self.headline()!r}") from error
        self.settled()
