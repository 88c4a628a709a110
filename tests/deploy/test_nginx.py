"""The site that a host copies is one that nginx takes, with the very files that the tests serve."""

import re
import shutil
import subprocess
from itertools import count
from pathlib import Path

import pytest

from atlas import find_nginx
from bench.serving import ROOT
from ui.lists.gate import MOST_AT_ONCE
from ui.server import front
from ui.server.uploads import AROUND_BYTES

NGINX = ROOT / "deploy" / "nginx"
LOCATIONS = (NGINX / "locations.conf").read_text(encoding="utf-8")
SITES = ("atlas.conf", "compose.conf")


def taken(folder: Path, site: str) -> subprocess.CompletedProcess[str]:
    """Have nginx check a site."""
    nginx = find_nginx()
    if nginx is None:
        pytest.skip("nginx est absent de cette machine (python3 atlas.py test l'installe)")
    text = site.replace("/etc/nginx/atlas/", f"{folder}/")
    # The names of containers are known to their network only; ports under 1024 to root.
    text = re.sub(r"server atlas-(\d):", r"server 127.0.0.\1:", text)
    ports = count(18_990)
    text = re.sub(r"listen (\[::\]:)?\d+", lambda _: f"listen 127.0.0.1:{next(ports)}", text)
    paths = "".join(f"{name}_temp_path {folder}/{name};" for name in front.TEMPORARY)
    whole = f"pid {folder}/pid; events {{}} http {{ access_log off; {paths} {text} }}"
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    for name in ("readers.conf", "locations.conf"):
        shutil.copy(NGINX / name, folder)
    command = [nginx, "-e", "stderr", "-t", "-c", str(folder / "nginx.conf")]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.fixture
def certified(tmp_path: Path) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, dont vient le certificat, est absent de cette machine")
    made = [openssl, "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt"]
    made += ["ec_paramgen_curve:P-256", "-subj", "/CN=atlas.exemple.fr"]
    files = ["-keyout", str(tmp_path / "cle.pem"), "-out", str(tmp_path / "certificat.pem")]
    subprocess.run([*made, *files], check=True, capture_output=True)
    return tmp_path


@pytest.mark.parametrize("name", SITES)
def test_nginx_takes_the_site(certified: Path, name: str) -> None:
    checked = taken(certified, (NGINX / name).read_text(encoding="utf-8"))
    assert checked.returncode == 0, checked.stderr


def test_wrong_word_would_be_found(certified: Path) -> None:
    site = (NGINX / "compose.conf").read_text(encoding="utf-8")
    assert taken(certified, site.replace("keepalive", "keepaliv")).returncode != 0


@pytest.mark.parametrize("name", SITES)
def test_replicas_are_given_up_and_asked_again_alike(name: str) -> None:
    site = (NGINX / name).read_text(encoding="utf-8")
    upstream = site.partition("upstream atlas {")[2].partition("}")[0]
    servers = re.findall(r"server (\S+) (.*);", upstream)
    assert len(servers) == 3
    assert {patience for _, patience in servers} == {front.PATIENCE}
    tested = front.configuration(Path("/folder"), "127.0.0.1", 8501, [8502])
    for word in ("hash $atlas_reader consistent;", "keepalive 16;"):
        assert word in upstream
        assert word in tested


def test_ports_are_those_of_the_units() -> None:
    unit = (ROOT / "deploy" / "systemd" / "atlas@.service").read_text(encoding="utf-8")
    enabled = re.findall(r"atlas@(\d+)", unit.partition("[Unit]")[0])
    site = (NGINX / "atlas.conf").read_text(encoding="utf-8")
    assert re.findall(r"server 127\.0\.0\.1:(\d+)", site) == enabled


def test_largest_list_passes_and_stays_in_memory() -> None:
    place = LOCATIONS.partition("location ~ /_stcore/upload_file/")[2].partition("}")[0]
    largest, kept = (
        re.findall(rf"{name} (\d+)m;", place)
        for name in ("client_max_body_size", "client_body_buffer_size")
    )
    assert kept == largest
    size = int(largest[0])
    assert size * 1024 * 1024 > 5 * 1024 * 1024 + AROUND_BYTES
    assert MOST_AT_ONCE * size < 100
    # Nor is an answer written to the disk.
    assert "proxy_max_temp_file_size 0;" in LOCATIONS


def test_address_is_written_for_nginx() -> None:
    text = front.configuration(Path("/folder"), "::1", 8501, [8502, 8503])
    assert "listen [::1]:8501;" in text
    assert text.count("server 127.0.0.1:") == 2


def test_what_nginx_refuses_is_told(tmp_path: Path) -> None:
    nginx = find_nginx()
    if nginx is None:
        pytest.skip("nginx est absent de cette machine (python3 atlas.py test l'installe)")
    with pytest.raises(front.FrontError, match="wrong"):
        front.command(nginx, tmp_path, "wrong;")
