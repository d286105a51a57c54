package app

import (
	"context"
	"time"

	"hotline/deploy/pbx/play"
)

// plantCalls gives the sample district the calls of its last hours: most were
// answered, some are to be called back.
func (a *App) plantCalls(ctx context.Context) error {
	const calls = 30
	now := a.Clock.Now()
	day := play.Day(play.Options{Calls: calls, Agents: 3, Seed: 12345, Start: now, Span: 4 * time.Hour})
	return a.hear(ctx, play.Until(day, now.Add(-5*time.Minute)))
}
