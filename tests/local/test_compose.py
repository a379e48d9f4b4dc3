"""docker-compose.yml and the Dockerfile, read as configuration: no engine is needed to see a mistake in them."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from zenderen.local.state import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
PORTAL = ("web", "worker", "beat", "migrate")
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_production_shape_is_complete():
    assert set(SERVICES) == {*PORTAL, "postgres", "redis"}
    assert re.fullmatch(r"postgres:(1[5-9]|2\d)", SERVICES["postgres"]["image"])
    assert {SERVICES[name]["image"] for name in PORTAL} == {"zenderen-portal"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_migrations_are_a_step_of_their_own_that_comes_first(name):
    waits = {service: how["condition"] for service, how in SERVICES[name]["depends_on"].items()}
    assert waits == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }
    assert SERVICES["migrate"]["restart"] == "no"


@pytest.mark.parametrize("name", ["web", "worker", "postgres", "redis"])
def test_what_others_wait_for_tells_its_health(name):
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", PORTAL)
def test_every_setting_is_one_that_the_portal_reads(name):
    read = (ROOT / "zenderen" / "settings.py").read_text() + (ROOT / "zenderen" / "gunicorn.py").read_text()
    for setting in SERVICES[name]["environment"]:
        assert f'"{setting}"' in read or f"'{setting}'" in read, setting


def test_no_secret_has_a_default():
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL", "SITE_URL"):
        assert re.findall(r"\$\{" + name + r"(.{2})", TEXT), name
        assert set(re.findall(r"\$\{" + name + r"(.{2})", TEXT)) == {":?"}, name


def test_files_are_shared_by_those_who_make_and_those_who_send_them():
    assert all("media:/data/media" in SERVICES[name]["volumes"] for name in ("web", "worker"))
    assert "MEDIA_ROOT=/data/media" in DOCKERFILE
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {volume for volume in used if not volume.startswith("./")} == set(COMPOSE["volumes"])


def test_the_key_of_the_seal_is_known_to_the_worker_alone():
    for name in PORTAL:
        settings, volumes = SERVICES[name]["environment"], SERVICES[name]["volumes"]
        knows = {"SEAL_PKCS12", "SEAL_PASSPHRASE"} & set(settings)
        assert bool(knows) == any("/run/seal/key:" in volume for volume in volumes) == (name == "worker")
    assert all(volume.endswith(":ro") for volume in SERVICES["worker"]["volumes"] if volume.startswith("./seal"))


def test_only_the_web_server_can_be_reached_and_only_from_this_machine():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_the_image_runs_without_rights_on_the_locked_packages():
    stages = DOCKERFILE.split("\nFROM ")
    assert "\nUSER portal\n" in stages[-1]
    assert "uv sync --locked --no-default-groups" in stages[1]
    assert "collectstatic" in stages[1]
    assert "libpango" in stages[-1]


@pytest.mark.skipif(
    subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode != 0
    if shutil.which("docker")
    else True,
    reason="docker compose is not installed here",
)
def test_compose_itself_accepts_it(tmp_path):
    names = set(re.findall(r"\$\{(\w+):\?", TEXT))
    checked = subprocess.run(
        ["docker", "compose", "-f", ROOT / "docker-compose.yml", "config", "--quiet"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **dict.fromkeys(names, "given")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
