package api

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/open311"
)

// faultsOf reads the errors of an answer in JSON.
func faultsOf(t *testing.T, a answer) (out []open311.Fault) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.body, &out), string(a.body))
	return out
}

func TestOpen311Errors(t *testing.T) {
	o, key := civicOffice(t)
	for name, c := range map[string]struct {
		method, path string
		form         url.Values
		status       int
		says         []string
	}{
		"no key":        {"POST", "/v2/requests.json", cold(""), 403, []string{"Missing api_key"}},
		"wrong key":     {"POST", "/v2/requests.json", cold("x.y"), 403, []string{"Invalid api_key"}},
		"several":       {"POST", "/v2/requests.json", url.Values{"lat": {"91"}, "long": {"x"}, "email": {"nobody"}}, 403, []string{"Missing api_key", "service_code is required", "lat is", "long is", "email is"}},
		"service":       {"POST", "/v2/requests.json", cold(key, "service_code", "none"), 404, []string{"service_code was not found"}},
		"jurisdiction":  {"POST", "/v2/requests.json", cold(key, "jurisdiction_id", "elsewhere"), 404, []string{"jurisdiction_id was not found"}},
		"no answer":     {"POST", "/v2/requests.json", cold(key, "attribute[WHEN]", ""), 400, []string{"attribute[WHEN] is required"}},
		"wrong answers": {"POST", "/v2/requests.json", cold(key, "attribute[WHEN]", "x", "attribute[TEMP]", "warm", "attribute[SINCE]", "today"), 400, []string{"attribute[WHEN] has no value", "attribute[TEMP] is not a number", "attribute[SINCE] is not a W3C"}},
		"no place":      {"POST", "/v2/requests.json", cold(key, "lat", "", "long", ""), 400, []string{"lat and long, address_string or address_id is required"}},
		"half a place":  {"POST", "/v2/requests.json", cold(key, "lat", ""), 400, []string{"lat and long belong together"}},
		"long text":     {"POST", "/v2/requests.json", cold(key, "description", strings.Repeat("长", 4001)), 400, []string{"longer than 4000"}},
		"markup":        {"POST", "/v2/requests.json", cold(key, "description", "<script>x</script>"), 400, []string{"description"}},
		"phone":         {"POST", "/v2/requests.json", cold(key, "phone", "call me"), 400, []string{"phone is not"}},
		"dates":         {"GET", "/v2/requests.json", url.Values{"start_date": {"yesterday"}}, 400, []string{"start_date is not"}},
		"span":          {"GET", "/v2/requests.json", url.Values{"start_date": {"2026-01-01T00:00:00Z"}, "end_date": {"2026-06-01T00:00:00Z"}}, 400, []string{"90 days"}},
		"status":        {"GET", "/v2/requests.json", url.Values{"status": {"new"}}, 400, []string{"status is open or closed"}},
		"elsewhere":     {"GET", "/v2/services.json", url.Values{"jurisdiction_id": {"elsewhere"}}, 404, []string{"jurisdiction_id was not found"}},
		"token":         {"GET", "/v2/tokens/abc.json", nil, 404, []string{"token was not found"}},
		"route":         {"GET", "/v2/nothing.json", nil, 404, []string{"no such resource"}},
		"method":        {"DELETE", "/v2/services.json", nil, 404, []string{"no such resource"}},
		"half a window": {"GET", "/v2/servicerequestupdates.json", url.Values{"api_key": {key}, "start_date": {"2026-11-22T00:00:00Z"}}, 400, []string{"belong together"}},
	} {
		a := o.civic(c.method, c.path, c.form)
		require.Equal(t, c.status, a.status, "%s: %s", name, a.body)
		got := faultsOf(t, a)
		require.Len(t, got, len(c.says), "%s: %s", name, a.body)
		for i, says := range c.says {
			require.Contains(t, got[i].About, says, name)
		}
	}
	a := o.do("", "GET", "/open311/v2/nothing.xml", nil)
	require.Equal(t, "text/xml; charset=utf-8", a.header.Get("Content-Type"))
	require.Contains(t, string(a.body), "<errors><error><code>404</code>")
	require.Zero(t, o.tickets())
}

