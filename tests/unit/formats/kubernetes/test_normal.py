from __future__ import annotations

import copy
from typing import Any

import pytest

from holdfast.formats.kubernetes import read
from holdfast.formats.yaml_tree import documents
from holdfast.model.workload import Workload

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata:
      labels: {app: web}
      annotations: {container.apparmor.security.beta.kubernetes.io/a: localhost/strict}
    spec:
      priorityClassName: high
      containers:
      - name: a
        image: nginx:1.27
        command: [nginx]
        env: [{name: MODE, value: x}]
        ports: [{containerPort: 80}]
        resources: {limits: {cpu: "0.5", memory: 1024Mi}}
        volumeMounts: [{name: data, mountPath: /data}]
      volumes:
      - {name: data, emptyDir: {}}
"""


POD = """
apiVersion: v1
kind: Pod
metadata:
  name: web-7d4b9c-x7k2p
  namespace: shop
  generateName: web-7d4b9c-
  labels: {app: web, pod-template-hash: 7d4b9c}
  annotations: {container.apparmor.security.beta.kubernetes.io/a: localhost/strict}
spec:
  nodeName: node-1
  priority: 1000
  priorityClassName: high
  preemptionPolicy: PreemptLowerPriority
  serviceAccount: default
  serviceAccountName: default
  schedulerName: default-scheduler
  restartPolicy: Always
  dnsPolicy: ClusterFirst
  enableServiceLinks: true
  terminationGracePeriodSeconds: 30
  securityContext: {}
  imagePullSecrets: [{name: from-the-service-account}]
  overhead: {memory: 10Mi}
  tolerations:
  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
  containers:
  - name: a
    image: nginx:1.27
    imagePullPolicy: IfNotPresent
    command: [nginx]
    env: [{name: MODE, value: x}]
    ports: [{containerPort: 80, protocol: TCP}]
    resources:
      limits: {cpu: 500m, memory: 1Gi}
      requests: {cpu: 500m, memory: 1Gi}
    securityContext: {appArmorProfile: {type: Localhost, localhostProfile: strict}}
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: File
    volumeMounts:
    - {name: data, mountPath: /data}
    - {name: kube-api-access-x7k2p, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
  volumes:
  - {name: data, emptyDir: {}}
  - name: kube-api-access-x7k2p
    projected:
      defaultMode: 420
      sources:
      - serviceAccountToken: {expirationSeconds: 3607, path: token}
      - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
      - downwardAPI:
          items: [{path: namespace, fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}]
"""

STATEFUL_SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  template:
    spec:
      containers: [{name: a, image: db, volumeMounts: [{name: data, mountPath: /data}]}]
  volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]
"""
STATEFUL_POD = """
apiVersion: v1
kind: Pod
metadata: {name: db-0}
spec:
  hostname: db-0
  subdomain: db
  containers: [{name: a, image: db, volumeMounts: [{name: data, mountPath: /data}]}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-0}}]
"""
JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: sum}
spec:
  completionMode: Indexed
  template: {spec: {restartPolicy: Never, containers: [{name: a, image: sum}]}}
