"""Windows HostProcess containers (Pod Security Standards, baseline: HostProcess)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, bearer, rule

_ALIASES = ("disallow-host-process", "KSV103")


@rule(
    title="Container runs as a process of its Windows node",
    why="A HostProcess container is no container: it runs on the Windows node itself, with the node's network, "
    "files and services, under an account that may be the node's own system account.",
    fix="Remove `windowsOptions.hostProcess: true`, or keep such agents in a namespace of their own "
    "with a policy of its own.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "pss:baseline/host-process",
        "cis-kubernetes:5.2.11",
        "https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  os: {name: windows}
  securityContext:
    windowsOptions: {hostProcess: false, runAsUserName: ContainerUser}
  containers:
  - {name: web, image: "web:1.4"}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  os: {name: windows}
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: true  # violated
  containers:
  - name: agent
    image: agent:2.0
    securityContext:
      windowsOptions:
        hostProcess: true  # violated
  - {name: helper, image: "helper:1.0"}
""",
    ),
)
def host_process_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report the pod and each container that set `windowsOptions.hostProcess: true`."""
    for pointer, name, security in workload.security_contexts():
        if security.windows_host_process:
            yield Finding(
                Outcome.VIOLATED,
                f"{bearer(name)} runs as a process of its Windows node",
                f"{pointer}/windowsOptions/hostProcess",
                name,
                _ALIASES,
            )
