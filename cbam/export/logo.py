"""An association's logo: whatever picture was given, made a small PNG of known size."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from cbam.reasons import InputError

MOST = 4_000_000  # bytes of the file given
EDGE = 600  # px of the longer side in the files
_PIXELS = 40_000_000  # a picture that unfolds to more is refused unread


@lru_cache(maxsize=8)
def png(data: bytes) -> tuple[bytes, int, int]:
    """The logo as PNG with its width and height in px.

    Raises:
        InputError: ``logo_invalid``: not a PNG or JPEG, or too large.
    """
    try:
        if len(data) > MOST:
            raise ValueError("too large")
        given = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
        if given.width * given.height > _PIXELS:
            raise ValueError("too many pixels")
        picture = given.convert("RGBA")
    except (
        UnidentifiedImageError,
        ValueError,
        OSError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as error:
        raise InputError("logo_invalid", "logo", f"{len(data)} B") from error
    picture.thumbnail((EDGE, EDGE))
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue(), picture.width, picture.height
