"""Live prices, rates and trade, with the bundled tables as floor.

``sources`` (where from) -> ``fetch`` (bytes over HTTP) -> ``parse`` (a checked table) ->
``refresh`` (kept under ``var/feeds``, where ``cbam.tables`` finds it). Nothing here is needed to
give an answer: a feed that fails leaves everything as it was.
"""
