"""``python -m cbam``."""

import sys

from cbam.cli import main

if __name__ == "__main__":
    sys.exit(main())
