"""Every named reason the engine can attach to a line, one bit each.

A line's ``reasons`` say why it could not be assessed (``error``), why it costs
nothing (``answer``), what was assumed (``assumption``), or what to know (``note``).
The sentences, in both languages, are in ``cbam.present.wording``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["error", "answer", "assumption", "note"]


class Reason(NamedTuple):
    """A reason's stable code, its kind, and the input field it is about (``""`` if none)."""

    code: str
    kind: Kind
    field: str = ""


# Append only at the end of a group's meaning, never reuse a code: links and files carry codes.
REASONS: tuple[Reason, ...] = (
    Reason("cn_empty", "error", "cn_code"),
    Reason("cn_not_digits", "error", "cn_code"),
    Reason("cn_length", "error", "cn_code"),
    Reason("cn_needs_eight", "error", "cn_code"),
    Reason("cn_unknown", "error", "cn_code"),
    Reason("taric_unknown", "error", "cn_code"),
    Reason("origin_empty", "error", "origin"),
    Reason("origin_unknown", "error", "origin"),
    Reason("tonnes_invalid", "error", "tonnes"),
    Reason("year_invalid", "error", "year"),
    Reason("quarter_invalid", "error", "quarter"),
    Reason("basis_unknown", "error", "basis"),
    Reason("see_missing", "error", "see"),
    Reason("see_invalid", "error", "see"),
    Reason("sefa_invalid", "error", "sefa"),
    Reason("route_unknown", "error", "route"),
    Reason("route_required", "error", "route"),
    Reason("route_not_listed", "error", "route"),
    Reason("price_invalid", "error", "price_eur"),
    Reason("importer_total_invalid", "error", "importer_year_tonnes"),
    Reason("no_default_value", "error", "origin"),
    Reason("out_of_scope", "answer"),
    Reason("eu_origin", "answer"),
    Reason("excluded_origin", "answer"),
    Reason("returned_goods", "answer"),
    Reason("below_threshold", "answer"),
    Reason("in_2028_proposal", "note"),
    Reason("grey_assumed", "assumption"),
    Reason("heading_value", "note"),
    Reason("other_countries_value", "note"),
    Reason("annex_iv_value", "assumption"),
    Reason("eu_average_value", "assumption"),
    Reason("route_first_listed", "assumption"),
    Reason("route_not_used", "note"),
    Reason("stand_in_benchmark", "assumption"),
    Reason("needs_verification", "note"),
    Reason("quarter_not_stated", "assumption"),
    Reason("price_provisional", "assumption"),
    Reason("price_path", "assumption"),
    Reason("price_user", "assumption"),
    Reason("after_2030", "assumption"),
    Reason("threshold_not_tested", "note"),
    Reason("no_threshold", "note"),
    Reason("nothing_to_pay", "note"),
    Reason("quantity_in_mwh", "note"),
    Reason("flag_invalid", "error", "returned"),
    Reason("see_not_used", "note"),
    Reason("proposal_factor_path", "assumption"),
    Reason("what_if_cscf", "assumption"),
    Reason("what_if_benchmark", "assumption"),
    Reason("what_if_no_markup", "assumption"),
    Reason("reduction_invalid", "error", "reduction_certificates"),
    Reason("home_price_draft", "assumption"),
    Reason("home_price_needs_actual", "note"),
    Reason("home_price_no_evidence", "note"),
)

BIT: dict[str, int] = {reason.code: 1 << i for i, reason in enumerate(REASONS)}
BY_CODE: dict[str, Reason] = {reason.code: reason for reason in REASONS}
ERRORS: int = sum(BIT[reason.code] for reason in REASONS if reason.kind == "error")


def codes_of(mask: int) -> tuple[str, ...]:
    """The codes whose bits are set in ``mask``, in the order of ``REASONS``."""
    return tuple(reason.code for i, reason in enumerate(REASONS) if mask >> i & 1)


class InputError(ValueError):
    """A single input that cannot be used: a reason code, the field, the value as given.

    ``details`` holds what the sentence needs to name a remedy (allowed values, limits).
    """

    def __init__(self, code: str, field: str = "", value: object = None, **details: object) -> None:
        self.code, self.field, self.value, self.details = code, field, value, details
        super().__init__(f"{code}: {field}={value!r}")
