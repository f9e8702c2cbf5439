"""What a service says of its own confinement, as a container's `securityContext`."""

from __future__ import annotations

import re
from typing import Any

from holdfast.formats.compose.layers import Layers

_ROOTS = frozenset(("0", "root"))
_USER = re.compile(r"[0-9]{1,10}")
_FLAGS = (("privileged", "privileged"), ("read_only", "readOnlyRootFilesystem"))
_DISABLED = "disable"
_UNCONFINED = "unconfined"
_SE_LINUX = ("user", "role", "type", "level")
_SUPER_PRIVILEGED = "spc_t"
"""The SELinux type of a container whose labels are disabled."""

Places = dict[str, str]
Tree = dict[str, Any]


def security(service: Layers, at: str, places: Places) -> Tree:
    """Return the security context, noting in `places` where below `at` each part is written."""
    context: Tree = {"seccompProfile": {"type": "RuntimeDefault"}}
    for name, field in _FLAGS:
        if (found := service.flag(name)) is not None:
            context[field] = found[0]
            places[f"{at}/{field}"] = found[1]
    _user(service, context, at, places)
    _capabilities(service, context, at, places)
    for option, pointer in service.texts("security_opt"):
        if (part := _option(option, context)) is not None:
            places[f"{at}/{part}"] = pointer
    return context


def _user(service: Layers, context: Tree, at: str, places: Places) -> None:
    """Read `user`, a number or a name: that a name other than root is not 0 is for its image to keep."""
    if (found := service.known("user")) is None or not found[0]:
        return
    user = found[0].partition(":")[0]
    places[f"{at}/runAsUser"] = found[1]
    if _USER.fullmatch(user):
        context["runAsUser"] = int(user)
    elif user in _ROOTS:
        context["runAsUser"] = user
    else:
        context["runAsNonRoot"] = True


def _capabilities(service: Layers, context: Tree, at: str, places: Places) -> None:
    for name, field in (("cap_add", "add"), ("cap_drop", "drop")):
        found = list(service.texts(name))
        if not found:
            continue
        context.setdefault("capabilities", {})[field] = [_capability(text) for text, _ in found]
        places[f"{at}/capabilities/{field}"] = found[0][1].rpartition("/")[0]
        for index, (_, pointer) in enumerate(found):
            places[f"{at}/capabilities/{field}/{index}"] = pointer


def _capability(name: str) -> str:
    """Return a capability as Kubernetes spells it; Docker takes it in any case, and with `CAP_`."""
    return name.upper().removeprefix("CAP_")


def _option(option: str, context: Tree) -> str | None:
    """Apply one `security_opt` to `context`; return the field that it sets."""
    name, value = _split(option)
    if name == "no-new-privileges":
        context["allowPrivilegeEscalation"] = value == "false"
        return "allowPrivilegeEscalation"
    if name == "seccomp":
        kind = {_UNCONFINED: "Unconfined", "builtin": "RuntimeDefault"}.get(value, "Localhost")
        context["seccompProfile"] = {"type": kind}
        return "seccompProfile"
    if name == "apparmor":
        kind = {_UNCONFINED: "Unconfined", "docker-default": "RuntimeDefault"}.get(value, "Localhost")
        context["appArmorProfile"] = {"type": kind}
        return "appArmorProfile"
    if name == "systempaths" and value == _UNCONFINED:
        context["procMount"] = "Unmasked"
        return "procMount"
    return _label(value, context) if name == "label" else None


def _label(value: str, context: Tree) -> str | None:
    """Apply `label:type:NAME` and the like, or `label:disable`."""
    options = context.setdefault("seLinuxOptions", {})
    if value == _DISABLED:
        options["type"] = _SUPER_PRIVILEGED
        return "seLinuxOptions/type"
    part, _, name = value.partition(":")
    if part not in _SE_LINUX:
        return None
    options[part] = name
    return f"seLinuxOptions/{part}"


def _split(option: str) -> tuple[str, str]:
    """Split at the first `:` or `=`, both of which Docker takes."""
    name, _, value = option.partition("=" if "=" in option.partition(":")[0] else ":")
    return name.strip(), value.strip()
