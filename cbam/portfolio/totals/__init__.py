"""From checked lines to totals, shares and what-ifs; exact sums in any order."""
