"""Launcher of the atlas: ``python3 atlas.py open``, ``serve``, ``test`` and a few more.

Needs nothing but Python. It keeps a virtual environment in ``.venv`` next to this file and only
touches it when a lock file has changed.
"""

from __future__ import annotations  # an older Python must get far enough to be told so

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MINIMUM: Final = (3, 11)
RUNTIME: Final = ("requirements.lock",)
DEVELOPMENT: Final = ("requirements.lock", "requirements-dev.lock")
# One answer for every system and every Python the atlas accepts: what is tested is what runs.
RESOLVER: Final = (
    *("-m", "uv", "pip", "compile", "--quiet", "--generate-hashes"),
    *("--universal", "--fork-strategy", "fewest", "--python-version", ".".join(map(str, MINIMUM))),
    *("--no-emit-index-url", "--no-emit-find-links", "--annotation-style", "line"),
    *("--custom-compile-command", "python3 atlas.py lock"),
)
# Fetched when it is asked for: it judges what runs and is no part of it.
AUDITOR: Final = ("-m", "uv", "tool", "run", "--from", "pip-audit==2.10.1", "pip-audit")
FLAWED, NOT_AUDITED = 1, 2
# A program of its own, that pip puts beside Python.
OXLINT: Final = VENV / ("Scripts/oxlint.exe" if os.name == "nt" else "bin/oxlint")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_VARIABLE: Final = "ATLAS_CHROMIUM"
# Debian keeps the server out of PATH.
DATABASES: Final = "usr/lib/postgresql/*/bin/initdb"
# Outside of the PATH of most users.
SYSTEM_PROGRAMS: Final = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")
DEFAULT_PORT: Final = 8501
LOOPBACK: Final = "127.0.0.1"
# Neighbouring tests share what their file has prepared; who has finished takes over from the other.
TWO_AT_ONCE: Final = ("-n", "2", "--dist", "worksteal")
# In a browser much happens at once: a second try, told at the end, is not a pass in silence.
SECOND_TRY: Final = ("--reruns=1", "--max-suite-reruns=3", "--rerun-show-tracebacks")


class LaunchError(Exception):
    """Something this launcher cannot do by itself; the message says what to do."""


def say(sentence: str) -> None:
    """Print one sentence at once, in step with the output of the commands that are run."""
    print(sentence, flush=True)


def run(arguments: Sequence[str | Path], **environment: str) -> int:
    """Run a command in the project's folder and return its exit code."""
    return subprocess.call(
        [str(argument) for argument in arguments], cwd=ROOT, env={**os.environ, **environment}
    )


def python(*arguments: str | Path) -> list[str | Path]:
    """Return a command line for the environment's own Python."""
    return [PYTHON, *arguments]


