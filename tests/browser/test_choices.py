"""What a browser chose stays chosen when the language gives the choice other words."""


def value(visitor, key):
    return visitor.page.locator(f".st-key-{key} input").input_value()


def pick(visitor, key, number):
    visitor.page.locator(f".st-key-{key} input").click()
    visitor.page.get_by_role("option").nth(number).click()
    visitor.settled()
    return value(visitor, key)


def switch(visitor, name, text):
    visitor.page.get_by_text(name, exact=True).click()
    visitor.expect_headline(text)


def act(visitor, key, text):
    """Do something else on the page: the browser sends all its choices with it."""
    box = visitor.page.locator(f".st-key-{key} input").first
    box.fill(text)
    box.press("Enter")
    visitor.settled()
    visitor.page.wait_for_timeout(500)


def test_a_chosen_table_outlives_the_language(server, visit):
    visitor = visit().open(f"{server.url}/rules?lang=en")
    first = value(visitor, "table")
    chosen = pick(visitor, "table", 3)
    assert chosen != first
    switch(visitor, "中文", "出处")
    chinese = value(visitor, "table")
    assert chinese != chosen
    act(visitor, "search", "7208")
    assert value(visitor, "table") == chinese
    switch(visitor, "English", "Every figure has a source")
    act(visitor, "search", "7209")
    assert value(visitor, "table") == chosen


def test_an_example_of_a_label_outlives_the_language(server, visit):
    visitor = visit().open(f"{server.url}/label?lang=en")
    chosen = pick(visitor, "example", 0)
    switch(visitor, "中文", "。")
    chinese = value(visitor, "example")
    assert chinese not in ("", chosen)
    before = visitor.headline()
    act(visitor, "w_fee", "20000")
    assert visitor.page.get_by_test_id("stException").count() == 0
    assert (visitor.headline(), value(visitor, "example")) == (before, chinese)
