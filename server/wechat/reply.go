package wechat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// replyMost is how long a passive reply may be in bytes; the platform drops what is
// longer.
const replyMost = 2000

// Success is the answer to what needs none: the platform does not ask again.
const Success = "success"

// Reply answers a message with words (被动回复). Without words it is Success.
func Reply(m Message, words string, now time.Time) string {
	if words == "" {
		return Success
	}
	words = fitting(words)
	if m.AsJSON {
		b, err := json.Marshal(map[string]any{"ToUserName": m.From, "FromUserName": m.To, "CreateTime": now.Unix(), "MsgType": "text", "Content": words})
		if err != nil {
			return Success
		}
		return string(b)
	}
	return fmt.Sprintf("<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>%d</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>%s</Content></xml>",
		cdata(m.From), cdata(m.To), now.Unix(), cdata(words))
}

// Sealed puts a reply into the envelope of the safe mode.
func (a Account) Sealed(m Message, reply, nonce string, random []byte, now time.Time) (string, error) {
	sealed, err := a.Seal([]byte(reply), random)
	if err != nil {
		return "", err
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	signature := Sign(a.Token, stamp, nonce, sealed)
	if m.AsJSON {
		b, err := json.Marshal(map[string]any{"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": now.Unix(), "Nonce": nonce})
		return string(b), err
	}
	return fmt.Sprintf("<xml><Encrypt>%s</Encrypt><MsgSignature>%s</MsgSignature><TimeStamp>%s</TimeStamp><Nonce>%s</Nonce></xml>",
		cdata(sealed), cdata(signature), stamp, cdata(nonce)), nil
}

// cdata quotes a value; what would end the quotation is split.
func cdata(s string) string {
	return "<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]>"
}

// fitting cuts words at a whole character.
func fitting(s string) string {
	if len(s) <= replyMost {
		return s
	}
	cut := replyMost - len("…")
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}
