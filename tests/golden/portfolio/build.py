"""Writes the messy file: 400 lines in Chinese with 60 planted faults, as CSV (GB18030) and XLSX.

``python -m tests.golden.portfolio.build REFERENCE`` reads law and prices from the reference tables
in the folder REFERENCE, and nothing from ``cbam``. It writes, beside itself:

- ``messy_zh.csv`` and ``messy_zh.xlsx``: the same rows at the same places;
- ``faults.csv``: what was planted, by row, column and code;
- ``sheet.csv``: the lines that can be assessed, with what each is charged and every factor of it.
"""

from __future__ import annotations

import csv
import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
TITLE = "广东省某行业协会 会员对欧盟出口明细（2026年）"
HEADINGS = ["序号", "会员企业", "品名", "海关编码", "原产国", "净重(吨)", "进口日期", "进口商",
            "依据", "实际值(tCO2e/t)", "生产路线", "备注"]  # fmt: skip
NUMBER, MEMBER, PRODUCT, CODE, ORIGIN, TONNES, DATE, IMPORTER, BASIS, SEE, ROUTE, REMARK = HEADINGS
GOODS = {
    "72083900": "热轧卷", "73181595": "螺栓", "73181588": "高强螺栓", "76042990": "铝型材",
    "72142000": "螺纹钢", "73063077": "焊接钢管", "73089059": "钢结构件", "31021019": "尿素",
    "25232900": "灰色水泥", "72193490": "不锈钢冷轧板", "76061292": "铝板", "73072100": "不锈钢法兰",
}  # fmt: skip
OUTSIDE = {"84151010": "分体空调", "85287240": "液晶电视", "94036010": "木制家具"}
ORIGINS = {
    "中国": "CN",
    "CN": "CN",
    "China": "CN",
    "中华人民共和国": "CN",
    "越南": "VN",
    "土耳其": "TR",
}
IMPORTERS = ["Müller Stahl GmbH", "Acier du Nord SA", "Ferro Italia SpA", "De Vries Metaal BV",
             "Nordic Fasteners AB", "Iberia Perfiles SL"]  # fmt: skip
LINES = 400
LONG = "出口用镀锌紧固件" * 1250  # 10,000 characters

# (column, what is written in it, code of the problem).
FAULTS: list[tuple[str, str, str]] = [
    (CODE, "731815", "cn_needs_eight"), (CODE, "7208", "cn_needs_eight"),
    (CODE, "7604.29", "cn_needs_eight"),
    (CODE, "73181590", "cn_unknown"), (CODE, "72083999", "cn_unknown"),
    (CODE, "7208390", "cn_length"), (CODE, "731815950", "cn_length"),
    (CODE, "7.2E+07", "cn_scientific"), (CODE, "7.32E+07", "cn_scientific"),
    (CODE, "7.6E+07", "cn_scientific"),
    (CODE, "2026-07-20", "cn_date"), (CODE, "2025/3/1", "cn_date"),
    (CODE, "72083900.0", "cn_number"), (CODE, "76042990.0", "cn_number"),
    (CODE, "热轧卷", "cn_not_digits"),
    (CODE, "", "cn_empty"), (CODE, " ", "cn_empty"),
    (CODE, "1012100", "cn_leading_zero"),
    (ORIGIN, "中囯", "origin_unknown"), (ORIGIN, "欧洲", "origin_unknown"),
    (ORIGIN, "Chna", "origin_unknown"),
    (ORIGIN, "", "origin_empty"), (ORIGIN, "　", "origin_empty"),
    (TONNES, "约20", "number_unreadable"), (TONNES, "十二", "number_unreadable"),
    (TONNES, "-12.5", "number_negative"), (TONNES, "(8)", "number_negative"),
    (TONNES, "NaN", "number_missing"), (TONNES, "无", "number_missing"),
    (TONNES, "", "tonnes_missing"), (TONNES, "", "tonnes_missing"),
    (TONNES, "12,5", "decimal_mixed"), (TONNES, "8,25", "decimal_mixed"),
    (TONNES, "1,250", "number_ambiguous"),
    (TONNES, "18500kg", "unit_in_cell"), (TONNES, "9200 千克", "unit_in_cell"),
    (TONNES, "28400", "kg_as_t"), (TONNES, "31250", "kg_as_t"), (TONNES, "19600", "kg_as_t"),
    (TONNES, "=F12*2", "formula_text"), (CODE, "=VLOOKUP(C9,税号!A:B,2,0)", "formula_text"),
    (DATE, "2026-02-30", "date_invalid"), (DATE, "待船期", "date_invalid"),
    (DATE, "03/04/2026", "date_ambiguous"),
    (DATE, "", "year_missing"), (DATE, "", "year_missing"),
    (DATE, "2025-11-30", "year_invalid"), (DATE, "2025年12月31日", "year_invalid"),
    (CODE, "", "duplicate"), (CODE, "", "duplicate"), (CODE, "", "duplicate"),
    (SEE, "", "see_missing"), (SEE, "", "see_missing"),
    (SEE, "2150", "see_in_kg"),
    (BASIS, "估算", "basis_unknown"),
    (ROUTE, "Z", "route_unknown"), (ROUTE, "", "route_required"),
    (SEE, "2.1", "see_not_used"),
    (PRODUCT, "=HYPERLINK(\"http://example.org\")", "formula_in_name"),
    (PRODUCT, LONG, "cell_too_long"),
]  # fmt: skip
WARNINGS = {"cn_number", "decimal_mixed", "unit_in_cell", "kg_as_t", "duplicate", "see_not_used",
            "formula_in_name"}  # fmt: skip
