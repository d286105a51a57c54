package channel

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hotline/notify"
)

// mostMediaName bounds the platform's names.
const mostMediaName = 200

// Media fetches what somebody sent (临时素材), up to most bytes, with the account's
// token; one that ended early is asked for anew once.
func (w *WeChat) Media(ctx context.Context, id string, most int64, now time.Time) ([]byte, error) {
	if id == "" || len(id) > mostMediaName {
		return nil, fmt.Errorf("no name of the platform's")
	}
	m := notify.Message{At: now}
	for again := false; ; again = true {
		token, err := w.access(ctx, m, again)
		if err != nil {
			return nil, err
		}
		body, code, err := w.media(ctx, token, id, most, now)
		if err != nil || code == 0 {
			return body, err
		}
		if !staleToken(code) || again {
			return nil, weChatFailure(code, http.StatusOK)
		}
	}
}

// media asks once; code is the platform's when it gave no file.
func (w *WeChat) media(ctx context.Context, token, id string, most int64, now time.Time) (body []byte, code int64, err error) {
	at := w.o.API + "/cgi-bin/media/get?access_token=" + url.QueryEscape(token) + "&media_id=" + url.QueryEscape(id)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, 0, fmt.Errorf("no address of the platform's")
	}
	res, err := w.client.Do(req)
	if err != nil {
		return nil, 0, broken(err) // without the address: it holds the token
	}
	defer res.Body.Close()
	if f := judge(res, now); f != nil {
		return nil, 0, f
	}
	if body, err = io.ReadAll(io.LimitReader(res.Body, most+1)); err != nil {
		return nil, 0, broken(err)
	}
	if kind := res.Header.Get("Content-Type"); strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "application/json") {
		var v struct {
			Code int64 `json:"errcode"`
		}
		if json.Unmarshal(body, &v) != nil || v.Code == 0 {
			return nil, 0, &notify.Failure{Reason: "answer_unreadable", Status: res.StatusCode}
		}
		return nil, v.Code, nil
	}
	if int64(len(body)) > most {
		return nil, 0, fmt.Errorf("more than %d bytes", most)
	}
	return body, 0, nil
}

// Media fetches what somebody sent to one of the accounts.
func (all WeChatAccounts) Media(ctx context.Context, account, id string, most int64, now time.Time) ([]byte, error) {
	w := all[account]
	if w == nil {
		return nil, fmt.Errorf("account %s has no secret", account)
	}
	return w.Media(ctx, id, most, now)
}
