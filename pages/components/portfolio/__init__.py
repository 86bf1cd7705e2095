"""The parts of the page "Portfolio", one module each."""