// TestOpen311Private walks every kind of ticket: only what its citizen agreed to
// see published leaves, and nothing that tells who it was.
func TestOpen311Private(t *testing.T) {
	o, key := civicOffice(t, func(s *open311.Settings) { s.Replies = true })
	mine := o.reported(key, "attribute[TEMP]", "12")
	hidden := []string{
		o.logged(),
		o.logged(object{"caller": object{"name": "赵某", "phone": "13811110000", "confidential": true, "publish": true}}),
		o.logged(object{"type": "report", "caller": object{"name": "钱某", "phone": "13811110001", "publish": true}}),
	}
	agreed := o.logged(object{"text": "公开这件，电话13811110002，邮箱 a@b.cn，身份证 510104199001011234", "caller": object{"name": "孙某某", "phone": "13811110002", "wants_reply": true, "publish": true}})
	sealed := o.reported(key, "description", "后来保密的事项")
	a := o.post("supervisor", "/tickets/"+sealed+"/seal", object{"reason": "涉及举报"})
	require.Equal(t, 200, a.status, string(a.body))

	list := o.do("", "GET", "/open311/v2/requests.json?extensions=true", nil)
	require.Equal(t, 200, list.status)
	var got []map[string]any
	require.NoError(t, json.Unmarshal(list.body, &got))
	var ids []string
	for _, v := range got {
		ids = append(ids, v["service_request_id"].(string))
	}
	require.ElementsMatch(t, []string{mine, agreed}, ids)
	for _, secret := range []string{"小明", "139", "137", "138", "lxm@", "a@b", "510104", "孙某", "夜间", "室温：12", "人民路1号"} {
		require.NotContains(t, string(list.body), secret)
	}
	for _, no := range append(hidden, sealed) {
		require.Equal(t, 404, o.do("", "GET", "/open311/v2/requests/"+no+".json", nil).status, no)
		v := o.do("", "GET", "/open311/v2/requests.json?service_request_id="+no, nil)
		require.Equal(t, "[]", string(v.body))
		r := o.civic("POST", "/v2/servicerequestupdates.json", url.Values{"api_key": {key}, "service_request_id": {no}, "update_id": {"1"}, "updated_datetime": {"2026-11-23T01:00:00Z"}, "status": {"OPEN"}, "description": {"x"}})
		require.Equal(t, 404, r.status, no)
	}
	// The caller and the answers are there for those who work on it.
	page := o.get("agent", "/tickets/"+mine)
	require.Contains(t, page.text("text"), "发生时段：夜间\n哪些房间：客厅、卧室\n室温：12")
	p, err := o.store.Person(t.Context(), mine)
	require.NoError(t, err)
	require.Equal(t, dispatch.Person{Name: "李小明", Phone: "13900139000", Email: "lxm@example.cn"}, p)
}

// TestOpen311Coarse: of a sensitive service neither the place nor pictures leave.
func TestOpen311Coarse(t *testing.T) {
	o, key := civicOffice(t, func(s *open311.Settings) { s.Pictures = true })
	fields := cold(key, "service_code", "building", "address_string", "人民路1号2单元")
	a := o.multipartForm("/v2/requests.json", fields, "photo1", drawing(t, 3))
	require.Equal(t, 200, a.status, string(a.body))
	list := o.do("", "GET", "/open311/v2/requests.json", nil)
	require.Contains(t, string(list.body), `"lat":30.66,"long":104.07,"media_url":null`)
	require.NotContains(t, string(list.body), "人民路")
	require.Equal(t, "[]", string(o.do("", "GET", "/open311/v2/requests.json?bbox=104.066,30.657,104.067,30.658", nil).body), "a box tells no more than the list")

	fields = cold(key)
	a = o.multipartForm("/v2/requests.json", fields, "media", drawing(t, 4))
	require.Equal(t, 200, a.status, string(a.body))
	list = o.do("", "GET", "/open311/v2/requests.json?service_code=heating", nil)
	at := regexp.MustCompile(`"media_url":"https://12345.district.example(/[^"]*)"`).FindStringSubmatch(string(list.body))
	require.Len(t, at, 2, string(list.body))
	picture := o.do("", "GET", at[1], nil)
	require.Equal(t, 200, picture.status)
	require.Equal(t, "image/png", picture.header.Get("Content-Type"))
}

