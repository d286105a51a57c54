package app

import (
	"fmt"

	"hotline/dispatch"
	"hotline/notify/channel"
	"hotline/server/files"
	"hotline/server/files/gridfs"
	"hotline/server/files/s3"
)

// openFiles opens the place of the attachments; nil where none are taken.
func (c Config) openFiles(m files.Meter) (*files.Keeper, error) {
	if c.filesStore() == "off" {
		return nil, nil
	}
	vault, err := c.vault()
	if err != nil {
		return nil, usage{fmt.Sprintf("files: %v", err)}
	}
	allow, err := c.Outbound.prefixes()
	if err != nil {
		return nil, err
	}
	return files.NewKeeper(vault, files.Options{MaxSize: int64(c.Files.MaxSize), Types: c.Files.Types, Client: channel.NewClient(channel.ClientOptions{Allow: allow}),
		Inside: channel.IsInside, Meter: m}), nil
}

// vault is where the bytes lie.
func (c Config) vault() (files.Vault, error) {
	f := c.Files
	switch c.filesStore() {
	case "s3":
		secret, err := hidden(f.S3SecretKey, f.S3SecretKeyFile)
		if err != nil {
			return nil, err
		}
		return s3.New(s3.Options{Endpoint: f.S3Endpoint, Bucket: f.S3Bucket, Region: f.S3Region, Prefix: f.S3Prefix, AccessKey: f.S3AccessKey, SecretKey: secret, Plain: f.S3Plain})
	case "gridfs":
		return gridfs.Open(c.gridFS())
	}
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
