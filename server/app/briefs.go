package app

import (
	"context"

	"hotline/server/api"
	"hotline/sla"
)

// Brief is the work brief of a month as it prints (工作简报): the published one,
// else the computed one as people composed it.
func (r *reports) Brief(ctx context.Context, month string) (sla.Brief, error) {
	kept, _, err := api.LoadBrief(ctx, r.store, month)
	if err != nil {
		return sla.Brief{}, err
	}
	if kept.Printed != nil {
		return *kept.Printed, nil
	}
	generated, err := r.GeneratedBrief(ctx, month)
	if err != nil {
		return sla.Brief{}, err
	}
	return api.Printed(ctx, r.store, kept, generated)
}

// GeneratedBrief is the brief as it is computed: that of the published month, or
// a draft of the month as it stands.
func (r *reports) GeneratedBrief(ctx context.Context, month string) (sla.Brief, error) {
	p, ok, err := r.published(ctx, month)
	if err != nil {
		return sla.Brief{}, err
	}
	if ok && p.Brief != nil {
		return *p.Brief, nil
	}
	b, err := r.briefs.get(month, func() (sla.Brief, error) { return r.brief(ctx, month, "") })
	b.Draft = !ok
	return b, err
}
