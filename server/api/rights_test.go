package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// TestRightsElsewhere: a person whose rights are changed at one server loses the
// consoles at another without waiting for a ping, nobody else does, and what is
// told is no console's and no channel's.
func TestRightsElsewhere(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{Ping: time.Hour, Silence: time.Hour})
	next := p.beside(p.store)
	p.sign(dispatch.RoleLiaison, "u1")
	p.sign(dispatch.RoleLiaison, "u2")
	moved, stays := next.join("u1", -1), next.join("u2", -1)
	next.consoles(2)
	s := &server{Deps: Deps{Base: context.Background(), Service: p.service, Consoles: p.sockets, Log: slog.New(slog.DiscardHandler)}, store: p.store}
	s.rightsChanged("user-liaisonu1") // nothing has changed
	body, err := json.Marshal(dispatch.User{Username: "user-liaisonu1", Role: dispatch.RoleLiaison, Unit: "u2", Active: true})
	require.NoError(t, err)
	_, err = p.store.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindUser, ID: "user-liaisonu1", Version: 1, Body: body, At: time.Now()})
	require.NoError(t, err)
	s.rightsChanged("user-liaisonu1")
	require.Equal(t, closeMoved, moved.code())
	next.consoles(1)
	require.EqualValues(t, 1, next.hub.Stats().Consoles, "the server itself is none")
	p.push("u2", 1)
	require.NoError(t, stays.upTo(1))
	for _, r := range []dispatch.Role{dispatch.RoleAdmin, dispatch.RoleSupervisor, dispatch.RoleAgent, dispatch.RoleDispatcher} {
		feed, _ := notify.FeedOf(dispatch.Actor{Role: r})
		require.NotEqual(t, notify.Rights("u", "k", time.Now()).Recipient, feed)
	}
}
