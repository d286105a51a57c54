package channel_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/notify/channel"
	"hotline/notify/channel/fake"
)

func TestWeChatMessages(t *testing.T) {
	f := fake.NewWeChat()
	defer f.Close()
	w, err := channel.NewWeChat(http.DefaultClient, channel.WeChatOptions{Name: "hotline", API: f.URL() + "/", AppID: "wx1", Secret: "s1", Template: "T1"})
	require.NoError(t, err)
	all := channel.WeChatAccounts{"hotline": w}
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	m := notify.Message{ID: "m1", At: at, To: "hotline/o1", Words: notify.Words{Title: "有进展", Link: "https://h.example/track"}, Frame: dispatch.Frame{Notice: dispatch.Notice{No: "20261123-0001", Text: "已有答复", At: at}}}
	send := func() *notify.Failure {
		_, err := all.Send(t.Context(), m)
		if err == nil {
			return nil
		}
		var f *notify.Failure
		require.ErrorAs(t, err, &f)
		return f
	}
	require.Nil(t, send())
	require.Nil(t, send())
	got, tokens := f.Got()
	require.Len(t, got, 2)
	require.Equal(t, 1, tokens, "a token is used again")
	require.Equal(t, "o1", got[0].To)
	require.Equal(t, "T1", got[0].Template)
	require.Equal(t, "20261123-0001", got[0].Data["keyword1"].Value)
	require.Equal(t, "2026-11-23 10:00", got[0].Data["keyword3"].Value)
	f.Spoil()
	require.Nil(t, send(), "a token that ended early is fetched anew")
	m.At = at.Add(2 * time.Hour)
	require.Nil(t, send())
	_, tokens = f.Got()
	require.Equal(t, 3, tokens)
	for code, want := range map[int64]notify.Failure{-1: {Reason: "errcode_-1", Status: 200}, 43004: {Reason: "errcode_43004", Status: 200, Final: true},
		45009: {Reason: notify.RateLimited, Status: 200, After: time.Minute}} {
		f.Turn(code)
		require.Equal(t, want, *send())
	}
	m.To = "other/o1"
	require.Equal(t, notify.NotConfigured, send().Reason)
	_, err = channel.NewWeChat(nil, channel.WeChatOptions{Data: `{"a":{{json .Phone}}}`})
	require.Error(t, err, "a field that does not exist")
	_, err = channel.NewWeChat(nil, channel.WeChatOptions{Data: `{`})
	require.Error(t, err)
}

// TestWeChatWays: messages of official accounts and of mini-programs go to
// different addresses, and open different pages.
func TestWeChatWays(t *testing.T) {
	f := fake.NewWeChat()
	defer f.Close()
	for _, c := range []struct{ way, path, url, page string }{
		{channel.ByTemplate, "/cgi-bin/message/template/send", "https://h.example/track", ""},
		{channel.BySubscribe, "/cgi-bin/message/subscribe/bizsend", "", "https://h.example/track"},
		{channel.ByMini, "/cgi-bin/message/subscribe/send", "", "pages/track"},
	} {
		w, err := channel.NewWeChat(http.DefaultClient, channel.WeChatOptions{API: f.URL(), AppID: "wx1", Secret: "s1", Template: "T1", Way: c.way, Page: "pages/track"})
		require.NoError(t, err)
		_, err = w.Send(t.Context(), notify.Message{ID: "m", To: "hotline/o1", Words: notify.Words{Link: "https://h.example/track"}})
		require.NoError(t, err)
		got, _ := f.Got()
		last := got[len(got)-1]
		require.Equal(t, []string{c.path, c.url, c.page}, []string{last.Path, last.URL, last.Page})
	}
	_, err := channel.NewWeChat(nil, channel.WeChatOptions{Way: "letter"})
	require.Error(t, err)
	mute, err := channel.NewWeChat(http.DefaultClient, channel.WeChatOptions{API: f.URL(), AppID: "wx1", Secret: "s1"})
	require.NoError(t, err)
	_, err = mute.Send(t.Context(), notify.Message{To: "hotline/o1"})
	require.ErrorContains(t, err, notify.NotConfigured)
}

func TestWeChatMedia(t *testing.T) {
	f := fake.NewWeChat()
	defer f.Close()
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	w, err := channel.NewWeChat(http.DefaultClient, channel.WeChatOptions{API: f.URL(), AppID: "wx1", Secret: "s1"})
	require.NoError(t, err)
	all := channel.WeChatAccounts{"hotline": w}
	get := func(id string, most int64) (string, error) {
		b, err := all.Media(t.Context(), "hotline", id, most, at)
		return string(b), err
	}
	b, err := get("m1", 100)
	require.NoError(t, err)
	require.Equal(t, fake.Picture, b)
	f.Spoil()
	_, err = get("m1", 100)
	require.NoError(t, err, "a token that ended early is asked for anew")
	for _, id := range []string{"", "gone", strings.Repeat("x", 300)} {
		_, err = get(id, 100)
		require.Error(t, err, id)
	}
	_, err = get("m1", 5)
	require.Error(t, err, "too big")
	_, err = all.Media(t.Context(), "other", "m1", 100, at)
	require.Error(t, err)
	f.Close()
	_, err = get("m1", 100)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "access_token")
}
