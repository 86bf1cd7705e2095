"""Label page and command in words: headline, reasons, warnings, trail, grades, guide, report.

Plain text in the reader's language; callers must escape it for where they put it.
The sentences are in ``label_sentences``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cbam.findings.savings import Savings, cost_step, unit_value
from cbam.i18n import N_, translator
from cbam.label import Bridge, Label, Note, Step, facts
from cbam.present import formats
from cbam.present.label.label_sentences import (
    ALLOCATION,
    BOUNDARIES,
    CLAIMS,
    DISCLAIMER,
    FIELDS,
    GUIDE,
    HEADLINES,
    MODES,
    REASONS,
    SOURCES,
    STEPS,
    UNITS,
    WARNINGS,
)


def headline(bridge: Bridge, result: Savings, year: int, lang: str) -> str:
    """The finding as one sentence.

    Args:
        bridge: the translated label.
        result: ``findings.savings.savings`` of it.
        year: import year.
        lang: ``en`` or ``zh``.
    """
    kind, details = _finding(bridge, result, year, lang)
    return translator(lang)(HEADLINES[kind]).format_map(formats.Blanks(details))


def _finding(bridge: Bridge, result: Savings, year: int, lang: str) -> tuple[str, dict[str, str]]:
    def money(name: str) -> str:
        value = result.figure(year, name)
        return formats.number(math.nan if value is None else value, lang, 1, 0)

    details = {"year": str(year)}
    if bridge.refused:
        return "refused", {"reason": note(bridge.reasons[0], lang)}
    if bridge.free:
        part, value = bridge.to_gate_kg_per_unit, bridge.label.value
        if part is not None and value is not None:
            whole = value * {"g": 1e-3, "kg": 1.0, "t": 1e3}[bridge.label.unit]
            return "free_part", {"whole": _plain(whole, lang), "part": _plain(part, lang)}
        return "free", {"reason": note(bridge.reasons[0], lang)}
    details["default"] = money("default")
    if bridge.status == "default_only":
        return "default", details
    details["low"], details["mid"], details["high"] = (
        money(f"today_{b}") for b in ("low", "mid", "high")
    )
    if bridge.status == "range_only":
        details["see_low"] = formats.number(bridge.see_low or 0.0, lang, 2)
        details["see_high"] = formats.number(bridge.see_high or 0.0, lang, 2)
        return "range", details
    saving = result.figure(year, "saving_mid")
    if saving is None:
        known = result.figure(year, "default") is not None
        return "verify" if known else "verify_no_default", details

    for band in ("low", "mid", "high"):
        details[band] = money(f"saving_{band}")
    details["loss"] = formats.number(-saving, lang, 1, 0)
    if result.target.recycled is not None:
        details["recycled"] = formats.percent(result.target.recycled, lang)
        return "recycled" if saving >= 0 else "recycled_loss", details
    before, after, details["unit"] = _values(bridge, result, lang)
    details["before"], details["after"] = before, after
    if saving < 0:
        return "loss", details
    if details["low"] == details["mid"] == details["high"]:
        return "no_saving" if saving < 0.05 else "saving_exact", details
    return "saving", details


def _values(bridge: Bridge, result: Savings, lang: str) -> tuple[str, str, str]:
    """Today's and the target's printed value with their unit, as the label has them."""
    today, target = result.label_today or 0.0, result.label_target or 0.0
    if bridge.label.per in ("kg", "t"):
        unit = "tCO2e/t" if lang == "en" else "吨二氧化碳当量/吨"
        return formats.number(today, lang, 2), formats.number(target, lang, 2), unit
    before, after = unit_value(bridge, today) or 0.0, unit_value(bridge, target) or 0.0
    return _plain(before, lang), _plain(after, lang), _label_unit(bridge.label, lang)


def _label_unit(label: Label, lang: str) -> str:
    """The unit of the printed value: ``kgCO2e/m²`` / ``千克二氧化碳当量/平方米``."""
    per = unit_name(label, lang)
    if lang == "en":
        return f"{label.unit}CO2e/{per}"
    return f"{_ZH_MASS[label.unit]}二氧化碳当量/{per}"


_ZH_MASS = {"g": "克", "kg": "千克", "t": "吨"}


def note(item: Note, lang: str) -> str:
    """The sentence of a reason or a warning."""
    text = REASONS.get(item.code) or WARNINGS[item.code]
    return translator(lang)(text).format_map(formats.Blanks(_details(item.params, lang)))


def warning(item: Note, lang: str) -> str:
    """The sentence of a warning, where its code is also that of a reason."""
    text = WARNINGS.get(item.code) or REASONS[item.code]
    return translator(lang)(text).format_map(formats.Blanks(_details(item.params, lang)))


def step(item: Step, lang: str) -> str:
    """One step of the trail as a line."""
    details = _details(item.params, lang)
    if (
        item.code not in ("scope", "route", "allocation", "range", "convert_E")
        and item.after is None
    ):
        # A refused label keeps its steps but not their figures.
        return translator(lang)(STEPS[item.code]).partition("{")[0].rstrip(" :：→,，")
    details["before"] = formats.number(math.nan if item.before is None else item.before, lang, 3, 0)
    details["after"] = formats.number(math.nan if item.after is None else item.after, lang, 3, 0)
    details["unit"] = item.unit.replace("t CO2e/t", "tCO2e/t")
    if lang == "zh":
        details["unit"] = "吨二氧化碳当量/吨" if item.unit == "t CO2e/t" else "千克二氧化碳当量"
    if item.code == "route" and not item.params.get("route"):
        details["route"] = translator(lang)(N_("independent of the route"))
    return translator(lang)(STEPS[item.code]).format_map(formats.Blanks(details))


def mode(code: str, lang: str) -> str:
    """How the SEE was found."""
    return translator(lang)(MODES[code])


def grade(code: str, lang: str) -> str:
    """The data-quality grade in words, with its half-width where it has one."""
    found = facts.grades()[code]
    name = found.name_en if lang == "en" else found.name_zh
    text = f"{code}: {name}" if lang == "en" else f"{code}：{name}"
    if found.plus_minus is None:
        return text
    return f"{text}{', ' if lang == 'en' else '，'}±{formats.percent(found.plus_minus, lang)}"


def field_name(name: str, lang: str) -> str:
    """A field of the label record in words; unknown fields as they are."""
    text = FIELDS.get(name.split(".")[0])
    return translator(lang)(text) if text else name


def family_name(family: str, lang: str) -> str:
    """A product family's name; an unknown id as it is."""
    found = facts.families().get(family)
    if found is None:
        return family
    return found.name_en if lang == "en" else found.name_zh


