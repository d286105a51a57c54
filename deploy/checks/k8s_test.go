package checks

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	kyaml "k8s.io/apimachinery/pkg/util/yaml"
)

// decoder knows the kinds the manifests use and refuses unknown or repeated fields.
func decoder(t *testing.T) runtime.Decoder {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{core.AddToScheme, apps.AddToScheme, networking.AddToScheme, policy.AddToScheme, batch.AddToScheme, autoscaling.AddToScheme} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
}

// manifests are all objects below deploy/k8s, by kind and name.
func manifests(t *testing.T) map[string]runtime.Object {
	paths, err := filepath.Glob("../k8s/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatal("no manifests", err)
	}
	dec, out := decoder(t), map[string]runtime.Object{}
	for _, path := range paths {
		if filepath.Base(path) == "kustomization.yaml" {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		docs := kyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(b)))
		for {
			doc, err := docs.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			o, kind, err := dec.Decode(doc, nil, nil)
			if err != nil {
				t.Fatalf("%s: %v\n%s", path, err, doc)
			}
			named, ok := o.(meta.Object)
			if !ok || named.GetName() == "" {
				t.Fatalf("%s: a %s without a name", path, kind.Kind)
			}
			key := kind.Kind + "/" + named.GetName()
			if out[key] != nil {
				t.Fatalf("%s: %s is there twice", path, key)
			}
			out[key] = o
		}
	}
	return out
}

// TestManifests: every object is of a known kind with known fields only, and what
// refers to another finds it.
func TestManifests(t *testing.T) {
	all := manifests(t)
	for _, want := range []string{"Namespace/hotline", "Deployment/hotline", "Service/hotline", "Ingress/hotline", "PodDisruptionBudget/hotline",
		"NetworkPolicy/hotline", "ConfigMap/hotline", "CronJob/hotline-backup", "ServiceAccount/hotline", "HorizontalPodAutoscaler/hotline"} {
		if all[want] == nil {
			t.Errorf("%s is missing", want)
		}
	}
	d := all["Deployment/hotline"].(*apps.Deployment)
	if *d.Spec.Replicas < 2 {
		t.Error("one server is none while it is replaced")
	}
	pod := d.Spec.Template.Spec
	for k, v := range d.Spec.Selector.MatchLabels {
		if d.Spec.Template.Labels[k] != v {
			t.Errorf("the selector's %s is not the pods'", k)
		}
	}
	svc := all["Service/hotline"].(*core.Service)
	for k, v := range svc.Spec.Selector {
		if d.Spec.Template.Labels[k] != v {
			t.Errorf("the service's %s is not the pods'", k)
		}
	}
	c := pod.Containers[0]
	switch {
	case c.ReadinessProbe.HTTPGet.Path != "/readyz" || c.LivenessProbe.HTTPGet.Path != "/healthz":
		t.Error("readiness is /readyz and liveness /healthz")
	case c.Ports[0].Name != svc.Spec.Ports[0].TargetPort.StrVal:
		t.Error("the service leads to no port of the pods")
	case !*c.SecurityContext.ReadOnlyRootFilesystem || *c.SecurityContext.AllowPrivilegeEscalation || !*pod.SecurityContext.RunAsNonRoot:
		t.Error("the container may do more than it needs")
	case d.Spec.Strategy.RollingUpdate.MaxUnavailable.IntVal != 0:
		t.Error("an upgrade takes servers away before others are there")
	}
	mounts(t, pod, all)
	mounts(t, all["CronJob/hotline-backup"].(*batch.CronJob).Spec.JobTemplate.Spec.Template.Spec, all)
	backend := all["Ingress/hotline"].(*networking.Ingress).Spec.Rules[0].HTTP.Paths[0].Backend.Service
	if backend.Name != svc.Name || backend.Port.Name != svc.Spec.Ports[0].Name {
		t.Error("the ingress leads to no service")
	}
}

// mounts asks that every mount has its volume, and every volume of the manifests
// its source.
func mounts(t *testing.T, pod core.PodSpec, all map[string]runtime.Object) {
	volumes := map[string]bool{}
	for _, v := range pod.Volumes {
		volumes[v.Name] = true
		if v.ConfigMap != nil && all["ConfigMap/"+v.ConfigMap.Name] == nil {
			t.Errorf("volume %s: no ConfigMap %s", v.Name, v.ConfigMap.Name)
		}
		if v.PersistentVolumeClaim != nil && all["PersistentVolumeClaim/"+v.PersistentVolumeClaim.ClaimName] == nil {
			t.Errorf("volume %s: no claim %s", v.Name, v.PersistentVolumeClaim.ClaimName)
		}
	}
	for _, c := range append(pod.InitContainers, pod.Containers...) {
		for _, m := range c.VolumeMounts {
			if !volumes[m.Name] {
				t.Errorf("%s mounts %s, which is no volume", c.Name, m.Name)
			}
		}
	}
}
