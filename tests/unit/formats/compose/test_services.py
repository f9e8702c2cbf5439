from __future__ import annotations

import pytest

from holdfast.formats import yaml_tree
from holdfast.formats.compose import Service, is_compose, is_named_compose, services
from holdfast.model.tree import Value, locate
from holdfast.model.workload import Container, Dialect, Workload


def tree(text: str) -> Value:
    (root,) = yaml_tree.documents(text.encode(), path="compose.yaml")
    return root


def only(text: str) -> Service:
    (service,) = services(tree(f"services:\n  web:\n    {text}\n"))
    return service


def workload(text: str) -> Workload:
    found = only(text).workload
    assert found is not None
    return found


def container(text: str) -> Container:
    (found,) = workload(text).pod.containers
    return found


def problems(text: str) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.message) for fault in workload(text).problems]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("services: {web: {image: a}}", True),
        ("services: {web: {build: .}}", True),
        ("{x-a: 1, services: {web: {extends: b}, b: {}}}", True),
        ("services: {web: {ports: ['80:80']}}", False),
        ("services: [docker]", False),
        ("services: {}", False),
        ("{apiVersion: v1, kind: Thing, services: {web: {image: a}}}", False),
        ("[services]", False),
    ],
)
def test_a_compose_file_is_known_by_its_services(text: str, holds: bool) -> None:  # noqa: FBT001 - a case
    assert is_compose(tree(text)) is holds


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("compose.yaml", True),
        ("compose.override.yml", True),
        ("docker-compose.yml", True),
        ("docker-compose-test.yaml", True),
        ("docker-compose.json", False),
        ("decompose.yaml", False),
        ("composer.yaml", False),
    ],
)
def test_a_compose_file_may_be_named_so(name: str, holds: bool) -> None:  # noqa: FBT001 - a case
    assert is_named_compose(name) is holds


def test_a_service_is_a_workload_of_its_own_dialect() -> None:
    found = workload("image: nginx:1.25")
    assert (found.api_version, found.kind, found.name, found.namespace) == ("compose", "Service", "web", "")
    assert found.dialect is Dialect.COMPOSE
    assert [use.text for use in found.pod.images] == ["nginx:1.25"]
    assert found.problems == ()


def test_an_image_that_is_built_here_is_not_pulled() -> None:
    found = workload("{image: acme/web, build: .}")
    assert found.pod.images == ()
    assert found.pod.containers[0].image.reference is None


def test_an_image_with_a_variable_is_unknown_unless_it_has_a_default() -> None:
    assert container("image: a:${TAG:-1}").image.text == "a:1"
    image = container("image: a:${TAG}").image
    assert (image.text, image.reference) == ("a:${TAG}", None)
    assert image.problem == "'a:${TAG}' depends on the variable TAG, which has no default"


def test_an_image_volume_is_an_image() -> None:
    found = workload("{image: a:1, volumes: [{type: image, source: b:2, target: /b}]}")
    assert [use.text for use in found.pod.images] == ["a:1", "b:2"]


@pytest.mark.parametrize(
    ("written", "number", "malformed", "named"),
    [
        ("0", 0, None, None),
        ("'0:0'", 0, None, None),
        ("root", None, "root", None),
        ("'root:1000'", None, "root", None),
        ("1000", 1000, None, None),
        ("'1000:1000'", 1000, None, None),
        ("'${UID:-1000}'", 1000, None, None),
        ("app", None, None, True),
    ],
)
def test_user_is_a_number_or_a_name(
    written: str,
    number: int | None,
    malformed: str | None,
    named: bool | None,  # noqa: FBT001 - a case
) -> None:
    found = container(f"{{image: a, user: {written}}}").security
    assert (found.run_as_user, found.malformed_user, found.run_as_non_root) == (number, malformed, named)


@pytest.mark.parametrize(("written", "value"), [("true", True), ("'yes'", True), ("'${X:-false}'", False)])
def test_flags_are_booleans_however_they_are_written(written: str, value: bool) -> None:  # noqa: FBT001 - a case
    found = container(f"{{image: a, privileged: {written}, read_only: {written}}}").security
    assert (found.privileged, found.read_only_root_filesystem) == (value, value)


def test_capabilities_are_spelt_as_kubernetes_does() -> None:
    found = container("{image: a, cap_add: [net_admin, CAP_SYS_TIME], cap_drop: [all]}").security.capabilities
    assert found is not None
    assert (found.add, found.drop) == (("NET_ADMIN", "SYS_TIME"), ("ALL",))


