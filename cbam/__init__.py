"""EU CBAM export exposure: what the carbon border charge costs a product, and why.

Data flows one way: inputs (``analysis``) -> law (``law``) and prices (``prices``)
-> bill (``bill.assess``) -> findings -> pictures and words (``present``)
-> page, link, file. Nothing in this package imports Streamlit.
"""

__version__ = "0.2.0"
