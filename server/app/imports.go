package app

import (
	"context"
	"fmt"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/server/imports"
)

// importsJob goes on with imports that another server left (断点续导).
const importsJob = "imports"

// newImports makes the desk that takes files of rows in.
func (a *App) newImports(server string) *imports.Desk {
	return imports.NewDesk(imports.Deps{
		Service: a.Service, Categories: a.Directory.Categories, Catalogue: a.Directory.Catalogue, Reload: a.Directory.Reload,
		Seal: a.outlets.Seal, Open: a.outlets.Open, Hash: api.HashPassword, Server: server,
		Changed: func(ctx context.Context, by dispatch.Actor, kind, id string) {
			if err := api.Audit(ctx, a.Store, a.Clock.Now(), by, kind+"_imported", id, ""); err != nil {
				a.log.Error("audit", "kind", kind, "err", err)
			}
		},
	})
}

func (a *App) resumeImports(ctx context.Context) (string, error) {
	n, err := a.imports.Resume(ctx)
	if n == 0 || err != nil {
		return "", err
	}
	return fmt.Sprintf("%d imports", n), nil
}
