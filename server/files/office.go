package files

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
)

// Bounds of a packed paper: what office programs write stays far below.
const (
	maxEntries  = 5000
	maxUnpacked = 400 << 20
	maxRatio    = 300
	maxRels     = 1 << 20
)

// office says which kind of packed paper a ZIP is; "" for none, and for one with
// programs, embedded objects, names that lead out, a template from elsewhere, or
// far more in it than its size allows.
func office(b []byte) string {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(z.File) > maxEntries {
		return ""
	}
	var total uint64
	has := map[string]bool{}
	for _, f := range z.File {
		total += f.UncompressedSize64
		if total > maxUnpacked || f.UncompressedSize64 > maxRatio*(f.CompressedSize64+1024) || f.Flags&1 != 0 || !harmless(f) {
			return ""
		}
		has[f.Name] = true
	}
	switch {
	case has["[Content_Types].xml"] && has["word/document.xml"]:
		return DOCX
	case has["[Content_Types].xml"] && has["xl/workbook.xml"]:
		return XLSX
	case has["[Content_Types].xml"] && has["ppt/presentation.xml"]:
		return PPTX
	case has["OFD.xml"]:
		return OFD
	}
	return ""
}

// harmless tells whether an entry of a packed paper is one that only holds words
// and pictures.
func harmless(f *zip.File) bool {
	name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
	if strings.HasPrefix(name, "/") || strings.Contains(name, ":") || name != path.Clean(name) && name != path.Clean(name)+"/" || strings.HasPrefix(name, "../") {
		return false
	}
	for _, bad := range []string{"vbaproject", "vbadata", "activex/", "/embeddings/", "macrosheets/", "externallinks/"} {
		if strings.Contains(name, bad) {
			return false
		}
	}
	switch path.Ext(name) {
	case ".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".hta", ".html", ".htm", ".svg", ".lnk", ".scr", ".jar", ".zip":
		return false
	case ".rels", ".xml":
		if strings.HasSuffix(name, ".rels") || name == "[content_types].xml" {
			return told(f)
		}
	}
	return true
}

// told reads a list of relations or of types for what leads out or names macros.
func told(f *zip.File) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxRels+1))
	if err != nil || len(b) > maxRels {
		return false
	}
	s := strings.ToLower(string(b))
	if strings.Contains(s, "macroenabled") || strings.Contains(s, "vbaproject") || strings.Contains(s, "<!entity") {
		return false
	}
	if !strings.Contains(s, `targetmode="external"`) {
		return true
	}
	for _, bad := range []string{"attachedtemplate", "oleobject", "/frame", "externallink", "subdocument"} {
		if strings.Contains(s, bad) {
			return false
		}
	}
	return true // links that a reader has to follow by hand
}
