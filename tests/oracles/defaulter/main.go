// Defaulter prints what Kubernetes itself makes of manifests, one JSON value per line.
//
//	defaulter default  reads JSON objects, one per line; prints each with the API server's defaults filled in
//	defaulter yaml     reads JSON strings, one YAML document each; prints {"json": ...} or {"error": "..."}
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"sigs.k8s.io/yaml"
)

type answer struct {
	JSON  json.RawMessage `json:"json,omitempty"`
	Error string          `json:"error,omitempty"`
}

// defaulted decodes an object, fills in defaults, converts it to the internal version and back, as a server does.
func defaulted(line []byte) ([]byte, error) {
	object, gvk, err := legacyscheme.Codecs.UniversalDecoder().Decode(line, nil, nil)
	if err != nil {
		return nil, err
	}
	return runtime.Encode(legacyscheme.Codecs.LegacyCodec(gvk.GroupVersion()), object)
}

func fromYAML(line []byte) ([]byte, error) {
	var text string
	if err := json.Unmarshal(line, &text); err != nil {
		return nil, err
	}
	return yaml.YAMLToJSON([]byte(text))
}

func main() {
	convert := map[string]func([]byte) ([]byte, error){"default": defaulted, "yaml": fromYAML}[os.Args[1]]
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	for lines.Scan() {
		var result answer
		if value, err := convert(lines.Bytes()); err != nil {
			result.Error = err.Error()
		} else {
			result.JSON = value
		}
		text, err := json.Marshal(result)
		if err != nil {
			text, _ = json.Marshal(answer{Error: err.Error()})
		}
		fmt.Fprintln(out, string(text))
		out.Flush()
	}
}
