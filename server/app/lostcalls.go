package app

import (
	"context"
	"fmt"
)

// lostCalls has those called back of whose call nobody told the end.
func (a *App) lostCalls(ctx context.Context) (string, error) {
	n, err := a.callBack(ctx)
	if n == 0 || err != nil {
		return "", err
	}
	return fmt.Sprintf("%d to call back", n), nil
}
