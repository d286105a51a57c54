package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify/channel"
	"hotline/server/files"
	"hotline/server/open311"
)

// gallery is a server of pictures, some of which it has only later.
func gallery(t testing.TB) (srv *httptest.Server, open *atomic.Bool) {
	open = new(atomic.Bool)
	mux := http.NewServeMux()
	mux.HandleFunc("/photo.png", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(drawing(t, 7)) })
	mux.HandleFunc("/later.png", func(w http.ResponseWriter, _ *http.Request) {
		if !open.Load() {
			http.Error(w, "soon", http.StatusNotFound)
			return
		}
		_, _ = w.Write(drawing(t, 8))
	})
	mux.HandleFunc("/slow.png", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/cut.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9999")
		_, _ = w.Write(drawing(t, 9))
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/photo.png", http.StatusFound) })
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusFound)
	})
	srv = httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv, open
}

// fetching is an office that fetches from addresses outside, and from the gallery.
func fetching(t testing.TB) (*office, string) {
	disk, err := files.NewDisk(t.TempDir())
	require.NoError(t, err)
	client := channel.NewClient(channel.ClientOptions{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Timeout: time.Second})
	o := openOffice(t, func(d *Deps) {
		d.Files = files.NewKeeper(disk, files.Options{MaxSize: 1 << 20, Client: client, Inside: channel.IsInside})
		d.Config.FilesKeep, d.Config.MediaWait = 30*24*time.Hour, 300*time.Millisecond
	})
	s := district()
	s.Pictures = true
	require.Equal(t, 200, o.do("admin", "PUT", "/api/v1/open311", s.Whole()).status)
	a := o.post("admin", "/tokens", object{"name": "FixMyStreet", "role": "agent", "scopes": []string{"open311"}})
	require.Equal(t, 201, a.status, string(a.body))
	return o, a.text("token")
}

func (o *office) notes(no string) (out []string) {
	for _, e := range o.events(no) {
		if e.Kind == dispatch.Noted {
			require.Equal(o, dispatch.RoleSystem, e.Actor.Role)
			out = append(out, e.Data.Text)
		}
	}
	return out
}

// TestOpen311MediaMissing: a picture that cannot be had holds up no request: it is
// noted on the ticket, with no more of its address than the host, and asked for
// again.
func TestOpen311MediaMissing(t *testing.T) {
	srv, open := gallery(t)
	o, key := fetching(t)
	for path, says := range map[string]string{"/none.png?key=secret": "媒体地址取不到文件", "/slow.png": "媒体地址取不到文件", "/cut.png": "系统将", "/page": "不能接收这种文件"} {
		no := o.reported(key, "media_url", srv.URL+path, "device_id", path)
		notes := o.notes(no)
		require.Len(t, notes, 1, path)
		require.Contains(t, notes[0], says, path)
		require.Contains(t, notes[0], strings.TrimPrefix(srv.URL, "http://"))
		require.NotContains(t, notes[0], "secret")
		require.NotContains(t, notes[0], "png")
		require.Equal(t, no, o.reported(key, "media_url", srv.URL+path, "device_id", path))
		require.Len(t, o.notes(no), 1, "sent again it is noted once")
		require.Contains(t, string(o.do("", "GET", "/open311/v2/requests/"+no+".json", nil).body), `"media_url":null`)
	}
	no := o.reported(key, "media_url", srv.URL+"/moved")
	require.Empty(t, o.notes(no))
	require.Contains(t, string(o.do("", "GET", "/open311/v2/requests/"+no+".json", nil).body), `"media_url":"https://12345.district.example/`)

	later := o.reported(key, "media_url", srv.URL+"/later.png")
	o.again("")
	o.clock.advance(time.Minute)
	o.again("0 came, 0 given up")
	open.Store(true)
	o.clock.advance(4 * time.Minute)
	o.again("1 came, 0 given up")
	o.again("")
	ticket, err := o.store.Ticket(t.Context(), later)
	require.NoError(t, err)
	require.Len(t, ticket.Attachments, 1)
	require.Contains(t, string(o.do("", "GET", "/open311/v2/requests/"+later+".json", nil).body), `"media_url":"https://12345.district.example/`)
	require.Len(t, o.notes(later), 1)
}

// again asks once more for what is missing.
func (o *office) again(want string) {
	o.Helper()
	got, err := FetchMedia(o.Context(), o.Deps)
	require.NoError(o, err)
	if want != "0 came, 0 given up" {
		require.Equal(o, want, got)
	}
}

// TestOpen311MediaGivenUp: what does not come in an hour and a half is given up,
// and that is noted too.
func TestOpen311MediaGivenUp(t *testing.T) {
	srv, _ := gallery(t)
	o, key := fetching(t)
	no := o.reported(key, "media_url", srv.URL+"/none.png")
	for range mediaTries {
		o.clock.advance(time.Hour + 5*time.Minute)
		_, err := FetchMedia(t.Context(), o.Deps)
		require.NoError(t, err)
	}
	notes := o.notes(no)
	require.Len(t, notes, 2)
	require.Contains(t, notes[1], missingForGood)
	rs, err := o.store.Records(t.Context(), dispatch.KindOpen311, civicMediaID, 1)
	require.NoError(t, err)
	require.False(t, len(rs) == 1 && strings.HasPrefix(rs[0].ID, civicMediaID))
}

