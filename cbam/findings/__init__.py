"""What the bills mean: years, savings, comparisons. Arithmetic on results, no words."""
