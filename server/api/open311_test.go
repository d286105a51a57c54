package api

import (
	"bytes"
	"encoding/xml"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/server/open311"
)

// district is how the office publishes its services: one with questions, one that
// is sensitive.
func district() open311.Settings {
	return open311.Settings{On: true, Jurisdiction: "district.example", Contact: "热线 12345", KeyService: "写信给 hotline@district.example", URL: "https://12345.district.example",
		Services: []open311.Rule{
			{Code: "heating", Category: "0302", Name: "供热 <不热>", Description: "室温不达标、漏水 & 停热", Groups: []string{"城乡建设", "冬季"}, Keywords: []string{"暖气", "供热"},
				Notice: "5 个工作日内办结", Demand: "help", Published: true, Attributes: []open311.Attribute{
					{Variable: true, Code: "WHEN", Datatype: open311.OneOf, Required: true, Description: "发生时段", DatatypeHelp: "请选择", Values: []open311.Choice{{Key: "d", Name: "白天"}, {Key: "n", Name: "夜间"}}},
					{Variable: true, Code: "ROOMS", Datatype: open311.SomeOf, Description: "哪些房间", Values: []open311.Choice{{Key: "1", Name: "客厅"}, {Key: "2", Name: "卧室"}}},
					{Variable: true, Code: "TEMP", Datatype: open311.Number, Description: "室温"},
					{Variable: true, Code: "SINCE", Datatype: open311.Moment, Description: "何时开始"},
					{Variable: false, Code: "INFO", Datatype: open311.Lines, Required: true, Description: "漏水请先关阀门"},
				}},
			{Code: "building", Category: "03", Name: "城乡建设", Groups: []string{"城乡建设"}, Demand: "complaint", Coarse: true, Published: true},
		}}
}

// civicOffice has the interface switched on, and a key.
func civicOffice(t testing.TB, change ...func(*open311.Settings)) (o *office, key string) {
	o = openOffice(t, keeping(t))
	settings := district()
	for _, fn := range change {
		fn(&settings)
	}
	a := o.do("admin", "PUT", "/api/v1/open311", settings.Whole())
	require.Equal(t, 200, a.status, string(a.body))
	a = o.post("admin", "/tokens", object{"name": "FixMyStreet", "role": "agent", "scopes": []string{"open311"}})
	require.Equal(t, 201, a.status, string(a.body))
	return o, a.text("token")
}

// civic sends a form, or a query, to the interface.
func (o *office) civic(method, path string, fields url.Values, headers ...string) answer {
	o.Helper()
	if method == "GET" {
		return o.do("", method, "/open311"+path+"?"+fields.Encode(), nil, headers...)
	}
	return o.do("", method, "/open311"+path, fields.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

// cold is a request that the office takes.
func cold(key string, change ...string) url.Values {
	v := url.Values{"api_key": {key}, "service_code": {"heating"}, "lat": {"30.6571"}, "long": {"104.0662"}, "attribute[WHEN]": {"n"}, "attribute[ROOMS][]": {"1", "2"},
		"description": {"暖气不热，我叫李小明，电话 139 0013 9000，邻居 13700001111"}, "first_name": {"小明"}, "last_name": {"李"}, "phone": {"13900139000"}, "email": {"lxm@example.cn"}}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v
}

func (o *office) reported(key string, change ...string) string {
	o.Helper()
	a := o.civic("POST", "/v2/requests.xml", cold(key, change...))
	require.Equal(o, 200, a.status, string(a.body))
	var v struct {
		Request struct {
			ID string `xml:"service_request_id"`
		} `xml:"request"`
	}
	require.NoError(o, xml.Unmarshal(a.body, &v))
	require.NotEmpty(o, v.Request.ID, string(a.body))
	return v.Request.ID
}

func TestOpen311Documents(t *testing.T) {
	o, key := civicOffice(t)
	no := o.reported(key)
	for name, path := range map[string]string{
		"discovery.xml": "/discovery.xml", "discovery.json": "/discovery.json",
		"services.xml": "/v2/services.xml", "services.json": "/v2/services.json",
		"service.xml": "/v2/services/heating.xml", "service.json": "/v2/services/heating.json",
		"requests.xml": "/v2/requests.xml?extensions=true", "requests.json": "/v2/requests.json",
		"request.xml": "/v2/requests/" + no + ".xml", "request.json": "/v2/requests/" + no + ".json?extensions=true",
		"errors.xml": "/v2/requests/20200101-0001.xml", "errors.json": "/v2/services/none.json",
	} {
		a := o.do("", "GET", "/open311"+path, nil)
		want := map[bool]int{false: 200, true: 404}[strings.HasPrefix(name, "errors")]
		require.Equal(t, want, a.status, "%s: %s", path, a.body)
		kind := "text/xml; charset=utf-8"
		if strings.HasSuffix(name, ".json") {
			kind = "application/json; charset=utf-8"
		}
		require.Equal(t, kind, a.header.Get("Content-Type"), path)
		require.Equal(t, "*", a.header.Get("Access-Control-Allow-Origin"), path)
		golden(t, name, a.body)
	}
}

// golden compares with a document that was looked at; HOTLINE_GOLDEN=1 writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "open311", name)
	if os.Getenv("HOTLINE_GOLDEN") != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(string(want)), string(got), name)
}

// multipartForm sends a form with a picture.
func (o *office) multipartForm(path string, fields url.Values, name string, picture []byte) answer {
	o.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, values := range fields {
		for _, v := range values {
			require.NoError(o, w.WriteField(k, v))
		}
	}
	part, err := w.CreateFormFile(name, "photo.png")
	require.NoError(o, err)
	_, err = part.Write(picture)
	require.NoError(o, err)
	require.NoError(o, w.Close())
	req := httptest.NewRequest("POST", "/open311"+path, &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	res, err := o.web.Test(req, -1)
	require.NoError(o, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	require.NoError(o, err)
	return answer{res.StatusCode, res.Header, data}
}
