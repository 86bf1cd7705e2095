"""Feeds against a server of our own that answers well, badly, slowly and not at all."""

import io
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam import tables
from cbam.analysis import Analysis
from cbam.caches import CACHES
from cbam.feeds import fetch as fetching
from cbam.feeds import refresh as refreshing
from cbam.feeds.parse import parse
from cbam.feeds.refresh import ages, refresh, trade
from cbam.feeds.sources import feeds
from cbam.findings.price_history import quarters
from cbam.findings.projection import bill_of
from cbam.present.rules import feed_words
from cbam.present.wording import problem
from cbam.prices import Prices
from cbam.reasons import InputError

TODAY = date(2027, 1, 5)
RATES = (
    b"KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
    b"x,D,CNY,EUR,2026-10-30,7.4326,A\nx,D,CNY,EUR,2027-01-04,7.5,A\nx,D,USD,EUR,2027-01-04,1.1,A\n"
    b"x,D,TRY,EUR,2027-01-04,,H\n"
)
PRICES = b"year,quarter,price_eur,published,status\n2026,Q3,82.32,2026-10-05,published\n2026,Q4,85.5,2027-01-04,published\n"
PAGE = (
    b"<html><body><table><tr><th>Quarter</th><th>Price (EUR)</th></tr>"
    b"<tr><td>First quarter of 2026</td><td>75.36</td></tr>"
    b"<tr><td>Q4 2026</td><td>85,50 &euro;</td></tr></table></body></html>"
)
TRADE = (
    b"DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE\n"
    b"d,u,A,EU27_2020,CN,72083900,1,QUANTITY_IN_100KG,2025,1234.5\n"
    b"d,u,A,EU27_2020,CN,72083900,1,VALUE_IN_EUROS,2025,98765\n"
    b"d,u,A,EU27_2020,CN,7208,1,QUANTITY_IN_100KG,2025,99999\n"
)


def auctions(price=80.0, day="2026-08-10", status="Successful"):
    """A yearly workbook of the exchange."""
    text = io.BytesIO()
    book = xlsxwriter.Workbook(text, {"in_memory": True})
    sheet = book.add_worksheet("Primary Market Auction")
    sheet.write_row(0, 0, ["Emission Spot Primary Market Auction Report"])
    sheet.write_row(5, 0, ["Date", "Time", "Auction Name", "Contract", "Status",
                           "Auction Price €/tCO2", "Auction Volume tCO2", "Cover Ratio", "Country"])  # fmt: skip
    dates = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, (on, how) in enumerate([(day, status), ("2026-08-11", "Cancelled")], 6):
        sheet.write_datetime(at, 0, pd.Timestamp(on).to_pydatetime(), dates)
        sheet.write_row(at, 1, ["11:00", "EU", "T3PA", how, price, 3_000_000, 1.5, "EU"])
    book.close()
    return text.getvalue()


