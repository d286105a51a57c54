package api

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// raise sets a ticket on a rung as the supervisor.
func (o *office) raise(no string, level int, change ...object) answer {
	return o.post("supervisor", "/tickets/"+no+"/supervise", merged(object{"level": level, "reason": "群众反映强烈", "override": "情况紧急"}, change...))
}

func merged(o object, change ...object) object {
	for _, c := range change {
		for k, v := range c {
			o[k] = v
		}
	}
	return o
}

func items(a answer) []any { list, _ := a.value()["items"].([]any); return list }

// A unit sees the letters addressed to it and no others; agents none.
func TestLettersByRole(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	require.Equal(t, 200, o.raise(no, 2).status)
	require.Equal(t, 200, o.raise(no, 6, object{"code": "faking", "receiver": "区纪委监委"}).status)

	require.Len(t, items(o.get("supervisor", "/letters")), 2)
	require.Len(t, items(o.get("supervisor", "/letters?kind=transfer")), 1)
	require.Len(t, items(o.get("supervisor", "/letters?state=issued")), 2)
	require.Empty(t, items(o.get("supervisor", "/letters?state=late")))
	require.Len(t, items(o.get("dispatcher", "/letters?unit=rl")), 1, "the unit has one; the other goes elsewhere")
	require.Len(t, items(o.get("liaison-rl", "/letters")), 1)
	require.Empty(t, items(o.get("liaison-cgj", "/letters")))
	require.Empty(t, items(o.get("liaison-cgj", "/letters?unit=rl")), "whatever it asks for")
	require.Equal(t, 403, o.get("agent", "/letters").status)

	require.Equal(t, 200, o.get("liaison-rl", "/letters/"+no+"-1").status)
	require.Equal(t, 403, o.get("liaison-rl", "/letters/"+no+"-2").status)
	require.Equal(t, 403, o.get("liaison-cgj", "/letters/"+no+"-1").status)
	require.Equal(t, 403, o.get("agent", "/letters/"+no+"-1").status)
	for _, id := range []string{no + "-3", no + "-0", no + "-x", "nothing", no} {
		require.Equal(t, 404, o.get("supervisor", "/letters/"+id).status, id)
	}
	for _, q := range []string{"state=lost", "kind=poem", "after=9:x", "limit=0"} {
		require.Equal(t, 422, o.get("supervisor", "/letters?"+q).status, q)
	}
	require.NotContains(t, string(o.get("liaison-rl", "/tickets/"+no).body), "纪委")
	require.NotContains(t, string(o.get("liaison-rl", "/tickets/"+no+"/events").body), "纪委")
	require.Contains(t, string(o.get("supervisor", "/tickets/"+no+"/events").body), "纪委")
}

// From the preview to the closing, as the pages do it.
func TestLetterWay(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	form := object{"level": 2, "reason": "群众反映强烈", "override": "情况紧急", "demand": "请于本周内修复"}
	preview := o.post("supervisor", "/tickets/"+no+"/preview-letter", form)
	require.Equal(t, 200, preview.status, string(preview.body))
	require.Empty(t, items(o.get("supervisor", "/letters")), "a preview writes nothing")
	require.Equal(t, 403, o.post("liaison-rl", "/tickets/"+no+"/preview-letter", form).status)
	require.Equal(t, 422, o.post("supervisor", "/tickets/"+no+"/preview-letter", object{"level": 2, "reason": "急"}).status, "refused as it would be")

	require.Equal(t, 200, o.post("supervisor", "/tickets/"+no+"/supervise", form).status)
	letter := o.get("liaison-rl", "/letters/"+no+"-1").value()
	require.Equal(t, preview.value()["document"], letter["document"], "it went out as it was shown")
	require.Equal(t, "督办〔2026〕"+no[4:]+"-1号", letter["number"])
	require.NotContains(t, string(o.get("liaison-rl", "/letters/"+no+"-1").body), "138", "no caller in a letter")

	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/receive-letter", object{"letter": 1}).status)
	require.Equal(t, 403, o.post("liaison-cgj", "/tickets/"+no+"/receive-letter", object{"letter": 1}).status)
	require.Equal(t, 422, o.post("liaison-rl", "/tickets/"+no+"/answer-letter", object{"letter": 1, "text": ""}).status)
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/answer-letter", object{"letter": 1, "text": "已派人修复"}).status)
	require.Equal(t, 409, o.post("liaison-rl", "/tickets/"+no+"/answer-letter", object{"letter": 1, "text": "再答一次"}).status)
	require.Len(t, items(o.get("supervisor", "/letters?state=answered")), 1)
	require.Equal(t, 200, o.post("supervisor", "/tickets/"+no+"/close-letter", object{"letter": 1, "reason": "已落实"}).status)
	require.Equal(t, "closed", o.get("liaison-rl", "/letters/"+no+"-1").text("state"))

	require.Equal(t, 200, o.post("supervisor", "/tickets/"+no+"/supervise", object{"form": "onsite", "reason": "看现场", "at": o.clock.now().Format(time.RFC3339), "place": "幸福路", "who": "督查组"}).status)
	require.Equal(t, 200, o.post("supervisor", "/tickets/"+no+"/supervise-result", object{"n": 1, "text": "已修复"}).status)
	require.Contains(t, string(o.get("liaison-rl", "/tickets/"+no).body), "已修复")
}

// A page of letters goes on where the last one ended, through all stretches.
func TestLetterPages(t *testing.T) {
	o := openOffice(t)
	seen := map[string]bool{}
	for i := range 5 {
		no := o.dispatched()
		require.Equal(t, 200, o.raise(no, 2).status)
		if i%2 == 0 {
			require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/answer-letter", object{"letter": 1, "text": "已办"}).status)
		}
	}
	after := ""
	for range 10 {
		a := o.get("supervisor", "/letters?limit=2&after="+after)
		require.Equal(t, 200, a.status)
		for _, it := range items(a) {
			id := it.(map[string]any)["id"].(string)
			require.False(t, seen[id], "twice: %s", id)
			seen[id] = true
		}
		next, _ := a.value()["next"].(string)
		if next == "" {
			break
		}
		after = next
	}
	require.Len(t, seen, 5)
}
