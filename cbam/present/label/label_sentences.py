"""The sentences of the label page and command, as tables by code; ``label_words`` fills them.

``PROBLEMS`` and ``FIELDS`` join the tables of input errors and field names in ``wording``.
"""

from cbam.i18n import N_

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
    "slip_kg_t": N_("{value} tCO2e per tonne is about a thousand times off for this good: the unit is probably wrong. With the right unit it would be {suggested} tCO2e per tonne: change the unit, or the value."),
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
    "returned_goods": N_("Returned goods count as zero (Art 6(5)): nothing to pay."),
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
    "route": N_("Production route"),
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

HEADLINES: dict[str, str] = {
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
