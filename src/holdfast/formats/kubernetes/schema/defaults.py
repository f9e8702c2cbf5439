"""What an API server fills in, and what says nothing of what runs: the data of the normal form.

Defaults are those that the API reference of core/v1 states; the tests compare them with the server's own code.
"""

from __future__ import annotations

DEFAULTS: dict[str, dict[str, str | int | bool]] = {
    "PodSpec": {
        "restartPolicy": "Always",
        "dnsPolicy": "ClusterFirst",
        "schedulerName": "default-scheduler",
        "terminationGracePeriodSeconds": 30,
        "enableServiceLinks": True,
    },
    "Container": {"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"},
    "EphemeralContainer": {
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    },
    "SecurityContext": {"procMount": "Default"},
    "ContainerPort": {"protocol": "TCP"},
    "ContainerResizePolicy": {"restartPolicy": "NotRequired"},
    "Probe": {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3},
    "HTTPGetAction": {"path": "/", "scheme": "HTTP"},
    "GRPCAction": {"service": ""},
    "ObjectFieldSelector": {"apiVersion": "v1"},
    "FileKeySelector": {"optional": False},
    "SecretVolumeSource": {"defaultMode": 0o644},
    "ConfigMapVolumeSource": {"defaultMode": 0o644},
    "DownwardAPIVolumeSource": {"defaultMode": 0o644},
    "ProjectedVolumeSource": {"defaultMode": 0o644},
    "ServiceAccountTokenProjection": {"expirationSeconds": 3600},
    "HostPathVolumeSource": {"type": ""},
    "ISCSIVolumeSource": {"iscsiInterface": "default"},
    "RBDVolumeSource": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "AzureDiskVolumeSource": {
        "cachingMode": "ReadWrite",
        "kind": "Shared",
        "fsType": "ext4",
        "readOnly": False,
    },
    "ScaleIOVolumeSource": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
    "PersistentVolumeClaimSpec": {"volumeMode": "Filesystem"},
}
"""Values that a field has where it is not written, by type."""

PLACEMENT: dict[str, frozenset[str]] = {
    "PodSpec": frozenset(
        (
            "affinity",
            "hostname",
            "imagePullSecrets",
            "nodeName",
            "nodeSelector",
            "overhead",
            "preemptionPolicy",
            "priority",
            "priorityClassName",
            "schedulingGates",
            "schedulingGroup",
            "subdomain",
            "tolerations",
            "topologySpreadConstraints",
        )
    ),
    "ObjectMeta": frozenset(("creationTimestamp",)),
}
"""Fields that say where a pod runs, in which turn and under which name, never what. Controllers, the scheduler
and admission plugins write them (priority, tolerations, node, RuntimeClass' overhead; the pull secrets of a
service account), so they stay outside."""

UNIONS = frozenset(
    ("EnvFromSource", "EnvVarSource", "LifecycleHandler", "Probe", "Volume", "VolumeProjection")
)
"""Types that choose one of their fields by its presence, so that an empty one still says something."""

TOKEN_VOLUME_PREFIX = "kube-api-access-"  # noqa: S105 - the name of a volume
TOKEN_MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - a path
TOKEN_VOLUME: dict[str, object] = {
    "projected": {
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {
                "configMap": {
                    "items": [{"key": "ca.crt", "path": "ca.crt"}],
                    "name": "kube-root-ca.crt",
                }
            },
            {
                "downwardAPI": {
                    "items": [{"fieldRef": {"fieldPath": "metadata.namespace"}, "path": "namespace"}]
                }
            },
        ]
    }
}
"""The volume that the ServiceAccount admission plugin adds, in normal form and without its name."""

COMPLETION_INDEX = "JOB_COMPLETION_INDEX"
COMPLETION_INDEX_FIELDS = frozenset(
    f"metadata.{of}['batch.kubernetes.io/job-completion-index']" for of in ("annotations", "labels")
)
"""The variable that the Job controller adds to the containers of an indexed Job, and where it points."""
