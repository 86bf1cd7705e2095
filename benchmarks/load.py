"""The pages under load: visitors who open a link, move inputs and switch pages, over websockets.

It starts its own servers on loopback, speaks to nothing else, and ends by count and by time.

    CBAM_LOAD_LEVELS=25,50,100,150   visitors at the same time, tried in turn
    CBAM_LOAD_SECONDS=20             how long each level is measured
    CBAM_LOAD_SESSIONS=200           sessions opened and closed to look for growth (full: 1000)
    CBAM_LOAD_REPLICAS=1,2           processes; two stand behind nginx
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.browser.conftest import free_port
from tests.deploy.conftest import NGINX, Replica, Site

LINK = "cn={cn}&from={origin}&t={tonnes}&year={year}&q=1&lang={lang}"
GOODS = ("72083900", "76042990", "73181590", "72142000", "25231000")
ORIGINS = ("CN", "VN", "TR", "IN")
PAGES = ("", "label", "compare", "rules")  # menu addresses; the first is the start page
THINK_S = (2.5, 7.5)  # between two actions of a visitor
SWITCHES = 5  # every fifth action is another page
OPENS_PER_S = 8
ANSWER_S = 60  # no answer within it counts as lost
LIMIT_S = 1.0  # the p95 that is asked for
TOTAL_S = 1500  # the whole script
SEED = 20261125


@dataclass
class Visitor:
    """One open page without a browser: what it was sent and what it can touch."""

    socket: ClientConnection
    chance: random.Random
    waits: list[float]
    query: str = ""
    page: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    moved: dict[str, tuple[str, float]] = field(default_factory=dict)

    async def open(self) -> None:
        """The first run, from a link."""
        self.query = LINK.format(
            cn=self.chance.choice(GOODS), origin=self.chance.choice(ORIGINS),
            tonnes=self.chance.randrange(10, 5000), year=self.chance.choice((2026, 2027, 2030)),
            lang=self.chance.choice(("en", "zh")),
        )  # fmt: skip
        await self.run()

    async def act(self, number: int) -> None:
        """Move an input of the page, or go to another page; what it took is noted."""
        if number % SWITCHES == SWITCHES - 1:
            self.page = self.pages[self.chance.choice(PAGES)]
            self.moved.clear()
        elif "w_l_t_cut" in self.inputs:
            self.moved["w_l_t_cut"] = ("slider", float(self.chance.randrange(1, 60)))
        elif "w_tonnes" in self.inputs:
            self.moved["w_tonnes"] = ("number", float(self.chance.randrange(10, 5000)))
        start = time.perf_counter()
        await self.run()
        self.waits.append(time.perf_counter() - start)

    async def run(self) -> None:
        """Ask for a run and read to its end."""
        ask = BackMsg()
        state = ask.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page
        state.cached_message_hashes.extend(self.kept)
        context = state.context_info
        context.timezone, context.locale, context.is_embedded = "Asia/Shanghai", "zh-CN", False
        context.url, context.color_scheme = "http://localhost/", "light"
        for key, (kind, value) in self.moved.items():
            widget = state.widget_states.widgets.add(id=self.inputs[key])
            if kind == "slider":
                widget.double_array_value.data.append(value)
            else:
                widget.double_value = value
        await self.socket.send(ask.SerializeToString())
        inputs: dict[str, str] = {}
        async with asyncio.timeout(ANSWER_S):
            while True:
                raw = await self.socket.recv()
                assert isinstance(raw, bytes)
                message = ForwardMsg.FromString(raw)
                if message.hash:
                    self.kept.add(message.hash)
                kind = message.WhichOneof("type")
                if kind == "new_session":
                    self.page = message.new_session.page_script_hash
                elif kind == "navigation":
                    for each in message.navigation.app_pages:
                        path = "" if each.is_default else each.url_pathname
                        self.pages[path] = each.page_script_hash
                elif kind == "script_finished":
                    break
                for name in re.findall(rb"\$\$ID-[0-9a-f]+-(w_l_t_cut|w_tonnes)\b", raw):
                    found = re.search(rb"\$\$ID-[0-9a-f]+-" + name, raw)
                    assert found
                    inputs[name.decode()] = found[0].decode()
        self.inputs = inputs or self.inputs


async def visitor(port: int, seed: int, waits: list[float]) -> Visitor:
    """A visitor whose page stands."""
    socket = await connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None, ping_interval=None, proxy=None, open_timeout=ANSWER_S,
    )  # fmt: skip
    new = Visitor(socket, random.Random(seed), waits)
    await new.open()
    return new


async def visit(found: Visitor, until: float) -> int:
    """Act like somebody who reads in between; returns answers that never came."""
    number = found.chance.randrange(SWITCHES)
    await asyncio.sleep(found.chance.uniform(0, THINK_S[1]))
    while time.monotonic() < until:
        try:
            await found.act(number)
        except (TimeoutError, OSError):
            return 1
        number += 1
        await asyncio.sleep(found.chance.uniform(*THINK_S))
    return 0


async def level(
    port: int, visitors: int, seconds: float, processes: list[Replica]
) -> tuple[list[float], int, float, float]:
    """Waiting times of all actions, lost answers, actions a second, processor time of all [s]."""
    waits: list[float] = []
    async with contextlib.AsyncExitStack() as stack:
        found = []
        for number in range(visitors):
            new = await visitor(port, SEED + number, waits)
            stack.push_async_callback(new.socket.close)
            found.append(new)
            await asyncio.sleep(1 / OPENS_PER_S)
        start, before = time.monotonic(), sum(map(busy, processes))
        lost = await asyncio.gather(*(visit(each, start + seconds) for each in found))
        took = time.monotonic() - start
        spent = sum(map(busy, processes)) - before
    return waits, sum(lost), len(waits) / took, spent


async def opened(port: int, count: int, at_once: int = 4) -> None:
    """Open a page and close it again, ``count`` times."""
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            new = await visitor(port, SEED + number, [])
            await new.socket.close()

    await asyncio.gather(*(worker() for _ in range(at_once)))


async def held(port: int, count: int, replica: Replica) -> float:
    """Memory of one open page in KB, idle."""
    before = resident(replica)
    async with contextlib.AsyncExitStack() as stack:
        for number in range(count):
            new = await visitor(port, SEED + number, [])
            stack.push_async_callback(new.socket.close)
        return (resident(replica) - before) / count


def resident(replica: Replica) -> int:
    """Memory of a process in KB (Linux)."""
    text = Path(f"/proc/{replica.process.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) if found else 0


def busy(replica: Replica) -> float:
    """Processor time of a process in seconds (Linux); other programs do not change it much."""
    text = Path(f"/proc/{replica.process.pid}/stat").read_text(encoding="utf-8")
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """A value that ``share`` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


