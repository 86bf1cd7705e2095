"""The command line: ``python -m cbam COMMAND``.

Each command is a module of ``cbam.commands`` with ``add(subparsers)`` and a ``run`` function.
Exit code 0: an answer, also "out of scope, EUR 0, because". 2: bad input, with a message that
names the field, the value and the remedy. 3: the installation is damaged.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cbam.commands import assess, cost, doctor, goods, import_law, label, refresh
from cbam.i18n import LANGS
from cbam.present.wording import problem
from cbam.reasons import InputError
from cbam.tables import DataError

COMMANDS = (cost, assess, goods, label, import_law, refresh, doctor)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m cbam", description="EU CBAM export exposure: what the border will cost."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add(commands)
    for subparser in commands.choices.values():
        subparser.add_argument("--lang", choices=LANGS, default="en", help="language of messages")
    options = parser.parse_args(argv)
    try:
        code: int = options.run(options)
    except InputError as error:
        print(problem(error, options.lang), file=sys.stderr)
        return 2
    except DataError as error:  # the installation, not the input
        print(error, file=sys.stderr)
        return 3
    return code
