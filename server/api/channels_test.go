package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
)

// postbox stands for the channels of a server: it seals as one does, and sends
// nothing.
type postbox struct {
	ring  *store.Keyring
	woken int
}

func (p *postbox) Seal(id string, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return p.ring.SealText(id, plain)
}

func (p *postbox) Open(id, sealed string, v any) error {
	plain, err := p.ring.OpenText(id, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}
func (p *postbox) Ready(k dispatch.OutletKind) bool { return k != dispatch.TextMessage }
func (p *postbox) PushKey() string                  { return "BPublic" }
func (p *postbox) Wake()                            { p.woken++ }
func (p *postbox) Test(_ context.Context, o dispatch.Outlet) dispatch.Sending {
	return dispatch.Sending{Reason: "refused", Millis: 3}
}

func (p *postbox) TestOwn(_ context.Context, r dispatch.Reach, kind dispatch.OutletKind) dispatch.Sending {
	return dispatch.Sending{Status: 250, Millis: int64(len(r.Addresses(kind)))}
}

const robotURL = "https://qyapi.example.com/cgi-bin/webhook/send?key=3f9a-SECRET-0001"

func TestChannels(t *testing.T) {
	o := openOffice(t)
	made := o.post("admin", "/channels", object{"name": "值班群", "kind": "wecom", "url": robotURL, "secret": "HMAC-SECRET", "group": 60,
		"quiet": object{"from": "22:00", "to": "07:00"}, "events": []string{"dispatched", "overdue"}})
	require.Equal(t, 201, made.status, string(made.body))
	v := made.value()
	require.Equal(t, "https://qyapi.example.com", v["host"])
	require.Equal(t, "0001", v["hint"])
	require.Equal(t, true, v["secret"])
	require.Equal(t, map[string]any{"from": "22:00", "to": "07:00", "urgent": true}, v["quiet"])
	id := made.text("id")

	own := o.post("liaison-rl", "/channels", object{"name": "热力值班邮箱", "kind": "email", "scope": "unit:zjj", "addresses": []string{"duty@rl.example.com"}})
	require.Equal(t, 201, own.status, string(own.body))
	require.Equal(t, "unit:rl", own.text("scope"), "a liaison's channel is the own unit's")
	require.Len(t, o.get("liaison-rl", "/channels").value()["items"], 1)
	require.Len(t, o.get("admin", "/channels").value()["items"], 2)
	for _, who := range []string{"liaison-rl", "liaison-zjj"} {
		require.Equal(t, 404, o.do(who, "PATCH", "/api/v1/channels/"+id, object{"active": false}).status, "of somebody else")
		require.Equal(t, 404, o.do(who, "DELETE", "/api/v1/channels/"+id, nil).status)
		require.Equal(t, 404, o.post(who, "/channels/"+id+"/test", nil).status)
	}

	changed := o.do("admin", "PATCH", "/api/v1/channels/"+id, object{"name": "夜班群", "secret": ""})
	require.Equal(t, 200, changed.status, string(changed.body))
	require.Equal(t, false, changed.value()["secret"])
	require.Equal(t, "0001", changed.text("hint"), "the address stays")
	require.Equal(t, object{"ok": false, "reason": "refused", "millis": 3.0}, object(o.post("admin", "/channels/"+id+"/test", nil).value()))
	require.Equal(t, 204, o.do("admin", "DELETE", "/api/v1/channels/"+id, nil).status)
	require.Len(t, o.get("admin", "/channels").value()["items"], 1)
	secretless(t, o, "SECRET")
}

// secretless greps everything that was answered, logged or stored for a secret.
func secretless(t *testing.T, o *office, secret string) {
	t.Helper()
	require.NotContains(t, o.lines.String(), secret)
	for _, kind := range []string{dispatch.KindChannel, dispatch.KindContact, kindAudit} {
		require.NoError(t, dispatch.EachRecord(t.Context(), o.store, kind, func(r dispatch.Record) error {
			require.NotContains(t, string(r.Body), secret)
			return nil
		}))
	}
	for _, path := range []string{"/channels", "/deliveries", "/me/notifications", "/audit"} {
		require.NotContains(t, string(o.get("admin", path).body), secret)
	}
}

func TestChannelFaults(t *testing.T) {
	o := openOffice(t)
	good := func(change object) object {
		v := object{"name": "群", "kind": "wecom", "url": robotURL}
		for k, x := range change {
			v[k] = x
		}
		return v
	}
	for field, change := range map[string]object{
		"name": {"name": " "}, "kind": {"kind": "webpush"}, "scope": {"scope": "unit:nobody"}, "url": {"url": "ftp://a"}, "events": {"events": []string{"nothing"}},
		"always": {"always": true}, "group": {"group": 99999}, "quiet.from": {"quiet": object{"from": "25:00", "to": "07:00"}},
		"quiet.to": {"quiet": object{"from": "07:00", "to": "07:00"}}, "addresses": {"kind": "email", "addresses": []string{"a@b.c\r\nBcc: x@y.z"}},
	} {
		a := o.post("admin", "/channels", good(change))
		require.Equal(t, 422, a.status, "%s: %s", field, a.body)
		require.Contains(t, string(a.body), `"field":"`+field+`"`)
	}
	for _, u := range []string{"http://user:pw@host/x", "https://", "javascript:alert(1)", "https://" + strings.Repeat("a", 1000)} {
		require.Equal(t, 422, o.post("admin", "/channels", good(object{"url": u})).status, u)
	}
	require.Equal(t, 422, o.post("admin", "/channels", good(object{"kind": "webhook", "group": 60})).status)
	require.Equal(t, 422, o.post("admin", "/channels", good(object{"scope": "role:liaison"})).status)
	require.Equal(t, 201, o.post("admin", "/channels", good(object{"scope": "role:dispatcher"})).status)
}

// delivered puts a delivery of a unit's frame into the log.
func (o *office) delivered(unit string, id int64, state dispatch.DeliveryState, hide ...string) dispatch.Delivery {
	o.Helper()
	f := dispatch.Frame{ID: id, Notice: dispatch.Notice{Recipient: "unit:" + unit, Kind: "dispatched", No: fmt.Sprintf("20261123-%04d", id), Title: "供热",
		At: monday.Add(time.Duration(id) * time.Second).UTC(), Hide: hide}}
	d := dispatch.NewDelivery(f, "c1", dispatch.Webhook, "", monday.UTC())
	d.State, d.Last = state, dispatch.Sending{At: monday.UTC(), Status: 500, Reason: "status_500"}
	require.NoError(o, o.store.PutDeliveries(o.Context(), []dispatch.Delivery{d}))
	return d
}

func TestDeliveries(t *testing.T) {
	box := &postbox{}
	o := openOffice(t, func(d *Deps) { d.Outlets = box })
	dead, theirs := o.delivered("rl", 1, dispatch.DeliveryDead), o.delivered("zjj", 2, dispatch.DeliveryDead)
	waiting, sent := o.delivered("rl", 3, dispatch.DeliveryWaiting), o.delivered("rl", 4, dispatch.DeliverySent)
	secret := o.delivered("rl", 5, dispatch.DeliveryDead, "liaison-rl")
	list := func(who, query string) []string {
		t.Helper()
		a := o.get(who, "/deliveries"+query)
		require.Equal(t, 200, a.status, string(a.body))
		ids := []string{}
		for _, i := range a.value()["items"].([]any) {
			ids = append(ids, i.(map[string]any)["id"].(string))
		}
		return ids
	}
	require.Equal(t, []string{secret.ID, sent.ID, waiting.ID, theirs.ID, dead.ID}, list("admin", ""))
	require.Equal(t, []string{theirs.ID}, list("admin", "?unit=zjj&state=dead"))
	require.Equal(t, []string{sent.ID, waiting.ID, dead.ID}, list("liaison-rl", ""), "who may not know of a ticket reads nothing of it")
	require.Equal(t, 403, o.get("liaison-rl", "/deliveries?unit=zjj").status)
	require.Equal(t, map[string]any{"waiting": 1.0, "dead": 3.0}, o.get("admin", "/deliveries").value()["counts"])

	require.Equal(t, 404, o.post("liaison-rl", "/deliveries/"+theirs.ID+"/retry", nil).status)
	require.Equal(t, 404, o.post("liaison-rl", "/deliveries/"+secret.ID+"/retry", nil).status)
	require.Equal(t, 409, o.post("liaison-rl", "/deliveries/"+sent.ID+"/retry", nil).status)
	a := o.post("liaison-rl", "/deliveries/"+dead.ID+"/retry", nil)
	require.Equal(t, "waiting", a.text("state"), string(a.body))
	require.Equal(t, 1, box.woken)
	require.Equal(t, "dropped", o.post("liaison-rl", "/deliveries/"+waiting.ID+"/drop", object{"reason": "已电话通知"}).text("state"))
	require.Equal(t, object{"retried": 0.0, "more": false}, object(o.post("liaison-rl", "/deliveries/retry", object{}).value()))
	require.Equal(t, object{"retried": 2.0, "more": false}, object(o.post("admin", "/deliveries/retry", object{}).value()))
	require.Empty(t, list("admin", "?state=dead"))
	require.Equal(t, 404, o.post("admin", "/deliveries/retry", object{"ids": []string{"nothing"}}).status)
	require.Contains(t, string(o.get("admin", "/audit").body), "delivery_retried")
}

func TestOwnNotifications(t *testing.T) {
	o := openOffice(t)
	v := o.get("liaison-rl", "/me/notifications").value()
	require.Equal(t, map[string]any{"email": true, "sms": false, "webpush": true}, v["ready"])
	put := func(body object) answer { return o.do("liaison-rl", "PUT", "/api/v1/me/notifications", body) }
	require.Equal(t, 422, put(object{"channels": object{"email": true}}).status)
	a := put(object{"channels": object{"email": true, "webpush": true}, "email": "wu@rl.example.com", "phone": "13900001234", "quiet": object{"from": "22:00", "to": "06:00", "urgent": false}})
	require.Equal(t, 200, a.status, string(a.body))
	require.Equal(t, map[string]any{"from": "22:00", "to": "06:00", "urgent": false}, o.get("liaison-rl", "/me/notifications").value()["quiet"])
	require.Equal(t, object{"ok": true, "status": 250.0, "millis": 1.0}, object(o.post("liaison-rl", "/me/notifications/test", object{"kind": "email"}).value()))
	require.Equal(t, 422, o.post("liaison-rl", "/me/notifications/test", object{"kind": "webhook"}).status)
	require.Equal(t, 422, o.post("liaison-rl", "/me/notifications/test", object{"kind": "webpush"}).status, "no browser yet")
	require.Equal(t, 422, o.post("agent", "/me/notifications/test", object{"kind": "email"}).status, "no address")
	require.Equal(t, "BPublic", o.get("liaison-rl", "/me/push-key").text("key"))
	browser := object{"endpoint": "https://push.example.com/PUSH-SECRET", "keys": object{"auth": "YQ", "p256dh": "Yg"}}
	for range 2 {
		a = o.post("liaison-rl", "/me/push-subscriptions", browser)
		require.Equal(t, 201, a.status, string(a.body))
		require.Equal(t, 1.0, a.value()["browsers"])
	}
	require.Equal(t, 422, o.post("liaison-rl", "/me/push-subscriptions", object{"endpoint": "http://push.example.com/x"}).status)
	secretless(t, o, "PUSH-SECRET")
	secretless(t, o, "13900001234")
	require.Equal(t, 204, o.do("liaison-rl", "DELETE", "/api/v1/me/push-subscriptions", object{"endpoint": browser["endpoint"]}).status)
	require.Equal(t, 0.0, o.get("liaison-rl", "/me/notifications").value()["browsers"])
	require.Equal(t, "", o.get("agent", "/me/notifications").text("email"), "everybody has their own")
}
