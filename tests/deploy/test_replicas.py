"""Two replicas behind nginx: sticky, compressed, and one may die."""

from __future__ import annotations

import gzip
import json
import re
import urllib.error
import urllib.request
from email.message import Message

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from deploy import healthy
from pages.components import shell
from tests.browser.conftest import ROOT, free_port
from tests.deploy.conftest import Site

pytestmark = pytest.mark.browser
LINK = "/?cn=72083900&from=CN&t=2500&year=2026&q=1&lang=en"


def get(site: Site, path: str, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body as they come, errors too."""
    asked = urllib.request.Request(site.url + path, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def replica(headers: Message) -> str:
    """The replica a visitor is told to come back to."""
    found = re.search(r"cbam_replica=(\d+)", " ".join(headers.get_all("Set-Cookie", [])))
    return found[1] if found else ""


def test_the_first_load_is_compressed(site: Site) -> None:
    _, _, page = get(site, "/")
    script = re.search(rb'src="\.?/?(static/js/index[^"]+)"', page)
    assert script
    _, headers, packed = get(site, f"/{script[1].decode()}", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(packed) < 0.45 * len(gzip.decompress(packed))


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/compare", "/static/nothing.js"])
def test_every_answer_has_the_security_headers(site: Site, path: str) -> None:
    _, headers, _ = get(site, path)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert not re.search(r"https?:|\*", policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert len(headers.get_all("Content-Security-Policy")) == 1
    assert "nginx/" not in str(headers["Server"])


def test_only_the_embedded_view_may_be_framed_by_others(site: Site) -> None:
    _, own, _ = get(site, LINK)
    assert own["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    _, embedded, _ = get(site, f"{LINK}&embed=true")
    assert embedded["Content-Security-Policy"].endswith("frame-ancestors *")


def test_a_visitor_stays_with_a_replica(site: Site) -> None:
    _, headers, _ = get(site, "/")
    name = replica(headers)
    assert name in site.replicas
    for _ in range(6):
        _, again, _ = get(site, "/_stcore/health", Cookie=f"cbam_replica={name}")
        assert replica(again) == ""
    other = next(port for port in site.replicas if port != name)
    _, moved, _ = get(site, "/_stcore/health", Cookie=f"cbam_replica={other}")
    assert replica(moved) == ""
    _, odd, _ = get(site, "/_stcore/health", Cookie='cbam_replica="><script>')
    assert replica(odd) in site.replicas


def test_a_websocket_from_another_origin_is_refused(site: Site) -> None:
    address = site.url.replace("http", "ws") + "/_stcore/stream"
    with connect(address, origin=site.url, subprotocols=["streamlit"]):
        pass
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin="http://elsewhere.example", subprotocols=["streamlit"])
    assert refused.value.response.status_code == 403


def test_an_upload_needs_the_token_of_its_page(site: Site) -> None:
    asked = urllib.request.Request(
        f"{site.url}/_stcore/upload_file/session/file", data=b"x", method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=30)
    assert refused.value.code == 403


def test_the_limit_of_uploads_is_the_limit_of_the_pages() -> None:
    nginx = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    here, there = re.search(r"client_max_body_size (\d+)m", nginx), re.search(
        r"maxUploadSize = (\d+)", config
    )  # fmt: skip
    assert here is not None
    assert there is not None
    assert int(here[1]) == int(there[1]) + 1


def test_a_killed_replica_loses_nothing(site: Site, visit) -> None:  # type: ignore[no-untyped-def]
    """The visitor goes on from the link in the address bar, with the other replica."""
    visitor = visit().open(site.url + LINK)
    visitor.expect_headline("2,500 t")
    box = visitor.page.locator(".st-key-w_tonnes input")
    box.fill("3100")
    box.press("Enter")
    visitor.expect_headline("3,100 t")
    cookies = {each["name"]: each["value"] for each in visitor.context.cookies()}
    first = site.replicas[cookies["cbam_replica"]]
    first.kill()
    try:
        app = "[data-testid=stApp]"
        visitor.page.wait_for_selector(f"{app}:not([data-test-connection-state=CONNECTED])")
        visitor.page.wait_for_selector(
            f"{app}[data-test-connection-state=CONNECTED]", timeout=60_000
        )
        visitor.settled()
        visitor.expect_headline("3,100 t")
        assert "t=3100&" in visitor.page.url
        box.fill("3200")
        box.press("Enter")
        visitor.expect_headline("3,200 t")
        assert "t=3200&" in visitor.page.url
        cookies = {each["name"]: each["value"] for each in visitor.context.cookies()}
        assert cookies["cbam_replica"] not in ("", str(first.port))
        other = visit().open(visitor.page.url)  # and so does anybody who has the link
        assert other.headline() == visitor.headline()
    finally:
        first.restart()


PAGES = ["" if number == 0 else path for number, (_, path, _) in enumerate(shell.PAGES)]


@pytest.mark.parametrize("path", [*PAGES, "briefing?slide=title", "?embed=true"])
def test_the_policy_forbids_nothing_a_page_needs(site: Site, visit, path: str) -> None:  # type: ignore[no-untyped-def]
    visitor = visit()
    said: list[str] = []
    visitor.page.on("console", lambda message: said.append(message.text))
    visitor.page.on("pageerror", lambda error: said.append(str(error)))
    visitor.open(f"{site.url}/{path}{'&' if '?' in path else '?'}{LINK[2:]}")
    blocked = [text for text in said if "Content Security Policy" in text or "violates" in text]
    assert not blocked
    assert visitor.outside == []


def test_the_log_says_what_ran_and_nothing_of_what_was_entered(site: Site, visit) -> None:  # type: ignore[no-untyped-def]
    """After a visit with a link and an entry of its own, no log holds a part of either."""
    visit().open(f"{site.url}/?cn=76042990&from=VN&t=4711&year=2026&q=2&lang=en")
    for replica in site.replicas.values():
        for line in replica.log.read_text(encoding="utf-8").splitlines():
            assert "4711" not in re.sub(r'"time": "[^"]+"', "", line)
            assert "76042990" not in line
    lines = [
        json.loads(line)
        for each in site.replicas.values()
        for line in each.log.read_text(encoding="utf-8").splitlines()
        if line.startswith("{")
    ]
    runs = [line for line in lines if line["event"] == "run"]
    assert runs
    assert all({"time", "level", "session", "run", "page", "ms"} <= set(line) for line in runs)
    access = (site.folder / "cbam.log").read_text(encoding="utf-8")
    assert "GET / 200" in access
    assert "76042990" not in access
    assert "127.0.0.1 " not in access  # an address with a port is a replica's


def test_a_service_waits_until_its_replica_is_warm(site: Site) -> None:
    assert healthy.main(next(iter(site.replicas)), "5") == 0
    assert healthy.main(str(free_port())) == 1
    unit = (ROOT / "deploy" / "cbam@.service").read_text(encoding="utf-8")
    for command in re.findall(r"^ExecStart(?:Post)?=(.+)$", unit, re.M):
        script = next(word for word in command.split() if word.startswith("deploy/"))
        assert (ROOT / script).is_file()


def test_the_image_holds_what_the_server_needs() -> None:
    """All that is copied exists, and all that is needed is copied."""
    lines = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]
    assert all((ROOT / name).exists() for name in copied)
    assert {"app.py", "pages", "cbam", "data", "static", ".streamlit", "deploy/server.py"} <= set(
        copied
    )


def test_counts_and_the_whole_run_are_for_this_machine_only() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    place = re.search(
        r"location ~ \^/_stcore/\(metrics\|script-health-check\)\$ \{(.+?)\}", text, re.S
    )
    assert place
    assert "deny all;" in place[1]
