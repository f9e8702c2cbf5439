"""Anything that runs pods, reduced to what can be judged: one shape for a Pod, a Deployment, a custom resource.

Values are typed as Kubernetes types them; a field of the wrong type is `None` here and named in
`Workload.problems`, so that nobody takes it for absent. Pointers start at the pod template
(`/spec/containers/0/image`), so they are the same for a Deployment and for the Pod that it makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from holdfast.model.reference import Reference


class Dialect(Enum):
    """Who runs the workload, by the word for what it runs together; a rule says whose workloads it holds for."""

    KUBERNETES = "pod"
    COMPOSE = "service"
    """A Compose service, told as the pod that would run it, with what Docker does by default filled in."""


class ContainerKind(Enum):
    """The kinds of container in a pod."""

    INIT = "init"
    SIDECAR = "sidecar"
    """An init container with `restartPolicy: Always`."""
    REGULAR = "regular"
    EPHEMERAL = "ephemeral"


@dataclass(frozen=True, slots=True)
class ImageUse:
    """An image that a pod would pull: a container's, or an image volume's."""

    text: str | None
    """As written; `None` where the field is missing (legal in a template that is completed later) or not a string."""
    reference: Reference | None
    """`None` where there is no text or it is not a reference (then `problem` says why)."""
    problem: str | None
    pointer: str
    """Of the field that holds the text, or of where it should be."""
    container: str | None
    """The container's or the volume's name."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`securityContext.capabilities`, names as written."""

    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeLinuxOptions:
    """`seLinuxOptions`; `None` where a part is not set."""

    type: str | None = None
    user: str | None = None
    role: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class ConfinementProfile:
    """`seccompProfile` or `appArmorProfile`."""

    type: str | None
    localhost_profile: str | None = None


@dataclass(frozen=True, slots=True)
class SecurityContext:
    """A container's or a pod's `securityContext`; `None` means not set. Fields that the level lacks stay `None`."""

    privileged: bool | None = None
    allow_privilege_escalation: bool | None = None
    read_only_root_filesystem: bool | None = None
    run_as_non_root: bool | None = None
    run_as_user: int | None = None
    run_as_group: int | None = None
    malformed_user: str | None = None
    """`runAsUser` where it is not a number (`root`)."""
    capabilities: Capabilities | None = None
    seccomp: ConfinementProfile | None = None
    apparmor: ConfinementProfile | None = None
    se_linux: SeLinuxOptions | None = None
    proc_mount: str | None = None
    windows_host_process: bool | None = None
    fs_group: int | None = None
    supplemental_groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """One entry of `env`."""

    name: str
    value: str | None
    """The literal value; `None` where `valueFrom` gives it."""
    source: str | None
    """`secretKeyRef`, `configMapKeyRef`, `fieldRef`, `resourceFieldRef`, `fileKeyRef`; `None` for a literal."""
    pointer: str
    """Of the entry."""


@dataclass(frozen=True, slots=True)
class EnvironmentSource:
    """One entry of `envFrom`."""

    kind: str
    """`secretRef` or `configMapRef`."""
    name: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Port:
    """One entry of `ports`."""

    container_port: int | None
    host_port: int | None
    host_ip: str | None
    protocol: str | None
    pointer: str


@dataclass(frozen=True, slots=True)
class Resources:
    """`resources`: quantities as written."""

    limits: Mapping[str, str]
    requests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Handler:
    """A probe or a lifecycle hook."""

    field: str
    """`livenessProbe`, `readinessProbe`, `startupProbe`, `lifecycle/postStart`, `lifecycle/preStop`."""
    action: str | None
    """`exec`, `httpGet`, `tcpSocket`, `grpc`, `sleep`."""
    host: str | None
    """`host` of `httpGet` or `tcpSocket`, where one is set."""
    pointer: str
    """Of the handler."""


@dataclass(frozen=True, slots=True)
class VolumeMount:
    """One entry of `volumeMounts`."""

    name: str
    mount_path: str
    read_only: bool
    pointer: str


