"""The nginx in front of several replicas of one machine, as ``deploy/nginx`` has it for a host."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

DEPLOY: Final = Path(__file__).parents[2] / "deploy" / "nginx"
# A replica that did not answer is asked again after this time.
FORGIVEN_S: Final = 5
PATIENCE: Final = f"max_fails=2 fail_timeout={FORGIVEN_S}s"
TEMPORARY: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class FrontError(RuntimeError):
    """nginx does not take its configuration; the message is its own."""


def configuration(folder: Path, address: str, port: int, replicas: Sequence[int]) -> str:
    """Return the configuration of nginx.

    Parameters
    ----------
    folder
        Where nginx may write.
    address, port
        Where it listens.
    replicas
        Ports of this machine that it hands requests to.
    """
    host = f"[{address}]" if ":" in address else address
    return "\n".join(
        [
            "daemon off;",
            f"pid {folder}/nginx.pid;",
            "error_log stderr error;",
            "worker_processes 1;",
            "events { worker_connections 4096; }",
            "http {",
            "access_log off;",
            *(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY),
            f"include {DEPLOY}/readers.conf;",
            "upstream atlas {",
            "hash $atlas_reader consistent;",
            *(f"server 127.0.0.1:{one} {PATIENCE};" for one in replicas),
            "keepalive 16;",
            "}",
            f"server {{ listen {host}:{port}; include {DEPLOY}/locations.conf; }}",
            "}",
        ]
    )


def command(nginx: str, folder: Path, text: str) -> list[str]:
    """Write a configuration, have nginx check it, and return what starts it.

    Raises
    ------
    FrontError
        When nginx refuses it.
    """
    # Started as root, nginx works as nobody: who must reach the files that it writes.
    folder.chmod(0o711)
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    start = [nginx, "-e", "stderr", "-c", str(file)]
    # The program is the one that the launcher has found, the arguments are ours.
    tried = subprocess.run([*start, "-t", "-q"], check=False, capture_output=True, text=True)  # noqa: S603
    if tried.returncode:
        raise FrontError(tried.stderr.strip())
    return start
