package app

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestImports keeps the layers apart: who may import whom (see doc.go of each
// package). Test files may import what they need.
func TestImports(t *testing.T) {
	const module = "hotline/"
	none := []string{}
	allowed := map[string]struct{ own, foreign []string }{
		"sla":                 {none, none},
		"dispatch":            {[]string{"sla", "dispatch/classify"}, none},
		"dispatch/classify":   {none, none},
		"dispatch/insight":    {[]string{"dispatch", "sla"}, none},
		"notify":              {[]string{"dispatch", "sla"}, none},
		"notify/channel":      {[]string{"notify"}, []string{"github.com/wneessen/go-mail", "github.com/SherClockHolmes/webpush-go"}},
		"notify/channel/fake": {none, []string{"github.com/emersion/go-smtp", "github.com/emersion/go-sasl"}},
		"server/store":        {[]string{"dispatch", "sla", "notify"}, none},
		"server/store/sqlite": {[]string{"dispatch", "sla", "notify", "server/store"}, []string{"modernc.org/sqlite"}},
		"server/store/mongo":  {[]string{"dispatch", "sla", "notify", "server/store"}, []string{"go.mongodb.org/mongo-driver/v2"}},
		"server/files":        {[]string{"dispatch"}, []string{"golang.org/x/image", "golang.org/x/text"}},
		"server/wechat":       {[]string{"dispatch"}, none},
		"server/files/s3":     {[]string{"dispatch", "server/files"}, []string{"github.com/minio/minio-go/v7"}},
		"server/files/gridfs": {[]string{"dispatch", "server/files"}, []string{"go.mongodb.org/mongo-driver/v2"}},
		"server/phone":        {none, none},
		"server/open311":      {none, none},
		"server/paper":        {[]string{"sla", "server/tables"}, []string{"github.com/xuri/excelize/v2"}},
		"server/signin":       {[]string{"dispatch"}, []string{"github.com/coreos/go-oidc/v3", "golang.org/x/oauth2", "github.com/pquerna/otp", "github.com/boombuler/barcode"}},
		"server/exchange":     {[]string{"dispatch", "notify", "notify/channel"}, none},
		"server/tables":       {[]string{"dispatch"}, []string{"github.com/xuri/excelize/v2", "golang.org/x/text"}},
		"server/imports":      {[]string{"dispatch", "sla", "server/tables"}, none},
		"server/api": {[]string{"dispatch", "dispatch/classify", "dispatch/insight", "sla", "notify", "frontend", "server/paper", "server/exchange", "server/signin", "server/files", "server/phone", "server/imports", "server/tables", "server/open311", "server/wechat"}, []string{"github.com/gofiber/fiber/v2", "github.com/valyala/fasthttp",
			"github.com/gorilla/websocket", "github.com/prometheus/client_golang", "golang.org/x/crypto", "golang.org/x/text"}},
		"server":      {[]string{"server/app"}, none},
		"deploy/seed": {[]string{"dispatch"}, none},
	}
	root := filepath.Join("..", "..")
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "testmongo") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		pkg := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), root+string(filepath.Separator)))
		rule, ok := allowed[pkg]
		if !ok {
			return nil
		}
		seen[pkg] = true
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			if own, ok := strings.CutPrefix(name, module); ok {
				require.Contains(t, rule.own, own, "%s must not import %s", path, name)
			} else if strings.Contains(strings.Split(name, "/")[0], ".") {
				require.True(t, slices.ContainsFunc(rule.foreign, func(p string) bool { return name == p || strings.HasPrefix(name, p+"/") }),
					"%s must not import %s", path, name)
			}
		}
		return nil
	})
	require.NoError(t, err)
	for pkg := range allowed {
		require.True(t, seen[pkg], "no file of %s was looked at", pkg)
	}
}