@contextmanager
def site(replicas: int) -> Iterator[tuple[int, list[Replica]]]:
    """One process, or two behind nginx: the port to ask, and the processes."""
    with tempfile.TemporaryDirectory(prefix="cbam-load-") as folder:
        os.environ.update(CBAM_REFRESH="off", STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="5")
        if replicas == 1:
            alone = Replica(Path(folder), free_port())
            try:
                alone.wait()
                yield alone.port, [alone]
            finally:
                alone.kill()
        else:
            both = Site(Path(folder))
            try:
                yield both.port, list(both.replicas.values())
            finally:
                both.stop()


def numbers(name: str, fallback: str) -> list[int]:
    """A setting that is a list of numbers."""
    return [int(text) for text in os.environ.get(name, fallback).split(",")]


def main() -> None:
    """Print what one and two processes hold, and what a session costs."""
    end = time.monotonic() + TOTAL_S
    seconds = numbers("CBAM_LOAD_SECONDS", "20")[0]
    for replicas in numbers("CBAM_LOAD_REPLICAS", "1,2"):
        if replicas > 1 and NGINX is None:
            print("two processes: not measured, nginx is missing")
            continue
        with site(replicas) as (port, processes):
            print(f"-- {replicas} process{'es behind nginx' if replicas > 1 else ''}")
            if replicas == 1:
                memory(port, processes[0])
            holds = 0
            for visitors in numbers("CBAM_LOAD_LEVELS", "25,50,100,150"):
                if time.monotonic() > end - 3 * seconds:
                    print("stopped: out of time")
                    break
                waits, lost, pace, spent = asyncio.run(level(port, visitors, seconds, processes))
                size = sum(resident(each) for each in processes) / 1024
                p95 = percentile(waits, 0.95)
                print(
                    f"{visitors:>4} visitors: p50 {percentile(waits, 0.5) * 1e3:5.0f} ms, "
                    f"p95 {p95 * 1e3:5.0f} ms, {pace:4.1f} actions/s, "
                    f"{spent / len(waits) * 1e3:3.0f} ms of processor each, lost {lost}, "
                    f"memory {size:.0f} MB, load {os.getloadavg()[0]:.1f}", flush=True,
                )  # fmt: skip
                if lost or p95 > LIMIT_S:
                    break
                holds = visitors
            print(f"held with p95 under {LIMIT_S:.0f} s: {holds}")


def memory(port: int, replica: Replica) -> None:
    """What a session costs while it is open, and what is left of those that are closed."""
    count = numbers("CBAM_LOAD_SESSIONS", "200")[0]
    asyncio.run(opened(port, min(count, 150)))  # until what is kept of closed sessions is full
    print(f"an open page costs {asyncio.run(held(port, 40, replica)):.0f} KB")
    start = resident(replica)
    asyncio.run(opened(port, count))
    grown = (resident(replica) - start) / 1024
    print(
        f"memory {start / 1024:.0f} MB; after {count} more sessions opened and closed "
        f"{grown:+.1f} MB, {grown * 1024 / count:.1f} KB a session",
        flush=True,
    )


if __name__ == "__main__":
    main()