def scheme_name(scheme: str, lang: str) -> str:
    """A label scheme's name; an unknown id as it is."""
    found = facts.schemes().get(scheme)
    return found[f"name_{lang}"] if found else scheme


def unit_name(label: Label, lang: str) -> str:
    """The functional unit in words, the user's own name where there is one."""
    if label.per == "unit" and label.per_name:
        return label.per_name
    return translator(lang)(UNITS[label.per])


def guide(lang: str) -> list[str]:
    """What a label is, what CBAM counts, why they differ."""
    return [translator(lang)(text) for text in GUIDE]


def report(bridge: Bridge, result: Savings, year: int, lang: str) -> list[str]:
    """The whole answer as plain lines, for the command line."""
    _ = translator(lang)
    lines = [headline(bridge, result, year, lang)]
    if bridge.refused:
        if bridge.missing:
            names = [field_name(name, lang) for name in bridge.missing]
            lines.append(_("Needed: {fields}").format(fields=_joined(names, lang)))
        return lines
    lines += [note(item, lang) for item in bridge.reasons]
    if bridge.see_high is not None:
        lines.append(
            _("Estimate ({mode}), grade {grade}").format(
                mode=mode(bridge.mode, lang), grade=grade(bridge.grade, lang)
            )
        )
        lines.append(
            _("SEE low / mid / high: {low} / {mid} / {high} tCO2e/t").format_map({
                band: formats.number(math.nan if see is None else see, lang, 2)
                for band, see in (("low", bridge.see_low), ("mid", bridge.see_mid), ("high", bridge.see_high))
            })
        )  # fmt: skip
    if not result.table.empty and not bridge.free:
        lines += _money_lines(bridge, result, year, lang)
    trail = (*bridge.trail, cost_step(result, year))
    lines += ["  " + step(item, lang) for item in trail if item is not None]
    lines += ["! " + warning(item, lang) for item in (*bridge.warnings, *result.notes)]
    lines.append(_(DISCLAIMER))
    return lines


