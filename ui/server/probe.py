"""Ask a replica of this machine whether it is ready: ``python -m ui.server.probe 8501``.

What starts replicas and what watches over containers ask alike, without another program.
"""

import argparse
import sys
import time
from http.client import HTTPConnection, HTTPException
from typing import Final

HEALTH: Final = "/health"
PATIENCE_S: Final = 5.0
EVERY_S: Final = 0.25
READY: Final = 200


def is_ready(port: int) -> bool:
    """Tell whether what listens on a port of this machine has all it needs to answer."""
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        line.request("GET", HEALTH)
        return line.getresponse().status == READY
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


def main() -> int:
    """Return 0 when it is ready, 1 when it is not in time."""
    parser = argparse.ArgumentParser(prog="python -m ui.server.probe", description=__doc__)
    parser.add_argument("port", type=int, help="port de la réplique")
    parser.add_argument("--wait", type=float, default=0.0, help="secondes à attendre (défaut : 0)")
    options = parser.parse_args()
    deadline = time.monotonic() + options.wait
    while not is_ready(options.port):
        if time.monotonic() >= deadline:
            return 1
        time.sleep(EVERY_S)
    return 0


if __name__ == "__main__":
    sys.exit(main())
