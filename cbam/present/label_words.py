"""Sentences of the label page and command: headline, reasons, warnings, trail, grades, guide.

Plain text in the reader's language; callers must escape it for where they put it.
``PROBLEMS`` and ``FIELDS`` join the tables of input errors and field names in ``wording``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cbam import labeldata as data
from cbam.findings.savings import Savings, cost_step, unit_value
from cbam.i18n import N_, translator
from cbam.label import Bridge, Label, Note, Step
from cbam.present import formats

# Why there is no estimate, no point, or nothing to pay.
REASONS: dict[str, str] = {
    "out_of_scope": N_("This good is not in Annex I of the CBAM Regulation: EUR 0 today, whatever its label says."),
    "eu_origin": N_("Goods of EU origin are not imports under CBAM: nothing to pay."),
    "excluded_origin": N_("The CBAM Regulation leaves out this origin (Annex III): nothing to pay."),
    "in_2028_proposal": N_("The Commission proposes to add this good, or part of it, from 2028 (COM(2025) 989, not law). It would then pay for the steel and aluminium inside, not for the use phase."),
    "boundary_unknown": N_("Only the value is known, not which life-cycle stages it covers: a range, but no point estimate and no saving. Look for the system boundary on the certificate."),
    "mass_missing": N_("The label is per {per}: without the net mass of one {per} it cannot be turned into tonnes. Enter the mass in kg, without packaging."),
    "stages_missing": N_("A cradle-to-grave value of a durable good includes its use. Without the shares of the life-cycle stages the part up to the factory gate is unknown. Enter the stages from the report."),
    "stages_do_not_add_up": N_("The life-cycle stages add up to {total}, the label says {value}. Check the figures, or whether a stage is missing."),
    "gate_to_gate": N_("A gate-to-gate value leaves out the bought materials, which are most of what CBAM counts. Enter the direct emissions and the precursors instead."),
    "family_missing": N_("Which product family is it? The part of a footprint that CBAM counts differs: {allowed}."),
    "family_wrong_sector": N_("The product family “{family}” does not fit this good. Choose one of: {allowed}."),
    "family_without_share": N_("For “{family}” no share of the footprint can be used. Enter the recycled share, or a split of the emissions."),
    "route_missing": N_("The benchmark of this good depends on the production route. Choose one of: {allowed}."),
    "route_not_listed": N_("This good has no benchmark for route “{route}”. Choose one of: {allowed}."),
    "credits_not_stated": N_("The value includes {claim}, which CBAM does not accept. Enter how much was subtracted, so that it can be added back."),
    "direct_missing": N_("Precursors are given but not the direct emissions of the own site. Enter them; a zero must be entered as 0."),
    "precursors_missing": N_("This good is made from bought metal: direct emissions alone leave out most of it. Enter the precursors with mass and value."),
    "electricity_missing": N_("For this good purchased electricity counts. Enter its emissions; a zero must be entered as 0."),
    "precursor_not_cbam": N_("“{value}” is not a good of Annex I: only such goods count as precursors."),
    "precursor_route_missing": N_("A precursor needs its production route, because its benchmark depends on it."),
    "slip_kg_t": N_("{value} tCO2e per tonne is about a thousand times off for this good: kilograms and tonnes were probably mixed up. Did you mean {suggested}?"),
    "slip_carbon": N_("{value} tCO2e per tonne is too low for this good by about 44/12: the value is probably in tonnes of carbon (tC). As CO2 it would be {suggested}. If it is right, choose another product family or confirm the unit."),
    "implausible": N_("{value} tCO2e per tonne is far outside what this good can have ({low} to {high}). Check value, unit and mass."),
    "good_without_label": N_("Electricity is priced by the factor of its country, not by a product label."),
}  # fmt: skip

WARNINGS: dict[str, str] = {
    "label_expired": N_("The label expired on {expires}: ask for a new one."),
    "issued_in_future": N_("The date of issue, {issued}, lies in the future: check it."),
    "green_power_claim": N_("The value counts on green power. CBAM does not see green certificates; for steel and aluminium it does not see electricity at all."),
    "credits_added_back": N_("Offsets and credits inside the value were added back: CBAM does not accept them."),
    "credits_not_stated": N_("The value includes {claim} of unknown size. It is not used here, since the mass balance does not read the value."),
    "boundary_kept_whole": N_("The value covers more than cradle-to-gate, but its stages are not given: taken whole, so the estimate is rather high."),
    "stages_beyond_gate": N_("The stages go beyond the factory gate although the label says cradle-to-gate: only raw materials and manufacturing were kept."),
    "stages_do_not_add_up": N_("The life-cycle stages add up to {total}, the label says {value}."),
    "outside_family_range": N_("{value} tCO2e per tonne is unusual for this product family ({low} to {high}): check value, unit and family."),
    "electricity_grid_factor": N_("CBAM takes the default grid factor for electricity; an actual factor needs a power purchase agreement or a direct line. Green certificates do not count."),
    "electricity_left_out": N_("Purchased electricity was left out: for this good CBAM counts direct emissions only (Annex II)."),
    "own_assumption": N_("You replaced the assumption “{name}” by your own value."),
    "hot_metal_not_stated": N_("Many Chinese electric arc furnaces charge hot metal. None was assumed; enter the share if there is some."),
    "hot_metal_route": N_("More than half hot metal: the benchmark of the blast-furnace route applies (assumption)."),
    "recycled_assumed_zero": N_("The recycled share is not stated: primary metal was assumed."),
    "secondary_route": N_("More than half scrap: the metal is on the secondary route, with a far lower free allocation (assumption)."),
    "mass_balance_used": N_("For aluminium the estimate comes from the mix of primary and recycled metal, not from the label value: most of a footprint of aluminium is electricity, which CBAM does not count."),
    "see_above_cradle_to_gate": N_("The estimate came out above the cradle-to-gate value and was cut back to it: check the split or the value."),
    "route_contradicts": N_("You chose route {route}; what you entered points to route {implied}. Your choice was used."),
    "boundary_unknown": N_("The system boundary is unknown: a range only."),
    "regulatory_charge": N_("No usable label value: the EU default with mark-up applies. It is a regulatory charge, not an estimate."),
    "not_used": N_("“{field}” was filled in but is not used for this good and this way of estimating."),
    "grey_assumed": N_("Eight digits do not tell white from grey clinker or cement: taken as grey."),
    "below_threshold": N_("The importer stays at or below 50 t of CBAM goods in the calendar year: exempt (Art 2a)."),
    "cut_exceeds_see": N_("The cut is larger than everything CBAM counts for this good: part of it must come from elsewhere."),
    "cut_not_counted": N_("A cut in {source} does not lower what CBAM counts for this good."),
    "cut_in_mass_balance": N_("For aluminium a cut of the label usually comes from electricity; how much of it counts is uncertain."),
    "electricity_needs_ppa": N_("A cut in electricity counts only through fewer kWh, a power purchase agreement or a direct line."),
    "route_switch": N_("The production route changes from {before} to {after}: the free allocation falls with it, so the saving is smaller than tonnes avoided times price."),
}  # fmt: skip

STEPS: dict[str, str] = {
    "scope": N_("Scope: is the good in Annex I?"),
    "normalise": N_("To tonnes of CO2e per tonne of good: {before} {unit_from} per {per} = {after} tCO2e/t"),
    "strip_credits": N_("Add back offsets and credits: {before} → {after} tCO2e/t"),
    "boundary": N_("Keep raw materials and manufacturing (cradle-to-gate): {before} → {after} {unit}"),
    "convert_A": N_("Verified CBAM data pass through: {after} tCO2e/t"),
    "convert_B": N_("Direct emissions plus precursors at their own values: {after} tCO2e/t"),
    "convert_C": N_("Share of the footprint that CBAM counts, {share_low}–{share_mid}–{share_high}: {before} → {after} tCO2e/t"),
    "convert_D": N_("Mass balance of primary and recycled aluminium, {recycled} recycled: {after} tCO2e/t"),
    "convert_E": N_("Nothing usable: EU default with mark-up"),
    "sanity": N_("Not above the cradle-to-gate value of {to_gate}: {before} → {after} tCO2e/t"),
    "route": N_("Benchmark route: {route}"),
    "allocation": N_("Free allocation: {basis_code}"),
    "cost": N_("Cost in {year}: ({before} − {sefa} free) × EUR {price_eur}, not below zero = EUR {after} a tonne"),
    "range": N_("Range by grade {grade}: {low} to {high} tCO2e/t"),
}  # fmt: skip

ALLOCATION: dict[str, str] = {
    "column_b_stand_in": N_(
        "column B of the route as a stand-in, because the precursors’ own chain is not known"
    ),
    "chain": N_("column A of the last step plus the benchmarks of the precursors given"),
}

MODES: dict[str, str] = {
    "A": N_("verified CBAM data"),
    "B": N_("emission split from the certificate report"),
    "C": N_("share of the cradle-to-gate footprint"),
    "D": N_("aluminium mass balance"),
    "E": N_("EU default: a regulatory charge, not an estimate"),
}

SOURCES: dict[str, str] = {
    "process": N_("fuel and process"),
    "precursor": N_("bought CBAM materials"),
    "electricity": N_("electricity"),
    "transport": N_("transport"),
    "use": N_("use and end of life"),
    "unknown": N_("not known"),
}

BOUNDARIES: dict[str, str] = {
    "cradle-to-gate": N_("cradle-to-gate"),
    "cradle-to-grave": N_("cradle-to-grave"),
    "cradle-to-customer": N_("cradle-to-customer"),
    "gate-to-gate": N_("gate-to-gate"),
    "unknown": N_("not stated"),
}

CLAIMS: dict[str, str] = {
    "offsets": N_("offsets"),
    "recycling_credit": N_("a recycling credit"),
    "green_power": N_("a green-power claim"),
}

UNITS: dict[str, str] = {
    "piece": N_("piece"),
    "unit": N_("unit"),
    "m": N_("m"),
    "m2": N_("m²"),
    "m3": N_("m³"),
    "kg": N_("kg"),
    "t": N_("t"),
}

STAGES: dict[str, str] = {
    "raw": N_("Raw materials"),
    "manufacturing": N_("Manufacturing"),
    "distribution": N_("Distribution"),
    "use": N_("Use"),
    "end_of_life": N_("End of life"),
}

# What a label is, what CBAM counts, why they differ: short enough to be read.
GUIDE: tuple[str, ...] = (
    N_("A carbon label counts a product’s whole life, from the mine to the bin."),
    N_(
        "CBAM counts direct emissions of the works and of bought CBAM materials; mining, transport and use are outside, and electricity counts only for cement and fertilisers."
    ),
    N_(
        "So a label is not a CBAM number, and no label replaces the verification by an accredited CBAM verifier."
    ),
)
DISCLAIMER = N_("Estimate, not a CBAM declaration.")

# Input errors of the record, the target and the command; {allowed}, {limit}, {value}.
PROBLEMS: dict[str, str] = {
    "choice_unknown": N_("“{value}” is not known here: choose one of {allowed}."),
    "share_out_of_range": N_("“{value}” is not a share: give 0 to 1, or 0% to 100%."),
    "range_order": N_("“{value}” is not a range: give low, mid and high in this order."),
    "date_invalid": N_("“{value}” is not a date: write 2026-11-22."),
    "dates_reversed": N_("The label expires on {value}, before it was issued on {issued}."),
    "precursor_invalid": N_("“{value}” is not a precursor: write CN code, tonnes per tonne of good and tCO2e per tonne, such as 72139149:1.05:2.1."),
    "stages_invalid": N_("“{value}” is not a list of stages: write raw=138,manufacturing=23,distribution=7,use=3333,end_of_life=5, all in the label’s unit or all in %."),
    "assumption_invalid": N_("“{value}” is not an assumption: write share=0.75,0.85,0.93 (or P, R, W)."),
    "too_many": N_("{value} entries are too many: {limit} at most."),
    "not_a_number": N_("“{value}” is not a number."),
    "target_twice": N_("Give one target: a new value, a cut, or a recycled share."),
    "target_above_value": N_("The target {value} is above today’s label value {limit}: a lower label is what saves."),
    "target_without_value": N_("A target needs today’s label value. Enter it first."),
    "recycled_not_aluminium": N_("A recycled share as a target is for aluminium goods only."),
}  # fmt: skip

FIELDS: dict[str, str] = {
    "value": N_("Label value"),
    "unit": N_("Unit"),
    "per": N_("Functional unit"),
    "mass_kg": N_("Net mass per unit"),
    "boundary": N_("System boundary"),
    "family": N_("Product family"),
    "stages": N_("Life-cycle stages"),
    "direct": N_("Direct emissions"),
    "electricity": N_("Purchased electricity"),
    "precursors": N_("Precursors"),
    "recycled": N_("Recycled share"),
    "hot_metal": N_("Hot-metal share"),
    "credits": N_("Credits inside the value"),
    "claims": N_("Claims"),
    "assumptions": N_("Assumption"),
    "scheme": N_("Label scheme"),
    "issued": N_("Date of issue"),
    "expires": N_("Date of expiry"),
    "target": N_("Target"),
    "cut": N_("Cut"),
    "source": N_("Source of the cut"),
    "fee": N_("Verification fee"),
    "importer_tonnes": N_("Importer’s tonnes in the year"),
}  # fmt: skip

_HEADLINES: dict[str, str] = {
    "saving": N_("Lowering the label from {before} to {after} {unit} saves EUR {mid} ({low}–{high}) a tonne in {year}."),
    "saving_exact": N_("Lowering the label from {before} to {after} {unit} saves EUR {mid} a tonne in {year}."),
    "no_saving": N_("Lowering the label from {before} to {after} {unit} saves nothing at the EU border in {year}."),
    "loss": N_("Lowering the label from {before} to {after} {unit} costs EUR {loss} a tonne more in {year}: the free allocation falls with the route."),
    "recycled": N_("Raising the recycled share to {recycled} saves EUR {mid} ({low}–{high}) a tonne in {year}."),
    "recycled_loss": N_("Raising the recycled share to {recycled} costs EUR {loss} a tonne more in {year}: the free allocation falls with the route."),
    "verify": N_("Verified, this label would cost EUR {mid} ({low}–{high}) a tonne in {year}, against EUR {default} on the EU default."),
    "verify_no_default": N_("Verified, this label would cost EUR {mid} ({low}–{high}) a tonne in {year}."),
    "range": N_("Without the system boundary the label gives only a range: {see_low} to {see_high} tCO2e/t, EUR {low} to {high} a tonne in {year}."),
    "default": N_("Without a usable label value the EU default applies: EUR {default} a tonne in {year}."),
    "free": N_("EUR 0 at the EU border today: {reason}"),
    "free_part": N_("EUR 0 at the EU border today. Of the {whole} kg CO2e on the label, {part} kg are cradle-to-gate."),
    "refused": N_("No estimate. {reason}"),
}  # fmt: skip


def headline(bridge: Bridge, result: Savings, year: int, lang: str) -> str:
    """The finding as one sentence.

    Args:
        bridge: the translated label.
        result: ``findings.savings.savings`` of it.
        year: import year.
        lang: ``en`` or ``zh``.
    """
    kind, details = _finding(bridge, result, year, lang)
    return translator(lang)(_HEADLINES[kind]).format_map(_Blank(details))


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
    return translator(lang)(text).format_map(_Blank(_details(item.params, lang)))


def warning(item: Note, lang: str) -> str:
    """The sentence of a warning, where its code is also that of a reason."""
    text = WARNINGS.get(item.code) or REASONS[item.code]
    return translator(lang)(text).format_map(_Blank(_details(item.params, lang)))


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
    return translator(lang)(STEPS[item.code]).format_map(_Blank(details))


def mode(code: str, lang: str) -> str:
    """How the SEE was found."""
    return translator(lang)(MODES[code])


def grade(code: str, lang: str) -> str:
    """The data-quality grade in words, with its half-width where it has one."""
    found = data.grades()[code]
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
    found = data.families().get(family)
    if found is None:
        return family
    return found.name_en if lang == "en" else found.name_zh


def scheme_name(scheme: str, lang: str) -> str:
    """A label scheme's name; an unknown id as it is."""
    found = data.schemes().get(scheme)
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


class _Blank(dict[str, Any]):
    """Details of a sentence; one that is not known is left blank rather than raising."""

    def __missing__(self, key: str) -> str:
        return ""
