"""From the bytes of a file, or a paste, to checked lines and every problem."""
