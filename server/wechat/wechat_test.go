package wechat

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The vectors were computed by hand with other programs:
//
//	printf %s 1409735669nonce123QDG6eK-token | sha1sum
//	printf … | openssl enc -aes-256-cbc -nopad -K … -iv … | base64
const (
	vectorToken = "QDG6eK-token"
	vectorKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	vectorApp   = "wx5823bf96d3bd56c7"
)

func vectorAccount(t testing.TB) Account {
	key, err := ParseKey(vectorKey)
	require.NoError(t, err)
	return Account{Name: "hotline", AppID: vectorApp, Token: vectorToken, Key: key}
}

func TestSignature(t *testing.T) {
	a := vectorAccount(t)
	require.Equal(t, vectorSignature, Sign(vectorToken, "1409735669", "nonce123"))
	require.True(t, a.Signed(vectorSignature, "1409735669", "nonce123"))
	for _, bad := range [][]string{{"1409735668", "nonce123"}, {"1409735669", "nonce124"}, {"1409735669"}} {
		require.False(t, a.Signed(vectorSignature, bad...))
	}
	require.False(t, Account{}.Signed(Sign("", "1", "2"), "1", "2"), "an account without a token takes nothing")
}

// byHand seals as the platform's documents say, step by step.
func byHand(key, random, app, message string, pad func(n int) []byte) string {
	plain := []byte(random)
	n := len(message)
	plain = append(plain, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	plain = append(plain, message+app...)
	plain = append(plain, pad(len(plain))...)
	block, _ := aes.NewCipher([]byte(key))
	cipher.NewCBCEncrypter(block, []byte(key[:16])).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}

func pkcs7(n int) []byte { p := 32 - n%32; return bytes.Repeat([]byte{byte(p)}, p) }

func TestSafeMode(t *testing.T) {
	a := vectorAccount(t)
	const random = "0123456789abcdef"
	require.Equal(t, vectorMessage, open(t, a, vectorSealed), "a vector of another program")
	for _, message := range []string{"", "x", vectorMessage, strings.Repeat("长", 1000)} {
		sealed := byHand(string(a.Key), random, vectorApp, message, pkcs7)
		require.Equal(t, message, open(t, a, sealed))
		ours, err := a.Seal([]byte(message), []byte(random))
		require.NoError(t, err)
		require.Equal(t, sealed, ours)
	}
	other := vectorAccount(t)
	other.Key = bytes.Repeat([]byte{7}, 32)
	for what, bad := range map[string]string{
		"another app": byHand(string(a.Key), random, "wx0", "x", pkcs7), "no base64": "***", "empty": "", "short": base64.StdEncoding.EncodeToString(make([]byte, 16)),
		"odd length": base64.StdEncoding.EncodeToString(make([]byte, 33)), "no padding": byHand(string(a.Key), random, vectorApp, strings.Repeat("x", 26), func(int) []byte { return nil }),
		"padding too long": byHand(string(a.Key), random, vectorApp, "x", func(n int) []byte { p := pkcs7(n); return append(p[:len(p)-1], 33) }),
		"padding uneven":   byHand(string(a.Key), random, vectorApp, "x", func(n int) []byte { p := pkcs7(n); p[0] = 0; return p }),
	} {
		_, err := a.Open(bad)
		require.ErrorIs(t, err, ErrSealed, what)
	}
	_, err := other.Open(vectorSealed)
	require.ErrorIs(t, err, ErrSealed)
	_, err = ParseKey("short")
	require.Error(t, err)
}

func open(t *testing.T, a Account, sealed string) string {
	t.Helper()
	plain, err := a.Open(sealed)
	require.NoError(t, err)
	return string(plain)
}

func TestParse(t *testing.T) {
	m, err := Parse([]byte(`<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1700000000</CreateTime><MsgType>location</MsgType><Location_X>39.1</Location_X><Location_Y>117.2</Location_Y><Label><![CDATA[柳林新苑 <6> & ]]></Label><MsgId>77</MsgId><Send><A>1</A></Send></xml>`))
	require.NoError(t, err)
	require.Equal(t, Message{To: "gh_1", From: "o1", At: time.Unix(1700000000, 0), Type: "location", Lat: 39.1, Lon: 117.2, Label: "柳林新苑 <6> &", ID: "77"}, m)
	m, err = Parse([]byte(`{"ToUserName":"gh_1","FromUserName":"o1","CreateTime":1700000000,"MsgType":"text","Content":"进度","MsgId":6054768590064713728}`))
	require.NoError(t, err)
	require.True(t, m.AsJSON)
	require.Equal(t, "6054768590064713728", m.Key())
	for what, bad := range map[string]string{
		"entity":   `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><FromUserName>&e;</FromUserName><MsgType>text</MsgType></xml>`,
		"laughs":   `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><FromUserName>&b;</FromUserName></xml>`,
		"unknown":  `<xml><FromUserName>&e;</FromUserName><MsgType>text</MsgType></xml>`,
		"deep":     "<xml>" + strings.Repeat("<a>", 50) + strings.Repeat("</a>", 50) + "</xml>",
		"twice":    `<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName><MsgType>text</MsgType></xml>`,
		"unclosed": `<xml><FromUserName>a</FromUserName><MsgType>text</MsgType>`, "two": `<xml></xml><xml></xml>`, "no sender": `<xml><MsgType>text</MsgType></xml>`,
		"long":    `<xml><FromUserName>a</FromUserName><MsgType>text</MsgType><Content>` + strings.Repeat("x", maxValue+1) + `</Content></xml>`,
		"nowhere": `<xml><FromUserName>a</FromUserName><MsgType>location</MsgType><Location_X>NaN</Location_X><Location_Y>1</Location_Y></xml>`,
		"":        ``, "charset": "<?xml version=\"1.0\" encoding=\"gbk\"?><xml><FromUserName>a</FromUserName><MsgType>text</MsgType></xml>",
		"json": `{"FromUserName":"a","MsgType":"text"`, "another root": `<x><FromUserName>a</FromUserName><MsgType>text</MsgType></x>`,
	} {
		_, err := Parse([]byte(bad))
		require.Error(t, err, what)
	}
}

func TestReply(t *testing.T) {
	now := time.Unix(1700000000, 0)
	m := Message{To: "gh_1", From: "o1"}
	var back struct {
		ToUserName, FromUserName, MsgType, Content string
		CreateTime                                 int64
	}
	words := "编号 20261120-0112 ]]> <b> & " + strings.Repeat("很长", 1000)
	require.NoError(t, xml.Unmarshal([]byte(Reply(m, words, now)), &back))
	require.Equal(t, "o1", back.ToUserName)
	require.LessOrEqual(t, len(back.Content), replyMost)
	require.True(t, strings.HasPrefix(back.Content, "编号 20261120-0112 ]]> <b> &"))
	require.Equal(t, Success, Reply(m, "", now))
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`<xml><FromUserName>a</FromUserName><MsgType>text</MsgType><Content><![CDATA[x]]></Content></xml>`))
	f.Add([]byte(`{"FromUserName":"a","MsgType":"text"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := Parse(body)
		if err != nil {
			return
		}
		if m.Sealed == "" && m.From == "" {
			t.Fatal("nobody sent it")
		}
		_, turn := Talk{}.Hear(m, time.Unix(1700000000, 0))
		if turn.Do == Log {
			t.Fatal("a ticket out of one message")
		}
		reply := Reply(Message{To: m.To, From: m.From}, m.Content, time.Unix(1, 0))
		var back struct{ Content string }
		if err := xml.Unmarshal([]byte(reply), &back); reply != Success && err != nil && !strings.Contains(fmt.Sprint(err), "illegal character") {
			t.Fatal(err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(vectorSealed)
	a := vectorAccount(f)
	f.Fuzz(func(t *testing.T, sealed string) { _, _ = a.Open(sealed) })
}
