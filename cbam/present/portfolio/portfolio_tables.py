"""Tables of a portfolio as readers see them, in both languages: names, rounded figures, reasons.

Names of importers, members and products are the user's own and untrusted: callers escape them
for where they put them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cbam.i18n import N_, translator
from cbam.law.catalogue import Catalogue
from cbam.law.vintages import Law
from cbam.portfolio.members.association import Publication
from cbam.portfolio.streams.stream_tally import Totals
from cbam.portfolio.totals.picture import Picture
from cbam.portfolio.totals.picture_whatif import Gap, Target
from cbam.present import formats
from cbam.present.wording import SECTOR_NAMES, field_name
from cbam.reasons import BY_CODE

DIMENSION_NAMES: dict[str, str] = {
    "product": N_("Product"),
    "good": N_("Good"),
    "heading": N_("Heading"),
    "sector": N_("Sector"),
    "member": N_("Member"),
    "importer": N_("Importer"),
    "origin": N_("Origin"),
}
STANDING_NAMES: dict[str, str] = {
    "near": N_("exempt, but near the limit"),
    "exempt": N_("exempt on these lines"),
    "above": N_("above the limit: all tonnes count"),
    "unnamed": N_("no importer named: cannot be tested"),
}
STATUS_NAMES: dict[str, str] = {
    "out_of_scope": N_("not a CBAM good"),
    "eu_origin": N_("EU origin"),
    "excluded_origin": N_("excluded origin"),
    "returned_goods": N_("returned goods"),
    "below_threshold": N_("importer at or below 50 t"),
}
HIDDEN_NAMES: dict[str, str] = {
    "few": N_("hidden: too few members"),
    "dominated": N_("hidden: one member stands out"),
    "protective": N_("hidden to protect another figure"),
}
WHAT_IF_NAMES: dict[str, str] = {
    "without_markup": N_("verified at the default value without mark-up"),
    "benchmark": N_("verified at the EU benchmark"),
    "own": N_("verified at your own values"),
}
_SHOWN = 10  # rows of a table on the command line


def key_name(dimension: str, key: str, law: Law, lang: str) -> str:
    """What a key of ``Picture.parts`` is called; goods with code and name."""
    _ = translator(lang)
    if not key:
        return _("not stated")
    if dimension == "sector":
        return _(SECTOR_NAMES[key])
    if dimension == "origin":
        return _("other origins") if key == "annex_iii" else law.origins.name(key, lang)
    if dimension in ("good", "product") and key in law.goods.index:
        entry = Catalogue.load().find(key)
        return f"{formats.cn(key)} {entry.name(lang)}" if entry else formats.cn(key)
    return key


def part_table(
    part: pd.DataFrame, dimension: str, law: Law, lang: str, most: int | None = None
) -> pd.DataFrame:
    """The cost by one dimension as texts, the rest beyond ``most`` rows in one."""
    _ = translator(lang)
    power = bool((part["mwh"] > 0).any())
    rows = []
    for row in topped(part, most).itertuples():
        name = _("{count} others").format(count=row.others) if row.others else key_name(dimension, row.key, law, lang)  # fmt: skip
        shown = {
            _(DIMENSION_NAMES[dimension]): name,
            _("Lines"): formats.number(row.lines, lang),
            _("Tonnes"): formats.number(row.tonnes, lang),
        }
        if power:
            shown[_("MWh")] = formats.number(row.mwh, lang)
        shown |= {
            _("EUR in the year"): formats.number(row.cost_eur, lang),
            _("CNY in the year"): formats.number(row.cost_cny, lang),
            _("Share"): formats.percent(row.share, lang),
            _("On default values"): formats.percent(row.default_share, lang, 0),
        }
        rows.append(shown)
    return pd.DataFrame(rows)


def topped(part: pd.DataFrame, most: int | None) -> pd.DataFrame:
    """The first rows, and the others added up; ``others`` says how many they are."""
    table = part.assign(others=0)
    if most is None or len(part) <= most + 1:
        return table
    rest = part.iloc[most:]
    whole = rest[["lines", "tonnes", "mwh", "cost_eur", "cost_cny", "share"]].sum()
    cost = float(rest["cost_eur"].sum())
    default = float((rest["cost_eur"] * rest["default_share"]).sum())
    last = {**whole, "key": "", "others": len(rest), "default_share": default / cost if cost else 0}
    return pd.concat([table.iloc[:most], pd.DataFrame([last])], ignore_index=True)


def years_table(picture: Picture | Publication, lang: str) -> pd.DataFrame:
    """The total of every year as texts."""
    _ = translator(lang)
    rows = []
    for row in picture.years.itertuples():
        shown = {
            _("Year"): str(row.year),
            _("EUR in the year"): formats.number(row.cost_eur, lang),
            _("CNY in the year"): formats.number(row.cost_cny, lang),
        }
        if isinstance(picture, Picture):
            shown[_("Lines counted")] = formats.number(row.lines, lang)
            shown[_("Lines left out")] = formats.number(row.left_out, lang)
        rows.append(shown)
    return pd.DataFrame(rows)


def importers_table(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The 50 t test as texts, one row per importer and year."""
    _ = translator(lang)
    rows = []
    for row in table.itertuples():
        rows.append(
            {
                _("Importer"): row.importer or _("not stated"),
                _("Year"): str(row.year),
                _("Lines"): formats.number(row.lines, lang),
                _("Tonnes"): formats.number(row.tonnes, lang, 3, 0),
                _("Room to the limit, t"): formats.number(row.room, lang, 3, 0)
                if row.standing != "unnamed"
                else "–",
                _("Standing"): _(STANDING_NAMES[row.standing]),
                _("EUR if charged"): formats.number(row.cost_eur, lang),
                _("EUR at one tonne over the limit"): formats.number(row.cost_just_above, lang),
            }
        )
    return pd.DataFrame(rows)