def fingerprint(files: Sequence[str]) -> str:
    """Return a digest of lock files and of the Python that installs them."""
    digest = hashlib.sha256(sys.version.encode())
    for name in files:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def create_environment() -> None:
    """Create ``.venv`` unless its Python already answers.

    Raises
    ------
    LaunchError
        If the module ``venv`` or ``ensurepip`` is missing, as on a bare Debian.
    """
    if PYTHON.exists() and run(python("-c", "import pip")) == 0:
        return
    if VENV.exists():
        say("L'environnement .venv est incomplet : je le recrée.")
        shutil.rmtree(VENV)
    else:
        say("Je crée l'environnement .venv.")
    if run([sys.executable, "-m", "venv", VENV]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise LaunchError(
            "Python n'a pas pu créer d'environnement virtuel. Sous Debian ou Ubuntu, installez "
            "le paquet python3-venv (apt-get install python3-venv), puis relancez cette commande."
        )


def install(files: Sequence[str]) -> None:
    """Bring the environment up to date with lock files.

    Parameters
    ----------
    files
        Names of lock files; the last one includes the others.

    Raises
    ------
    LaunchError
        If pip fails, for instance without a network.
    """
    create_environment()
    stamp = VENV / f"{Path(files[-1]).stem}.installed"
    wanted = fingerprint(files)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say(f"J'installe les bibliothèques de {files[-1]} (quelques minutes la première fois).")
    # Each install may change what the others left: their stamps no longer hold.
    for other in VENV.glob("*.installed"):
        other.unlink()
    pip = ("-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--require-hashes")
    if run(python(*pip, "-r", files[-1])) != 0:
        raise LaunchError(
            "L'installation des bibliothèques a échoué (message de pip ci-dessus). Vérifiez "
            "l'accès au réseau ou au miroir de paquets, puis relancez cette commande. Un fichier "
            f"dont l'empreinte n'est pas celle de {files[-1]} est refusé."
        )
    # Compressed now, once: the server would do it by itself, after its first visitors.
    run(python("-m", "ui.server.frontend"))
    # What builds and tests includes what runs.
    for name in {files[-1], *RUNTIME}:
        group = DEVELOPMENT if name == DEVELOPMENT[-1] else RUNTIME
        (VENV / f"{Path(name).stem}.installed").write_text(fingerprint(group), encoding="ascii")


def open_atlas(options: argparse.Namespace) -> int:
    """Install what the atlas needs and serve it until interrupted."""
    install(RUNTIME)
    command = python("-m", "streamlit", "run", "dashboard.py")
    if options.port is not None:
        command += ["--server.port", str(options.port)]
    if options.no_browser:
        command += ["--server.headless", "true"]
    say("J'ouvre l'atlas ; Ctrl+C l'arrête.")
    return become(command)


def become(command: Sequence[str | Path]) -> int:
    """Run a server in the place of this process: a signal meant for one reaches the other."""
    if os.name != "nt":
        os.chdir(ROOT)
        os.execv(PYTHON, [str(argument) for argument in command])
    return run(command)


def serve_atlas(options: argparse.Namespace) -> int:
    """Serve the atlas by several processes behind one nginx, until interrupted.

    Raises
    ------
    LaunchError
        Where nginx is not installed, or the system knows none of its signals.
    """
    if os.name == "nt":
        raise LaunchError("serve ne va pas sous Windows : utilisez open, ou WSL.")
    nginx = find_nginx()
    if nginx is None:
        raise LaunchError(
            "Plusieurs processus demandent nginx, absent de cette machine. Installez-le (sous "
            "Debian ou Ubuntu : apt-get install nginx ; sous macOS : brew install nginx), puis "
            "relancez cette commande ; ou lancez un seul processus : "
            "python3 atlas.py open --no-browser."
        )
    install(RUNTIME)
    port = options.port or os.environ.get("STREAMLIT_SERVER_PORT", DEFAULT_PORT)
    address = os.environ.get("STREAMLIT_SERVER_ADDRESS", LOOPBACK)
    command = python("-m", "ui.server.replicas", "--nginx", nginx, "--port", str(port))
    command += ["--address", address, "--replicas", str(options.replicas)]
    say(f"Je lance {options.replicas} répliques de l'atlas ; Ctrl+C les arrête.")
    return become(command)


def install_runtime(_options: argparse.Namespace) -> int:
    """Install what runs the atlas, and run nothing."""
    install(RUNTIME)
    say("Ce que demande l'atlas est dans .venv.")
    return 0


def install_tools(_options: argparse.Namespace) -> int:
    """Install what builds the data and tests the atlas, and run nothing."""
    install(DEVELOPMENT)
    say("Les outils sont dans .venv.")
    return 0


def lock(options: argparse.Namespace) -> int:
    """Write the lock files again from the requirements files."""
    install(DEVELOPMENT)
    for name in DEVELOPMENT:
        pins = Path(name).with_suffix(".txt")
        command = [*RESOLVER, pins, "--output-file", name]
        # What runs the atlas has the same versions where it is built and tested.
        if name not in RUNTIME:
            command += ["--constraints", *RUNTIME]
        if options.upgrade:
            command.append("--upgrade")
        if run(python(*command)) != 0:
            raise LaunchError(
                f"Aucune combinaison de versions ne convient à {pins}, ou le dépôt de paquets ne "
                "répond pas (message ci-dessus)."
            )
        say(f"J'ai écrit {name}.")
    return 0


def audit(_options: argparse.Namespace) -> int:
    """Ask a public database for known flaws of all that the lock files name.

    Returns
    -------
    int
        0 where each one was looked up and none has a flaw. Without a database the auditor finds
        nothing and is content: what it could not look up is no pass here.
    """
    install(DEVELOPMENT)
    with tempfile.TemporaryDirectory() as folder:
        codes = [audited(Path(folder) / "found.json", name) for name in DEVELOPMENT]
    return max(codes)


def audited(found: Path, name: str) -> int:
    """Look up all that one lock file names, and say what came of it."""
    found.unlink(missing_ok=True)
    asked = ("--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off")
    run(python(*AUDITOR, *asked, "--output", found, "--requirement", name))
    told = json.loads(found.read_text(encoding="utf-8")) if found.exists() else {}
    packages = told.get("dependencies", [])
    known = [one for one in packages if "vulns" in one]
    flaws = [(one, flaw) for one in known for flaw in one["vulns"]]
    for one, flaw in flaws:
        mended = ", ".join(flaw["fix_versions"]) or "aucune version"
        say(f"{name} : {one['name']} {one['version']}, {flaw['id']} ; corrigé par {mended}.")
    if not known:
        say(f"{name} : aucune base de failles n'est joignable, rien n'a été vérifié.")
    elif len(known) < len(packages):
        missed = ", ".join(one["name"] for one in packages if "vulns" not in one)
        say(f"{name} : inconnues de la base, non vérifiées : {missed}.")
    elif not flaws:
        say(f"{name} : aucune faille connue dans {len(known)} bibliothèques.")
    if flaws:
        return FLAWED
    return 0 if known and len(known) == len(packages) else NOT_AUDITED


def find_browser() -> str | None:
    """Return the path of an installed Chromium: ``ATLAS_CHROMIUM``, else one in ``PATH``."""
    named = os.environ.get(BROWSER_VARIABLE)
    candidates = (named,) if named else BROWSERS
    return next((found for name in candidates if (found := shutil.which(name))), None)


def playwright_browser() -> bool:
    """Tell whether Playwright has downloaded its own Chromium."""
    script = (
        "import pathlib, sys, playwright.sync_api as p\n"
        "with p.sync_playwright() as w:\n"
        "    sys.exit(not pathlib.Path(w.chromium.executable_path).exists())"
    )
    return run(python("-c", script)) == 0


def find_database() -> Path | None:
    """Return the folder of the programs of PostgreSQL: in ``PATH``, else Debian's newest."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max((found.parent for found in Path("/").glob(DATABASES)), default=None)


def find_nginx() -> str | None:
    """Return the path of an installed nginx."""
    places = (os.environ.get("PATH", os.defpath), *SYSTEM_PROGRAMS)
    return shutil.which("nginx", path=os.pathsep.join(places))


def install_system(package: str, purpose: str) -> None:
    """Install a package of Debian where this process may."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"J'installe {package} (paquet Debian) pour {purpose}.")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], **quiet)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], **quiet)


def ensure_database() -> bool:
    """Make sure that PostgreSQL exists for the tests that start one; tell whether it does."""
    if find_database() is None:
        install_system("postgresql", "les tests du registre partagé")
    return find_database() is not None


def ensure_nginx() -> bool:
    """Make sure that nginx exists for the tests that start one; tell whether it does."""
    if find_nginx() is None:
        install_system("nginx-light", "les tests de plusieurs processus")
    return find_nginx() is not None


def ensure_browser() -> bool:
    """Make sure that a browser exists for the browser tests; tell whether one does."""
    if find_browser() or playwright_browser():
        return True
    install_system("chromium", "les tests dans un navigateur")
    if not find_browser():
        say("Je télécharge le Chromium de Playwright pour les tests dans un navigateur.")
        run(python("-m", "playwright", "install", "chromium"))
    return bool(find_browser()) or playwright_browser()


def timed(title: str, command: Sequence[str | Path]) -> tuple[str, int, float]:
    """Run one check under a title; return title, exit code and duration in seconds."""
    say(f"\n== {title}")
    start = time.monotonic()
    code = run(command)
    return title, code, time.monotonic() - start


def run_tests(options: argparse.Namespace) -> int:
    """Install what the tests need, run them all and return 0 only if every one passed."""
    install(DEVELOPMENT)
    has_browser, has_database, has_nginx = ensure_browser(), ensure_database(), ensure_nginx()
    checks: list[tuple[str, list[str | Path]]] = [
        ("Style (ruff check)", python("-m", "ruff", "check", ".")),
        ("Mise en forme (ruff format)", python("-m", "ruff", "format", "--check", ".")),
        ("Types (mypy)", python("-m", "mypy")),
        ("JavaScript (oxlint)", [OXLINT, "bench", "ui"]),
        ("Tests rapides", python("-m", "pytest", *TWO_AT_ONCE, "-m", "not browser and not slow")),
        ("Tests longs", python("-m", "pytest", *TWO_AT_ONCE, "-m", "slow and not browser")),
    ]
    if has_browser:
        browser_tests = python("-m", "pytest", *TWO_AT_ONCE, *SECOND_TRY, "-m", "browser")
        checks.append(("Tests dans un navigateur", browser_tests))
    results = []
    for title, command in checks:
        results.append(timed(title, command))
        if options.stop and results[-1][1] != 0:
            break
    say("\n== Bilan")
    for title, code, seconds in results:
        say(f"{'réussi' if code == 0 else 'ÉCHEC':>7}  {title} ({seconds:.0f} s)")
    if not has_browser:
        say(
            "  ÉCHEC  Tests dans un navigateur : aucun Chromium ici, et je n'ai pas pu en "
            "installer un. Installez chromium ou Google Chrome, ou indiquez son chemin dans la "
            f"variable {BROWSER_VARIABLE}, puis relancez."
        )
    if not has_database:
        say(
            "  ÉCHEC  Tests du registre partagé : aucun PostgreSQL ici, et je n'ai pas pu en "
            "installer un. Installez postgresql, ou mettez initdb dans PATH, puis relancez."
        )
    if not has_nginx:
        say(
            "  ÉCHEC  Tests de plusieurs processus : aucun nginx ici, et je n'ai pas pu en "
            "installer un. Installez nginx, puis relancez."
        )
    missing = not (has_browser and has_database and has_nginx)
    return int(missing or any(code for _, code, _ in results))


def positive(text: str) -> int:
    """Return a number of processes, 1 at least."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un nombre de processus")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(prog="atlas.py", description="Atlas PTCE : ouvrir, tester.")
    commands = root.add_subparsers(
        dest="command",
        required=True,
        metavar="open | serve | install | test | tools | lock | audit",
    )
    opening = commands.add_parser("open", help="installe l'atlas et l'ouvre dans le navigateur")
    opening.add_argument("--port", type=int, help=f"port du serveur (défaut : {DEFAULT_PORT})")
    opening.add_argument("--no-browser", action="store_true", help="n'ouvre pas de navigateur")
    opening.set_defaults(action=open_atlas)
    serving = commands.add_parser("serve", help="sert l'atlas par plusieurs processus (nginx)")
    serving.add_argument(
        "--replicas",
        type=positive,
        default=os.cpu_count() or 1,
        help="nombre de processus (défaut : celui des cœurs)",
    )
    serving.add_argument("--port", type=int, help=f"port du relais (défaut : {DEFAULT_PORT})")
    serving.set_defaults(action=serve_atlas)
    installing = commands.add_parser("install", help="installe l'atlas ou le met à jour")
    installing.set_defaults(action=install_runtime)
    testing = commands.add_parser("test", help="installe les outils et passe tous les tests")
    testing.add_argument("--stop", action="store_true", help="s'arrête au premier échec")
    testing.set_defaults(action=run_tests)
    tools = commands.add_parser("tools", help="installe les outils sans passer les tests")
    tools.set_defaults(action=install_tools)
    locking = commands.add_parser("lock", help="réécrit requirements.lock et requirements-dev.lock")
    locking.add_argument(
        "--upgrade", action="store_true", help="reprend la dernière version de ce qui vient avec"
    )
    locking.set_defaults(action=lock)
    auditing = commands.add_parser("audit", help="cherche les failles connues des bibliothèques")
    auditing.set_defaults(action=audit)
    return root


def main() -> int:
    """Run the command line and return its exit code."""
    if sys.version_info < MINIMUM:
        say(f"L'atlas demande Python {MINIMUM[0]}.{MINIMUM[1]} ou plus récent.")
        return 1
    options = parser().parse_args()
    try:
        return int(options.action(options))
    except LaunchError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Interrompu.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
