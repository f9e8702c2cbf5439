"""Pods in which everything varies that Pod Security Standards look at, as JSON would have them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

Pod = dict[str, Any]
KINDS = ("initContainers", "containers", "ephemeralContainers")
TYPES = ("RuntimeDefault", "Localhost", "Unconfined", "", "other")
HARDENED: Pod = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
PROFILE_NAMES = ("runtime/default", "docker/default", "localhost/x", "localhost", "unconfined", "")
_CAPABILITIES = (
    "ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE"
    " DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD"
    " NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN"
    " SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG"
    " WAKE_ALARM all chown CAP_CHOWN net_bind_service"
)
_SYSCTLS = (
    "kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start kernel.sem kernel.msgmax"
    " net.ipv4.ping_group_range net.ipv4.tcp_syncookies net.ipv4.ip_local_reserved_ports net.ipv4.tcp_fin_timeout"
    " net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes net.ipv4.tcp_keepalive_time net.ipv4.tcp_rmem"
    " net.ipv4.tcp_wmem net.ipv4.tcp_mem net.ipv4.tcp_notsent_lowat net.ipv4.tcp_slow_start_after_idle"
    " net.ipv4.ip_forward net.core.somaxconn net.ipv4.tcp_tw_reuse fs.mqueue.msg_max net/ipv4/tcp_rmem"
)
_VOLUMES = (
    "awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir ephemeral fc flexVolume"
    " flocker gcePersistentDisk gitRepo glusterfs hostPath image iscsi nfs persistentVolumeClaim photonPersistentDisk"
    " portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume"
)
CAPABILITIES = _CAPABILITIES.split()
SYSCTLS = _SYSCTLS.split()
VOLUMES = _VOLUMES.split()


def pod_with(
    security: Pod | None = None,
    *,
    kind: str = "containers",
    container: Pod | None = None,
    pod_security: Pod | None = None,
    annotations: dict[str, str] | None = None,
    **spec: object,
) -> Pod:
    """Return a pod with one container of `kind` beside a hardened one."""
    judged = {"name": "judged", "image": "i", **(container or {})}
    if security is not None:
        judged["securityContext"] = security
    made: Pod = {**spec, "containers": [{"name": "other", "image": "i", "securityContext": HARDENED}]}
    made[kind] = [*made.get(kind, ()), judged]
    if pod_security is not None:
        made["securityContext"] = pod_security
    return {"metadata": {"name": "p", "annotations": annotations or {}}, "spec": made}


def security_values() -> Iterator[Pod]:
    """Yield every value of interest of fields that both a pod and a container may have."""
    yield {}
    for kind in TYPES:
        yield {"seccompProfile": {"type": kind}}
        yield {"appArmorProfile": {"type": kind}}
    yield {"seccompProfile": {}}
    yield {"appArmorProfile": {}}
    for kind in ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t"):
        yield {"seLinuxOptions": {"type": kind}}
    for field in ("user", "role", "level"):
        yield {"seLinuxOptions": {field: ""}}
        yield {"seLinuxOptions": {field: "x"}}
    for boolean in (True, False):
        yield {"runAsNonRoot": boolean}
        yield {"windowsOptions": {"hostProcess": boolean}}
    for user in (0, 1, 65534):
        yield {"runAsUser": user}


def container_values() -> Iterator[Pod]:
    """Yield every value of interest of fields that only a container has."""
    for boolean in (True, False):
        yield {"privileged": boolean}
        yield {"allowPrivilegeEscalation": boolean}
    for mount in ("Default", "Unmasked", "", "other"):
        yield {"procMount": mount}
    for name in CAPABILITIES:
        yield {"capabilities": {"add": [name], "drop": ["ALL"]}}
    for dropped in ([], ["all"], ["CAP_ALL"], ["NET_RAW"], ["NET_RAW", "ALL"]):
        yield {"capabilities": {"drop": dropped}}


def handlers() -> Iterator[Pod]:
    for host in ("", "127.0.0.1", "example"):
        for action in ("httpGet", "tcpSocket"):
            for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
                yield {probe: {action: {"host": host, "port": 80}}}
            for hook in ("postStart", "preStop"):
                yield {"lifecycle": {hook: {action: {"host": host, "port": 80}}}}
    yield {"livenessProbe": {"grpc": {"port": 80}}}
    yield {"livenessProbe": {"httpGet": {"port": 80, "httpHeaders": [{"name": "Host", "value": "x"}]}}}


def surroundings() -> Iterator[Pod]:
    """Yield what of a pod changes how its security contexts are judged."""
    for system in (None, "linux", "windows"):
        for host_users in (None, True, False):
            os_name: Pod = {} if system is None else {"os": {"name": system}}
            yield os_name if host_users is None else {**os_name, "hostUsers": host_users}


def systematic() -> Iterator[Pod]:
    """Yield, control by control, every interesting value."""
    yield {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    for spec in surroundings():
        yield from _security_contexts(spec)
    for kind in KINDS:
        yield from _containers(kind)
    yield from _pods()


def _security_contexts(spec: Pod) -> Iterator[Pod]:
    for values in security_values():
        yield pod_with({**HARDENED, **values}, **spec)
        yield pod_with(HARDENED, pod_security=values, **spec)
        yield pod_with(pod_security=values, **spec)
    for values in container_values():
        if values.keys() != {"capabilities"} or "hostUsers" not in spec:  # which makes no difference to them
            yield pod_with({**HARDENED, **values}, **spec)


def _containers(kind: str) -> Iterator[Pod]:
    for values in (*security_values(), *container_values()):
        yield pod_with({**HARDENED, **values}, kind=kind)
    for values in handlers():
        yield pod_with(HARDENED, kind=kind, container=values)
    for port in (0, 1, 80, 65535):
        yield pod_with(HARDENED, kind=kind, container={"ports": [{"containerPort": 80, "hostPort": port}]})
    for key in (f"{APPARMOR}judged", f"{SECCOMP}judged"):
        for value in PROFILE_NAMES:
            yield pod_with(HARDENED, kind=kind, annotations={key: value})


def _pods() -> Iterator[Pod]:
    for key in (
        f"{APPARMOR}absent",
        APPARMOR,
        f"{SECCOMP}absent",
        "seccomp.security.alpha.kubernetes.io/pod",
    ):
        for value in PROFILE_NAMES:
            yield pod_with(HARDENED, annotations={key: value})
    for name in SYSCTLS:
        yield pod_with(HARDENED, pod_security={"sysctls": [{"name": name, "value": "1"}]})
    for volume in VOLUMES:
        yield pod_with(HARDENED, volumes=[{"name": "v", volume: {}}])
    shared: tuple[Pod, ...] = (
        {"hostNetwork": True},
        {"hostPID": True},
        {"hostIPC": True},
        {"hostPID": False},
    )
    for spec in shared:
        yield pod_with(HARDENED, **spec)
        yield pod_with(HARDENED, hostUsers=False, **spec)


def random_security(dice: random.Random, values: list[Pod]) -> Pod | None:
    """Return a security context of a few values, often upon a hardened one."""
    chosen = dict(HARDENED) if dice.random() < 0.8 else {}
    for values_of_one in dice.sample(values, k=dice.choice((0, 0, 1, 1, 2, 4))):
        chosen |= values_of_one
    return chosen if chosen or dice.random() < 0.5 else None


def random_container(dice: random.Random, name: str) -> Pod:
    container: Pod = {"name": name, "image": "i"}
    security = random_security(dice, [*security_values(), *container_values()])
    if security is not None:
        container["securityContext"] = security
    if dice.random() < 0.1:
        container |= dice.choice(list(handlers()))
    if dice.random() < 0.1:
        container["ports"] = [{"containerPort": 1}, {"containerPort": 8080, "hostPort": dice.choice((0, 80))}]
    return container


def random_pod(dice: random.Random) -> Pod:
    """Return a pod in which anything may be set, and mostly little is."""
    spec: Pod = dict(dice.choice(list(surroundings()))) if dice.random() < 0.5 else {}
    for kind in KINDS:
        most = {"containers": 3, "initContainers": 2, "ephemeralContainers": 1}[kind]
        count = dice.randint(1 if kind == "containers" else 0, most)
        spec[kind] = [random_container(dice, f"{kind[0]}{number}") for number in range(count)]
    if dice.random() < 0.5:
        spec["securityContext"] = random_security(dice, list(security_values())) or {}
        for field in ("allowPrivilegeEscalation", "capabilities"):
            spec["securityContext"].pop(field, None)
        if dice.random() < 0.2:
            names = dice.sample(SYSCTLS, k=2)
            spec["securityContext"]["sysctls"] = [{"name": name, "value": "1"} for name in names]
    if dice.random() < 0.3:
        spec["volumes"] = [{"name": name, name: {}} for name in dice.sample(VOLUMES, k=dice.randint(1, 2))]
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if dice.random() < 0.05:
            spec[field] = dice.random() < 0.8
    annotations = {}
    if dice.random() < 0.2:
        name = dice.choice(("c0", "i0", "e0", "absent", ""))
        annotations[dice.choice((APPARMOR, SECCOMP)) + name] = dice.choice(PROFILE_NAMES)
    if dice.random() < 0.1:
        annotations["seccomp.security.alpha.kubernetes.io/pod"] = dice.choice(PROFILE_NAMES)
    return {"metadata": {"name": "p", "annotations": annotations}, "spec": spec}
