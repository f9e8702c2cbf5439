from __future__ import annotations

import pytest

from holdfast.errors import MalformedError
from holdfast.formats import limits
from holdfast.formats.kubernetes import read
from holdfast.formats.yaml_tree import documents
from holdfast.model.tree import locate
from holdfast.model.workload import (
    Capabilities,
    ConfinementProfile,
    ContainerKind,
    EnvironmentSource,
    EnvironmentVariable,
    Handler,
    Port,
    SeLinuxOptions,
    VolumeMount,
    Workload,
)


def pod(spec: str) -> Workload:
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec:\n{spec}"
    (tree,) = documents(text.encode(), path="-")
    (found,) = read(tree)
    (workload,) = found.workloads
    for problem in workload.problems:
        assert locate(tree, problem.pointer).line >= 4
    return workload


def test_every_kind_of_container_is_found() -> None:
    workload = pod("""
  initContainers:
  - {name: i, image: init}
  - {name: s, image: side, restartPolicy: Always}
  containers:
  - {name: r, image: regular}
  ephemeralContainers:
  - {name: e, image: debug}
  volumes:
  - {name: v, image: {reference: data, pullPolicy: Always}}
""")
    assert [(c.kind, c.name, c.pointer) for c in workload.pod.containers] == [
        (ContainerKind.INIT, "i", "/spec/initContainers/0"),
        (ContainerKind.SIDECAR, "s", "/spec/initContainers/1"),
        (ContainerKind.REGULAR, "r", "/spec/containers/0"),
        (ContainerKind.EPHEMERAL, "e", "/spec/ephemeralContainers/0"),
    ]
    assert [(use.text, use.pointer, use.container) for use in workload.pod.images] == [
        ("init", "/spec/initContainers/0/image", "i"),
        ("side", "/spec/initContainers/1/image", "s"),
        ("regular", "/spec/containers/0/image", "r"),
        ("debug", "/spec/ephemeralContainers/0/image", "e"),
        ("data", "/spec/volumes/0/image/reference", "v"),
    ]


def test_an_image_is_a_reference_or_says_why_not() -> None:
    workload = pod("""
  containers:
  - {name: a, image: localhost:5000/nginx}
  - {name: b, image: nginx@oops}
  - {name: c}
  - {name: d, image: 5}
""")
    a, b, c, d = (each.image for each in workload.pod.containers)
    assert a.reference is not None
    assert (a.reference.registry, a.reference.tag) == ("localhost:5000", None)
    assert b.reference is None
    assert b.problem is not None
    assert (c.text, c.problem) == (None, None)
    assert (d.text, d.problem) == (None, None)
    assert [problem.pointer for problem in workload.problems] == ["/spec/containers/3/image"]


def test_a_container_is_read_whole() -> None:
    (container,) = pod("""
  containers:
  - name: a
    image: web
    imagePullPolicy: Always
    command: [sh, -c]
    args: [run]
    env:
    - {name: A, value: x}
    - {name: B}
    - {name: C, valueFrom: {secretKeyRef: {name: s, key: k}}}
    envFrom:
    - {secretRef: {name: s}}
    - {configMapRef: {name: m}}
    ports:
    - {containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1, protocol: UDP}
    resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 0.5}}
    volumeMounts:
    - {name: v, mountPath: /v, readOnly: true}
    livenessProbe: {httpGet: {port: 80, host: example.com}}
    readinessProbe: {exec: {command: [x]}}
    lifecycle: {preStop: {tcpSocket: {port: 1, host: h}}}
    securityContext:
      privileged: true
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      runAsNonRoot: true
      runAsUser: 0x0
      runAsGroup: 5
      procMount: Unmasked
      capabilities: {add: [NET_ADMIN], drop: [ALL]}
      seccompProfile: {type: Localhost, localhostProfile: p}
      appArmorProfile: {type: Unconfined}
      seLinuxOptions: {type: t, user: u}
      windowsOptions: {hostProcess: true}
""").pod.containers
    at = "/spec/containers/0"
    assert container.environment == (
        EnvironmentVariable("A", "x", None, f"{at}/env/0"),
        EnvironmentVariable("B", "", None, f"{at}/env/1"),
        EnvironmentVariable("C", None, "secretKeyRef", f"{at}/env/2"),
    )
    assert container.environment_from == (
        EnvironmentSource("secretRef", "s", f"{at}/envFrom/0"),
        EnvironmentSource("configMapRef", "m", f"{at}/envFrom/1"),
    )
    assert container.ports == (Port(80, 8080, "127.0.0.1", "UDP", f"{at}/ports/0"),)
    assert container.resources.limits == {"cpu": "1", "memory": "1Gi"}
    assert container.resources.requests == {"cpu": "0.5"}
    assert container.mounts == (VolumeMount("v", "/v", read_only=True, pointer=f"{at}/volumeMounts/0"),)
    assert container.handlers == (
        Handler("livenessProbe", "httpGet", "example.com", f"{at}/livenessProbe"),
        Handler("readinessProbe", "exec", None, f"{at}/readinessProbe"),
        Handler("lifecycle/preStop", "tcpSocket", "h", f"{at}/lifecycle/preStop"),
    )
    assert (container.command, container.args) == (("sh", "-c"), ("run",))
    assert container.image_pull_policy == "Always"
    security = container.security
    assert (security.privileged, security.allow_privilege_escalation) == (True, False)
    assert (security.read_only_root_filesystem, security.run_as_non_root) == (True, True)
    assert (security.run_as_user, security.run_as_group, security.malformed_user) == (0, 5, None)
    assert security.capabilities == Capabilities(("NET_ADMIN",), ("ALL",))
    assert security.seccomp == ConfinementProfile("Localhost", "p")
    assert security.apparmor == ConfinementProfile("Unconfined")
    assert security.se_linux == SeLinuxOptions("t", "u")
    assert (security.proc_mount, security.windows_host_process) == ("Unmasked", True)