// TestOpen311Media: an address inside, or one that is none, is refused with what
// is wrong, and nothing is registered.
func TestOpen311Media(t *testing.T) {
	o, key := civicOffice(t)
	for _, address := range []string{"http://127.0.0.1/x.png", "file:///etc/passwd", "http://169.254.169.254/latest", "javascript:1"} {
		a := o.civic("POST", "/v2/requests.json", cold(key, "media_url", address))
		require.Equal(t, 400, a.status, string(a.body))
		require.Contains(t, faultsOf(t, a)[0].About, "media_url")
	}
	require.Zero(t, o.tickets())
}

// TestOpen311Again: what is sent twice is one request, in ten minutes or with the
// same Idempotency-Key; later it is another.
func TestOpen311Again(t *testing.T) {
	o, key := civicOffice(t)
	first := o.reported(key)
	o.clock.advance(9 * time.Minute)
	require.Equal(t, first, o.reported(key))
	require.NotEqual(t, first, o.reported(key, "device_id", "another phone"))
	o.clock.advance(11 * time.Minute)
	require.NotEqual(t, first, o.reported(key))
	a := o.civic("POST", "/v2/requests.json", cold(key, "description", "一"), "Idempotency-Key", "k1")
	b := o.civic("POST", "/v2/requests.json", cold(key, "description", "一 "), "Idempotency-Key", "k1")
	require.Equal(t, string(a.body), string(b.body))
	require.Equal(t, 4, o.tickets())
}

// TestOpen311Trial: the test endpoint checks everything, registers nothing, and
// gives back what it was sent as it would be published: by number, in lists, for a
// day, to nobody who asks the other endpoint.
func TestOpen311Trial(t *testing.T) {
	o, key := civicOffice(t)
	a := o.civic("POST", "/test/v2/requests.json", cold(key, "lat", "999"))
	require.Equal(t, 400, a.status)
	require.Equal(t, 400, o.civic("POST", "/test/v2/requests.json", cold(key, "media_url", "file:///x")).status)
	a = o.civic("POST", "/test/v2/requests.json", cold(key))
	require.Equal(t, 200, a.status, string(a.body))
	id := takenNo(t, a)
	require.Regexp(t, "^TEST-", id)
	require.Equal(t, id, takenNo(t, o.civic("POST", "/test/v2/requests.json", cold(key))), "sent again it is the same")
	require.Zero(t, o.tickets())

	real := takenNo(t, o.civic("POST", "/v2/requests.json", cold(key)))
	require.NotRegexp(t, "TEST", real, "tried first, it is a request all the same")
	require.Equal(t, 1, o.tickets())

	o.clock.advance(time.Minute)
	coarse := takenNo(t, o.civic("POST", "/test/v2/requests.json", cold(key, "service_code", "building")))
	list := func(query string) string {
		a := o.do("", "GET", "/open311/test/v2/requests.json?"+query, nil)
		require.Equal(t, 200, a.status, string(a.body))
		for _, secret := range []string{"小明", "139 0013", "13700001111", "夜间"} {
			require.NotContains(t, string(a.body), secret)
		}
		return strings.Join(regexp.MustCompile(`TEST-\w+`).FindAllString(string(a.body), -1), " ")
	}
	require.Equal(t, coarse+" "+id, list(""))
	for query, want := range map[string]string{"service_code=heating": id, "status=closed": "", "status=open,closed": coarse + " " + id, "service_request_id=" + id + "," + real: id,
		"page_size=1": coarse, "page_size=1&page=2": id, "page=3": "", "start_date=2026-11-23T01:00:30Z": coarse, "end_date=2026-11-23T01:00:30Z": id, "bbox=10,30,11,31": ""} {
		require.Equal(t, want, list(query), query)
	}
	one := string(o.do("", "GET", "/open311/test/v2/requests/"+coarse+".json?extensions=true", nil).body)
	require.Contains(t, one, `"lat":30.66,"long":104.07`)
	require.Contains(t, one, `"extended_attributes":{`)
	require.Contains(t, one, `"notes":[{`)
	require.NotContains(t, string(o.do("", "GET", "/open311/test/v2/requests/"+id+".json", nil).body), "extended")
	require.Equal(t, 404, o.do("", "GET", "/open311/v2/requests/"+id+".json", nil).status)
	require.Equal(t, 404, o.do("", "GET", "/open311/test/v2/requests/"+real+".json", nil).status)
	update := func(no string) int {
		return o.civic("POST", "/test/v2/servicerequestupdates.json", url.Values{"api_key": {key}, "service_request_id": {no}, "update_id": {"1"}, "updated_datetime": {"2026-11-23T01:01:00Z"}, "status": {"OPEN"}, "description": {"x"}}).status
	}
	require.Equal(t, 200, update(id))
	require.Equal(t, 404, update(real))
	o.clock.advance(25 * time.Hour)
	require.Empty(t, list(""))
	require.Equal(t, 404, update(id))
}