@pytest.mark.parametrize("option", ["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"])
def test_no_new_privileges_forbids_escalation(option: str) -> None:
    assert container(f"{{image: a, security_opt: ['{option}']}}").security.allow_privilege_escalation is False


@pytest.mark.parametrize(
    ("option", "seccomp", "apparmor", "proc", "label"),
    [
        ("seccomp:unconfined", "Unconfined", None, None, None),
        ("seccomp=./own.json", "Localhost", None, None, None),
        ("seccomp=builtin", "RuntimeDefault", None, None, None),
        ("apparmor=unconfined", "RuntimeDefault", "Unconfined", None, None),
        ("apparmor:docker-default", "RuntimeDefault", "RuntimeDefault", None, None),
        ("systempaths=unconfined", "RuntimeDefault", None, "Unmasked", None),
        ("label:disable", "RuntimeDefault", None, None, "spc_t"),
        ("label=type:svirt_x_t", "RuntimeDefault", None, None, "svirt_x_t"),
    ],
)
def test_security_options_are_profiles(
    option: str, seccomp: str, apparmor: str | None, proc: str | None, label: str | None
) -> None:
    found = container(f"{{image: a, security_opt: ['{option}']}}").security
    assert found.seccomp is not None
    assert found.seccomp.type == seccomp
    assert (found.apparmor.type if found.apparmor else None) == apparmor
    assert found.proc_mount == proc
    assert (found.se_linux.type if found.se_linux else None) == label


def test_namespaces_of_the_host_are_shared_only_by_name() -> None:
    pod = workload("{image: a, network_mode: host, pid: host, ipc: host}").pod
    assert (pod.host_network, pod.host_pid, pod.host_ipc) == (True, True, True)
    pod = workload("{image: a, network_mode: bridge, pid: 'service:b', ipc: shareable}").pod
    assert (pod.host_network, pod.host_pid, pod.host_ipc) == (False, False, False)


@pytest.mark.parametrize(
    ("written", "path", "target", "read_only"),
    [
        (
            "/var/run/docker.sock:/var/run/docker.sock:ro",
            "/var/run/docker.sock",
            "/var/run/docker.sock",
            True,
        ),
        ("./data:/data", "./data", "/data", False),
        ("~/x:/x:ro,z", "~/x", "/x", True),
        ("C:\\x:/x", "C:\\x", "/x", False),
        ("data:/data", None, "/data", False),
        ("/cache", None, "/cache", False),
    ],
)
def test_a_short_volume_is_the_hosts_where_its_source_is_a_path(
    written: str,
    path: str | None,
    target: str,
    read_only: bool,  # noqa: FBT001 - a case
) -> None:
    found = workload(f"{{image: a, volumes: ['{written}']}}")
    assert [volume.host_path for volume in found.pod.volumes] == [path]
    (mount,) = found.pod.containers[0].mounts
    assert (mount.mount_path, mount.read_only) == (target, read_only)


def test_a_long_volume_says_what_it_is() -> None:
    text = "{image: a, volumes: [{type: bind, source: /etc, target: /e, read_only: true}, {type: tmpfs, target: /t}]}"
    found = workload(text)
    assert [volume.host_path for volume in found.pod.volumes] == ["/etc", None]
    assert [mount.read_only for mount in found.pod.containers[0].mounts] == [True, False]


@pytest.mark.parametrize(
    "written", ["{A: 1, B: 'x=y', C: null, D: $D, E: ''}", "[A=1, B=x=y, C, 'D=$D', E=]"]
)
def test_environment_is_a_mapping_or_a_list(written: str) -> None:
    found = container(f"{{image: a, environment: {written}}}").environment
    assert [(each.name, each.value) for each in found] == [
        ("A", "1"),
        ("B", "x=y"),
        ("C", None),
        ("D", None),
        ("E", ""),
    ]


@pytest.mark.parametrize(
    "written",
    ["deploy: {resources: {limits: {cpus: '0.5', memory: 64M}}}", "cpus: 0.5, mem_limit: 64M"],
)
def test_limits_are_written_in_either_place(written: str) -> None:
    assert container(f"{{image: a, {written}}}").resources.limits == {"cpu": "0.5", "memory": "64M"}


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("'80'", [80]),
        ("8080:80", [80]),
        ("'127.0.0.1:8080:80/udp'", [80]),
        ("'[::1]:8080:80'", [80]),
        ("'8000-8002:90-92'", [90, 91, 92]),
        ("{target: 80, published: '8080'}", [80]),
        ("{target: '80'}", [80]),
        ("80:80:80:80", []),
        ("'1-65535'", list(range(1, 1026))),
        ("'1-9999999999'", []),
    ],
)
def test_ports_are_those_of_the_container(written: str, numbers: list[int]) -> None:
    found = container(f"{{image: a, ports: [{written}]}}").ports
    assert [port.container_port for port in found] == numbers