ACTUAL = {"see_missing", "see_in_kg", "route_unknown", "route_required"}
READ_AS = {"12,5": 12.5, "8,25": 8.25, "18500kg": 18.5, "9200 千克": 9.2}


def dates(day: date, way: int) -> str:
    """A date in one of the ways found in such files."""
    return (
        day.isoformat(), f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y%m%d"),
    )[way]  # fmt: skip


def rows() -> tuple[list[list[str]], list[tuple[int, str, str]], list[dict[str, object]]]:
    """All rows below the headings, the faults, and the truth about the lines to be assessed."""
    rng = random.Random(2026)
    planted = dict(zip(rng.sample(range(20, LINES), len(FAULTS)), FAULTS, strict=True))
    table: list[list[str]] = []
    faults: list[tuple[int, str, str]] = []
    truth: list[dict[str, object]] = []
    earlier: list[tuple[dict[str, str], dict[str, object], int]] = []
    codes = list(GOODS)
    first = 4  # row of the first line: title, empty row, headings
    for n in range(LINES):
        for extra in between(n):
            table.append(extra[0])
            if extra[1]:
                faults.append((first + len(table) - 1, "", extra[1]))
        column, text, fault = planted.get(n, ("", "", ""))
        code = rng.choice(codes)
        outside = not fault and rng.random() < 0.03
        if outside:
            code = rng.choice(list(OUTSIDE))
        if fault in ACTUAL:
            code = "72083900"
        if fault == "cn_number":
            code = text.removesuffix(".0")
        tonnes = round(rng.uniform(10, 60), rng.choice([0, 1, 2, 3]))
        day = date(2026, 1, 1) + timedelta(days=rng.randrange(365))
        origin = rng.choice([*["中国"] * 8, *ORIGINS])
        actual = fault in ACTUAL or (code == "72083900" and not fault and rng.random() < 0.3)
        see = round(rng.uniform(1.6, 2.6), 3)
        line = {
            NUMBER: str(n + 1), MEMBER: f"会员{1 + n // 20:02d}号企业",
            PRODUCT: (GOODS | OUTSIDE)[code], CODE: spelled(code, rng.randrange(6)),
            ORIGIN: origin, TONNES: f"{tonnes:g}", DATE: dates(day, rng.randrange(4)),
            IMPORTER: rng.choice(IMPORTERS), BASIS: "实际值" if actual else rng.choice(["", "默认值"]),
            SEE: f"{see:g}" if actual else "", ROUTE: "C" if actual else "", REMARK: "",
        }  # fmt: skip
        real: dict[str, object] = {
            "cn_code": code, "origin": ORIGINS[origin], "tonnes": tonnes, "year": 2026,
            "quarter": f"Q{(day.month + 2) // 3}", "see": see if actual else None, "outside": outside,
        }  # fmt: skip
        row = first + len(table)
        if fault == "duplicate":
            old, old_real, old_row = rng.choice(
                [e for e in earlier if e[0][MEMBER] == line[MEMBER]]
            )
            line, real = {**old, NUMBER: str(n + 1)}, old_real
            earlier = [e for e in earlier if e[2] != old_row]  # once is enough
        elif fault:
            line[column] = text
            real["tonnes"] = READ_AS.get(
                text, float(text) if fault == "kg_as_t" else real["tonnes"]
            )
        if fault:
            faults.append((row, column, fault))
        elif not outside:
            earlier.append((line, real, row))
        if not fault or fault in WARNINGS:
            truth.append({"row": row, **real})
        table.append([line[heading] for heading in HEADINGS])
    table.append(["", "合计", "", "", "", "12345.6", "", "", "", "", "", ""])
    faults.append((first + len(table) - 1, "", "total"))
    return table, faults, truth


def between(n: int) -> list[tuple[list[str], str]]:
    """Rows that are no lines, before line ``n``."""
    empty = [""] * len(HEADINGS)
    if n in (80, 240):
        return [(["", "小计", "", "", "", "2000.5", *[""] * 6], "total")]
    if n == 160:
        return [(empty, "blank"), (list(HEADINGS), "heading")]
    if n in (200, 320):
        return [(empty, "blank")]
    return []


def spelled(code: str, way: int) -> str:
    """A code as people write it: plain, in groups, with points."""
    if way == 4:
        return f"{code[:4]} {code[4:6]} {code[6:]}"
    return f"{code[:4]}.{code[4:6]}.{code[6:]}" if way == 5 else code