// TestOpen311TrialToken: a token leads to a request of its own endpoint.
func TestOpen311TrialToken(t *testing.T) {
	o, key := civicOffice(t, func(s *open311.Settings) { s.Tokens = true })
	var taken []open311.Taken
	require.NoError(t, json.Unmarshal(o.civic("POST", "/test/v2/requests.json", cold(key)).body, &taken))
	a := o.do("", "GET", "/open311/test/v2/tokens/"+taken[0].Token+".json", nil)
	require.Regexp(t, `"service_request_id":"TEST-`, string(a.body))
	require.Equal(t, 404, o.do("", "GET", "/open311/v2/tokens/"+taken[0].Token+".json", nil).status)
}

// TestPeers31Open311 are the wishes of other systems: a repeated update changes
// nothing, windows compare in UTC, a withdrawn service is retired and not deleted,
// a token resolves.
func TestPeers31Open311(t *testing.T) {
	o, key := civicOffice(t, func(s *open311.Settings) { s.Tokens = true })
	a := o.civic("POST", "/v2/requests.json", cold(key))
	var taken []map[string]any
	require.NoError(t, json.Unmarshal(a.body, &taken), string(a.body))
	require.NotContains(t, taken[0], "service_request_id", "a token or a number, not both")
	token := taken[0]["token"].(string)
	a = o.do("", "GET", "/open311/v2/tokens/"+token+".json", nil)
	require.NoError(t, json.Unmarshal(a.body, &taken))
	no := taken[0]["service_request_id"].(string)
	require.Equal(t, 1, o.tickets())

	o.clock.advance(time.Minute)
	update := url.Values{"api_key": {key}, "service_request_id": {no}, "update_id": {"77"}, "updated_datetime": {"2026-11-23T01:01:00Z"}, "status": {"open"},
		"first_name": {"小红"}, "last_name": {"-"}, "email": {"xh@example.cn"}, "description": {"还是不热，小红 xh@example.cn"}}
	one := o.civic("POST", "/v2/servicerequestupdates.xml", update)
	require.Equal(t, 200, one.status, string(one.body))
	again := o.civic("POST", "/v2/servicerequestupdates.xml", update)
	require.Equal(t, string(one.body), string(again.body))
	ticket, err := o.store.Ticket(t.Context(), no)
	require.NoError(t, err)
	require.Equal(t, 1, ticket.Appends)
	events, err := o.store.Events(t.Context(), no)
	require.NoError(t, err)
	require.NotContains(t, events[len(events)-1].Data.Text, "小红")

	window := func(from, to string) answer {
		return o.civic("GET", "/v2/servicerequestupdates.xml", url.Values{"api_key": {key}, "start_date": {from}, "end_date": {to}})
	}
	require.Contains(t, string(window("2026-11-23T00:59:59Z", "2026-11-23T01:00:00Z").body), "<status>IN_PROGRESS</status><updated_datetime>2026-11-23T01:00:00Z")
	require.Contains(t, string(window("2026-11-23T09:00:00+08:00", "2026-11-23T09:00:00+08:00").body), "<update_id>"+no+"-2</update_id>")
	require.NotContains(t, string(window("2026-11-23T01:00:01Z", "2026-11-23T01:05:00Z").body), "<update_id>")

	settings := district()
	settings.Services[0].Published = false
	require.Equal(t, 200, o.do("admin", "PUT", "/api/v1/open311", settings.Whole()).status)
	require.NotContains(t, string(o.do("", "GET", "/open311/v2/services.json", nil).body), "heating")
	require.Equal(t, 404, o.civic("POST", "/v2/requests.json", cold(key)).status)
	require.Contains(t, string(o.do("", "GET", "/open311/v2/requests/"+no+".json", nil).body), `"service_code":"heating"`)
	settings.Services = settings.Services[1:]
	require.Equal(t, 422, o.do("admin", "PUT", "/api/v1/open311", settings.Whole()).status, "what was published is not removed")
}

