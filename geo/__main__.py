"""``python -m geo``: the figures of the pages, on the command line."""

import sys

from geo.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
