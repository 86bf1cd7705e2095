"""Texts as Plotly writes them."""

from __future__ import annotations

import html
import re

TAGS = re.compile(r"</?(?:b|i|em|strong|sub|sup|span)(?:\s[^<>]*)?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def plain(text: object) -> str:
    """A label without Plotly's markup; its line breaks become line feeds."""
    return html.unescape(TAGS.sub("", BREAK.sub("\n", str(text)))).strip()