// TestOpen311Remarks: what citizens say elsewhere is added, asked or noted.
func TestOpen311Remarks(t *testing.T) {
	o, key := civicOffice(t)
	no := o.reported(key)
	say := func(id, status, words string) {
		a := o.civic("POST", "/v2/servicerequestupdates.json", url.Values{"api_key": {key}, "service_request_id": {no}, "update_id": {id}, "updated_datetime": {"2026-11-23T01:01:00Z"}, "status": {status}, "description": {words}})
		require.Equal(t, 200, a.status, string(a.body))
	}
	say("1", "INVESTIGATING", "再说一句")
	say("2", "open", "")
	say("3", "FIXED", "谢谢")
	say("4", "reopen", "又不热了")
	events, err := o.store.Events(t.Context(), no)
	require.NoError(t, err)
	var kinds []dispatch.Kind
	for _, e := range events[2:] {
		kinds = append(kinds, e.Kind)
	}
	require.Equal(t, []dispatch.Kind{dispatch.Appended, dispatch.Urged, dispatch.Noted, dispatch.Noted}, kinds)
}

// TestOpen311FixMyStreet goes the way of FixMyStreet: list, definition, report with
// its odd fields, updates of a window that holds.
func TestOpen311FixMyStreet(t *testing.T) {
	o, key := civicOffice(t)
	var services struct {
		Service []struct {
			Code   string   `xml:"service_code"`
			Meta   string   `xml:"metadata"`
			Group  string   `xml:"group"`
			Groups []string `xml:"groups>group"`
		} `xml:"service"`
	}
	a := o.civic("GET", "/v2/services.xml", url.Values{"jurisdiction_id": {"district.example"}})
	require.NoError(t, xml.Unmarshal(a.body, &services))
	require.Equal(t, "heating", services.Service[0].Code)
	require.Equal(t, []string{"城乡建设", "冬季"}, services.Service[0].Groups)
	no := o.reported(key, "jurisdiction_id", "district.example", "last_name", "-", "phone", "", "deviceid", "d1", "attribute[fixmystreet_id]", "12", "address_id", "#NOTPINPOINTED#",
		"description", "title: Cold\r\n\r\ndetail: no heat\r\n\r\nurl: https://example.org/report/1\r\n")
	p, err := o.store.Person(t.Context(), no)
	require.NoError(t, err)
	require.Equal(t, "小明", p.Name)
	o.clock.advance(time.Hour)
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/accept", object{}).status)
	var updates struct {
		Update []struct {
			ID      string `xml:"update_id"`
			Request string `xml:"service_request_id"`
			Status  string `xml:"status"`
			Updated string `xml:"updated_datetime"`
		} `xml:"request_update"`
	}
	from, to := "2026-11-23T01:30:00Z", "2026-11-23T03:30:00Z"
	a = o.civic("GET", "/v2/servicerequestupdates.xml", url.Values{"api_key": {key}, "start_date": {from}, "end_date": {to}})
	require.NoError(t, xml.Unmarshal(a.body, &updates))
	require.Len(t, updates.Update, 1)
	u := updates.Update[0]
	require.Equal(t, no, u.Request)
	require.True(t, u.ID != "" && u.Status == "IN_PROGRESS" && u.Updated >= from && u.Updated <= to)
}

