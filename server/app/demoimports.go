package app

import (
	"bytes"
	"context"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/server/imports"
)

// plantImports sends two tables in (导入): entries of the catalogue that were taken
// over but for two, and a file of the city's platform that was tried.
func (a *App) plantImports(ctx context.Context) error {
	for _, x := range []struct {
		kind imports.Kind
		name string
		rows []byte
		to   imports.State
		by   dispatch.Actor
	}{
		{imports.Catalogue, "派单目录补充条目.csv", seed.CatalogueRows, imports.Running, dispatch.Actor{ID: "admin", Name: "管理员", Role: dispatch.RoleAdmin}},
		{imports.Tickets, "市平台转办工单.csv", seed.CityRows, imports.Checking, dispatch.Actor{ID: "dispatcher", Name: "派单员", Role: dispatch.RoleDispatcher}},
	} {
		m, _, err := a.imports.Take(ctx, x.kind, x.name, bytes.NewReader(x.rows), x.by)
		if err != nil {
			return err
		}
		if _, err := a.imports.Begin(ctx, m.ID, x.to); err != nil {
			return err
		}
	}
	a.imports.Wait()
	return nil
}
