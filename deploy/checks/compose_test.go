package checks

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
)

// TestCompose loads the compose files as docker compose does: the schema, the
// references to networks, volumes and services, and what runs depends on what is
// there.
func TestCompose(t *testing.T) {
	for _, name := range []string{"compose.yaml", "compose.cluster.yaml"} {
		t.Run(name, func(t *testing.T) {
			o, err := cli.NewProjectOptions([]string{filepath.Join("..", name)}, cli.WithResolvedPaths(true))
			if err != nil {
				t.Fatal(err)
			}
			p, err := o.LoadProject(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range p.Services {
				if s.Image == "" {
					t.Errorf("%s has no image", s.Name)
				}
				for on := range s.DependsOn {
					if _, err := p.GetService(on); err != nil {
						t.Errorf("%s waits for %s: %v", s.Name, on, err)
					}
				}
				for _, port := range s.Ports {
					if port.HostIP != "127.0.0.1" && s.Name != "balancer" {
						t.Errorf("%s shows its port to the network", s.Name)
					}
				}
			}
		})
	}
}
