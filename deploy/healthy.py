"""Wait until a replica has made its first page: ``python deploy/healthy.py PORT [SECONDS]``.

Exit code 0: it answers; 1: it did not within the time (none by default: asked once).
"""

from __future__ import annotations

import sys
import time
import urllib.request


def healthy(port: int) -> bool:
    """Whether the replica on this machine answers its health check."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False


def main(port: str, seconds: str = "0") -> int:
    """Ask until it answers or the time is over."""
    end = time.monotonic() + float(seconds)
    while not healthy(int(port)):
        if time.monotonic() >= end:
            return 1
        time.sleep(0.5)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
