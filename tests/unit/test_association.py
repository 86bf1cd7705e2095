"""The association view, attacked: nothing published may give a member's figure away."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from cbam.law.vintages import Law
from cbam.portfolio.members import association
from cbam.portfolio.members.association import VIEWS, Rules, member_codes, new_salt, publish
from cbam.portfolio.members.association_audit import Audit, Release
from cbam.portfolio.totals.picture import picture
from cbam.portfolio.totals.picture_cells import bills, cells_of
from cbam.prices import Prices
from cbam.reasons import InputError

COIL, PIPE, SCREW, PROFILE = "72083900", "73043180", "73181562", "76042990"


def frame(*rows: tuple) -> pd.DataFrame:
    """Lines of (member, good, tonnes, origin, importer), as far as given."""
    names = ("member", "cn_code", "tonnes", "origin", "importer")
    found = [dict(zip(names, row, strict=False)) for row in rows]
    lines = pd.DataFrame(found).assign(year=2026, quarter="Q1")
    for name, usual in (("origin", "CN"), ("importer", "A")):
        if name not in lines:
            lines[name] = usual
        lines[name] = lines[name].fillna(usual)
    return lines


def random_association(members: int, rows: int, seed: int) -> pd.DataFrame:
    """Members with a few goods each; sizes as uneven as in life."""
    rng = np.random.default_rng(seed)
    goods = rng.choice([COIL, PIPE, SCREW, PROFILE, "72104900", "76082089"], (members, 2))
    at = rng.integers(0, members, rows)
    pick = rng.integers(0, 2, rows)
    return pd.DataFrame({
        "member": [f"member {i}" for i in at], "cn_code": goods[at, pick],
        "tonnes": rng.lognormal(4, 1.3, rows).round(2), "year": 2026, "quarter": "Q1",
        "origin": rng.choice(["CN", "CN", "VN"], rows), "importer": rng.choice(["A", "B", "C"], rows),
    })  # fmt: skip


class Attacker:
    """Someone with the publication, the rates, who makes what, and one member's own figures."""

    def __init__(self, lines: pd.DataFrame, law: Law, prices: Prices, rules: Rules) -> None:
        self.cells = cells_of(lines, law)
        self.made = publish(self.cells, law, prices, rules=rules)
        own = bills(self.cells, law, prices)
        use = np.flatnonzero(own.assessed & (own.cost_eur > 0))
        self.release, _ = association._release(self.cells, own.cost_eur, use, law, prices, {})
        shown = []
        for name in self.release.names:
            if name[0] == "total":
                shown.append(self.made.cost_eur is not None)
            elif name[0] == "year":
                years = self.made.years.set_index("year")["cost_eur"]
                shown.append(not np.isnan(years[name[1]]))
            else:
                table = self.made.tables[name[0]]
                row = table[(table[list(name[0])] == list(name[1:])).all(axis=1)]
                shown.append(bool((row["status"] == "shown").all()))
                assert row["cost_eur"].notna().all() == shown[-1]
        self.shown = np.array(shown)
        self.sums = self.release.weights[self.shown]

    def targets(self) -> list[tuple[int, np.ndarray]]:
        """(member, atoms): each atom, each member's total, its part of every cell on offer."""
        found = []
        for member in np.unique(self.release.member):
            mine = self.release.member == member
            kinds = [mine, *(mine & (row > 0) for row in self.release.weights)]
            kinds += [np.arange(len(mine)) == atom for atom in np.flatnonzero(mine)]
            found += [(int(member), kind) for kind in kinds if kind.any()]
        return found

    def observers(self) -> list[int]:
        """-1: an outsider; then every member."""
        return [-1, *map(int, np.unique(self.release.member))]


