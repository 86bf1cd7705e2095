"""The bill again, as plain dictionaries and loops: rules.md section 11, read line by line.

Written without looking at ``cbam.law`` and ``cbam.bill`` and importing neither: it reads the
tables itself. ``tests/property/test_cross_model.py`` compares the two; ``benchmarks/engine.py``
measures what the vectorised engine gains over it.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
# The order of rules.md 3.5; a default without a usable letter takes the first one listed.
ROUTES = ["", "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L"]
# Eight digits of a split code: grey clinker, other cement, calcined clay.
GREY = {"25231000": "2523100090", "25239000": "2523900090", "25070080": "2507008080"}
MASS = {"cement", "fertilisers", "iron_and_steel", "aluminium"}


def read(path):
    with open(DATA / path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


class Book:
    """The tables as dictionaries."""

    def __init__(self, vintage="2026-08"):
        with open(DATA / "datapackage.json", encoding="utf-8") as handle:
            paths = {r["name"]: r["path"] for r in json.load(handle)["resources"]}
        edition = next(r for r in read("law/vintages.csv") if r["vintage"] == vintage)
        rows = read(paths[edition["default_values"]])
        if edition["annex_iv"]:
            rows += [{**r, "origin": "XX"} for r in read(paths[edition["annex_iv"]])]
        self.defaults = {(r["origin"], r["cn_code"]): r for r in rows}
        self.bench = {}
        self.listed = {}
        for r in read(paths[edition["benchmarks"]]):
            for year in range(int(r["year_from"]), int(r["year_to"]) + 1):
                key = (r["cn_code"], r["column"], r["route"], year)
                self.bench[key] = float(r["benchmark"])
            letters = self.listed.setdefault((r["cn_code"], r["column"]), [])
            if r["route"] not in letters:
                letters.append(r["route"])
        for letters in self.listed.values():
            letters.sort(key=ROUTES.index)
        self.cn8 = {r[0] for r in self.listed} | {"27160000"}
        self.taric = {code for _, code in self.defaults if len(code) == 10}
        self.headings = {r["heading"] for r in read("law/hs_headings.csv")}
        self.scope = {r["cn_prefix"]: r for r in read("law/scope.csv")}
        self.groups = {r["origin"]: r["group"] for r in read("law/origins.csv")}
        self.power = {
            r["origin"]: float(r["factor"])
            for r in read("law/electricity_factors.csv")
            if r["annex"] == "III"
        }
        self.schedule = {}
        for r in read("law/schedule.csv"):
            for year in range(int(r["year_from"]), int(r["year_to"]) + 1):
                self.schedule[r["parameter"], r["sector"], year] = float(r["value"])
        self.quarters = {
            (int(r["year"]), r["quarter"]): float(r["price_eur"])
            for r in read("market/certificate_prices.csv")
            if r["status"] == "published"
        }
        self.last = self.quarters[max(self.quarters)]

    def annex_i(self, code):
        """The row of Annex I that decides about a code, ``None`` if it is not covered."""
        for length in range(len(code), 0, -1):
            row = self.scope.get(code[:length])
            if row:
                return row if row["scope"] == "included" else None
        return None

    def lookup(self, origin, code):
        """TARIC10 > CN8 > 6 > 4 digits; a dash and "see below" are not values."""
        for length in (10, 8, 6, 4):
            if len(code) >= length:
                row = self.defaults.get((origin, code[:length]))
                if row and row["status"] == "value":
                    return row
                if row and row["status"] == "dash":
                    return None
        return None

    def default(self, origin, code):
        """(total, printed route) for an origin, or of the other countries; None if neither."""
        row = self.lookup(origin, code)
        if row is None and origin != "XX":
            row = self.lookup("OTHER", code)
        return None if row is None else (float(row["total"]), row["route"])

    def held(self, year):
        """Benchmarks are printed to 2030; later years hold the last ones."""
        return min(year, 2030)

    def route(self, cn8, printed):
        """The letter that column B lists; its own blank wins, a composite takes its half."""
        listed = self.listed[cn8, "B"]
        if listed == [""]:
            return ""
        for letter in printed.split("/"):
            if letter in listed:
                return letter
        return listed[0]


def read_code(typed, book):
    """(code, status): the good's full code, or why there is none."""
    code = typed or ""
    if not code.isdigit() or len(code) not in (4, 6, 8, 10):
        return None, "error"
    if code[:8] in GREY and len(code) == 10 and code not in book.taric:
        return None, "error"
    if len(code) >= 8 and code[:8] in book.cn8:
        return (GREY.get(code, code) if len(code) == 8 else code), "ok"
    if len(code) < 8 and any(known.startswith(code) for known in book.cn8):
        return None, "error"
    if code[:4] not in book.headings or book.annex_i(code) is not None:
        return None, "error"
    return None, "out_of_scope"