def test_a_pod_is_read_whole() -> None:
    workload = pod("""
  hostNetwork: true
  hostPID: on
  hostIPC: false
  hostUsers: false
  os: {name: windows}
  serviceAccount: old
  automountServiceAccountToken: no
  resources: {limits: {cpu: 2}}
  securityContext:
    runAsUser: 1000
    fsGroup: 2000
    supplementalGroups: [1, 2]
    sysctls:
    - {name: kernel.shm_rmid_forced, value: "0"}
  volumes:
  - {name: h, hostPath: {path: /etc}}
  - {name: m}
  - {name: e, emptyDir: null}
""")
    spec = workload.pod
    assert (spec.host_network, spec.host_pid, spec.host_ipc, spec.host_users) == (True, True, False, False)
    assert (spec.os, spec.service_account, spec.automount_token) == ("windows", "old", False)
    assert spec.resources is not None
    assert spec.resources.limits == {"cpu": "2"}
    assert (spec.security.run_as_user, spec.security.fs_group) == (1000, 2000)
    assert spec.security.supplemental_groups == (1, 2)
    assert [(s.name, s.value) for s in spec.sysctls] == [("kernel.shm_rmid_forced", "0")]
    assert [(v.name, v.kinds, v.host_path) for v in spec.volumes] == [
        ("h", ("hostPath",), "/etc"),
        ("m", (), None),
        ("e", (), None),
    ]
    assert workload.problems == ()


@pytest.mark.parametrize(
    ("spec", "pointer", "message"),
    [
        ("  hostNetwork: 'yes'", "/spec/hostNetwork", "hostNetwork must be true or false, not 'yes'"),
        ("  containers: {}", "/spec/containers", "containers must be a list, not a mapping"),
        ("  containers: [5]", "/spec/containers/0", "an item of containers must be a mapping, not 5"),
        (
            "  securityContext: {runAsUser: root}",
            "/spec/securityContext/runAsUser",
            "runAsUser must be a whole number, not 'root'",
        ),
        (
            "  securityContext: {runAsUser: 1.5}",
            "/spec/securityContext/runAsUser",
            "runAsUser must be a whole number, not 1.5",
        ),
        (
            "  securityContext: {runAsUser: true}",
            "/spec/securityContext/runAsUser",
            "runAsUser must be a whole number, not true",
        ),
        (
            "  containers: [{livenessProbe: {tcpSocket: {port: true}}}]",
            "/spec/containers/0/livenessProbe/tcpSocket/port",
            "port must be a number or a name, not true",
        ),
        ("  nodeSelector: {a: 1}", "/spec/nodeSelector/a", "a must be a string, not 1"),
        (
            "  containers: [{env: [{name: A, value: 5}]}]",
            "/spec/containers/0/env/0/value",
            "value must be a string, not 5",
        ),
        ("  containers: [{command: sh}]", "/spec/containers/0/command", "command must be a list, not 'sh'"),
        (
            "  containers: [{command: [1]}]",
            "/spec/containers/0/command/0",
            "an item of command must be a string, not 1",
        ),
        (
            "  containers: [{resources: {limits: {cpu: lots}}}]",
            "/spec/containers/0/resources/limits/cpu",
            "cpu must be a quantity such as 500m or 1Gi, not 'lots'",
        ),
        (
            "  containers: [{resources: {limits: {cpu: [1]}}}]",
            "/spec/containers/0/resources/limits/cpu",
            "cpu must be a quantity such as 500m or 1Gi, not a list",
        ),
    ],
)
def test_a_field_of_the_wrong_type_is_a_problem(spec: str, pointer: str, message: str) -> None:
    problems = pod(spec).problems
    assert [(problem.pointer, problem.message) for problem in problems] == [(pointer, message)]


@pytest.mark.parametrize(
    "spec",
    [
        "  securityContext: null\n  containers: null",
        "  containers: [{livenessProbe: {httpGet: {port: http}}}, {livenessProbe: {httpGet: {port: 80}}}]",
        "  containers: [{resources: {limits: {cpu: 0.5, memory: 1Gi, x: 1e3}}}]",
        "  fieldOfTheFuture: [1, {a: b}]",
        "  tolerations: [null]",
    ],
)
def test_what_an_api_server_takes_is_no_problem(spec: str) -> None:
    assert pod(spec).problems == ()


def test_a_user_that_is_no_number_is_kept() -> None:
    assert pod("  securityContext: {runAsUser: root}").pod.security.malformed_user == "root"


def test_the_template_has_the_labels_and_pointers_start_there() -> None:
    text = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: x, labels: {outer: "1"}}
spec:
  template:
    metadata: {labels: {app: web}, annotations: {note: hi}}
    spec:
      containers: [{name: a, image: web, securityContext: {privileged: 1}}]
"""
    (tree,) = documents(text.encode(), path="-")
    (found,) = read(tree)
    (workload,) = found.workloads
    assert (workload.labels, workload.annotations) == ({"app": "web"}, {"note": "hi"})
    (problem,) = workload.problems
    assert problem.pointer == "/spec/containers/0/securityContext/privileged"
    assert locate(tree, workload.template + problem.pointer).line == 9


def test_a_pod_of_too_many_containers_is_refused() -> None:
    many = ", ".join(["{name: a}"] * (limits.CONTAINERS + 1))
    with pytest.raises(MalformedError) as caught:
        pod(f"  containers: [{many}]")
    assert caught.value.code == "too-large"
