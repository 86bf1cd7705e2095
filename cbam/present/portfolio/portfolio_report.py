"""The validation report in words: every problem with value, reason and remedy, and the bad lines.

Plain text; callers must escape it for where they put it, as the values come from a stranger's
file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cbam.i18n import translator
from cbam.portfolio.files.checks import Checked
from cbam.portfolio.files.raw import Raw
from cbam.present import formats, wording
from cbam.present.portfolio import portfolio_words

_NAMED = ("allowed", "near", "missing")  # details that are lists
_CODES = ("allowed", "suggestion")  # ... that may be CN codes


def reason(code: str, value: str, details: Mapping[str, Any], lang: str) -> str:
    """What is wrong, as a sentence."""
    return _filled(wording.sentence, code, value, details, lang)


def remedy(code: str, details: Mapping[str, Any], lang: str) -> str:
    """What mends it, as a sentence; empty where the reason says it already."""
    text = portfolio_words.REMEDIES.get(code, "")
    shown = _shown(details, lang)
    if not text or any(name in details and not details[name] for name in _NAMED):
        return ""
    if any(f"{{{name}}}" in text and name not in shown for name in _NAMED):
        return ""
    return translator(lang)(text).format_map(formats.Blanks(shown))


def _filled(say: Any, code: str, value: str, details: Mapping[str, Any], lang: str) -> str:
    return say(code, lang, **{**_shown(details, lang), "value": value})


def _shown(details: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Details as the language writes them."""
    shown: dict[str, Any] = {}
    separator = ", " if lang == "en" else "、"
    for name, detail in details.items():
        if isinstance(detail, list | tuple):
            shown[name] = separator.join(_code(str(item)) for item in detail)
        elif isinstance(detail, float):
            shown[name] = formats.number(detail, lang, 3, 0)
        else:
            shown[name] = _code(str(detail)) if name in _CODES else detail
    return shown


def _code(text: str) -> str:
    return formats.cn(text) if text.isdigit() and len(text) >= 6 else text


def problems(checked: Checked, lang: str, most: int | None = None) -> pd.DataFrame:
    """The problems as a table in the reader's language.

    Args:
        checked: the portfolio.
        lang: ``en`` or ``zh``.
        most: rows at most, errors first; ``None``: all.

    Returns:
        Columns (translated): row, column, value, severity, reason, remedy.
    """
    _ = translator(lang)
    frame = checked.problems
    if most is not None and len(frame) > most:
        first = np.argsort(frame["severity"].cat.codes.to_numpy(), kind="stable")[:most]
        frame = frame.iloc[np.sort(first)]
    reasons, remedies = [], []
    for code, value, details in zip(frame["code"], frame["value"], frame["details"], strict=True):
        reasons.append(reason(code, value, details, lang))
        remedies.append(remedy(code, details, lang))
    severities = {code: _(text) for code, text in portfolio_words.SEVERITIES.items()}
    return pd.DataFrame({
        _("Row"): frame["row"].to_numpy(),
        _("Column heading"): frame["column"].astype(str).to_numpy(),
        _("As entered"): frame["value"].to_numpy(),
        _("Consequence"): [severities[kind] for kind in frame["severity"]],
        _("Reason"): reasons,
        _("Remedy"): remedies,
    })  # fmt: skip


def bad_lines(raw: Raw, checked: Checked, lang: str) -> pd.DataFrame:
    """The lines that were not assessed, as they were in the file, with their row and reasons."""
    _ = translator(lang)
    lines = raw.table.take(checked.bad).to_pandas().astype("str")
    errors = checked.problems[checked.problems["severity"] == "error"]
    separator = "; " if lang == "en" else "；"
    texts: dict[int, list[str]] = {}
    for row, column, code, value, details in zip(
        errors["row"], errors["column"], errors["code"], errors["value"], errors["details"],
        strict=True,
    ):  # fmt: skip
        text = formats.labelled(str(column), reason(code, value, details, lang), lang)
        texts.setdefault(int(row), []).append(text)
    rows = raw.rows[checked.bad]
    lines.insert(0, _unused(_("Row"), lines), rows)
    lines.insert(1, _unused(_("Reasons"), lines), [separator.join(texts[int(r)]) for r in rows])
    return lines


def _unused(name: str, lines: pd.DataFrame) -> str:
    while name in lines.columns:
        name += " *"
    return name


def summary(checked: Checked, lang: str) -> str:
    """How the rows divide, as one sentence; every count adds up."""
    _ = translator(lang)
    counts = checked.counts
    text = _(
        "{rows} rows: {good} lines assessed, {bad} lines left out with their reasons, {ignored} rows that are no lines (totals, headings, blank)."
    )
    return text.format(
        **{name: formats.number(getattr(counts, name), lang)
           for name in ("rows", "good", "bad", "ignored")}
    )  # fmt: skip


def notes(checked: Checked, lang: str) -> list[str]:
    """What holds for the file as a whole, one sentence each."""
    _ = translator(lang)
    return [_(portfolio_words.NOTES[code]) for code in checked.notes]
