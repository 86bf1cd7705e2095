"""The sheet of assumptions: what is assumed, not tested or wrong, said once for all it holds for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cbam.export import about, safe
from cbam.export.cases import LABEL, PORTFOLIO, Case, Cases, codes
from cbam.export.xlsx import book
from cbam.export.xlsx.book import Page
from cbam.export.xlsx.values import spans
from cbam.i18n import translator
from cbam.present.label import label_words
from cbam.present.tables import price_note
from cbam.present.theme import LIGHT
from cbam.present.wording import problem, sentence
from cbam.reasons import BY_CODE

_KINDS = ("error", "answer", "assumption", "note")


def write(page: Page, found: Cases) -> None:
    """What is assumed, what was not tested, what is wrong: sentence, cases, years."""
    lang = page.book.lang
    _ = translator(lang)
    kinds = {
        "error": _("cannot be used"),
        "answer": _("nothing to pay"),
        "assumption": _("assumption"),
        "note": _("note"),
    }
    page.widths(16, 84, 44, 16, 26)
    page.text(0, 0, page.name, book.TITLE)
    page.text(1, 0, about.estimate(lang), {"font_color": LIGHT.assumption})
    top = 3
    page.head(top, [_("Kind"), _("Sentence"), _("Case"), _("Years"), _("Code")])
    listed = sorted(_remarks(found, lang), key=lambda remark: _KINDS.index(remark.kind))
    separator = "; " if lang == "en" else "；"
    everyone = {_shown(case, lang) for case in found.cases}
    for at, item in enumerate(listed, top + 1):
        amber = item.kind in ("error", "assumption")
        page.text(at, 0, kinds[item.kind], book.AMBER if amber else book.WRAP)
        page.text(at, 1, item.text, book.WRAP)
        whole = len(everyone) > 1 and set(item.names) == everyone
        page.text(at, 2, _("all") if whole else separator.join(item.names), book.WRAP)
        page.text(at, 3, item.years, book.WRAP)
        page.text(at, 4, item.code, {**book.SOFT, **book.WRAP})
    page.sheet.freeze_panes(top + 1, 0)
    page.sheet.repeat_rows(top)


class _Remark(NamedTuple):
    kind: str
    code: str
    text: str
    names: Sequence[str]
    years: str = ""


def _shown(case: Case, lang: str) -> str:
    """A case in a list; all lines of a label are one, and so are those of a portfolio."""
    _ = translator(lang)
    if case.kind == LABEL:
        return _("Carbon label")
    if case.kind == PORTFOLIO:
        return _("Portfolio")
    return safe.plain(case.name, safe.NAME_LIMIT)


def _remarks(found: Cases, lang: str) -> list[_Remark]:
    """Every reason of every line once, with the cases and years it holds for; the label's notes."""
    _ = translator(lang)
    years: dict[tuple[str, str, str], set[int]] = {}
    for case in found.cases:
        for row in case.rows:
            said = {error.code: problem(error, lang) for error in case.problems(row)}
            for code in codes(row):
                key = (code, said.get(code) or sentence(code, lang), _shown(case, lang))
                years.setdefault(key, set()).add(int(row["year"]))
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for (code, text, name), used in years.items():
        grouped.setdefault((code, text, spans(used)), []).append(name)
    listed = [
        _Remark(BY_CODE[code].kind, code, text, names, used)
        for (code, text, used), names in grouped.items()
    ]
    listed += [
        _Remark("error", case.fault.code, problem(case.fault, lang), [_shown(case, lang)])
        for case in found.cases
        if case.fault is not None
    ]
    paths: dict[str, dict[str, None]] = {}
    for case in found.cases:
        paths.setdefault(price_note(case.prices, lang), {})[_shown(case, lang)] = None
    listed += [
        _Remark("assumption", "price_path", text, list(names)) for text, names in paths.items()
    ]
    label = [_("Carbon label")]
    if found.label_fault is not None:
        text = problem(found.label_fault, lang)
        listed.append(_Remark("error", found.label_fault.code, text, label))
    if found.bridge is not None and found.saved is not None:
        notes = [(n.code, label_words.note(n, lang)) for n in found.bridge.reasons]
        warnings = (*found.bridge.warnings, *found.saved.notes)
        notes += [(n.code, label_words.warning(n, lang)) for n in warnings]
        listed += [_Remark("note", code, text, label) for code, text in notes]
    return listed
