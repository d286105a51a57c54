package app

import (
	"bytes"
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/api"
)

// gateway takes every message.
type gateway struct {
	mu  sync.Mutex
	got []notify.Message
}

func (p *gateway) Send(_ context.Context, m notify.Message) (notify.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, m)
	return notify.Receipt{Status: 200}, nil
}

// TestCitizensAreTold: who asked for it gets a message to the number that was
// sealed, one each time, and the number is nowhere but in the message.
func TestCitizensAreTold(t *testing.T) {
	var log bytes.Buffer
	cfg, dir := Default(), t.TempDir()
	cfg.Store, cfg.SecretFile, cfg.Listen, cfg.Public.QuietFrom, cfg.Public.QuietTo = "file:"+filepath.Join(dir, "h.db"), filepath.Join(dir, "secret.key"), "127.0.0.1:0", "", ""
	a, err := New(t.Context(), cfg, Options{Log: newLogger(&log, "debug")})
	require.NoError(t, err)
	defer func() { require.NoError(t, a.Stop(t.Context())) }()
	p := &gateway{}
	a.outlets.courier.Senders[dispatch.TextMessage] = p
	intake := dispatch.Intake{Matter: dispatch.Matter{Channel: dispatch.Web, Text: "路灯不亮"}, Person: dispatch.Person{Phone: "13612345678"}, WantsReply: true, Progress: dispatch.TextMessage}
	made, err := a.Service.Log(t.Context(), intake, nil, dispatch.Action{}, dispatch.System())
	require.NoError(t, err)
	secret := intake
	secret.Confidential = true
	hidden, err := a.Service.Log(t.Context(), secret, nil, dispatch.Action{}, dispatch.System())
	require.NoError(t, err)
	require.Empty(t, hidden.Contact.Progress, "what is sealed is never written about")

	agent := dispatch.Actor{ID: "a", Name: "a", Role: dispatch.RoleAgent}
	for _, no := range []string{made.No, hidden.No} {
		_, err = a.Service.Act(t.Context(), no, dispatch.Action{Kind: dispatch.DoAnswer, Text: "已经答复清楚"}, agent)
		require.NoError(t, err)
	}
	_, err = a.Store.Relay(t.Context(), 100)
	require.NoError(t, err)
	require.NoError(t, a.outlets.herald.Tell(t.Context()))
	ds, _, err := a.Store.Deliveries(t.Context(), dispatch.DeliveryFilter{}, dispatch.Page{Limit: 10})
	require.NoError(t, err)
	require.Len(t, ds, 1)
	require.Equal(t, "citizen/sms", ds[0].Channel)
	require.NotContains(t, ds[0].Target, "136")
	to, ok, err := a.outlets.citizen(t.Context(), made.No, dispatch.TextMessage)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "13612345678", to)
	require.False(t, a.outlets.silent(t.Context(), ds[0]))

	// Who bound the matter to WeChat later on is written to there (绑定).
	sealed, err := a.outlets.Seal(api.TalkSeal(api.FollowerID(made.No)), "hotline/o1")
	require.NoError(t, err)
	_, err = a.Store.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindTalk, ID: api.FollowerID(made.No), Body: []byte(`{"sealed":"` + sealed + `"}`), At: time.Now()})
	require.NoError(t, err)
	to, ok, err = a.outlets.citizen(t.Context(), made.No, dispatch.WeChatMessage)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "hotline/o1", to)

	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.outlets.courier.Run(ctx) }()
	a.outlets.Wake()
	require.Eventually(t, func() bool {
		d, err := a.Store.Delivery(t.Context(), ds[0].ID)
		return err == nil && d.State == dispatch.DeliverySent
	}, 20*time.Second, 10*time.Millisecond)
	stop()
	require.NoError(t, <-done)
	require.Len(t, p.got, 1)
	require.Equal(t, "13612345678", p.got[0].To)
	require.Contains(t, p.got[0].Short(200), made.No)
	require.NotContains(t, p.got[0].Short(200), "路灯")
	require.NotContains(t, log.String(), "13612345678")
}