def sheet(reference: Path, truth: list[dict[str, object]]) -> list[dict[str, object]]:
    """What each line is charged, looked up and multiplied out by hand."""

    def read(name: str) -> list[dict[str, str]]:
        with open(reference / name, encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    defaults = {(r["country_iso2"], r["cn_code"]): r for r in read("default_values.csv")
                if r["status"] == "value"}  # fmt: skip
    markups = {
        (r["sector"], r["year_from"]): float(r["markup_pct"]) for r in read("markup_schedule.csv")
    }
    factor = next(
        float(r["cbam_factor_pct"]) for r in read("phase_in_schedule.csv") if r["year"] == "2026"
    )
    prices = {r["import_quarter"]: r["price_eur_per_tco2e"] for r in read("certificate_prices.csv")
              if r["import_year"] == "2026" and r["status"] == "published"}  # fmt: skip
    benchmarks = {(r["cn_code"], r["production_route"]): float(r["benchmark_tco2e_per_t"])
                  for r in read("benchmarks.csv")
                  if r["benchmark_column"] == "B" and int(r["production_year_from"]) <= 2026}  # fmt: skip
    result = []
    for line in truth:
        if line["outside"]:
            continue
        code, origin = str(line["cn_code"]), str(line["origin"])
        found = next(defaults[o, code[:n]] for o in (origin, "OTHER") for n in (8, 6, 4)
                     if (o, code[:n]) in defaults)  # fmt: skip
        total = float(found["total_tco2e_per_t"])
        markup = markups.get((found["sector"], "2026"))
        route = found["production_route"] if line["see"] is None else "C"
        letters = [letter for letter in (*route.split("/"), "") if (code, letter) in benchmarks]
        benchmark = benchmarks[code, letters[0]]
        see = total * (1 + markup / 100) if line["see"] is None else float(str(line["see"]))
        price = float(
            prices.get(str(line["quarter"]), prices[max(prices)])
        )  # Q4: the last published
        per_tonne = max(0.0, see - factor / 100 * benchmark)
        result.append({
            "row": line["row"], "cn_code": code, "origin": origin, "tonnes": line["tonnes"],
            "quarter": line["quarter"], "default_total": total, "markup_pct": markup,
            "verified_see": "" if line["see"] is None else line["see"], "benchmark": benchmark,
            "cbam_factor_pct": factor, "price_eur": price,
            "cost_eur": round(float(str(line["tonnes"])) * per_tonne * price, 6),
        })  # fmt: skip
    return result


def write_workbook(table: list[list[str]]) -> None:
    """The same rows as a workbook: native numbers and dates, members merged over their lines."""
    with xlsxwriter.Workbook(HERE / "messy_zh.xlsx", {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("说明").write(0, 0, "本表由各会员填报")
        page = book.add_worksheet("明细")
        page.merge_range(0, 0, 0, len(HEADINGS) - 1, TITLE)
        page.write_row(2, 0, HEADINGS)
        member = HEADINGS.index(MEMBER)
        runs: list[list[int]] = []
        for at, row in enumerate(table, 3):
            for i, text in enumerate(row):
                if i == member and row[0].isdigit():
                    last = runs[-1] if runs else None
                    if last and last[1] == at - 1 and table[last[0] - 3][member] == text:
                        last[1] = at
                    else:
                        runs.append([at, at])
                elif text:
                    write(page, at, i, text, day)
        for start, end in runs:
            name = table[start - 3][member]
            if end > start:
                page.merge_range(start, member, end, member, name)
            else:
                page.write_string(start, member, name)
        book.set_properties({"created": datetime(2026, 11, 22)})


def write(page: xlsxwriter.worksheet.Worksheet, at: int, i: int, text: str, day: object) -> None:
    """A cell as a spreadsheet would hold it."""
    heading = HEADINGS[i]
    plain = text.replace(".", "", 1).isdigit() and not text.endswith(".0")
    if heading in (NUMBER, TONNES, SEE, CODE) and plain and text.count(".") < 2:
        page.write_number(at, i, float(text))
    elif heading == DATE and len(text) == 10 and text[4] == "-" and text != "2026-02-30":
        page.write_datetime(at, i, datetime.fromisoformat(text), day)
    else:
        page.write_string(at, i, text)


def write_csv(path: Path, lines: list[list[object]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(lines)


def main() -> None:
    table, faults, truth = rows()
    with open(HERE / "messy_zh.csv", "w", encoding="gb18030", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow([TITLE, *[""] * (len(HEADINGS) - 1)])
        handle.write("\r\n")
        writer.writerows([HEADINGS, *table])
    write_workbook(table)
    write_csv(HERE / "faults.csv", [["row", "column", "code"], *map(list, faults)])
    charged = sheet(Path(sys.argv[1]), truth)
    write_csv(HERE / "sheet.csv", [list(charged[0]), *[list(line.values()) for line in charged]])


if __name__ == "__main__":
    main()
