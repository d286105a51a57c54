package app

import (
	"context"
	"fmt"
	"io"
)

// verifyMonth makes a frozen month again from the chains of events and names what
// differs (server score MONTH --verify).
func (a *App) verifyMonth(ctx context.Context, w io.Writer, month string) error {
	r, err := a.reports().Replay(ctx, month)
	if err != nil {
		return err
	}
	if r.Matches {
		_, err = fmt.Fprintf(w, "%s matches: %d records, %d editions, hash %s\n", month, r.Records, r.Editions, r.Hash)
		return err
	}
	fmt.Fprintf(w, "%s differs: frozen %s, made again %s\n", month, r.StoredHash, r.Hash)
	for _, d := range r.Differs {
		fmt.Fprintf(w, "%s %s %s: kept %s, found %s\n", d.No, d.Unit, d.Field, d.Kept, d.Found)
	}
	return fmt.Errorf("%s is not what its events make of it", month)
}