@pytest.mark.parametrize(("members", "rows", "seed"), [(4, 30, 1), (9, 60, 2), (15, 90, 3)])
@pytest.mark.parametrize("p", [0.1, 0.3])
def test_for_every_member_and_observer_other_figures_agree_with_all_that_is_known(
    members: int, rows: int, seed: int, p: float, law: Law, prices: Prices
) -> None:
    """Two witnesses, one higher and one lower by p: nobody can say which is true."""
    attack = Attacker(random_association(members, rows, seed), law, prices, Rules(p=p))
    cost, member = attack.release.cost, attack.release.member
    for observer in attack.observers():
        known = np.eye(len(cost))[member == observer]
        constraints = np.vstack([attack.sums, known])
        for owner, atoms in attack.targets():
            if owner == observer:
                continue
            wanted = np.where(atoms, cost, 0.0)
            # what of the target the constraints do not fix, by least squares
            fixed = np.linalg.lstsq(constraints.T, wanted, rcond=1e-12)[0]
            free = wanted - constraints.T @ fixed
            length = np.linalg.norm(free)
            assert length > 0
            for sign in (1, -1):
                move = 1 + sign * free / length
                assert (move >= -1e-9).all()
                np.testing.assert_allclose(attack.sums @ move, attack.sums.sum(axis=1), rtol=1e-7)
                np.testing.assert_allclose(move[member == observer], 1.0, atol=1e-7)
                changed = sign * (wanted @ move - wanted.sum()) / wanted.sum()
                assert changed >= p * (1 - 1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_bounds_from_adding_and_subtracting_stay_wide(seed: int, law: Law, prices: Prices) -> None:
    """Interval reasoning over all tables: each sum bounds each of its parts, again and again."""
    attack = Attacker(random_association(7, 50, seed), law, prices, Rules())
    cost, member = attack.release.cost, attack.release.member
    share = attack.sums / cost  # known: only the sizes are not
    total = attack.sums.sum(axis=1)
    for observer in attack.observers():
        low = np.where(member == observer, cost, 0.0)
        high = np.where(member == observer, cost, np.inf)
        for _ in range(30):
            for weights, value in zip(share, total, strict=True):
                at = np.flatnonzero(weights > 0)
                least, most = weights[at] * low[at], weights[at] * high[at]
                high[at] = np.minimum(high[at], (value - (least.sum() - least)) / weights[at])
                others = [np.delete(most, i).sum() for i in range(len(at))]
                low[at] = np.maximum(low[at], (value - np.array(others)) / weights[at])
        theirs = member != observer
        assert not ((high <= cost * 1.1) & (low >= cost * 0.9))[theirs].any()


def naive(release: Release, k: int = 3) -> np.ndarray:
    """What a rule of three alone would publish."""
    return release.members >= k


def test_the_difference_of_two_views_is_found_and_closed(law: Law, prices: Prices) -> None:
    """A heading of four members less a good of three of them is the fourth member."""
    lines = frame(
        ("a", COIL, 100), ("b", COIL, 110), ("c", COIL, 120), ("d", "72081000", 90),
        *((name, SCREW, 100 + i) for i, name in enumerate("abcdefgh")),
    )  # fmt: skip
    attack = Attacker(lines, law, prices, Rules())
    assert not Audit.of(attack.release).safe(naive(attack.release), 0.1)
    heading, good = attack.made.tables["heading",], attack.made.tables["good",]
    steel = heading.loc[heading["heading"] == "7208", "cost_eur"]
    coil = good.loc[good["good"] == COIL, "cost_eur"]
    assert steel.isna().all() or coil.isna().all()
    assert (good.loc[good["good"] == "72081000", "status"] == "few").all()


def test_one_hidden_cell_in_a_row_is_not_alone(law: Law, prices: Prices) -> None:
    """Total less all shown cells would be the hidden one."""
    rng = np.random.default_rng(5)
    rows = [(f"m{i}", good, float(rng.uniform(80, 120))) for good in (PIPE, SCREW, PROFILE)
            for i in range(6)]  # fmt: skip
    attack = Attacker(frame(*rows, ("alone", COIL, 100.0)), law, prices, Rules())
    assert not Audit.of(attack.release).safe(naive(attack.release), 0.1)
    table = attack.made.tables["good",].set_index("good")
    assert table.loc[COIL, "status"] == "few"
    if attack.made.cost_eur is not None:
        assert (table["status"] != "shown").sum() >= 2


def test_two_hidden_cells_of_one_member_each_would_expose_each_to_the_other(
    law: Law, prices: Prices
) -> None:
    rows = [(f"m{i}", SCREW, 100.0 + i) for i in range(6)]
    lines = frame(*rows, ("x", COIL, 100.0), ("y", PIPE, 150.0))
    attack = Attacker(lines, law, prices, Rules())
    release = attack.release
    rows_of = np.array([n[0] == "total" or n == (("good",), SCREW) for n in release.names])
    assert not Audit.of(release).safe(rows_of, 0.1)  # x + y is known, and x knows x


def test_the_years_of_a_total_would_solve_for_the_goods_in_it(law: Law, prices: Prices) -> None:
    """Three members, two goods: cost by year is two unknown tonnages in nine equations."""
    lines = frame(("a", COIL, 100.0), ("b", PROFILE, 110.0), ("c", PROFILE, 120.0))
    attack = Attacker(lines, law, prices, Rules())
    release = attack.release
    yearly = np.array([name[0] in ("total", "year") for name in release.names])
    assert (release.members[yearly] == 3).all()  # the rule of three sees nothing wrong
    assert not Audit.of(release).safe(yearly, 0.1)
    assert not attack.shown.all()


def test_a_dominated_cell_is_hidden(law: Law, prices: Prices) -> None:
    lines = frame(("big", COIL, 1000.0), ("second", COIL, 300.0), ("third", COIL, 20.0))
    cells = cells_of(lines, law)
    strict, loose = (publish(cells, law, prices, rules=Rules(p=p)) for p in (0.1, 0.01))
    assert strict.tables["good",]["status"].tolist() == ["dominated"]
    assert strict.cost_eur is None
    assert np.isnan(strict.tables["good",]["cost_eur"]).all()
    assert loose.cost_eur is not None  # 20 t are more than 1 % of 1,000


def test_many_members_lose_nothing(law: Law, prices: Prices) -> None:
    rng = np.random.default_rng(1)
    rows = [(f"m{i}", str(good), float(rng.uniform(50, 150)))
            for i, good in itertools.product(range(60), (COIL, SCREW, PROFILE))]  # fmt: skip
    lines = frame(*rows)
    made = publish(cells_of(lines, law), law, prices)
    shown = picture(lines, law, prices)
    assert (made.hidden, made.members, made.lines) == (0, 60, 180)
    assert made.cost_eur == pytest.approx(shown.cost_eur)
    np.testing.assert_allclose(made.years["cost_eur"], shown.years["cost_eur"])
    goods = made.tables["good",].set_index("good")["cost_eur"]
    np.testing.assert_allclose(goods, shown.parts["good"].set_index("key")["cost_eur"][goods.index])
    assert goods.sum() == pytest.approx(made.cost_eur)


def test_lines_without_a_member_and_bad_lines_are_left_out_and_counted(
    law: Law, prices: Prices
) -> None:
    rows = [(f"m{i}", COIL, 100.0) for i in range(8)]
    lines = frame(*rows, ("", COIL, 1000.0), ("m1", "7208", 5.0))
    made = publish(cells_of(lines, law), law, prices)
    assert made.left_out == {"member_missing": 1, "error": 1}
    assert made.lines == 8


def test_nothing_to_publish_is_no_error(law: Law, prices: Prices) -> None:
    made = publish(cells_of(frame(("a", "84151010", 5.0)), law), law, prices)
    assert made.cost_eur is None
    assert made.members == 0
    assert set(made.tables) == set(VIEWS)


def test_no_name_is_anywhere_in_a_publication(law: Law, prices: Prices) -> None:
    rows = [(f"Secret Works {i}", COIL, 100.0 + i) for i in range(9)]
    made = publish(cells_of(frame(*rows), law), law, prices)
    assert "Secret" not in repr(made)
    assert all("member" not in view for view in VIEWS)
    assert all(len(view) <= 2 for view in VIEWS)


def test_codes_are_stable_distinct_and_keyed() -> None:
    names = [f"钢铁厂 {i}" for i in range(3000)]
    salt, other = new_salt(), new_salt()
    codes = member_codes(names, salt)
    assert len(set(codes.values())) == 3000
    assert codes == member_codes(reversed(names), salt)
    again = member_codes(names, other)
    assert sum(codes[name] == again[name] for name in names) < 5
    assert not any(name in code for name, code in codes.items())


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"k": 2}, "members_invalid"), ({"p": 0.0}, "protection_invalid"),
     ({"p": float("nan")}, "protection_invalid"), ({"k": 3.0}, "members_invalid")],
)  # fmt: skip
def test_rules_that_protect_nobody_are_named(changes: dict, code: str) -> None:
    with pytest.raises(InputError) as caught:
        Rules(**changes)
    assert caught.value.code == code


def test_extras_are_protected_too(law: Law, prices: Prices) -> None:
    rows = [(f"m{i}", good, 100.0 + i) for i in range(12) for good in (COIL, SCREW)]
    cells = cells_of(frame(*rows), law)
    own = bills(cells, law, prices)
    alone = np.where(cells.names["member"].texts == "m3", own.cost_eur, 0.0)
    half = own.cost_eur / 2
    made = publish(cells, law, prices, extras={"one member's": alone, "half": half})
    assert set(made.extras) == {"half"}
    assert made.extras["half"] == pytest.approx(made.cost_eur / 2)