// TestOpen311Test311 goes the way of a validator: types of every field in JSON.
func TestOpen311Test311(t *testing.T) {
	o, key := civicOffice(t)
	no := o.reported(key)
	var list []map[string]any
	a := o.do("", "GET", "/open311/v2/requests", nil, "Accept", "application/json")
	require.NoError(t, json.Unmarshal(a.body, &list), string(a.body))
	r := list[0]
	require.Equal(t, no, r["service_request_id"])
	for _, field := range []string{"status", "service_name", "service_code", "description", "requested_datetime", "updated_datetime", "address"} {
		require.IsType(t, "", r[field], field)
		require.NotEmpty(t, r[field], field)
	}
	moment := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$`)
	for _, field := range []string{"requested_datetime", "updated_datetime", "expected_datetime"} {
		require.Regexp(t, moment, r[field])
	}
	require.IsType(t, 0.1, r["lat"])
	for _, field := range []string{"agency_responsible", "service_notice", "address_id", "zipcode", "media_url", "status_notes"} {
		require.Contains(t, r, field)
	}
	var definition map[string]any
	a = o.do("", "GET", "/open311/v2/services/heating.json", nil)
	require.NoError(t, json.Unmarshal(a.body, &definition))
	orders := []float64{}
	for _, x := range definition["attributes"].([]any) {
		at := x.(map[string]any)
		require.NotEmpty(t, at["datatype_description"])
		require.IsType(t, true, at["variable"])
		require.IsType(t, []any{}, at["values"])
		orders = append(orders, at["order"].(float64))
	}
	require.True(t, slices.IsSorted(orders) && orders[0] == 1)
	require.Equal(t, 204, o.do("", "OPTIONS", "/open311/v2/services.json", nil).status)
}

// TestOpen311Lists filters by what is published.
func TestOpen311Lists(t *testing.T) {
	o, key := civicOffice(t)
	var nos []string
	for i := range 5 {
		nos = append(nos, o.reported(key, "device_id", string(rune('a'+i))))
		o.clock.advance(26 * time.Hour)
	}
	slices.Reverse(nos)
	ids := func(query string) []string {
		var list []map[string]any
		a := o.do("", "GET", "/open311/v2/requests.json?"+query, nil)
		require.NoError(t, json.Unmarshal(a.body, &list), string(a.body))
		out := []string{}
		for _, v := range list {
			out = append(out, v["service_request_id"].(string))
		}
		return out
	}
	require.Equal(t, nos, ids(""))
	require.Equal(t, nos[2:4], ids("page_size=2&page=2"))
	require.Empty(t, ids("page=9"))
	require.Equal(t, nos, ids("status=open"))
	require.Equal(t, nos, ids("status=open,closed"))
	require.Empty(t, ids("status=closed"))
	require.Empty(t, ids("service_code=building"))
	require.Equal(t, nos[:2], ids("start_date=2026-11-26T00:00:00Z"))
	require.Equal(t, nos[3:], ids("end_date=2026-11-24T03:00:00Z"))
	require.Equal(t, nos[1:2], ids("start_date=2026-01-01T00:00:00Z&service_request_id="+nos[1]))
	require.Equal(t, nos, ids("bbox=104,30,105,31"))
	require.Empty(t, ids("bbox=10,30,11,31"))
}
