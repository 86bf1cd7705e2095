"""What every file says of itself: link and QR code, vintages, date, and that it is an estimate."""

from __future__ import annotations

import io
from typing import Any

import segno

from cbam.present.links.vintage_words import estimate, vintages

__all__ = ["estimate", "qr_png", "qr_svg", "vintages"]

_QR_MODULE = 4  # dots a module


def qr_png(link: str) -> bytes:
    """The QR code of a link as PNG; empty where no code holds the link (about 2,900 bytes)."""
    return _qr(link, "png", scale=_QR_MODULE)


def qr_svg(link: str) -> str:
    """The QR code of a link as a stand-alone SVG; empty where no code holds the link."""
    return _qr(link, "svg", xmldecl=False, svgclass=None, lineclass=None, light="#FFFFFF").decode()


def _qr(link: str, kind: str, **options: Any) -> bytes:
    try:
        code = segno.make(link, error="m", micro=False, boost_error=False)
    except ValueError:  # segno.DataOverflowError
        try:
            code = segno.make(link, error="l", micro=False, boost_error=False)
        except ValueError:
            return b""
    picture = io.BytesIO()
    code.save(picture, kind=kind, border=4, **options)
    return picture.getvalue()
