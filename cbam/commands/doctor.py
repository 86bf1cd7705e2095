"""``python -m cbam doctor``: is this installation sound?"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser("doctor", help="check the installation, the data and the folders")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one line a check. Exit code 1: something is at fault."""
    from cbam.doctor import examine, sound  # it looks at parts no other command needs
    from cbam.present.rules import doctor_words

    checks = examine(datetime.now(UTC).date())
    if options.json:
        found = [
            {"check": check.code, "outcome": check.outcome, **check.details,
             "text": doctor_words.line(check, options.lang)}
            for check in checks
        ]  # fmt: skip
        print(json.dumps({"sound": sound(checks), "checks": found}, ensure_ascii=False, indent=2))
    else:
        for check in checks:
            print(doctor_words.line(check, options.lang))
        print(doctor_words.summary(checks, options.lang))
    return 0 if sound(checks) else 1
