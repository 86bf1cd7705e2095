"""Links of every version of the schema that was ever sent, and what they must still say.

``links/v0.csv``: readable parameters alone. ``links/v1.csv``: with ``d`` and ``s`` of version 1.
Rows are only ever added: somebody has each of these links. Costs are under the law and data of
the day the row was written (worked by hand: 163,527.43 = 2.16995 t x EUR 75.36 x 1,000;
50,057.88 = (2 - 0.975 x 1.370) x 75.36 x 1,000; 163,353.84 = 2.16995 x 75.28 x 1,000).
"""

import csv
import math
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from cbam import link
from cbam.analysis import Analysis
from cbam.findings.compare import compare
from cbam.findings.scenario import Scenario
from cbam.findings.starters import current
from cbam.link import packed

FOLDER = Path(__file__).parent / "links"
CASES = [
    (path.stem, row)
    for path in sorted(FOLDER.glob("v*.csv"))
    for row in csv.DictReader(path.open(encoding="utf-8"))
]
LAW, AS_OF = "2026-08", "2026-10-30"  # what was in force and published when they were written


def cost(scenario: Scenario) -> float:
    chosen: Analysis = scenario.analysis
    pinned = scenario.with_(law=chosen.law or LAW, as_of=chosen.as_of or AS_OF)
    return float(compare((pinned,)).row(0, chosen.year)["cost_eur"])


@pytest.mark.parametrize(("version", "row"), CASES, ids=[f"{v}-{r['case']}" for v, r in CASES])
def test_an_old_link_says_what_it_said(version: str, row: dict[str, str]) -> None:
    params = parse_qs(row["query"], keep_blank_values=True)
    study, problems = link.decode(params, ignore=("lang",))
    assert not problems
    assert cost(current(study.analysis)) == pytest.approx(float(row["product_eur"]), abs=0.005)
    wanted = [float(value) for value in row["scenarios_eur"].split(";") if value]
    found = [cost(scenario) for scenario in study.scenarios]
    assert found == pytest.approx(wanted, abs=0.005)
    assert len(study.lines) == int(row["lines"])
    assert math.fsum(line.tonnes for line in study.lines) == pytest.approx(float(row["tonnes"]))
    assert list(study.briefing.slides) == [code for code in row["slides"].split(";") if code]


def test_every_version_has_its_links() -> None:
    versions = {version for version, _ in CASES}
    assert versions == {f"v{number}" for number in range(int(packed._VERSION) + 1)}