class Source(ThreadingHTTPServer):
    """A server that answers as it is told, and remembers what was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.body, self.status, self.manner, self.asked = b"", 200, "well", []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        source = self.server
        source.asked.append((self.path, dict(self.headers)))
        status = source.status.pop(0) if isinstance(source.status, list) else source.status
        if self.headers.get("If-None-Match") == '"v1"' and source.manner == "well":
            self.send_response(304)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(status)
        self.send_header("ETag", '"v1"')
        length = len(source.body) + (100 if source.manner == "cut off" else 0)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if source.manner == "slow":
            for byte in source.body:
                time.sleep(0.05)
                try:
                    self.wfile.write(bytes([byte]))
                except OSError:
                    return
        else:
            self.wfile.write(source.body)
        self.close_connection = source.manner == "cut off"


@pytest.fixture
def source(monkeypatch, tmp_path):
    """The server, our feeds pointed at it, and a cache of our own."""
    server = Source()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("RATES", "AUCTIONS", "CERTIFICATES"):
        monkeypatch.setenv(f"CBAM_FEED_{name}_URL", f"{server.url}/{name.lower()}?since={{since}}")
    monkeypatch.setenv("CBAM_FEED_TRADE_URL", f"{server.url}/trade/{{partner}}/{{year}}")
    monkeypatch.setattr(tables, "FRESH_DIR", tmp_path / "feeds")
    CACHES.forget()
    yield server
    server.shutdown()
    server.server_close()
    monkeypatch.undo()
    CACHES.forget()


def only(name):
    return refresh(TODAY, [name])[0]


def test_a_rate_is_taken_over_and_asked_for_once(source):
    source.body = RATES
    before = Prices.load().rate
    assert only("rates").status == "new"
    after = Prices.load().rate
    assert (before.date, after.date, after.cny_per_eur) == ("2026-10-30", "2027-01-04", 7.5)
    assert source.asked[0][0] == "/rates?since=2026-10-30"
    kept = tables.fresh_file("exchange_rates").read_text()
    assert "2026-10-30" not in kept  # what is on board is not kept twice
    monday = only("rates")  # the address has moved on with the newest date
    assert (monday.status, monday.rows) == ("unchanged", 0)
    assert only("rates").status == "unchanged"
    assert source.asked[-1][1]["If-None-Match"] == '"v1"'  # same address: conditional


def test_many_visitors_ask_a_source_once(source):
    source.body = RATES
    assert refresh(TODAY, ["rates"], pause=600)[0].status == "new"
    assert refresh(TODAY, ["rates"], pause=600)[0].status == "unchanged"
    assert len(source.asked) == 1


@pytest.mark.parametrize("body", [PRICES, PAGE], ids=["file", "page"])
def test_the_price_of_the_fourth_quarter_moves_the_bill(source, body):
    source.body = body
    line = Analysis(quarter="Q4")
    assert "price_provisional" in bill_of(line)["reasons"]
    outcome = only("certificates")
    assert (outcome.status, outcome.rows) == ("new", 1)
    row = bill_of(line)
    assert (row["price_eur"], row["price_basis"]) == (85.5, "published")
    assert Prices.load().latest_quarter == (2026, "Q4")
    assert not Prices.load().pending


def test_auctions_move_the_recomputed_average_and_cancelled_ones_do_not(source):
    source.body = auctions()
    before = quarters().set_index(["year", "quarter"]).loc[(2026, "Q3")]
    outcome = only("auctions")
    assert (outcome.status, outcome.rows) == ("new", 1)
    after = quarters().set_index(["year", "quarter"]).loc[(2026, "Q3")]
    assert after["auctions"] == before["auctions"] + 1
    assert after["last"] == "2026-08-10"
    volume = before["volume_t"]
    expected = (before["average_eur"] * volume + 80.0 * 3e6) / (volume + 3e6)
    assert after["average_eur"] == pytest.approx(expected)


def test_trade_is_fetched_for_the_partner_asked_for(source):
    source.body = TRADE
    assert trade("CN", 2025, TODAY).rows == 1
    assert source.asked[0][0] == "/trade/CN/2025"
    row = tables.read("trade_flows").query("partner == 'CN' and year == 2025").iloc[0]
    assert (row["cn_code"], row["quantity_t"], row["value_eur"]) == ("72083900", 123.45, 98765)


BAD = {
    "status 403": (RATES, 403, "well", "feed_status"),
    "status 500": (RATES, 500, "well", "feed_status"),
    "garbage": (b"\xff\xfe\x00garbage" * 50, 200, "well", "feed_invalid"),
    "web page": (b"<html>Please log in</html>", 200, "well", "feed_invalid"),
    "empty": (b"", 200, "well", "feed_invalid"),
    "wrong columns": (RATES.replace(b"OBS_VALUE", b"VALUE"), 200, "well", "feed_invalid"),
    "cut off": (RATES, 200, "cut off", "feed_unreachable"),
    "slow": (RATES * 3, 200, "slow", "feed_slow"),
    "too large": (RATES * 400, 200, "well", "feed_too_large"),
    "negative": (RATES.replace(b"7.5,", b"-7.5,"), 200, "well", "feed_invalid"),
    "tomorrow's": (RATES.replace(b"2027-01-04", b"2029-01-04"), 200, "well", "feed_invalid"),
    "ten times": (RATES.replace(b"7.4326", b"74.326"), 200, "well", "feed_contradicts"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_is_named_and_leaves_all_as_it_was(source, monkeypatch, case):
    source.body, source.status, source.manner, code = BAD[case]
    monkeypatch.setattr(fetching, "_PIECE", 8)
    monkeypatch.setattr(fetching, "_BACK_OFF", 0.0)
    monkeypatch.setattr(
        refreshing, "fetch",
        lambda url, limit, *more: fetching.fetch(url, 20_000, *more, altogether=0.4),
    )  # fmt: skip
    bills = repr(bill_of(Analysis()))
    outcome = only("rates")
    assert outcome.status == "failed"
    assert outcome.problem.code == code
    for lang in ("en", "zh"):
        assert "{" not in problem(outcome.problem, lang) + feed_words.outcome(outcome, lang)
    assert not tables.fresh_file("exchange_rates").exists()
    assert repr(bill_of(Analysis())) == bills


def test_a_passing_fault_is_tried_again(source, monkeypatch):
    source.body, source.status = RATES, [503, 500, 200]
    monkeypatch.setattr(fetching, "_BACK_OFF", 0.0)
    assert only("rates").status == "new"
    assert len(source.asked) == 3


def test_nobody_there_and_turned_off(source, monkeypatch):
    monkeypatch.setattr(fetching, "_BACK_OFF", 0.0)
    monkeypatch.setenv("CBAM_FEED_RATES_URL", "http://127.0.0.1:9/")
    assert only("rates").problem.code == "feed_unreachable"
    monkeypatch.setenv("CBAM_FEED_RATES_URL", "")
    assert only("rates").status == "off"


def test_a_damaged_cache_is_left_out(source, caplog):
    source.body = RATES
    only("rates")
    tables.fresh_file("exchange_rates").write_bytes(b"date,currency\n\xff\xff")
    CACHES.forget()
    assert Prices.load().rate.date == "2026-10-30"
    assert "feed left out" in caplog.text
    assert only("rates").status == "new"  # and mended by the next answer
    assert Prices.load().rate.date == "2027-01-04"


def test_a_cache_that_cannot_be_written_is_named(source, tmp_path):
    source.body = RATES
    (tmp_path / "feeds").write_text("a file where the folder should be")
    outcome = only("rates")
    assert outcome.problem.code == "file_unwritable"
    assert Prices.load().rate.date == "2026-10-30"


def test_another_process_is_noticed(source):
    """What counts is the file, not who wrote it."""
    source.body = RATES
    only("rates")
    assert Prices.load().rate.cny_per_eur == 7.5
    path = tables.fresh_file("exchange_rates")
    CACHES.renew(tables.stamp())
    path.with_suffix(".new").write_text(path.read_text().replace("7.5", "7.6"))
    path.with_suffix(".new").replace(path)
    assert CACHES.renew(tables.stamp())
    assert Prices.load().rate.cny_per_eur == 7.6


def test_age_is_said_and_staleness_too():
    found = {age.feed: age for age in ages(date(2026, 11, 2))}
    assert (found["rates"].stale, found["certificates"].stale) == (False, False)
    found = {age.feed: age for age in ages(TODAY)}
    assert found["rates"].stale
    assert found["auctions"].stale
    assert found["certificates"].overdue == ((2026, "Q4"),)
    assert "overdue" in feed_words.age(found["certificates"], "en")
    for lang in ("en", "zh"):
        assert all("{" not in feed_words.age(age, lang) for age in found.values())


def refused_or_read(form, body):
    try:
        parse(form, body, TODAY)
    except InputError as error:
        return error.code == "feed_invalid"
    return True


@pytest.mark.parametrize("form", sorted({feed.format for feed in feeds()}))
@settings(max_examples=150, deadline=None)
@given(body=st.one_of(st.binary(max_size=400), st.text(max_size=300).map(str.encode)))
def test_no_bytes_make_a_reader_fall_over(form, body):
    assert refused_or_read(form, body)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 5000), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_refused_or_read(at, byte):
    body = bytearray(auctions())
    body[at % len(body)] = byte
    assert refused_or_read("eex", bytes(body))