def number(value):
    return None if value is None or value != value else value


def bill(line, book):
    """One line as a dictionary; returns the steps, or status ``error`` and the bad fields."""
    bad = set()
    code, scope = read_code(line["cn_code"], book)
    origin, year, tonnes = line["origin"], line["year"], number(line["tonnes"])
    if scope == "error":
        bad.add("cn_code")
    if origin not in book.groups:
        bad.add("origin")
    if tonnes is None or not 0 <= tonnes <= 1e9:
        bad.add("tonnes")
    if year not in range(2026, 2035):
        bad.add("year")
    quarter = line.get("quarter") or ""
    if quarter not in ("", "Q1", "Q2", "Q3", "Q4"):
        bad.add("quarter")
    basis = line.get("basis") or "default"
    if basis not in ("default", "actual"):
        bad.add("basis")
    own_price, see = number(line.get("price_eur")), number(line.get("see"))
    if own_price is not None and not 0 <= own_price <= 10_000:
        bad.add("price_eur")
    declared, sefa_given = line.get("route") or "", number(line.get("sefa"))
    if declared not in ROUTES:
        bad.add("route")
    if basis == "actual":
        if see is None or not 0 <= see <= 1000:
            bad.add("see")
        if sefa_given is not None and not 0 <= sefa_given <= 1000:
            bad.add("sefa")
        if code and sefa_given is None:
            listed = book.listed.get((code[:8], "B"), [""])
            if listed != [""] and declared not in listed:
                bad.add("route")
    sector = book.annex_i(code)["sector"] if code else None
    whole = number(line.get("importer_year_tonnes"))
    group = book.groups.get(origin)
    third = group in ("third", "unstated")
    if whole is not None:
        part_of_it = sector in MASS and third and not line.get("returned")
        if not 0 <= whole <= 1e9 or (part_of_it and tonnes is not None and whole < tonnes):
            bad.add("importer_year_tonnes")
    default = None
    if code and basis == "default" and third:
        if sector == "electricity":
            default = book.power.get(origin, book.power["EU"]), ""
        else:
            default = book.default(origin, code)
        if default is None:
            bad.add("origin")
    if bad:
        return {"status": "error", "fields": bad}

    if scope == "out_of_scope":
        return {"status": "out_of_scope", "cost_eur": 0.0}
    if group == "eu":
        return {"status": "eu_origin", "cost_eur": 0.0}
    if group == "annex_iii":
        return {"status": "excluded_origin", "cost_eur": 0.0}
    if line.get("returned"):
        return {"status": "returned_goods", "cost_eur": 0.0}
    if sector in MASS and whole is not None and whole <= book.schedule["threshold_t", "", year]:
        return {"status": "below_threshold", "cost_eur": 0.0}

    kept = book.schedule["cbam_factor", "", year] * book.schedule["cscf", "", year]
    if basis == "default":
        see = default[0] * (1 + book.schedule["markup", sector, year])
        route = "" if sector == "electricity" else book.route(code[:8], default[1])
    else:
        route = declared
    if sector == "electricity":
        sefa = 0.0
    elif basis == "actual" and sefa_given is not None:
        sefa = sefa_given
    else:
        if book.listed[code[:8], "B"] == [""]:
            route = ""
        sefa = kept * book.bench[code[:8], "B", route, book.held(year)]
    certificates = max(0.0, tonnes * (see - sefa))
    price = own_price
    if price is None:
        price = book.quarters.get((year, quarter), book.last)  # flat path after 2026
    return {
        "status": "assessed",
        "see": see,
        "sefa": sefa,
        "certificates": certificates,
        "price_eur": price,
        "cost_eur": certificates * price,
    }


def chain(step, book, year):
    """(SEE, SEFA) of a chain of processes with precursors, Eq. 4 read aloud; column A only."""
    kept = book.schedule["cbam_factor", "", year] * book.schedule["cscf", "", year]
    cn8 = step["cn_code"][:8]
    route = "" if book.listed[cn8, "A"] == [""] else step["route"]
    see = step["direct"]
    sefa = kept * book.bench[cn8, "A", route, book.held(year)]
    for part in step.get("inputs", []):
        part_see, part_sefa = chain(part, book, year)
        see += part["mass"] * part_see
        sefa += part["mass"] * part_sefa
    return see, sefa
