package api

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/open311"
)

// TestOpen311Dialects is what clients in the wild do that the standard leaves open
// or that they read in their own way.
func TestOpen311Dialects(t *testing.T) {
	o, key := civicOffice(t)
	first := o.reported(key)
	o.clock.advance(time.Hour)
	second := o.reported(key, "service_code", "building", "description", "外墙脱落")
	form := []string{"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"}
	for _, c := range []struct {
		name, method, path string
		body               any
		headers            []string
		status             int
		has, hasNot        []string
	}{
		{name: "the bare root", method: "GET", path: "", status: 404, has: []string{"<errors><error><code>404</code>"}},
		{name: "head", method: "HEAD", path: "/v2/services.xml", status: 200},
		{name: "head of what is not there", method: "HEAD", path: "/v2/services/none.xml", status: 404},
		{name: "accept says it", method: "GET", path: "/v2/services", headers: []string{"Accept", "application/json, text/javascript, */*; q=0.01"}, status: 200, has: []string{`[{"service_code":"heating"`}},
		{name: "accept of a browser", method: "GET", path: "/v2/services", headers: []string{"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}, status: 200, has: []string{"<services><service>"}},
		{name: "ending before accept", method: "GET", path: "/v2/services.xml", headers: []string{"Accept", "application/json"}, status: 200, has: []string{"<services><service>"}},
		{name: "discovery beside the services", method: "GET", path: "/v2/discovery.json", status: 200, has: []string{`"type":"test"`}},
		{name: "another ending", method: "GET", path: "/v2/services.html", status: 404},
		{name: "an empty parameter is none", method: "GET", path: "/v2/requests.json?jurisdiction_id=&status=&service_code=&start_date=&end_date=&service_request_id=&page=", status: 200, has: []string{first, second}},
		{name: "codes with commas", method: "GET", path: "/v2/requests.json?service_code=building,heating", status: 200, has: []string{first, second}},
		{name: "codes said twice", method: "GET", path: "/v2/requests.json?service_code=building&service_code=heating", status: 200, has: []string{first, second}},
		{name: "status said twice", method: "GET", path: "/v2/requests.json?status=closed&status=OPEN", status: 200, has: []string{first, second}},
		{name: "one number twice", method: "GET", path: "/v2/requests.xml?service_request_id=" + first + "," + first, status: 200, has: []string{first}, hasNot: []string{"</request><request>"}},
		{name: "numbers override", method: "GET", path: "/v2/requests.json?status=closed&start_date=2020-01-01T00:00:00Z&service_request_id=" + first + ",nothing," + second, status: 200, has: []string{first, second}},
		{name: "extensions=1", method: "GET", path: "/v2/requests/" + first + ".json?extensions=1", status: 200, has: []string{`"extended_attributes":{`, `"notes":[{"datetime"`}},
		{name: "no extensions", method: "GET", path: "/v2/requests/" + first + ".json?extensions=false", status: 200, hasNot: []string{"extended_attributes", `"notes"`}},
		{name: "a month", method: "GET", path: "/v2/requests.json?start_date=2026-11", status: 200, has: []string{first}},
		{name: "a program's date", method: "GET", path: "/v2/requests.json?start_date=2026-11-23+01:30:00", status: 200, has: []string{second}, hasNot: []string{first}},
		{name: "fractions without a zone", method: "GET", path: "/v2/requests.json?start_date=2026-11-23T01:30:00.123456", status: 200, has: []string{second}, hasNot: []string{first}},
		{name: "a plus lost in the address", method: "GET", path: "/v2/requests.json?start_date=2026-11-23T09:30:00+08:00", status: 200, has: []string{second}, hasNot: []string{first}},
		{name: "year 0", method: "GET", path: "/v2/requests.json?start_date=0000-01-01T00:00:00Z", status: 400},
		{name: "year 9999", method: "GET", path: "/v2/requests.json?end_date=9999-12-31T23:59:59%2B14:00", status: 400},
		{name: "a page beyond counting", method: "GET", path: "/v2/requests.json?page=99999999999999999999", status: 400},
		{name: "a slash too many", method: "GET", path: "/v2//requests.json", status: 200, has: []string{first}},
		{name: "a slash too many in a form", method: "POST", path: "/v2//requests.json", body: cold(key, "device_id", "s1").Encode(), headers: form, status: 200, has: []string{`[{"service_request_id"`}},
		{name: "format as a part of the path", method: "GET", path: "/v2/requests/json?jurisdiction_id=", status: 200, has: []string{`[{"service_request_id"`}},
		{name: "node-open311 posts so", method: "POST", path: "/v2/requests/json?jurisdiction_id=district.example&" + cold(key, "device_id", "s2").Encode(), headers: form, status: 200, has: []string{`[{"service_request_id"`}},
		{name: "a zone by its name", method: "GET", path: "/v2/requests.json?start_date=2026-11-23T09:30:00GMT%2B08:00", status: 200, has: []string{second}, hasNot: []string{first}},
		{name: "Greenwich by its name", method: "GET", path: "/v2/requests.json?start_date=2026-11-23T01:30:00GMT", status: 200, has: []string{second}, hasNot: []string{first}},
		{name: "milliseconds without a colon", method: "GET", path: "/v2/requests.json?start_date=2026-11-23T01:30:00.000%2B0000&end_date=2026-11-23T23:59:59.999Z", status: 200, has: []string{second}, hasNot: []string{first}},
		{name: "per_page", method: "GET", path: "/v2/requests.json?per_page=1&service_code=building,heating", status: 200, hasNot: []string{first}},
		{name: "limit", method: "GET", path: "/v2/requests.json?limit=1&end_date=2026-11-23T01:30:00Z", status: 200, has: []string{first}, hasNot: []string{second}},
		{name: "max_requests", method: "GET", path: "/v2/requests.json?max_requests=0", status: 400},
		{name: "an app's date in an answer", method: "POST", path: "/v2/requests.json", body: cold(key, "device_id", "s3", "attribute[SINCE]", "2026-11-23T09:00:00GMT+08:00").Encode(), headers: form, status: 200},
		{name: "a number as people write it", method: "POST", path: "/v2/requests.json", body: cold(key, "device_id", "s4", "phone", "(512) 555-1234").Encode(), headers: form, status: 200},
		{name: "a key as a bearer", method: "POST", path: "/v2/requests.json", body: cold("", "device_id", "s5").Encode(), headers: append([]string{"Authorization", "Bearer " + key}, form...), status: 200},
		{name: "a form without a type", method: "POST", path: "/v2/requests.json", body: cold(key, "device_id", "a").Encode(), headers: []string{"Content-Type", ""}, status: 200},
		{name: "all in the address", method: "POST", path: "/v2/requests.json?" + cold(key, "device_id", "b").Encode(), headers: form, status: 200},
		{name: "several without brackets", method: "POST", path: "/v2/requests.json", body: strings.ReplaceAll(cold(key, "device_id", "c").Encode(), "%5BROOMS%5D%5B%5D", "%5BROOMS%5D"), headers: form, status: 200},
		{name: "several with numbers", method: "POST", path: "/v2/requests.json", body: strings.Replace(cold(key, "device_id", "d").Encode(), "%5BROOMS%5D%5B%5D", "%5BROOMS%5D%5B0%5D", 1), headers: form, status: 200},
		{name: "an attribute nobody asked for", method: "POST", path: "/v2/requests.json", body: cold(key, "device_id", "e", "attribute[fixmystreet_id]", "7", "attribute[easting]", "1", "attribute[title]", "x").Encode(), headers: form, status: 200},
		{name: "JSON is no form", method: "POST", path: "/v2/requests.json", body: object{"api_key": key}, status: 400, has: []string{"Send a form"}},
		{name: "not UTF-8", method: "POST", path: "/v2/requests.json", body: "api_key=" + key + "&service_code=heating&lat=1&long=1&attribute[WHEN]=n&description=%C2%B7%B5%C6", headers: form, status: 400, has: []string{"description is not plain UTF-8"}},
		{name: "a compressed form", method: "POST", path: "/v2/requests.json", body: "x", headers: []string{"Content-Type", "multipart/form-data; boundary=x", "Content-Encoding", "gzip"}, status: 400, has: []string{"compressed"}},
	} {
		a := o.do("", c.method, "/open311"+c.path, c.body, c.headers...)
		require.Equal(t, c.status, a.status, "%s: %s", c.name, a.body)
		for _, has := range c.has {
			require.Contains(t, string(a.body), has, c.name)
		}
		for _, hasNot := range c.hasNot {
			require.NotContains(t, string(a.body), hasNot, c.name)
		}
		if c.status >= 400 && strings.HasSuffix(c.path, ".json") {
			faultsOf(t, a)
		}
	}
	a := o.do("", "OPTIONS", "/open311/v2/requests.json", nil, "Origin", "https://app.example", "Access-Control-Request-Method", "POST")
	require.Contains(t, a.header.Get("Access-Control-Allow-Methods"), "POST")
	require.Contains(t, a.header.Get("Access-Control-Allow-Headers"), "Content-Type")
	require.Empty(t, a.header.Get("Access-Control-Allow-Credentials"))
}

// TestOpen311Address: the address in answers is the one that was asked, and nobody
// else decides it.
func TestOpen311Address(t *testing.T) {
	o, _ := civicOffice(t, func(s *open311.Settings) { s.URL = "" })
	a := o.do("", "GET", "/open311/discovery.json", nil, "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "javascript", "X-Forwarded-Ssl", "on")
	require.Contains(t, string(a.body), `"url":"http://example.com/open311/v2"`)
	a = o.throw("", "GET", "/open311/discovery.xml", nil, "")
	require.Contains(t, string(a.body), "<url>http://h/open311/v2</url>")
	req := httptest.NewRequest("GET", "/open311/discovery.xml", nil)
	req.Host = `evil"><x>`
	res, err := o.web.Test(req, -1)
	require.NoError(t, err)
	require.Equal(t, 400, res.StatusCode)
}

// TestOpen311Catchup sends updates as a program does that was away: every status of
// the dialect for one request, some without words, one with nothing but a picture.
func TestOpen311Catchup(t *testing.T) {
	o, key := civicOffice(t)
	no := o.reported(key)
	say := func(id, status, words string) url.Values {
		return url.Values{"api_key": {key}, "service_request_id": {no}, "update_id": {id}, "updated_datetime": {"2026-11-23T01:01:00Z"}, "status": {status}, "description": {words}}
	}
	for _, status := range []string{"open", "IN_PROGRESS", "in progress", "Action Scheduled", "INVESTIGATING", "DUPLICATE", "NOT_COUNCILS_RESPONSIBILITY",
		"NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "FOR_TRIAGE", "CANCELLED", "REOPEN", "FIXED", "CLOSED"} {
		a := o.civic("POST", "/v2/servicerequestupdates.json", say(status, status, "补充 "+status))
		require.Equal(t, 200, a.status, "%s: %s", status, a.body)
	}
	a := o.multipartForm("/v2/servicerequestupdates.json", say("picture", "OPEN", ""), "photo1", drawing(t, 5))
	require.Equal(t, 200, a.status, string(a.body))
	ticket, err := o.store.Ticket(t.Context(), no)
	require.NoError(t, err)
	require.Len(t, ticket.Attachments, 1)
	require.Equal(t, 200, o.post("supervisor", "/tickets/"+no+"/terminate", object{"reason": "重复"}).status)
	before := len(o.events(no))
	for range 2 {
		require.Equal(t, 200, o.civic("POST", "/v2/servicerequestupdates.json", say("late", "IN_PROGRESS", "")).status, "nothing is to do, and nobody need send it again")
	}
	require.Len(t, o.events(no), before)
}

func (o *office) events(no string) []dispatch.Event {
	events, err := o.store.Events(o.Context(), no)
	require.NoError(o, err)
	return events
}

// TestOpen311TellsNobody goes the whole way of a published ticket in which people
// are named wherever words are written, and looks for them in everything that
// leaves.
func TestOpen311TellsNobody(t *testing.T) {
	o, key := civicOffice(t, func(s *open311.Settings) { s.Replies, s.Pictures = true, true })
	body := cold(key, "description", "暖气不热，我叫李小明，住户赵女士也不热，电话13900139000")
	require.Equal(t, 200, o.multipartForm("/v2/requests.json", body, "media", drawing(t, 6)).status)
	no := o.civicIDs()[0]
	files := o.do("agent", "GET", "/api/v1/tickets/"+no, nil).value()["attachments"].([]any)
	require.Len(t, files, 1)
	act := func(who, action string, form object) {
		a := o.post(who, "/tickets/"+no+"/"+action, form)
		require.Equal(t, 200, a.status, "%s: %s", action, a.body)
	}
	act("liaison-rl", "accept", object{})
	act("liaison-rl", "contact", object{"method": "phone", "reached": true, "note": "李小明说在家"})
	act("liaison-zjj", "part", object{"text": "管网已排查，李小明在家"})
	act("liaison-rl", "reply", object{"text": "李小明先生您好，您反映暖气不热，已联系邻居王女士0837-2833123并检修阀门，温度恢复，邮箱 w@example.cn。", "resolved": true})
	act("dispatcher", "review", object{"pass": true})
	secrets := []string{"小明", "赵女士", "王女士", "139", "2833", "example.cn\"", "w@"}
	for _, path := range []string{"/v2/requests.json?extensions=true", "/v2/requests/" + no + ".xml?extensions=true",
		"/v2/servicerequestupdates.xml?api_key=" + key + "&start_date=2026-11-22T00:00:00Z&end_date=2026-11-24T00:00:00Z"} {
		a := o.do("", "GET", "/open311"+path, nil)
		require.Equal(t, 200, a.status)
		require.Contains(t, string(a.body), "温度恢复", path)
		for _, secret := range secrets {
			require.NotContains(t, string(a.body), secret, path)
		}
	}
	id := files[0].(map[string]any)["id"].(string)
	picture := o.do("", "GET", "/open311/v2/media/"+no+"/"+id, nil)
	require.Equal(t, 200, picture.status)
	require.Equal(t, `inline; filename="file.png"; filename*=UTF-8''picture.png`, picture.header.Get("Content-Disposition"))

	act("supervisor", "seal", object{"reason": "涉及隐私"})
	require.Empty(t, o.civicIDs())
	for _, path := range []string{"/v2/requests/" + no + ".json", "/v2/media/" + no + "/" + id} {
		require.Equal(t, 404, o.do("", "GET", "/open311"+path, nil).status, path)
	}
	a := o.do("", "GET", "/open311/v2/servicerequestupdates.json?api_key="+key+"&start_date=2026-11-22T00:00:00Z&end_date=2026-11-24T00:00:00Z", nil)
	require.Equal(t, "[]", string(a.body))
}

// civicIDs are the numbers that everybody may see.
func (o *office) civicIDs() (ids []string) {
	o.Helper()
	var list []struct {
		ID string `json:"service_request_id"`
	}
	require.NoError(o, json.Unmarshal(o.do("", "GET", "/open311/v2/requests.json", nil).body, &list))
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	return ids
}