def _money_lines(bridge: Bridge, result: Savings, year: int, lang: str) -> list[str]:
    _ = translator(lang)

    def band(what: str, digits: int = 0) -> str:
        numbers = [result.figure(year, f"{what}_{b}") for b in ("low", "mid", "high")]
        return " / ".join(
            formats.number(math.nan if n is None else n, lang, digits, 0) for n in numbers
        )

    lines = []
    default = result.amount(year, "default")
    if default is not None:
        lines.append(
            _("On the EU default: EUR {eur} a tonne (CNY {cny})").format(
                eur=formats.number(default.eur_per_t, lang),
                cny=formats.number(default.cny_per_t, lang),
            )
        )
    if bridge.see_high is not None:
        lines.append(
            _("On today’s value, if verified: EUR {band} a tonne").format(band=band("today"))
        )
    saving = result.amount(year, "saving_mid")
    if saving is not None:
        lines.append(_("On the target: EUR {band} a tonne").format(band=band("target")))
        lines.append(
            _("Saving: EUR {band} a tonne (mid: CNY {cny})").format(
                band=band("saving", 1), cny=formats.number(saving.cny_per_t, lang, 1, 0)
            )
        )
        if saving.eur_per_year is not None and saving.cny_per_year is not None:
            lines.append(
                _("Saving a year: EUR {eur} (CNY {cny})").format(
                    eur=formats.number(saving.eur_per_year, lang),
                    cny=formats.number(saving.cny_per_year, lang),
                )
            )
    floor = result.figure(year, "floor_label")
    if floor is not None and bridge.status == "estimated":
        lines.append(
            _("Below a label value of {floor} {unit}, cuts save nothing in {year}.").format(
                floor=_plain(floor, lang),
                unit=_label_unit(bridge.label, lang),
                year=year,
            )
        )
    if (result.figure(year, "verified_mid") or 0.0) < 0:
        lines.append(_("The default is the cheaper lawful option: verification would not pay."))
    tonnes = result.break_even_tonnes(year)[1]
    if tonnes is not None:
        lines.append(
            _("Verification pays from {tonnes} t a year.").format(
                tonnes=formats.number(math.ceil(tonnes), lang)
            )
        )
    return lines


def _details(params: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Parameters of a note or step as the language writes them."""
    _ = translator(lang)
    names = {
        "claim": CLAIMS,
        "source": SOURCES,
        "boundary": BOUNDARIES,
        "per": UNITS,
        "basis_code": ALLOCATION,
    }
    shown = {}
    for key, value in params.items():
        if key in names and value in names[key]:
            shown[key] = _(names[key][value])
        elif key == "family":
            shown[key] = family_name(str(value), lang)
        elif key in ("recycled", "hot_metal") and value is not None:
            shown[key] = formats.percent(float(value), lang)
        elif key == "field":
            shown[key] = field_name(str(value), lang)
        elif key == "year":
            shown[key] = str(value)
        elif key == "unit_from":
            shown[key] = str(value) if lang == "en" else _ZH_MASS[str(value)]
        elif key in ("expires", "issued"):
            shown[key] = formats.day(str(value), lang)
        elif key == "allowed":
            shown[key] = _joined([family_name(str(v), lang) for v in value], lang)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            shown[key] = formats.number(float(value), lang, 3, 0)
        else:
            shown[key] = str(value)
    return shown


def _plain(value: float, lang: str) -> str:
    """A label value: as many decimals as it needs, up to three."""
    return formats.number(value, lang, 3 if abs(value) < 10 else 1, 0)


def _joined(items: list[str], lang: str) -> str:
    return (", " if lang == "en" else "、").join(items)
