"""What ``python -m cbam doctor`` says, in both languages. Joins ``wording``."""

from __future__ import annotations

from cbam.doctor import Check
from cbam.i18n import N_, translator
from cbam.present import formats
from cbam.present.wording import problem

_OUTCOMES: dict[str, str] = {"good": N_("in order"), "note": N_("note"), "bad": N_("fault")}

_SENTENCES: dict[str, str] = {
    "python": N_("Python {found}; {needed} or newer is needed."),
    "packages": N_("{count} packages are there in the versions of {file}."),
    "package_missing": N_("The package {name} is missing: {needed} is named in {file}."),
    "package_differs": N_("The package {name} is there as {found}; {file} names {needed}."),
    "tables": N_("{count} tables with {rows} rows can be read and have unique keys; fingerprint {digest}, to compare machines."),
    "table_unreadable": N_("The table {name} cannot be used: {why}"),
    "table_keys": N_("The table {name} is empty or has two rows with the same key."),
    "table_unlisted": N_("The file {name} lies among the tables but the data package does not name it; it is not used."),
    "fresh": N_("The feed table {name} holds {count} newer rows."),
    "fresh_damaged": N_("The feed table {name} is damaged and left out; the bundled rows are used: {why}"),
    "law": N_("Edition {name} of the law: {count} goods, years {first} to {last}."),
    "golden": N_("The reference example gives EUR {found} as worked out by hand."),
    "golden_differs": N_("The reference example gives EUR {found} instead of EUR {expected}: do not use these figures."),
    "languages": N_("{count} languages are there."),
    "language_missing": N_("The catalogue of a language is missing or damaged: {name}"),
    "fonts": N_("{count} fonts are there and a page with Chinese can be made."),
    "fonts_missing": N_("Fonts for PDF are missing or damaged: {name}"),
    "folder": N_("The program’s own folder can be written: {name}"),
    "folder_readonly": N_("The program’s own folder cannot be written: {name} ({why}). Answers are given; fresh prices and saved analyses are not kept."),
    "database": N_("The store of saved analyses answers ({name})."),
    "database_off": N_("The store of saved analyses is turned off ({variable} is empty)."),
    "database_failed": N_("The store of saved analyses does not work."),
    "clock": N_("The clock says {today}; the data are of {data}."),
    "clock_behind": N_("The clock says {today}, which is before the data ({data}): set the clock."),
    "clock_ahead": N_("The clock says {today}, years after the data ({data}): set the clock, or renew the data."),
    "failed": N_("The check “{name}” could not be made: {why}"),
}  # fmt: skip


def line(check: Check, lang: str) -> str:
    """One check as one line: outcome, sentence, and the named problem behind a fault."""
    _ = translator(lang)
    numbers = {
        name: formats.number(value, lang, 2 if isinstance(value, float) else 0)
        for name, value in check.details.items()
        if isinstance(value, int | float) and name not in ("first", "last")
    }
    text = _(_SENTENCES[check.code]).format(**{**check.details, **numbers})
    if check.problem is not None:
        text = f"{text} {problem(check.problem, lang)}"
    return formats.labelled(_(_OUTCOMES[check.outcome]), text, lang)


def summary(checks: list[Check], lang: str) -> str:
    """The result in one line."""
    _ = translator(lang)
    bad = sum(check.outcome == "bad" for check in checks)
    if not bad:
        return _("This installation is sound.")
    return _("Faults: {count}").format(count=formats.number(bad, lang))
