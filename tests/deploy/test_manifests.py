"""What starts the atlas on a host says the same ports, paths, users and settings everywhere."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bench.serving import ROOT
from geo import folders
from ui.server import closed, probe

DEPLOY = ROOT / "deploy"
KUBERNETES = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
IMAGE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "systemd" / "atlas@.service").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
HOSTING = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
SETTINGS = re.compile(r"\b(?:ATLAS|STREAMLIT)_[A-Z_]+\b")
# Of compose itself, to be filled by who hosts.
OF_COMPOSE = {"ATLAS_PORT", "ATLAS_PUBLIC_NAME"}


def manifests() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in KUBERNETES:
        for one in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            if one["kind"] != "Kustomization":
                yield f"{one['kind']} {one['metadata']['name']}", one


def manifest(kind: str, name: str = "atlas") -> dict[str, Any]:
    (found,) = (
        one for _, one in manifests() if one["kind"] == kind and one["metadata"]["name"] == name
    )
    return found


def container() -> dict[str, Any]:
    (found,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    return found


def image_user() -> tuple[int, int]:
    found = re.search(r"^USER (\d+):(\d+)$", IMAGE, re.MULTILINE)
    assert found
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("one", dict(manifests()).values(), ids=dict(manifests()).keys())
def test_kubernetes_knows_every_word(one: dict[str, Any]) -> None:
    kubernetes_validate.validate(one, kubernetes_validate.latest_version(), strict=True)


def test_wrong_word_would_be_found() -> None:
    wrong = manifest("Deployment")
    wrong["spec"]["template"]["spec"]["containers"][0]["livenessprobe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, kubernetes_validate.latest_version(), strict=True)


def test_every_manifest_is_applied() -> None:
    (listed,) = (
        yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in KUBERNETES
        if file.name == "kustomization.yaml"
    )
    assert {*listed["resources"], "kustomization.yaml"} == {file.name for file in KUBERNETES}


def test_probes_ask_what_the_server_answers() -> None:
    ports = {port["name"]: port["containerPort"] for port in container()["ports"]}
    settings = manifest("ConfigMap", "atlas-settings")["data"]
    assert closed.opened(settings).port == ports["watch"]
    asked = {kind: container()[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness")}
    assert all(one == {"path": closed.HEALTH, "port": "watch"} for one in asked.values())
    assert container()["livenessProbe"]["httpGet"]["path"] == closed.METRICS
    assert probe.HEALTH == closed.HEALTH
    assert f"STREAMLIT_SERVER_PORT={ports['http']}" in IMAGE
    assert f'"ui.server.probe", "{ports["http"]}"' in IMAGE


def test_public_knows_nothing_of_the_port_of_supervision() -> None:
    assert [port["targetPort"] for port in manifest("Service")["spec"]["ports"]] == ["http"]
    (rule,) = manifest("Ingress")["spec"]["rules"]
    assert [path["backend"]["service"] for path in rule["http"]["paths"]] == [
        {"name": "atlas", "port": {"name": "http"}}
    ]
    published = COMPOSE["services"]["nginx"]["ports"]
    assert [one.rpartition(":")[2] for one in published] == ["8080"]
    replicas = [one for name, one in COMPOSE["services"].items() if name != "nginx"]
    assert all("ports" not in one for one in replicas)


def test_selectors_find_the_replicas() -> None:
    labels = manifest("Deployment")["spec"]["template"]["metadata"]["labels"].items()
    for kind in ("Deployment", "PodDisruptionBudget"):
        assert manifest(kind)["spec"]["selector"]["matchLabels"].items() <= labels
    for name in ("atlas", "atlas-watch"):
        assert manifest("Service", name)["spec"]["selector"].items() <= labels
    assert manifest("NetworkPolicy")["spec"]["podSelector"]["matchLabels"].items() <= labels
    scaled = manifest("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert (scaled["kind"], scaled["name"]) == ("Deployment", "atlas")


def test_nobody_is_root_and_nothing_is_written_but_the_cache() -> None:
    user, group = image_user()
    assert user > 0
    assert f"--uid {user}" in IMAGE
    pod = manifest("Deployment")["spec"]["template"]["spec"]
    assert (pod["securityContext"]["runAsUser"], pod["securityContext"]["fsGroup"]) == (user, group)
    for one in (*pod["containers"], *pod["initContainers"]):
        assert one["securityContext"]["readOnlyRootFilesystem"] is True
        assert one["securityContext"]["allowPrivilegeEscalation"] is False
        assert "memory" in one["resources"]["limits"]
    cache = re.search(rf"{folders.VARIABLE}=(\S+)", IMAGE)
    assert cache
    assert cache[1] in {one["mountPath"] for one in container()["volumeMounts"]}
    for name, one in COMPOSE["services"].items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        assert "mem_limit" in one, name
    replica = COMPOSE["services"]["atlas-1"]
    assert replica["user"] == f"{user}:{group}"
    assert f"cache:{cache[1]}" in replica["volumes"]


def test_image_installs_what_was_locked() -> None:
    assert "--require-hashes -r requirements.lock" in IMAGE
    assert "ui.server.frontend" in IMAGE
    assert "ui.server.frontend" in UNIT
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert {".git", ".venv", "tests"} <= {*ignored}
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() == ignored


@pytest.mark.parametrize(
    "file",
    [*KUBERNETES, DEPLOY / "compose.yaml", DEPLOY / "Containerfile", *DEPLOY.glob("systemd/*")],
    ids=lambda path: path.name,
)
def test_every_setting_is_in_the_documents(file: Path) -> None:
    named = set(SETTINGS.findall(file.read_text(encoding="utf-8"))) - OF_COMPOSE
    assert [one for one in sorted(named) if f"`{one}`" not in HOSTING] == []


def test_compose_and_its_front_have_the_same_replicas() -> None:
    front = (DEPLOY / "nginx" / "compose.conf").read_text(encoding="utf-8")
    replicas = {name for name in COMPOSE["services"] if name != "nginx"}
    assert set(re.findall(r"server (\S+):8501", front)) == replicas
    assert set(COMPOSE["services"]["nginx"]["depends_on"]) == replicas
    # Each file that the front includes is brought to where it looks.
    brought = {volume.split(":")[1] for volume in COMPOSE["services"]["nginx"]["volumes"]}
    assert set(re.findall(r"include (\S+);", front)) < brought
    for volume in COMPOSE["services"]["nginx"]["volumes"]:
        assert (DEPLOY / volume.split(":")[0]).is_file()


def test_metric_of_the_autoscaler_is_made_of_ours() -> None:
    (metric,) = manifest("HorizontalPodAutoscaler")["spec"]["metrics"]
    rule = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert metric["pods"]["metric"]["name"] in rule
    assert "atlas_worked_seconds_sum" in rule


def test_systemd_knows_every_word(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze est absent de cette machine (paquet Debian systemd)")
    # Under a name of its own, and with a program and user that are here.
    unit = re.sub(r"/opt/atlas-ptce/\.venv/bin/python", "/bin/true", UNIT)
    unit = unit.replace("/opt/atlas-ptce", str(tmp_path)).replace("User=atlas", "User=daemon")
    (tmp_path / "atlas@.service").write_text(unit, encoding="utf-8")
    shutil.copy(DEPLOY / "systemd" / "atlas.target", tmp_path)
    verified = subprocess.run(
        [program, "verify", str(tmp_path / "atlas@8511.service")],
        check=False,
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )
    said = [line for line in verified.stderr.splitlines() if "atlas" in line]
    assert said == []
