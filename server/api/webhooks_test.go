package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestWebhooks: a secret is shown once and an address never again; what cannot be
// chosen is refused.
func TestWebhooks(t *testing.T) {
	o := openOffice(t)
	const url = "https://data.example.com/hooks/S3CRET-PATH-7c21"
	a := o.post("admin", "/webhooks", object{"name": "大数据平台", "url": url, "events": []string{"registered", "closed"}, "types": []string{"complaint"}, "units": []string{"rl"}})
	require.Equal(t, 201, a.status, "%s", a.body)
	id, secret := a.text("id"), a.text("secret")
	require.Len(t, secret, 48)
	list := o.get("supervisor", "/webhooks")
	if list.status == 200 {
		require.NotContains(t, string(list.body), secret)
	}
	list = o.get("admin", "/webhooks")
	require.NotContains(t, string(list.body), secret)
	require.NotContains(t, string(list.body), "S3CRET-PATH")
	w := list.value()["items"].([]any)[0].(map[string]any)
	require.Equal(t, []any{[]any{"registered", "closed"}, []any{"complaint"}, []any{"rl"}, "https://data.example.com"}, []any{w["events"], w["types"], w["units"], w["host"]})
	rec, err := o.store.Record(t.Context(), dispatch.KindChannel, id)
	require.NoError(t, err)
	require.NotContains(t, string(rec.Body), secret)
	require.NotContains(t, string(rec.Body), "S3CRET-PATH")
	for name, c := range map[string]struct {
		body  object
		field string
	}{
		"no address":      {object{"name": "x"}, "url"},
		"a file":          {object{"name": "x", "url": "file:///etc/passwd"}, "url"},
		"a password":      {object{"name": "x", "url": "https://u:p@example.com/"}, "url"},
		"short secret":    {object{"name": "x", "url": url, "secret": "short"}, "secret"},
		"unknown event":   {object{"name": "x", "url": url, "events": []string{"exploded"}}, "events"},
		"what is no news": {object{"name": "x", "url": url, "events": []string{"viewed"}}, "events"},
		"unknown unit":    {object{"name": "x", "url": url, "units": []string{"nowhere"}}, "units"},
		"unknown type":    {object{"name": "x", "url": url, "types": []string{"wish"}}, "types"},
		"no name":         {object{"url": url}, "name"},
	} {
		a := o.post("admin", "/webhooks", c.body)
		require.Equal(t, 422, a.status, "%s: %s", name, a.body)
		require.Contains(t, string(a.body), `"field":"`+c.field+`"`, name)
	}
	a = o.do("admin", "PATCH", "/api/v1/webhooks/"+id, object{"types": []string{}, "active": false})
	require.Equal(t, 200, a.status, "%s", a.body)
	require.Empty(t, a.text("secret"))
	require.Equal(t, []any{[]any{}, false, "大数据平台"}, []any{a.value()["types"], a.value()["active"], a.value()["name"]})
	require.Equal(t, 404, o.do("admin", "PATCH", "/api/v1/webhooks/platform:city", object{"name": "y"}).status)
	require.Equal(t, 204, o.do("admin", "DELETE", "/api/v1/webhooks/"+id, nil).status)
	require.Equal(t, 404, o.do("admin", "DELETE", "/api/v1/webhooks/"+id, nil).status)
}
