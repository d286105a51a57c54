package open311

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzForm reads any body as a request, an update and a list: it is refused or
// read, and what is read keeps its bounds.
func FuzzForm(f *testing.F) {
	f.Add("api_key=k&service_code=x&lat=30.6&long=104&attribute[WHEN]=n&attribute[R][]=1&attribute[R][2]=2&description=a")
	f.Add("attribute[=1&attribute[]=2&attribute[a]]=3&attribute[a][=4&lat=NaN&long=1e999&email=@&page=0&bbox=1,2,3")
	f.Add("update_id=1&service_request_id=2&status=in%20progress&updated_datetime=2026-11-23T01:00:00+08:00&start_date=2026-11-23")
	rule := Rule{Attributes: []Attribute{{Variable: true, Code: "WHEN", Datatype: OneOf, Description: "q", Values: []Choice{{"n", "night"}}},
		{Variable: true, Code: "R", Datatype: SomeOf, Description: "q"}, {Variable: true, Code: "N", Datatype: Number, Description: "q"}}}
	f.Fuzz(func(t *testing.T, body string) {
		v, err := ParseForm(body)
		if err != nil {
			return
		}
		var faults Faults
		s := ReadSubmission(v, &faults)
		answers := rule.Answered(s.Answers, &faults)
		if len(faults) == 0 {
			require.True(t, utf8.ValidString(s.About+s.Address+s.Name()))
			require.LessOrEqual(t, utf8.RuneCountInString(s.About), MaxAbout)
			require.True(t, s.Placed && s.Lat >= -90 && s.Lat <= 90 && s.Long >= -180 && s.Long <= 180 || !s.Placed && s.Address != "")
			require.LessOrEqual(t, len(answers), 3)
		}
		faults = nil
		ReadRemark(v, &faults)
		w := ReadWindow(v, time.Unix(1_800_000_000, 0), &faults)
		require.True(t, w.Page >= 1 && w.Size >= 1 && w.Size <= MostRequests)
		Redact(s.About)
	})
}

// FuzzMoment reads what it writes.
func FuzzMoment(f *testing.F) {
	for _, s := range []string{"2026-11-22T04:00:00Z", "2026-11-22T12:00:00+08:00", "2026-11-22T12:00:00 08:00", "2026-11-22", "2026-11-22T04:00:00.123Z", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, ok := ParseMoment(s)
		if !ok {
			return
		}
		again, ok := ParseMoment(Stamp(at))
		require.True(t, ok)
		require.Equal(t, Stamp(at), Stamp(again))
	})
}

// FuzzXML writes any words so that they can be read again.
func FuzzXML(f *testing.F) {
	f.Add("a<b>&\"'\r\n\x00\ufffe]]>", true)
	f.Fuzz(func(t *testing.T, s string, set bool) {
		r := Request{About: s, Address: strings.ToValidUTF8(s, "?"), Media: Media{s}}
		if set {
			r.Notes = &s
		}
		d := xml.NewDecoder(strings.NewReader(string(encodeXML("service_requests", "request", []Request{r}))))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else {
				require.NoError(t, err)
			}
		}
		b, err := Encode(JSON, "", "", []Request{r})
		require.NoError(t, err)
		require.True(t, json.Valid(b))
	})
}

func TestWanted(t *testing.T) {
	for _, c := range []struct {
		path, accept string
		want         Format
	}{{"/services.json", "text/xml", JSON}, {"/services.xml", "application/json", XML}, {"/services", "", XML}, {"/services", "application/json", JSON},
		{"/services", "text/xml;q=0.5, application/json", JSON}, {"/services", "text/html,*/*", XML}, {"/services.html", "application/json;q=x", XML}} {
		require.Equal(t, c.want, Wanted(c.path, c.accept), "%s %s", c.path, c.accept)
	}
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"打13800001234找我": "打***找我", "１３８００００１２３４": "***", "+86 138-0000-1234": "***", "a.b@c.cn 说": "*** 说", "0837-2833123": "***", "2026-11-22 在3号楼": "2026-11-22 在3号楼", "51010419900101123X": "***"} {
		require.Equal(t, want, Redact(in))
	}
}