@dataclass(frozen=True, slots=True)
class Container:
    """One container of any kind."""

    kind: ContainerKind
    name: str
    pointer: str
    """Such as `/spec/initContainers/0`."""
    image: ImageUse
    security: SecurityContext
    resources: Resources
    environment: tuple[EnvironmentVariable, ...] = ()
    environment_from: tuple[EnvironmentSource, ...] = ()
    ports: tuple[Port, ...] = ()
    handlers: tuple[Handler, ...] = ()
    mounts: tuple[VolumeMount, ...] = ()
    image_pull_policy: str | None = None
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume of a pod."""

    name: str
    kinds: tuple[str, ...]
    """Names of its source fields (`hostPath`, `configMap`); more than one is invalid, none means `emptyDir`."""
    pointer: str
    host_path: str | None = None


@dataclass(frozen=True, slots=True)
class Sysctl:
    """One entry of `securityContext.sysctls`."""

    name: str
    value: str | None
    pointer: str


@dataclass(frozen=True, slots=True)
class PodSpec:
    """What a pod template says of its pods."""

    security: SecurityContext
    containers: tuple[Container, ...]
    """Every kind, in the order init, regular, ephemeral."""
    images: tuple[ImageUse, ...]
    """Every image of a container of any kind, then of the image volumes."""
    volumes: tuple[Volume, ...] = ()
    sysctls: tuple[Sysctl, ...] = ()
    host_network: bool | None = None
    host_pid: bool | None = None
    host_ipc: bool | None = None
    host_users: bool | None = None
    os: str | None = None
    """`spec.os.name`."""
    service_account: str | None = None
    automount_token: bool | None = None
    resources: Resources | None = None
    """Pod-level resources (`spec.resources`)."""
    restart_policy: str | None = None
    share_process_namespace: bool | None = None
    host_aliases: int = 0
    """How many entries `hostAliases` has."""
    complete: bool = True
    """Whether the document writes a pod specification. A custom resource that writes containers without one leaves
    the fields of the pod to its controller, so that their absence says nothing."""

    @property
    def runs_forever(self) -> bool:
        """Tell whether its containers are restarted when they end (`restartPolicy: Always`, the default): no job's are."""
        return self.complete and self.restart_policy in (None, "", "Always")


@dataclass(frozen=True, slots=True)
class TemplatePath:
    """Where a kind of object holds pod templates."""

    group: str
    """API group without version, empty for the core group; every version of it is meant."""
    kind: str
    pointer: str
    """JSON pointer of the template within the object, `*` for every item of a list or key of a mapping:
    `/spec/template`, `/spec/tasks/*/template`. Empty where the object is itself a pod."""


@dataclass(frozen=True, slots=True)
class TypeProblem:
    """A field that an API server would refuse for its type."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class Workload:
    """Something that runs pods."""

    api_version: str
    kind: str
    name: str
    namespace: str
    """With the default filled in; empty for what lives in none."""
    labels: Mapping[str, str]
    """Of the pod template."""
    annotations: Mapping[str, str]
    """Of the pod template."""
    pod: PodSpec
    template: str
    """Pointer of the pod template within the document; empty for a Pod."""
    digest: str
    """`sha256:...` of the normalised pod specification."""
    problems: tuple[TypeProblem, ...] = ()
    dialect: Dialect = Dialect.KUBERNETES

    def effective(self, container: Container, field: str) -> object:
        """Return the value of a security context `field` for `container`: its own, else the pod's."""
        own = getattr(container.security, field)
        return own if own is not None else getattr(self.pod.security, field)

    def security_contexts(self) -> Iterator[tuple[str, str | None, SecurityContext]]:
        """Yield pointer, container name and value of the pod's security context, then of each container's."""
        yield "/spec/securityContext", None, self.pod.security
        for container in self.pod.containers:
            yield f"{container.pointer}/securityContext", container.name, container.security
