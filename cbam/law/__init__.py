"""What the regulations say: codes, default values, benchmarks, dated parameters.

Look-ups only; no arithmetic on money. ``vintages.Law.load`` puts them together.
"""