def splitting_note(lang: str) -> str:
    """What to know of the threshold before anybody rearranges imports."""
    _ = translator(lang)
    return _(
        "The limit is the importer’s total of the calendar year: one tonne more, and every tonne of the year is charged. Splitting imports among importers to stay below it is circumvention (Art 27(2)(b))."
    )


def left_out_table(picture: Picture, lang: str) -> pd.DataFrame:
    """The lines outside the totals and those counted at zero, with the reason."""
    _ = translator(lang)
    rows = [
        {
            _("Lines"): formats.number(row.lines, lang),
            _("Why"): reason_name(row.reason, row.kind, lang),
            _("In the totals"): _("no"),
        }
        for row in picture.left_out.itertuples()
    ]
    rows += [
        {
            _("Lines"): formats.number(count, lang),
            _("Why"): _(STATUS_NAMES[status]),
            _("In the totals"): _("yes, nothing due"),
        }
        for status, count in picture.nothing_due.items()
    ]
    return pd.DataFrame(rows)


def reason_name(reason: str, kind: str, lang: str) -> str:
    """Why lines are outside the totals, in a few words."""
    _ = translator(lang)
    if kind == "other_year":
        return _("lines of another year")
    known = BY_CODE.get(reason)
    if known is None:
        return _("kept out when the file was checked")
    return _("{field} missing or not usable").format(field=field_name(known.field, lang))


def headline(picture: Picture, lang: str) -> str:
    """What all lines cost, with how many are left out, as one sentence."""
    _ = translator(lang)
    text = _("{lines} lines cost {cost} ({cny}) at the EU border in {year}.")
    if picture.lines_left_out:
        text = _(
            "{lines} of {all} lines cost {cost} ({cny}) at the EU border in {year}; left out: {out}."
        )
    return text.format(
        lines=formats.number(picture.lines, lang),
        cost=formats.eur(picture.cost_eur, lang),
        cny=formats.cny(picture.cost_cny, lang),
        year=picture.year,
        out=formats.number(picture.lines_left_out, lang),
        all=formats.number(picture.lines + picture.lines_left_out, lang),
    )


def published_headline(publication: Publication, lang: str) -> str:
    """What all members pay, as one sentence; without a total where even that is hidden."""
    _ = translator(lang)
    if publication.cost_eur is None:
        return _("Too few members: no total can be shown.")
    text = _("The goods of {members} members cost {cost} ({cny}) at the EU border in {year}.")
    return text.format(
        members=formats.number(publication.members, lang),
        cost=formats.eur(publication.cost_eur, lang),
        cny=formats.cny(publication.cost_cny or 0.0, lang),
        year=publication.year,
    )


def default_share(picture: Picture) -> float:
    """The share of the cost that rests on default values."""
    goods = picture.parts["good"]
    default = float((goods["cost_eur"] * goods["default_share"]).sum())
    return default / picture.cost_eur if picture.cost_eur else 0.0


def assumed_note(lang: str) -> str:
    """What stands for a verified value, said beside every such figure."""
    _ = translator(lang)
    return _("No verified value is known: what a verifier would confirm is assumed.")


