package api

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// located is a photo as a phone takes it: with a directory of where it was taken.
func located(t testing.TB) []byte {
	m, err := png.Decode(bytes.NewReader(drawing(t, 3)))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, nil))
	le := binary.LittleEndian
	entry := func(out []byte, tag, kind uint16, n, value uint32) []byte {
		out = le.AppendUint16(le.AppendUint16(out, tag), kind)
		return le.AppendUint32(le.AppendUint32(out, n), value)
	}
	tiff := le.AppendUint32([]byte("II*\x00"), 8)
	tiff = entry(le.AppendUint16(tiff, 2), 0x010f, 2, 6, 38) // the maker
	tiff = le.AppendUint32(entry(tiff, 0x8825, 4, 1, 44), 0) // the place
	tiff = append(tiff, "Xiaomi"...)
	tiff = entry(le.AppendUint16(tiff, 2), 0x0001, 2, 2, uint32('N'))
	tiff = le.AppendUint32(entry(tiff, 0x0002, 5, 3, 74), 0)
	for _, n := range []uint32{31, 1, 13, 1, 4901, 100} { // 31° 13' 49.01"
		tiff = le.AppendUint32(tiff, n)
	}
	body := append([]byte("Exif\x00\x00"), tiff...)
	seg := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return append(append([]byte{0xff, 0xd8}, append(seg, body...)...), b.Bytes()[2:]...)
}

// TestPlaceOfPhotoIsGone: what a citizen sends is given back to nobody with the
// place it was taken at.
func TestPlaceOfPhotoIsGone(t *testing.T) {
	o := openOffice(t, keeping(t))
	photo := located(t)
	require.Contains(t, string(photo), "Xiaomi")
	id := o.sent("", "IMG_1.jpg", photo)
	made := o.post("", "/public/tickets", object{"text": "井盖破损", "attachments": []string{id}, "caller": object{"anonymous": true}})
	require.Equal(t, 201, made.status, string(made.body))
	got := o.get("", "/public/tickets/"+made.text("no")+"/files/"+id[:32]+"?code="+made.text("code"))
	require.Equal(t, 200, got.status)
	require.Equal(t, "image/jpeg", got.header.Get("Content-Type"))
	for _, secret := range []string{"Xiaomi", "Exif", "\x31\x00\x00\x00"} {
		require.NotContains(t, string(got.body[:200]), secret)
	}
	_, err := jpeg.Decode(bytes.NewReader(got.body))
	require.NoError(t, err)
}

// TestUploadsNeedTheFormsProof: one proof of work is good for the photos of a form
// and for the form.
func TestUploadsNeedTheFormsProof(t *testing.T) {
	o := openOffice(t, keeping(t))
	o.Config.Robots = &RobotCheck{Key: []byte("key"), Bits: 6}
	require.Equal(t, 403, o.send("", "a.png", drawing(t, 1)).status)
	proof := prove(t, o.get("", "/public/challenge"))
	var ids []string
	for n := range proofFiles {
		a := o.send("", "a.png", drawing(t, n+1), "X-Challenge", proof)
		require.Equal(t, 201, a.status, string(a.body))
		ids = append(ids, a.text("id"))
	}
	require.Equal(t, 403, o.send("", "a.png", drawing(t, 20), "X-Challenge", proof).status, "it is not good for ever")
	require.Equal(t, 201, o.post("", "/public/tickets", object{"text": "井盖破损", "attachments": ids[:3], "caller": object{"anonymous": true}}, "X-Challenge", proof).status)
	require.Equal(t, 201, o.send("agent", "a.png", drawing(t, 21)).status, "who is signed in is no robot")
}