def test_labels_are_also_what_annotations_are_to_a_pod() -> None:
    found = workload("{image: a, labels: [team=web, 'n=$X']}")
    assert found.labels == found.annotations == {"team": "web"}


@pytest.mark.parametrize(
    ("text", "pointer", "message"),
    [
        ("privileged: perhaps", "privileged", "privileged must be true or false, not 'perhaps'"),
        ("privileged: $X", "privileged", "it depends on the variable X, which has no default"),
        ("user: [a]", "user", "this must be a single value, not sequence"),
        ("cap_add: ALL", "cap_add", "cap_add must be a list, not str"),
        ("environment: a", "environment", "environment must be a mapping or a list, not str"),
        ("volumes: ['${A}:/a']", "volumes/0", "it depends on the variable A, which has no default"),
        ("network_mode: '${'", "network_mode", "no variable after ${ in '${'"),
    ],
)
def test_what_cannot_be_understood_is_a_problem_and_not_absent(text: str, pointer: str, message: str) -> None:
    assert problems(f"{{image: a, {text}}}") == [(f"/services/web/{pointer}", message)]


def test_null_is_absent() -> None:
    names = "user privileged cap_add environment volumes security_opt deploy network_mode labels build"
    nulls = ", ".join(f"{name}: null" for name in names.split())
    assert problems(f"{{image: a, {nulls}}}") == []


EXTENDING = """\
x-hard: &hard
  read_only: true
services:
  base:
    <<: *hard
    image: a:1
    cap_add: [NET_ADMIN]
    environment: {A: "1", B: "1"}
  web:
    extends: base
    image: b:2
    cap_add: [SYS_TIME]
    environment: [B=2]
"""


def test_a_service_is_merged_with_what_it_extends_and_each_value_keeps_its_place() -> None:
    root = tree(EXTENDING)
    _, web = services(root)
    assert web.workload is not None
    (one,) = web.workload.pod.containers
    assert one.image.text == "b:2"
    assert one.security.read_only_root_filesystem is True
    assert one.security.capabilities is not None
    assert one.security.capabilities.add == ("NET_ADMIN", "SYS_TIME")
    assert {each.name: each.value for each in one.environment} == {"A": "1", "B": "2"}
    at = "/spec/containers/0/securityContext/capabilities/add"
    assert [locate(root, web.places[f"{at}/{n}"]).line for n in (0, 1)] == [7, 12]
    assert [locate(root, web.places[each.pointer]).line for each in one.environment] == [8, 13]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("extends: {file: a.yml, service: b}", "it extends 'b' of a.yml, which is not read here"),
        ("extends: web", "extends leads back to 'web', or on and on"),
        ("extends: gone", "there is no service 'gone', or it is not a mapping"),
        ("extends: {}", "extends must name a service"),
        ("extends: 3", "extends must name a service"),
    ],
)
def test_a_service_is_not_judged_by_what_it_may_have_from_elsewhere(text: str, reason: str) -> None:
    found = only(f"{{image: a, {text}}}")
    assert found.workload is None
    assert found.problem is not None
    assert found.problem.message.startswith(reason)


def test_a_long_chain_of_extensions_ends() -> None:
    chain = "".join(f"  s{n}: {{extends: s{n + 1}}}\n" for n in range(100))
    first = next(iter(services(tree(f"services:\n{chain}  s100: {{image: a}}\n"))))
    assert first.problem is not None
    assert first.problem.message.endswith("or on and on")


def test_a_small_file_does_not_stand_for_a_large_one() -> None:
    names = "".join(f"    - A{number}=1\n" for number in range(1_000))
    many = "".join(f"  s{number}: {{extends: base}}\n" for number in range(2_000))
    found = list(services(tree(f"services:\n  base:\n    image: a\n    environment:\n{names}{many}")))
    judged = [service for service in found if service.workload is not None]
    assert 90 < len(judged) < 110
    assert all(
        "stands for more than" in str(service.problem) for service in found if service.workload is None
    )


def test_what_completes_another_files_service_is_none_of_its_own() -> None:
    found = only("ports: ['80:80']")
    assert (found.workload, found.problem) == (None, None)


def test_the_digest_holds_everything_but_extensions() -> None:
    digests = {
        workload(f"{{image: a, {more}}}").digest
        for more in ("x-a: 1", "x-a: 2", "ports: ['80:80']", "ports: ['81:80']", "devices: [/dev/kvm]")
    }
    assert len(digests) == 4
