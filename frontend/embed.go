// Package frontend carries the built pages inside the server binary. It does
// not serve them: routing, caching and the single-page fall-back belong to the
// API server.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// FS returns the built pages, or a placeholder page that says how to build
// them, so that a server compiled without Node still starts and explains itself.
func FS() fs.FS {
	for _, dir := range []string{"dist/app", "dist"} {
		if _, err := fs.Stat(dist, dir+"/index.html"); err != nil {
			continue
		}
		if sub, err := fs.Sub(dist, dir); err == nil {
			return sub
		}
	}
	return dist
}