def coverage_note(picture: Picture, lang: str) -> str:
    """How many lines the totals rest on, as one sentence."""
    _ = translator(lang)
    counted, out = formats.number(picture.lines, lang), formats.number(picture.lines_left_out, lang)
    if picture.lines_left_out:
        return _("{counted} lines counted, {out} left out.").format(counted=counted, out=out)
    return _("All {counted} lines counted.").format(counted=counted)


def gap_sentence(gap: Gap, lang: str) -> str:
    """What missing verification costs, with the assumption named."""
    _ = translator(lang)
    text = _(
        "If the {lines} lines on default values were {what_if}, the year would cost {gap} less (estimate)."
    )
    amount = formats.aside(formats.eur(gap.gap_eur, lang), formats.cny(gap.gap_cny, lang), lang)
    return text.format(
        lines=formats.number(gap.lines, lang), what_if=_(WHAT_IF_NAMES[gap.what_if]), gap=amount
    )


def target_table(target: Target, lang: str) -> pd.DataFrame:
    """What one common target saves by year."""
    _ = translator(lang)
    names = {
        "year": _("Year"),
        "before_eur": _("EUR today"),
        "after_eur": _("EUR with the target"),
        "saving_eur": _("Saving, EUR"),
        "saving_cny": _("Saving, CNY"),
    }
    columns = {
        title: [
            str(value) if name == "year" else formats.number(value, lang)
            for value in target.years[name]
        ]
        for name, title in names.items()
    }
    return pd.DataFrame(columns)


def published_table(
    publication: Publication, view: tuple[str, ...], law: Law, lang: str
) -> pd.DataFrame:
    """One table of an association view; what is hidden says why."""
    _ = translator(lang)
    rows = []
    for row in publication.tables[view].to_dict("records"):
        shown = {
            _(DIMENSION_NAMES[name]): key_name(name, str(row[name]), law, lang) for name in view
        }
        hidden = HIDDEN_NAMES.get(str(row["status"]))
        shown |= {
            _("Members"): _("fewer than {k}").format(k=publication.rules.k)
            if row["status"] == "few"
            else formats.number(row["members"], lang),
            _("EUR in the year"): _(hidden) if hidden else formats.number(row["cost_eur"], lang),
            _("CNY in the year"): "–" if hidden else formats.number(row["cost_cny"], lang),
            _("Share"): formats.percent(row["share"], lang),
        }
        rows.append(shown)
    return pd.DataFrame(rows)


def totals_text(totals: Totals, lang: str) -> str:
    """The totals of a file for the command line: by year, sector and heading, and left out."""
    _ = translator(lang)
    law = Law.load()
    said = _("{lines} lines, {failed} of them not assessable: {eur} ({cny}), estimate.")
    blocks = [
        said.format(
            lines=formats.number(totals.lines, lang),
            failed=formats.number(totals.failed, lang),
            eur=formats.eur(totals.cost_eur, lang, 2),
            cny=formats.cny(totals.cost_cny, lang, 2),
        )
    ]
    for name, title in {"year": N_("Year"), **DIMENSION_NAMES}.items():
        if name not in totals.by:
            continue
        table = totals.by[name]
        if name != "year":
            table = table.sort_values("cost_eur", ascending=False, kind="stable").head(_SHOWN)
        rows = [
            {
                _(title): str(row[name])
                if name == "year"
                else key_name(name, row[name], law, lang),
                _("Lines"): formats.number(row["lines"], lang),
                _("Tonnes"): formats.number(row["tonnes"], lang),
                _("EUR"): formats.number(row["cost_eur"], lang, 2),
                _("CNY"): formats.number(row["cost_cny"], lang, 2),
            }
            for row in table.to_dict("records")
        ]
        blocks.append(_aligned(pd.DataFrame(rows)) if rows else "")
    outside: Mapping[str, int] = totals.errors
    lines = [f"{formats.number(n, lang)}: {reason_name(code, 'error', lang)}" for code, n in outside.items()]  # fmt: skip
    lines += [f"{formats.number(n, lang)}: {_(STATUS_NAMES[s])}" for s, n in totals.nothing_due.items()]  # fmt: skip
    blocks.append("\n".join(lines))
    return "\n\n".join(filter(None, blocks))


def _aligned(table: pd.DataFrame) -> str:
    """A small table in columns; wide characters take two places."""
    cells = [list(table.columns), *table.to_numpy().tolist()]
    widths = [max(_width(str(row[i])) for row in cells) for i in range(len(cells[0]))]
    lines = []
    for row in cells:
        parts = []
        for i, cell in enumerate(map(str, row)):
            gap = " " * (widths[i] - _width(cell))
            parts.append(cell + gap if i == 0 else gap + cell)
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(1 + (ord(ch) > 0x2E7F) for ch in text)
