"""Y03 (CVE-2022-28948, CVE-2024-26147): odd documents that make a reader panic."""

from __future__ import annotations

import contextlib

import pytest

from holdfast.errors import MalformedError
from holdfast.formats.kubernetes import facts, read
from holdfast.formats.yaml_tree import documents

ODD = [
    "0: [:!00 \xef",
    "#\n- - - -\n",
    "--- !!str\n",
    "a: &b\n",
    "&a",
    "*a",
    "? \n? \n",
    "{?",
    "[]: {}",
    "- !\n",
    "'",
    "%",
    "%YAML",
    "---\n---\n...\n...\n",
    "\u2028a: b",
    "a: b: c",
    "{apiVersion: v1, kind: Pod, metadata: 5, spec: 6}",
    "{apiVersion: v1, kind: Pod, spec: {containers: [null, [], 5, {}]}}",
    "{apiVersion: v1, kind: Pod, spec: {serviceAccount: [], volumes: [{name: []}], containers: [{image: {}, env: 1}]}}",
    "{apiVersion: v1, kind: List, items: {}}",
    "{apiVersion: v1, kind: List, items: [[[]]]}",
    "{apiVersion: [], kind: {}}",
    "{apiVersion: apps/v1, kind: StatefulSet, spec: {volumeClaimTemplates: [5, {metadata: []}], template: {spec: {}}}}",
    "{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: []}}",
    "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, spec: {templates: {a: [5]}}}",
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {podSelector: [], policyTypes: 5}}",
    "{apiVersion: v1, kind: Namespace, metadata: []}",
]


@pytest.mark.parametrize("text", ODD)
def test_an_odd_document_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(MalformedError):
        for tree in documents(text.encode(), path="-"):
            for found in read(tree):
                list(facts(found, "-"))
