"""`securityContext` of a pod and of a container (core/v1 PodSecurityContext and SecurityContext)."""

from __future__ import annotations

from holdfast.formats.kubernetes.values import Node, boolean, integer, mapping, text, texts
from holdfast.model.workload import Capabilities, ConfinementProfile, SecurityContext, SeLinuxOptions

_NONE = SecurityContext()


def container_security(container: Node) -> SecurityContext:
    """Return the security context of a container."""
    node = mapping(container, "securityContext")
    if not node:
        return _NONE
    return SecurityContext(
        privileged=boolean(node, "privileged"),
        allow_privilege_escalation=boolean(node, "allowPrivilegeEscalation"),
        read_only_root_filesystem=boolean(node, "readOnlyRootFilesystem"),
        run_as_non_root=boolean(node, "runAsNonRoot"),
        run_as_user=integer(node, "runAsUser"),
        run_as_group=integer(node, "runAsGroup"),
        malformed_user=_malformed_user(node),
        capabilities=_capabilities(node),
        seccomp=_profile(node, "seccompProfile"),
        apparmor=_profile(node, "appArmorProfile"),
        se_linux=_se_linux(node),
        proc_mount=text(node, "procMount"),
        windows_host_process=boolean(mapping(node, "windowsOptions"), "hostProcess"),
    )


def pod_security(spec: Node) -> SecurityContext:
    """Return the security context of a pod."""
    node = mapping(spec, "securityContext")
    if not node:
        return _NONE
    groups = node.get("supplementalGroups")
    return SecurityContext(
        run_as_non_root=boolean(node, "runAsNonRoot"),
        run_as_user=integer(node, "runAsUser"),
        run_as_group=integer(node, "runAsGroup"),
        malformed_user=_malformed_user(node),
        seccomp=_profile(node, "seccompProfile"),
        apparmor=_profile(node, "appArmorProfile"),
        se_linux=_se_linux(node),
        windows_host_process=boolean(mapping(node, "windowsOptions"), "hostProcess"),
        fs_group=integer(node, "fsGroup"),
        supplemental_groups=tuple(group for group in groups if type(group) is int)
        if isinstance(groups, list)
        else (),
    )


def _malformed_user(node: Node) -> str | None:
    user = node.get("runAsUser")
    return None if user is None or type(user) is int else str(user)


def _capabilities(node: Node) -> Capabilities | None:
    value = node.get("capabilities")
    return Capabilities(texts(value, "add"), texts(value, "drop")) if isinstance(value, dict) else None


def _profile(node: Node, field: str) -> ConfinementProfile | None:
    value = node.get(field)
    if not isinstance(value, dict):
        return None
    return ConfinementProfile(text(value, "type"), text(value, "localhostProfile"))


def _se_linux(node: Node) -> SeLinuxOptions | None:
    value = node.get("seLinuxOptions")
    if not isinstance(value, dict):
        return None
    return SeLinuxOptions(text(value, "type"), text(value, "user"), text(value, "role"), text(value, "level"))
