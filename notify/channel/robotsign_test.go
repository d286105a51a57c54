package channel_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify/channel"
	"hotline/notify/channel/fake"
)

// TestRobotSignatures holds the signatures against values made elsewhere, with
// openssl, from the formulas the platforms publish. At 2026-11-23 09:00 Beijing
// time, with the secret "SEC-9f2c1b7e5a":
//
//	DingTalk signs, with the secret as key, milliseconds, a line feed and the secret:
//	  printf '1795395600000\nSEC-9f2c1b7e5a' | openssl dgst -sha256 -hmac SEC-9f2c1b7e5a -binary | base64
//	Feishu signs nothing at all, with seconds, a line feed and the secret as key:
//	  printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '1795395600\nSEC-9f2c1b7e5a' | xxd -p) -binary | base64
//	WeCom signs nothing: the key in its address is the secret.
func TestRobotSignatures(t *testing.T) {
	const key = "SEC-9f2c1b7e5a"
	sent := func(web *fake.Web, robot channel.Robot) fake.Got {
		t.Cleanup(web.Close)
		m := message("")
		require.EqualValues(t, 1795395600, m.At.Unix())
		m.Endpoint = dispatch.Endpoint{URL: web.URL() + "/robot/send?access_token=a%2Bb", Secret: key}
		_, err := robot.Send(t.Context(), m)
		require.NoError(t, err)
		got := web.Got()[0]
		require.NotContains(t, got.Query+string(got.Body), key, "the secret itself stays here")
		return got
	}
	ding := sent(fake.DingTalk(), channel.DingTalk(local()))
	query, err := url.ParseQuery(ding.Query)
	require.NoError(t, err)
	require.Equal(t, url.Values{"access_token": {"a+b"}, "timestamp": {"1795395600000"}, "sign": {"nLLqqo9qjWr+Gxbq74Os+xAmX31ZgF3di36CSBRiCZU="}}, query)
	require.False(t, strings.ContainsAny(query.Encode(), "+/") || strings.ContainsAny(ding.Query, "+/"), "base64 is escaped in an address")

	var body struct{ Timestamp, Sign string }
	feishu := sent(fake.Feishu(), channel.Feishu(local()))
	require.NoError(t, json.Unmarshal(feishu.Body, &body))
	require.Equal(t, "1795395600", body.Timestamp)
	require.Equal(t, "BAb0NRWgzmSbz/PoNg0InfxQmt7p4h6EP4Lkt6mg2Ro=", body.Sign)
	require.Equal(t, "access_token=a%2Bb", feishu.Query)

	wecom := sent(fake.WeCom(), channel.WeCom(local()))
	require.Equal(t, "access_token=a%2Bb", wecom.Query)
	require.NotContains(t, string(wecom.Body), "sign")
}
