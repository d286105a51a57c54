package app

import (
	"context"
	"fmt"

	"hotline/dispatch"
	"hotline/notify/channel"
	"hotline/server/files"
)

// openFiles opens the place of the attachments; nil where none are taken.
func (c Config) openFiles(ctx context.Context, m files.Meter) (*files.Keeper, error) {
	if c.Files.Store == "off" {
		return nil, nil
	}
	vault, err := c.vault(ctx)
	if err != nil {
		return nil, usage{fmt.Sprintf("files: %v", err)}
	}
	allow, err := c.Outbound.prefixes()
	if err != nil {
		return nil, err
	}
	return files.NewKeeper(vault, files.Options{MaxSize: int64(c.Files.MaxSize), Types: c.Files.Types, Client: channel.NewClient(channel.ClientOptions{Allow: allow}), Meter: m}), nil
}

// vault is where the bytes lie.
func (c Config) vault(_ context.Context) (files.Vault, error) {
	return files.NewDisk(c.filesDir())
}

// fileRules bound what goes with a step.
func (c Config) fileRules() dispatch.FileRules {
	return dispatch.FileRules{Step: c.Files.MaxCount, Ticket: c.Files.MaxTicket}
}

// rules are those of the directory with those of the configuration.
func (a *App) rules() dispatch.Rules {
	r := a.Directory.Rules()
	r.Files = a.cfg.fileRules()
	return r
}