// TestUploadsAreBounded: what nobody took up yet is bounded in bytes, for a network
// and for all; what a matter took up does not count.
func TestUploadsAreBounded(t *testing.T) {
	o := openOffice(t, keeping(t), func(d *Deps) { d.Config.Limits.PublicFilesMB = 2 })
	first := o.sent("", "a.png", drawing(t, 1))
	require.Equal(t, 422, o.send("", "a.jpg", []byte("<html>")).status, "what is refused does not wait")
	o.sent("", "a.png", drawing(t, 2))
	require.Equal(t, 429, o.send("", "a.png", drawing(t, 3)).status)
	require.Equal(t, 201, o.post("", "/public/tickets", object{"text": "井盖破损", "attachments": []string{first}, "caller": object{"anonymous": true}}).status)
	require.Equal(t, 201, o.send("", "a.png", drawing(t, 3)).status)
	require.Equal(t, 429, o.send("", "a.png", drawing(t, 4)).status)
	o.clock.advance(uploadLife)
	require.Equal(t, 201, o.send("", "a.png", drawing(t, 5)).status, "by then what waited was swept")

	crowd := openOffice(t, keeping(t), func(d *Deps) { d.Config.Limits.PublicFilesMB = 32; d.Config.TrustedProxies = []string{"0.0.0.0"} })
	from := func(address string, n int) int {
		return crowd.send("", "a.png", drawing(t, n), "X-Real-IP", address).status
	}
	require.Equal(t, []int{201, 201, 429, 201}, []int{from("198.51.100.1", 1), from("198.51.100.1", 2), from("198.51.100.1", 3), from("198.51.100.2", 4)})
}

// TestTriesLockOutWhoTries: wrong codes of one network do not keep the citizen out,
// and those of all networks together run out too.
func TestTriesLockOutWhoTries(t *testing.T) {
	o := openOffice(t, func(d *Deps) {
		d.Config.Limits, d.Config.TrustedProxies = Limits{CodesPerHour: 2, PublicPerMinute: -1}, []string{"0.0.0.0"}
	})
	made := o.post("", "/public/tickets", object{"text": "井盖破损", "caller": object{"anonymous": true}})
	track := func(from, code string) int {
		return o.do("", "GET", "/api/v1/public/tickets/"+made.text("no")+"?code="+code, nil, "X-Real-IP", from).status
	}
	require.Equal(t, []int{404, 404, 429}, []int{track("198.51.100.1", "AAAAAA"), track("198.51.100.1", "AAAAAB"), track("198.51.100.1", made.text("code"))})
	require.Equal(t, 200, track("198.51.100.2", made.text("code")))
	for n := range 2*strangers - 2 {
		require.Equal(t, 404, track("203.0.113."+string(rune('0'+n%9))+string(rune('0'+n/9)), "AAAAAA"))
	}
	require.Equal(t, 429, track("198.51.100.9", "AAAAAA"))
	o.clock.advance(time.Hour)
	require.Equal(t, 200, track("198.51.100.1", made.text("code")))
}

// gatewayed is an office that can send text messages.
type gatewayed struct{ Outlets }

func (gatewayed) Ready(dispatch.OutletKind) bool { return true }

// TestPublicFollow: a citizen asks to be told of the progress later on, and ends it.
func TestPublicFollow(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Outlets = gatewayed{d.Outlets} })
	require.Equal(t, true, o.get("", "/public/form").value()["messages"])
	made := o.post("", "/public/tickets", object{"text": "井盖破损", "place": object{"address": "人民路1号"}, "caller": object{"phone": "13600009999"}})
	path := "/public/tickets/" + made.text("no")
	follow := func(on bool) answer {
		return o.post("", path+"/follow", object{"code": made.text("code"), "messages": on})
	}
	require.Equal(t, true, o.get("", path+"?code="+made.text("code")).value()["may_follow"])
	require.Equal(t, "sms", follow(true).text("told"))
	require.Equal(t, "sms", follow(true).text("told"), "twice is once")
	require.NotContains(t, string(follow(false).body), `"told"`)
	require.Equal(t, 404, o.post("", path+"/follow", object{"code": "AAAAAA", "messages": true}).status)
	events, err := o.store.Events(t.Context(), made.text("no"))
	require.NoError(t, err)
	n := 0
	for _, e := range events {
		if e.Kind == dispatch.Followed {
			n++
		}
	}
	require.Equal(t, 2, n)
	for _, caller := range []object{{"anonymous": true}, {"phone": "13600009999", "confidential": true}} {
		secret := o.post("", "/public/tickets", object{"text": "井盖破损", "place": object{"address": "人民路1号"}, "caller": caller})
		a := o.post("", "/public/tickets/"+secret.text("no")+"/follow", object{"code": secret.text("code"), "messages": true})
		require.Equal(t, 409, a.status, "%v: %s", caller, a.body)
	}
}
