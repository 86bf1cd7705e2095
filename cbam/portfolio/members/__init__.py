"""What an association may show of its members."""
