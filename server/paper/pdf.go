package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"hotline/sla"
)

// ErrNoPrinter says that no program which makes PDF is at hand.
var ErrNoPrinter = errors.New("neither Chromium nor LibreOffice was found")

// printTime bounds one run of the program that makes PDF.
const printTime = time.Minute

// Printer makes PDF with a browser or an office program of the machine. It runs
// one at a time, since each takes a few hundred megabytes.
type Printer struct {
	program string
	turn    chan struct{}
}

// NewPrinter takes the named program, or with "" the first one found on the
// PATH: Chromium, which prints the page as it is drawn, then LibreOffice, which
// prints the document. "off" makes no PDF.
func NewPrinter(program string) *Printer {
	p := &Printer{turn: make(chan struct{}, 1)}
	candidates := []string{program}
	if program == "" {
		candidates = []string{"chromium", "chromium-browser", "google-chrome", "soffice", "libreoffice"}
	}
	for _, name := range candidates {
		if path, err := exec.LookPath(name); err == nil && name != "off" {
			p.program = path
			break
		}
	}
	return p
}

// Ready tells whether there is a program to make PDF with; no printer has none.
func (p *Printer) Ready() bool { return p != nil && p.program != "" }

// office tells whether the program is LibreOffice rather than a browser.
func (p *Printer) office() bool {
	name := filepath.Base(p.program)
	return strings.Contains(name, "office")
}

// PDF writes the brief as PDF. It waits for its turn until ctx ends.
func (p *Printer) PDF(ctx context.Context, w io.Writer, b sla.Brief, o Options) error {
	if !p.Ready() {
		return ErrNoPrinter
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return fmt.Errorf("pdf: %w", ctx.Err())
	}
	dir, err := os.MkdirTemp("", "hotline-pdf-")
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	defer os.RemoveAll(dir)
	if err := p.source(dir, b, o); err != nil {
		return err
	}
	if err := p.run(ctx, dir); err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(dir, "brief.pdf"))
	if err != nil {
		return fmt.Errorf("pdf: %s wrote none: %w", filepath.Base(p.program), err)
	}
	_, err = w.Write(data)
	return err
}

// fontAliases say which letters stand in for those of Windows on a machine that
// has none of them.
const fontAliases = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>/etc/fonts/fonts.conf</include>` +
	`<alias binding="same"><family>` + fang + `</family><accept><family>FangSong_GB2312</family><family>Noto Serif CJK SC</family></accept></alias>` +
	`<alias binding="same"><family>` + song + `</family><accept><family>Noto Serif CJK SC</family></accept></alias>` +
	`<alias binding="same"><family>` + kai + `</family><accept><family>KaiTi_GB2312</family><family>Noto Serif CJK SC</family></accept></alias>` +
	`<alias binding="same"><family>` + hei + `</family><accept><family>Noto Sans CJK SC</family></accept></alias></fontconfig>`

// source writes what the program reads: the page or the document.
func (p *Printer) source(dir string, b sla.Brief, o Options) error {
	name, write := "brief.html", HTML
	if p.office() {
		name, write = "brief.docx", DOCX
	}
	var out bytes.Buffer
	if err := write(&out, b, o); err != nil {
		return err
	}
	for file, data := range map[string][]byte{name: out.Bytes(), "fonts.conf": []byte(fontAliases)} {
		if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
			return fmt.Errorf("pdf: %w", err)
		}
	}
	return nil
}

// run starts the program in its folder with a profile of its own, so that it
// neither meets nor leaves anything of another run.
func (p *Printer) run(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	args := []string{"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--no-pdf-header-footer", "--print-to-pdf=" + filepath.Join(dir, "brief.pdf"),
		"file://" + filepath.Join(dir, "brief.html")}
	if p.office() {
		args = []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--norestore", "--convert-to", "pdf",
			"--outdir", dir, filepath.Join(dir, "brief.docx")}
	} else if os.Geteuid() == 0 { // its sandbox refuses to start for root; the page is our own and has no script
		args = append([]string{"--no-sandbox"}, args...)
	}
	cmd := exec.CommandContext(ctx, p.program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir, "FONTCONFIG_FILE="+filepath.Join(dir, "fonts.conf"))
	cmd.WaitDelay = 5 * time.Second
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		text := said.String()
		return fmt.Errorf("pdf: %s: %w: %s", filepath.Base(p.program), err, text[max(0, len(text)-300):])
	}
	return nil
}
