package app

import (
	"context"
	"encoding/json"
	"time"

	"hotline/dispatch"
)

const (
	askedKeep  = time.Hour       // an asked run that nobody could do is forgotten
	askedLook  = "* * * * * *"   // how often servers look for runs that were asked for elsewhere
	askedBound = 100             // requests looked at in one go; there is one for each job at most
	afterRun   = 5 * time.Second // for writing down what became of a run when the server stops
)

// askedRun is the record of a run that a person asked for (立即运行), from the
// asking until it is over. Any server takes it; the one that has the job's lease
// does it.
type askedRun struct {
	At      time.Time `json:"at"`
	Server  string    `json:"server,omitempty"` // that runs it
	Started time.Time `json:"started,omitzero"`
}

// Run asks for a run of a job and waits for it until ctx ends. It is done here
// when this server may, else by the server that may, within two seconds. done
// says whether it is over; the job list shows how it stands.
func (j *jobs) Run(ctx context.Context, name string) (done bool, err error) {
	t, ok := j.table[name]
	if !ok {
		return false, dispatch.Errorf(dispatch.NotFound, "job_unknown", name)
	}
	if err := j.ask(ctx, name); err != nil {
		return false, err
	}
	type end struct {
		done bool
		err  error
	}
	ended := make(chan end, 1)
	j.work.Go(func() {
		done, err := j.serve(ctx, t)
		ended <- end{done, err}
	})
	select {
	case e := <-ended:
		return e.done, e.err
	case <-ctx.Done():
		return false, nil
	}
}

// ask leaves the request in the store; one that is there already is as good.
func (j *jobs) ask(ctx context.Context, name string) error {
	now := j.now()
	body, err := json.Marshal(askedRun{At: now.UTC()})
	if err == nil {
		_, err = j.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindJobAsked, ID: name, Body: body, At: now, Expires: now.Add(askedKeep)})
	}
	if dispatch.CodeOf(err) == dispatch.Exists {
		return nil
	}
	return err
}

// serve does a run that was asked for, if this server may and nobody did it
// meanwhile. It waits for a run of the job under way here until ctx ends; the
// run itself goes on behind that.
func (j *jobs) serve(ctx context.Context, t job) (done bool, err error) {
	if t.ttl > 0 {
		if ok, err := j.leases.hold(ctx, t.name, t.ttl); err != nil || !ok {
			return false, err
		}
	}
	select {
	case j.turns[t.name] <- struct{}{}:
		defer func() { <-j.turns[t.name] }()
	case <-ctx.Done():
		return false, nil
	}
	if wanted, err := j.begun(ctx, t.name); err != nil || !wanted {
		return err == nil, err
	}
	err = j.do(j.ctx, t, true)
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterRun)
	defer cancel()
	if over := j.store.DeleteRecord(after, dispatch.KindJobAsked, t.name); err == nil && dispatch.CodeOf(over) != dispatch.NotFound {
		err = over
	}
	return true, err
}

// begun notes that this server does the run; it is not wanted when another has
// done it meanwhile.
func (j *jobs) begun(ctx context.Context, name string) (wanted bool, err error) {
	r, err := j.store.Record(ctx, dispatch.KindJobAsked, name)
	if err != nil {
		if dispatch.CodeOf(err) == dispatch.NotFound {
			return false, nil
		}
		return false, err
	}
	var run askedRun
	if err := json.Unmarshal(r.Body, &run); err != nil {
		return false, err
	}
	run.Server, run.Started = j.server, j.now().UTC()
	if r.Body, err = json.Marshal(run); err != nil {
		return false, err
	}
	r.At, r.Expires = run.Started, run.Started.Add(askedKeep)
	_, err = j.store.PutRecord(ctx, r)
	return err == nil, err
}

// pick does what was asked for at other servers.
func (j *jobs) pick() {
	asked, err := j.store.Records(j.ctx, dispatch.KindJobAsked, "", askedBound)
	if err != nil {
		return // the next look comes in a second
	}
	for _, r := range asked {
		t, ok := j.table[r.ID]
		if !ok || len(j.turns[r.ID]) > 0 { // a job of another version of the program; or one that runs here
			continue
		}
		j.work.Go(func() {
			ctx, cancel := context.WithTimeout(j.ctx, time.Second)
			defer cancel()
			if _, err := j.serve(ctx, t); err != nil {
				j.log.Error("asked job", "job", t.name, "err", err)
			}
		})
	}
}

// asked are the requests by job.
func (j *jobs) asked(ctx context.Context) (map[string]askedRun, error) {
	records, err := j.store.Records(ctx, dispatch.KindJobAsked, "", askedBound)
	if err != nil {
		return nil, err
	}
	out := map[string]askedRun{}
	for _, r := range records {
		var run askedRun
		if err := json.Unmarshal(r.Body, &run); err != nil {
			return nil, err
		}
		out[r.ID] = run
	}
	return out, nil
}