// TestOpen311MediaInside: an address inside is refused, also one that is reached by
// a step aside, and nothing is registered.
func TestOpen311MediaInside(t *testing.T) {
	srv, _ := gallery(t)
	o, key := fetching(t)
	for address, says := range map[string]string{"http://10.0.0.1/x.png": "inside", "http://[::1]/x.png": "inside", srv.URL + "/inside": "inside",
		"ftp://example.org/x.png": "http or https", "data:image/png;base64,eA==": "http or https", "http://u:p@example.org/x.png": "http or https", "photo.png": "http or https"} {
		a := o.civic("POST", "/v2/requests.json", cold(key, "media_url", address))
		require.Equal(t, 400, a.status, "%s: %s", address, a.body)
		f := faultsOf(t, a)
		require.Len(t, f, 1)
		require.Contains(t, f[0].About, says, address)
		require.Contains(t, f[0].About, "media_url")
		require.NotContains(t, f[0].About, "u:p")
	}
	require.Zero(t, o.tickets())
}

// TestOpen311MediaOff: where no attachments are kept a request is taken without.
func TestOpen311MediaOff(t *testing.T) {
	o := openOffice(t)
	require.Equal(t, 200, o.do("admin", "PUT", "/api/v1/open311", district().Whole()).status)
	key := o.post("admin", "/tokens", object{"name": "FixMyStreet", "role": "agent", "scopes": []string{"open311"}}).text("token")
	no := o.reported(key, "media_url", "https://img.example.org/13900139000/x.png?name=lxm")
	require.Equal(t, []string{missingLead + "img.example.org（没有设置存放附件的地方，请联系管理员）。"}, o.notes(no))
}

// TestOpen311UpdateMedia: the words of an update are taken without its picture.
func TestOpen311UpdateMedia(t *testing.T) {
	srv, open := gallery(t)
	o, key := fetching(t)
	no := o.reported(key)
	update := cold(key, "service_request_id", no, "update_id", "7", "updated_datetime", "2026-11-23T01:00:00Z", "status", "OPEN", "description", "补一张", "media_url", srv.URL+"/later.png")
	require.Equal(t, 200, o.civic("POST", "/v2/servicerequestupdates.xml", update).status)
	require.Len(t, o.notes(no), 1)
	open.Store(true)
	o.clock.advance(time.Minute)
	o.again("1 came, 0 given up")
	ticket, err := o.store.Ticket(t.Context(), no)
	require.NoError(t, err)
	require.Len(t, ticket.Attachments, 1)
	require.Contains(t, string(o.do("", "GET", "/open311/v2/requests/"+no+".json", nil).body), `"media_url":null`, "what is said later is not published")
}

// TestOpen311Hosts: what of an address stands in a note is plain.
func TestOpen311Hosts(t *testing.T) {
	for address, want := range map[string]string{"https://图片.中国:8443/a?b": "图片.中国:8443", "http://13900139000.example/x": "***.example", "http://[fe80::1]/": "[fe80::1]",
		"http://a<script>.example/": "a?script?.example", "http://" + strings.Repeat("a", 200) + "/": strings.Repeat("a", 80)} {
		require.Equal(t, want, hostText(address), address)
	}
}

// takenNo is the number that a request was answered with.
func takenNo(t testing.TB, a answer) string {
	t.Helper()
	var v []open311.Taken
	require.NoError(t, json.Unmarshal(a.body, &v), string(a.body))
	require.Len(t, v, 1)
	return v[0].ID
}

// TestOpen311AddressID: the number of an address is a place where nothing else is
// said.
func TestOpen311AddressID(t *testing.T) {
	o, key := civicOffice(t)
	for _, c := range []struct{ id, text, want string }{{"A-17", "", "地址编号 A-17"}, {"A-17", "人民路1号", "人民路1号"}, {"#NOTPINPOINTED#", "", "位置未标注"}} {
		form := cold(key, "address_id", c.id, "address_string", c.text, "device_id", c.want)
		form.Del("lat")
		form.Del("long")
		a := o.civic("POST", "/v2/requests.json", form)
		require.Equal(t, 200, a.status, string(a.body))
		ticket, err := o.store.Ticket(t.Context(), takenNo(t, a))
		require.NoError(t, err)
		require.Equal(t, c.want, ticket.Place.Address)
		require.Contains(t, string(o.do("", "GET", "/open311/v2/requests/"+ticket.No+".json", nil).body), `"address":"`+c.want+`"`)
	}
	form := cold(key, "address_id", strings.Repeat("x", 101))
	form.Del("lat")
	form.Del("long")
	require.Contains(t, faultsOf(t, o.civic("POST", "/v2/requests.json", form))[0].About, "address_id")
}
