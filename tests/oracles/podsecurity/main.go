// Command podsecurity answers what the upstream Pod Security Standards library says of pods.
//
// It reads JSON lines {"pod": {...}, "level": "baseline", "versions": ["v1.25", ...]} from standard input and
// writes one JSON array per line: for each version the ids of the checks that fail, in order, empty where the
// pod is allowed. The checks are the library's defaults, evaluated as an API server of the library's own release
// does it, so `OverrideCheckIDs` and emulation are the library's, not ours.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type question struct {
	Pod      corev1.Pod `json:"pod"`
	Level    string     `json:"level"`
	Versions []string   `json:"versions"`
}

// named makes every check state its own id as the reason, which is otherwise prose.
func named(checks []policy.Check) []policy.Check {
	for i := range checks {
		id := string(checks[i].ID)
		for j := range checks[i].Versions {
			check := checks[i].Versions[j].CheckPod
			checks[i].Versions[j].CheckPod = func(meta *metav1.ObjectMeta, spec *corev1.PodSpec) policy.CheckResult {
				result := check(meta, spec)
				result.ForbiddenReason = id
				return result
			}
		}
	}
	return checks
}

func main() {
	evaluator, err := policy.NewEvaluator(named(policy.DefaultChecks()), nil)
	if err != nil {
		fail(err)
	}
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 16<<20)
	output := bufio.NewWriter(os.Stdout)
	for input.Scan() {
		var asked question
		if err := json.Unmarshal(input.Bytes(), &asked); err != nil {
			fail(err)
		}
		answers := make([][]string, 0, len(asked.Versions))
		for _, text := range asked.Versions {
			version, err := api.ParseVersion(text)
			if err != nil {
				fail(err)
			}
			level := api.LevelVersion{Level: api.Level(asked.Level), Version: version}
			failed := []string{}
			for _, result := range evaluator.EvaluatePod(level, &asked.Pod.ObjectMeta, &asked.Pod.Spec) {
				if !result.Allowed {
					failed = append(failed, result.ForbiddenReason)
				}
			}
			answers = append(answers, failed)
		}
		line, err := json.Marshal(answers)
		if err != nil {
			fail(err)
		}
		fmt.Fprintln(output, string(line))
	}
	if err := input.Err(); err != nil {
		fail(err)
	}
	if err := output.Flush(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, strings.TrimSpace(err.Error()))
	os.Exit(1)
}
