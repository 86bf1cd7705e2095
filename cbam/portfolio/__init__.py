"""Many lines at once: reading what people have, checking it, adding it up."""
