package app

import (
	"context"

	"hotline/sla"
)

func (r *reports) adjustments(context.Context, string) ([]sla.Adjustment, error) { return nil, nil }

// countDecisions adds how the objections and exclusions of a month stand.
func (r *reports) countDecisions(context.Context, string, *sla.Life) error { return nil }
