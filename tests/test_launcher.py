"""The launcher: idempotent, honest in its exit code, clear when it cannot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import atlas
from bench.serving import ROOT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project without an environment, with requirements that need no network."""
    for name in atlas.DEVELOPMENT:
        (tmp_path / name).write_text("# nothing\n", encoding="utf-8")
    monkeypatch.setattr(atlas, "ROOT", tmp_path)
    monkeypatch.setattr(atlas, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(atlas, "PYTHON", tmp_path / ".venv/bin/python")
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record commands instead of running them; all succeed."""
    ran: list[list[str]] = []

    def run(arguments: list[object], **_environment: str) -> int:
        ran.append([str(argument) for argument in arguments])
        return 0

    monkeypatch.setattr(atlas, "run", run)
    return ran


@pytest.fixture
def environment(project: Path) -> None:
    """Put an environment in the project that answers when it is asked."""
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/python").touch()


@pytest.mark.slow
def test_environment_is_made_once(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    atlas.install(atlas.RUNTIME)
    assert (project / ".venv/bin/python").exists()
    assert "Je crée l'environnement" in capfd.readouterr().out
    atlas.install(atlas.RUNTIME)
    assert capfd.readouterr().out == ""
    (project / "requirements.lock").write_text("# other\n", encoding="utf-8")
    atlas.install(atlas.RUNTIME)
    assert "J'installe" in capfd.readouterr().out


@pytest.mark.usefixtures("environment")
def test_what_tests_installed_is_enough_to_open(commands: list[list[str]]) -> None:
    atlas.install(atlas.DEVELOPMENT)
    commands.clear()
    atlas.install(atlas.RUNTIME)
    assert [command for command in commands if "install" in command] == []


@pytest.mark.usefixtures("environment")
def test_what_is_installed_is_what_was_locked(commands: list[list[str]]) -> None:
    assert atlas.install_tools(atlas.parser().parse_args(["tools"])) == 0
    installed, compressed = commands[-2:]
    assert "--require-hashes" in installed
    assert installed[-2:] == ["-r", "requirements-dev.lock"]
    # Once for this set of versions, what the page sends.
    assert compressed[-2:] == ["-m", "ui.server.frontend"]


@pytest.mark.usefixtures("environment")
def test_locks_are_written_from_the_pins(commands: list[list[str]]) -> None:
    assert atlas.lock(atlas.parser().parse_args(["lock", "--upgrade"])) == 0
    runtime, development = (command for command in commands if "compile" in command)
    for command, name in ((runtime, "requirements"), (development, "requirements-dev")):
        assert {"--generate-hashes", "--universal", "--no-emit-index-url", "--upgrade"} < {*command}
        assert f"{name}.txt" in command
        assert command[command.index("--output-file") + 1] == f"{name}.lock"
    assert development[development.index("--constraints") + 1] == "requirements.lock"


def test_pins_that_contradict_each_other_are_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atlas, "install", lambda _files: None)
    monkeypatch.setattr(atlas, "run", lambda *_arguments, **_environment: 1)
    with pytest.raises(atlas.LaunchError, match=r"requirements\.txt"):
        atlas.lock(atlas.parser().parse_args(["lock"]))
    assert (project / "requirements.lock").read_text(encoding="utf-8") == "# nothing\n"


def test_damaged_environment_is_made_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".venv").mkdir()
    (project / ".venv/leftover").touch()
    monkeypatch.setattr(atlas, "run", lambda *_arguments, **_environment: 0)
    atlas.create_environment()
    assert "incomplet" in capsys.readouterr().out
    assert not (project / ".venv/leftover").exists()


def test_missing_venv_module_is_explained(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "run", lambda *_arguments, **_environment: 1)
    with pytest.raises(atlas.LaunchError, match="python3-venv"):
        atlas.create_environment()
    assert not (project / ".venv").exists()


@pytest.mark.usefixtures("project")
def test_failed_install_leaves_no_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "create_environment", lambda: atlas.VENV.mkdir(exist_ok=True))
    monkeypatch.setattr(atlas, "run", lambda *_arguments, **_environment: 1)
    with pytest.raises(atlas.LaunchError, match="réseau"):
        atlas.install(atlas.RUNTIME)
    assert list(atlas.VENV.glob("*.installed")) == []


def test_named_browser_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = tmp_path / "my-chromium"
    chosen.touch(mode=0o755)
    monkeypatch.setenv("ATLAS_CHROMIUM", str(chosen))
    assert atlas.find_browser() == str(chosen)
    monkeypatch.setenv("ATLAS_CHROMIUM", str(tmp_path / "none"))
    assert atlas.find_browser() is None


def test_browser_is_installed_by_the_system_when_root(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atlas, "find_browser", lambda: None)
    monkeypatch.setattr(atlas, "playwright_browser", lambda: False)
    monkeypatch.setattr(atlas.os, "geteuid", lambda: 0)
    monkeypatch.setattr(atlas.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert not atlas.ensure_browser()
    assert any(command[:2] == ["apt-get", "install"] for command in commands)
    assert any("playwright" in command for command in commands)


def test_browser_is_downloaded_when_not_root(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atlas, "find_browser", lambda: None)
    monkeypatch.setattr(atlas, "playwright_browser", lambda: bool(commands))
    monkeypatch.setattr(atlas.os, "geteuid", lambda: 1000)
    assert atlas.ensure_browser()
    assert [command[1:] for command in commands] == [["-m", "playwright", "install", "chromium"]]


def test_database_is_found_where_debian_hides_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atlas.shutil, "which", lambda _name: None)
    monkeypatch.setattr(atlas, "DATABASES", f"{tmp_path.relative_to('/')}/*/bin/initdb")
    assert atlas.find_database() is None
    for version in ("15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert atlas.find_database() == tmp_path / "17" / "bin"


def test_database_is_installed_by_the_system_when_root(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atlas, "find_database", lambda: Path("/bin") if commands else None)
    monkeypatch.setattr(atlas.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(atlas.os, "geteuid", lambda: 1000)
    assert not atlas.ensure_database()
    monkeypatch.setattr(atlas.os, "geteuid", lambda: 0)
    assert atlas.ensure_database()
    assert commands[-1][:2] == ["apt-get", "install"]
    assert commands[-1][-1] == "postgresql"


def test_nginx_is_found_where_debian_hides_it_and_installed_when_root(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(atlas, "SYSTEM_PROGRAMS", (str(tmp_path),))
    assert atlas.find_nginx() is None
    monkeypatch.setattr(atlas.os, "geteuid", lambda: 1000)
    assert not atlas.ensure_nginx()
    assert commands == []
    nginx = tmp_path / "nginx"
    nginx.touch(mode=0o755)
    assert atlas.find_nginx() == str(nginx)
    assert atlas.ensure_nginx()


@pytest.mark.usefixtures("environment")
def test_several_processes_are_asked_for_with_the_address_of_the_front(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atlas, "become", atlas.run)
    monkeypatch.setattr(atlas, "find_nginx", lambda: "/usr/sbin/nginx")
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")  # noqa: S104 - of who hosts
    options = atlas.parser().parse_args(["serve", "--replicas", "3", "--port", "8600"])
    assert atlas.serve_atlas(options) == 0
    served = " ".join(commands[-1])
    assert "-m ui.server.replicas --nginx /usr/sbin/nginx --port 8600" in served
    assert served.endswith("--address 0.0.0.0 --replicas 3")


def test_machine_without_nginx_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "find_nginx", lambda: None)
    with pytest.raises(atlas.LaunchError, match=r"apt-get install nginx.*open --no-browser"):
        atlas.serve_atlas(atlas.parser().parse_args(["serve"]))


@pytest.mark.usefixtures("environment")
def test_new_version_is_installed_without_being_run(commands: list[list[str]]) -> None:
    assert atlas.install_runtime(atlas.parser().parse_args(["install"])) == 0
    assert commands[-2][-2:] == ["-r", "requirements.lock"]


@pytest.mark.parametrize(
    ("failing", "has_browser", "has_database", "has_nginx", "code", "sentence"),
    [
        ("nothing", True, True, True, 0, "réussi"),
        ("mypy", True, True, True, 1, "ÉCHEC  Types"),
        ("browser", True, True, True, 1, "ÉCHEC  Tests dans un navigateur"),
        ("nothing", False, True, True, 1, "aucun Chromium"),
        ("nothing", True, False, True, 1, "aucun PostgreSQL"),
        ("nothing", True, True, False, 1, "aucun nginx"),
    ],
)
def test_code_is_zero_only_when_all_passed(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failing: str,
    has_browser: bool,  # noqa: FBT001
    has_database: bool,  # noqa: FBT001
    has_nginx: bool,  # noqa: FBT001
    code: int,
    sentence: str,
) -> None:
    ran: list[str] = []

    def run(arguments: list[object], **_environment: str) -> int:
        last = str(list(arguments)[-1])
        ran.append(last)
        return int(last == failing)

    monkeypatch.setattr(atlas, "run", run)
    monkeypatch.setattr(atlas, "install", lambda _files: None)
    monkeypatch.setattr(atlas, "ensure_browser", lambda: has_browser)
    monkeypatch.setattr(atlas, "ensure_database", lambda: has_database)
    monkeypatch.setattr(atlas, "ensure_nginx", lambda: has_nginx)
    assert atlas.run_tests(atlas.parser().parse_args(["test"])) == code
    assert sentence in capsys.readouterr().out
    # A failure does not hide what comes after it.
    assert len(ran) == (7 if has_browser else 6)


def test_commands_of_the_readme_and_of_integration_are_the_same() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == "exec python3 atlas.py test"
    for command in ("python3 atlas.py open", "python3 atlas.py test"):
        assert command in readme


@pytest.mark.parametrize(
    "arguments", [[], ["close"], ["open", "--port", "x"], ["serve", "--replicas", "0"]]
)
def test_bad_arguments_end_with_code_two(arguments: list[str]) -> None:
    command = [sys.executable, str(ROOT / "atlas.py"), *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(atlas, "MINIMUM", (99, 0))
    assert atlas.main() == 1
    assert "Python 99.0" in capsys.readouterr().out


SOUND = {"name": "sound", "version": "1.0", "vulns": []}
FLAWED = {
    "name": "flawed",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}],
}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([SOUND, SOUND], 0, "aucune faille connue dans 2 bibliothèques"),
        ([SOUND, FLAWED], 1, "flawed 1.0, PYSEC-1 ; corrigé par 1.1"),
        ([SOUND, UNKNOWN], 2, "non vérifiées : unknown"),
        ([UNKNOWN, UNKNOWN], 2, "aucune base de failles n'est joignable"),
        ([], 2, "aucune base de failles n'est joignable"),
        (None, 2, "aucune base de failles n'est joignable"),
        ([FLAWED, UNKNOWN], 1, "PYSEC-1"),
    ],
)
def test_audit_is_no_pass_where_nothing_was_looked_up(
    found: list[dict[str, object]] | None,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[str] = []

    def run(arguments: list[object], **_environment: str) -> int:
        words = [str(argument) for argument in arguments]
        if "--output" in words and found is not None:
            asked.append(words[-1])
            output = Path(words[words.index("--output") + 1])
            output.write_text(json.dumps({"dependencies": found}), encoding="utf-8")
        return 0  # as the auditor itself, whatever it could not look up

    monkeypatch.setattr(atlas, "run", run)
    monkeypatch.setattr(sys, "argv", ["atlas.py", "audit"])
    assert atlas.main() == code
    assert said in capsys.readouterr().out
    assert asked == ([] if found is None else list(atlas.DEVELOPMENT))
