"""What the free allocation of a label rests on: benchmark route and chain of precursors."""

from __future__ import annotations

from cbam import actual
from cbam.label import facts
from cbam.label.record import Label
from cbam.label.result import CHAIN, STAND_IN
from cbam.label.work import Work, stop
from cbam.law.benchmarks import same_kind
from cbam.law.vintages import Law
from cbam.reasons import InputError


def aluminium_routes(recycled: float) -> tuple[str, ...]:
    """Primary (first letter of the family) or secondary route, by the share of scrap."""
    primary, secondary = facts.families()["al-semis"].routes
    return (secondary,) if recycled > facts.parameter("secondary_share") else (primary,)


def find_route(work: Work, mode: str) -> str:
    """The benchmark route: as stated, else from the metal mix or the family."""
    label, law = work.label, work.law
    listed = law.benchmarks.listed(work.good)
    if listed in ((), ("",)):
        return ""
    wanted: tuple[str, ...] = work.family.routes if work.family is not None else ()
    by = "family"
    if work.sector == "aluminium":
        known = label.recycled is not None or mode == "D"
        if known:
            wanted, by = aluminium_routes(label.recycled or 0.0), "recycled"
            if (label.recycled or 0.0) > facts.parameter("secondary_share"):
                work.warn("secondary_route")
        elif wanted:
            wanted = wanted[:1]
    if label.family == "scrap-eaf" and (label.hot_metal or 0.0) > facts.parameter(
        "hot_metal_share"
    ):
        wanted, by = facts.families()["bf-bof"].routes, "hot_metal"
        work.warn("hot_metal_route")
    implied = law.benchmarks.fitting_route(work.good, wanted)
    if label.route:
        stated = law.benchmarks.fitting_route(work.good, same_kind(label.route.strip().upper()))
        if stated is None:
            stop("route_not_listed", "route", route=label.route, allowed=list(listed))
        if implied is not None and stated != implied:
            work.warn("route_contradicts", route=stated, implied=implied)
        implied, by = stated, "stated"
    if implied is None:
        stop("route_missing", "route", allowed=list(listed))
    work.step("route", unit="", route=implied, by=by)
    return implied


def find_chain(work: Work, route: str) -> tuple[float, ...] | None:
    """Benchmark with the precursors inside, by year; ``None`` where column B stands in."""
    if not work.label.precursors:
        work.step("allocation", unit="", basis_code=STAND_IN, mark="J")
        return None
    try:
        values = chain_benchmark(work.label, route, work.law)
    except InputError as error:
        code = {
            "precursor_out_of_scope": "precursor_not_cbam",
            "route_required": "precursor_route_missing",
            "route_not_listed": "precursor_route_missing",
        }.get(error.code)
        if code is None:
            raise
        stop(code, "precursors", value=error.value)
    work.step("allocation", unit="", basis_code=CHAIN, mark="D")
    return values


def chain_benchmark(label: Label, route: str, law: Law) -> tuple[float, ...]:
    """Benchmark of the label's good with its precursors inside, by year of the law [t CO2e/t].

    Column A of the last step plus column B of each precursor: a certificate does not print
    the precursors' own chains.

    Args:
        label: code of the good and its precursors.
        route: the good's production route letter.
        law: the law of one vintage.

    Raises:
        InputError: ``route_required`` or ``route_not_listed``, or a precursor's code is unusable.
    """
    inputs = tuple(
        actual.Input(item.mass, actual.StatedPrecursor(item.cn_code, item.see, item.route))
        for item in label.precursors
    )
    # Only the benchmark is read: the emissions of a label are bounded in ``convert``.
    step = actual.Process(label.cn_code, 0.0, route, inputs=inputs)
    return tuple(actual.evaluate(step, law, year).benchmark for year in law.years)
