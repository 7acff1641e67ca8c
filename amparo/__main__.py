"""`python -m amparo` is the `amparo` command."""

import sys

from amparo.cli import main

if __name__ == "__main__":
    sys.exit(main())
