"""An association's logo: the picture given, made a small PNG of known size."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image

from cbam.link.saved import LOGO_LIMIT, logo
from cbam.reasons import InputError

EDGE = 600  # px of the longer side in the files


@lru_cache(maxsize=8)
def png(data: bytes) -> tuple[bytes, int, int]:
    """The logo as PNG with its width and height in px.

    Raises:
        InputError: ``logo_invalid``: not a PNG or JPEG, too large, or broken off.
    """
    try:
        picture = Image.open(BytesIO(logo(data)), formats=("PNG", "JPEG")).convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("logo_invalid", "logo", limit=LOGO_LIMIT // 1000) from error
    picture.thumbnail((EDGE, EDGE))
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue(), picture.width, picture.height
