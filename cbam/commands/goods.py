"""``python -m cbam goods "铝型材"``: find goods by code or words, in both languages."""

from __future__ import annotations

import argparse
import json

from cbam.i18n import translator
from cbam.law.catalogue import Catalogue
from cbam.present import formats


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser("goods", help="find goods by code or words")
    parser.add_argument("text", help="a code, or words in English or Chinese")
    parser.add_argument("--most", type=int, default=12, help="how many to list")
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List what was found, best first; nothing found is an answer too."""
    found = Catalogue.load().search(options.text, options.most)
    _ = translator(options.lang)
    if options.json:
        plain = [
            {"cn_code": e.code, "in_scope": e.in_scope, "name_en": e.name_en, "name_zh": e.name_zh}
            for e in found
        ]
        print(json.dumps(plain, ensure_ascii=False, indent=2))
        return 0
    for entry in found:
        note = "" if entry.in_scope else "  [" + _("out of scope") + "]"
        print(f"{formats.cn(entry.code):<14} {entry.name_en} | {entry.name_zh}{note}")
    if not found:
        print(_("Nothing found. Try a CN code or another word."))
    return 0
