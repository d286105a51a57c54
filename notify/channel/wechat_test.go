package channel_test

import (
	"net/http"
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