"""
JOB_POD = """
apiVersion: v1
kind: Pod
metadata: {name: sum-0-abcde}
spec:
  hostname: sum-0
  restartPolicy: Never
  containers:
  - name: a
    image: sum
    env:
    - name: JOB_COMPLETION_INDEX
      valueFrom:
        fieldRef: {apiVersion: v1, fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']"}
"""
DAEMON_SET = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec: {template: {spec: {containers: [{name: a, image: agent}]}}}
"""
DAEMON_POD = """
apiVersion: v1
kind: Pod
metadata: {name: agent-abcde}
spec:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{}]}}}
  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute}]
  containers: [{name: a, image: agent}]
"""


def tree_of(text: str) -> Any:  # noqa: ANN401 - a document
    (tree,) = documents(text.encode(), path="-")
    return tree


def workload(tree: Any) -> Workload:  # noqa: ANN401 - a document
    ((found,),) = (each.workloads for each in read(tree))
    return found


@pytest.mark.parametrize(
    ("owner", "pod"),
    [(DEPLOYMENT, POD), (STATEFUL_SET, STATEFUL_POD), (JOB, JOB_POD), (DAEMON_SET, DAEMON_POD)],
    ids=["Deployment", "StatefulSet", "Job", "DaemonSet"],
)
def test_a_pod_has_the_digest_of_what_made_it(owner: str, pod: str) -> None:
    assert workload(tree_of(owner)).digest == workload(tree_of(pod)).digest


CHANGES: list[tuple[str, object]] = [
    ("containers/0/image", "nginx:1.28"),
    ("containers/0/name", "b"),
    ("containers/0/command/0", "sh"),
    ("containers/0/args", ["-x"]),
    ("containers/0/workingDir", "/tmp"),
    ("containers/0/env/0/value", "y"),
    ("containers/0/env/0/value", ""),
    ("containers/0/envFrom", [{"secretRef": {"name": "s"}}]),
    ("containers/0/imagePullPolicy", "Never"),
    ("containers/0/ports/0/containerPort", 81),
    ("containers/0/ports/0/hostPort", 80),
    ("containers/0/ports/0/protocol", "UDP"),
    ("containers/0/resources/limits/cpu", "501m"),
    ("containers/0/resources/requests", {"cpu": "1m"}),
    ("containers/0/securityContext", {"privileged": True}),
    ("containers/0/securityContext", {"privileged": False}),
    ("containers/0/securityContext", {"runAsUser": 0}),
    ("containers/0/securityContext", {"procMount": "Unmasked"}),
    ("containers/0/volumeMounts/0/mountPath", "/etc"),
    ("containers/0/volumeMounts/0/readOnly", True),
    ("containers/0/livenessProbe", {"exec": {"command": ["x"]}}),
    ("containers/0/lifecycle", {"preStop": {"exec": {"command": ["x"]}}}),
    ("containers/0/stdin", True),
    ("containers/0/aFieldOfTheFuture", "x"),
    ("initContainers", [{"name": "i", "image": "x"}]),
    ("ephemeralContainers", [{"name": "e", "image": "x"}]),
    ("volumes/0/emptyDir/medium", "Memory"),
    ("volumes/0", {"name": "data", "hostPath": {"path": "/"}}),
    ("volumes/0", {"name": "data", "secret": {}}),
    ("volumes/0", {"name": "data", "persistentVolumeClaim": {"claimName": "other"}}),
    ("hostNetwork", True),
    ("hostPID", True),
    ("hostIPC", True),
    ("hostUsers", False),
    ("hostUsers", True),
    ("serviceAccountName", "admin"),
    ("serviceAccount", "admin"),
    ("automountServiceAccountToken", False),
    ("runtimeClassName", "gvisor"),
    ("shareProcessNamespace", True),
    ("securityContext", {"runAsNonRoot": True}),
    ("securityContext", {"sysctls": [{"name": "a", "value": "b"}]}),
    ("hostAliases", [{"ip": "1.2.3.4", "hostnames": ["a"]}]),
    ("dnsPolicy", "None"),
    ("restartPolicy", "Never"),
    ("os", {"name": "windows"}),
    ("aFieldOfTheFuture", {"a": 0}),
]


@pytest.mark.parametrize(("place", "value"), CHANGES, ids=lambda x: str(x)[:40])
def test_whatever_changes_what_runs_changes_the_digest(place: str, value: object) -> None:
    tree = tree_of(DEPLOYMENT)
    before = workload(tree).digest
    node: Any = tree["spec"]["template"]["spec"]
    *way, last = place.split("/")
    for step in way:
        node = node[int(step)] if step.isdecimal() else node[step]
    node[int(last) if last.isdecimal() else last] = copy.copy(value)
    assert workload(tree).digest != before


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("nodeName", "n"),
        ("nodeSelector", {"a": "b"}),
        ("tolerations", [{"operator": "Exists"}]),
        ("affinity", {}),
        ("priority", 5),
        ("hostname", "h"),
        ("schedulingGates", [{"name": "g"}]),
        ("topologySpreadConstraints", [{"maxSkew": 1}]),
        ("imagePullSecrets", [{"name": "s"}]),
        ("containers/0/tty", False),
        ("containers/0/args", []),
        ("containers/0/livenessProbe", None),
        ("containers/0/imagePullPolicy", "IfNotPresent"),
        ("containers/0/resources/limits/memory", "1073741824"),
    ],
)
def test_placement_and_other_spellings_do_not(place: str, value: object) -> None:
    tree = tree_of(DEPLOYMENT)
    before = workload(tree).digest
    node: Any = tree["spec"]["template"]["spec"]
    *way, last = place.split("/")
    for step in way:
        node = node[int(step)] if step.isdecimal() else node[step]
    node[last] = value
    assert workload(tree).digest == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      sources:", "      sources:\n      - secret: {name: stolen}"),
        ("path: token", "path: token, audience: vault"),
        (
            "name: kube-api-access-x7k2p\n    projected",
            "name: kube-api-access-x7k2p\n    hostPath: {path: /}\n    projected",
        ),
        ("mountPath: /var/run/secrets/kubernetes.io/serviceaccount", "mountPath: /etc"),
        ("  nodeName: node-1", "  automountServiceAccountToken: false"),
    ],
)
def test_what_only_resembles_the_token_volume_counts(old: str, new: str) -> None:
    assert old in POD
    assert workload(tree_of(POD.replace(old, new))).digest != workload(tree_of(POD)).digest


def test_a_token_volume_does_not_hide_behind_automount_off() -> None:
    off = POD.replace("  nodeName: node-1", "  automountServiceAccountToken: false")
    without = tree_of(off)
    without["spec"]["volumes"].pop()
    without["spec"]["containers"][0]["volumeMounts"].pop()
    assert workload(without).digest != workload(tree_of(off)).digest


def test_a_claim_of_another_pod_counts() -> None:
    other = STATEFUL_POD.replace("claimName: data-db-0", "claimName: data-db-1")
    assert workload(tree_of(other)).digest != workload(tree_of(STATEFUL_POD)).digest


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1", "IfNotPresent"),
        ("localhost:5000/nginx", "Always"),
        ("nginx@sha256:" + "0" * 64, "IfNotPresent"),
        ("nginx:latest@sha256:" + "0" * 64, "Always"),
        ("not an image", "IfNotPresent"),
    ],
)
def test_the_default_pull_policy_follows_the_image(image: str, policy: str) -> None:
    bare = tree_of(f"{{apiVersion: v1, kind: Pod, spec: {{containers: [{{image: '{image}'}}]}}}}")
    before = workload(bare).digest
    bare["spec"]["containers"][0]["imagePullPolicy"] = policy
    assert workload(bare).digest == before


def test_the_digest_is_that_of_canonical_json() -> None:
    tree = tree_of(
        "{apiVersion: v1, kind: Pod, spec: {containers: [{name: é, image: nginx}], hostNetwork: true}}"
    )
    # printf '%s' '{"containers":[{"image":"nginx","name":"é"}],"hostNetwork":true}' | sha256sum
    assert workload(tree).digest == "sha256:1746a572171fa18d84a91ed542b1b86d1f34b85ba6adb920faa3fec3ffedd622"
