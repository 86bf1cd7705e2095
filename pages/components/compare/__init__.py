"""The parts of the page "Compare", one module each."""
