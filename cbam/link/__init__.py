"""Study <-> address bar. Inputs only, never results; a link is untrusted text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cbam.link import readable
from cbam.reasons import InputError
from cbam.study import Study

__all__ = ["decode", "encode"]


def encode(study: Study) -> dict[str, str]:
    """The parameters of a study; ``decode`` gives back an equal one."""
    return readable.encode(study.analysis)


def decode(
    params: Mapping[str, Sequence[str]], ignore: Sequence[str] = ()
) -> tuple[Study, list[InputError]]:
    """A study from a link's parameters, and what was wrong with them.

    Args:
        params: each parameter with all its values (the first usable one counts).
        ignore: parameters that belong to someone else, such as ``lang``.
    """
    analysis, problems = readable.decode(params, ignore)
    return Study(analysis), problems
