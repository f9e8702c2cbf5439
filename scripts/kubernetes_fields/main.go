// Prints, as JSON, what Kubernetes' own Go types say of pods: every type that a pod specification is made of with
// its fields, every kind with the places where it holds a pod, and every field of any kind that can name an image.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
)

var (
	leaves = map[reflect.Type]string{
		reflect.TypeFor[resource.Quantity]():  "Quantity",
		reflect.TypeFor[intstr.IntOrString](): "IntOrString",
		reflect.TypeFor[metav1.Time]():        "Time",
		reflect.TypeFor[metav1.MicroTime]():   "Time",
		reflect.TypeFor[metav1.FieldsV1]():    "Any",
	}
	pods    = map[reflect.Type]bool{reflect.TypeFor[corev1.PodSpec](): true}
	imagery = regexp.MustCompile(`(?i)image`)
	types   = map[string]map[string]string{}
)

type field struct {
	name string
	kind reflect.Type
}

// fields lists the JSON fields of a struct, those of inlined structs included.
func fields(of reflect.Type) []field {
	var found []field
	for i := range of.NumField() {
		name, options, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		kind := of.Field(i).Type
		switch {
		case name == "-" || !of.Field(i).IsExported():
		case name == "" && (of.Field(i).Anonymous || strings.Contains(options, "inline")):
			found = append(found, fields(kind)...)
		default:
			found = append(found, field{name, kind})
		}
	}
	return found
}

// notation writes a type as Go does, pointers included, packages left out; structs are collected on the way.
func notation(of reflect.Type) string {
	if leaf, ok := leaves[of]; ok {
		return leaf
	}
	switch of.Kind() {
	case reflect.Pointer:
		return "*" + notation(of.Elem())
	case reflect.Slice:
		if of.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + notation(of.Elem())
	case reflect.Map:
		return "map[string]" + notation(of.Elem())
	case reflect.Struct:
		if _, seen := types[of.Name()]; !seen {
			types[of.Name()] = map[string]string{}
			for _, f := range fields(of) {
				types[of.Name()][f.name] = notation(f.kind)
			}
		}
		return of.Name()
	case reflect.Bool:
		return "bool"
	case reflect.String:
		return "string"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "int"
	default:
		panic(of.String())
	}
}

// walk calls visit with the pointer and type of everything below a type.
func walk(of reflect.Type, pointer string, seen map[reflect.Type]bool, visit func(string, reflect.Type) bool) {
	if !visit(pointer, of) {
		return
	}
	if _, leaf := leaves[of]; leaf {
		return
	}
	switch of.Kind() {
	case reflect.Pointer:
		walk(of.Elem(), pointer, seen, visit)
	case reflect.Slice, reflect.Map:
		walk(of.Elem(), pointer+"/*", seen, visit)
	case reflect.Struct:
		if seen[of] {
			return
		}
		seen[of] = true
		defer delete(seen, of)
		for _, f := range fields(of) {
			walk(f.kind, pointer+"/"+f.name, seen, visit)
		}
	}
}

func sorted(set map[string]bool) []string {
	list := []string{}
	for item := range set {
		list = append(list, item)
	}
	sort.Strings(list)
	return list
}

func main() {
	notation(reflect.TypeFor[corev1.PodSpec]())
	inPod, elsewhere := map[string]bool{}, map[string]bool{}
	walk(reflect.TypeFor[corev1.PodSpec](), "", map[reflect.Type]bool{}, func(pointer string, of reflect.Type) bool {
		if of.Kind() == reflect.String && imagery.MatchString(pointer) {
			inPod[pointer] = true
		}
		return true
	})
	kinds := map[string]map[string][]string{}
	for gvk, of := range scheme.Scheme.AllKnownTypes() {
		if _, object := of.FieldByName("ObjectMeta"); !object || strings.HasSuffix(gvk.Kind, "Options") {
			continue
		}
		found := map[string]bool{}
		walk(of, "", map[reflect.Type]bool{}, func(pointer string, below reflect.Type) bool {
			if pods[below] {
				found[strings.TrimSuffix(pointer, "/spec")] = true
				return false
			}
			if below.Kind() == reflect.String && imagery.MatchString(pointer) {
				elsewhere[gvk.Group+"/"+gvk.Version+" "+gvk.Kind+" "+pointer] = true
			}
			return true
		})
		if kinds[gvk.Group] == nil {
			kinds[gvk.Group] = map[string][]string{}
		}
		for _, pointer := range kinds[gvk.Group][gvk.Kind] {
			found[pointer] = true
		}
		kinds[gvk.Group][gvk.Kind] = sorted(found)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(map[string]any{
		"types":         types,
		"kinds":         kinds,
		"images":        sorted(inPod),
		"images_beside": sorted(elsewhere),
	}); err != nil {
		panic(err)
	}
}
