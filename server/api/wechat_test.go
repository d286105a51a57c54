package api

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/wechat"
)

// follower is somebody who writes to an official account; the platform signs it.
type follower struct {
	*office
	account wechat.Account
	id      string
	sent    int
}

func followers(t *testing.T) *follower {
	o := openOffice(t)
	a := wechat.Account{Name: "hotline", AppID: "wx1", Token: "token", Tells: true}
	o.Config.WeChat = map[string]wechat.Account{"hotline": a}
	return &follower{office: o, account: a, id: "o1"}
}

func sha(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

func (f *follower) query(nonce string) url.Values {
	at := strconv.FormatInt(f.now().Unix(), 10)
	return url.Values{"timestamp": {at}, "nonce": {nonce}, "signature": {sha(f.account.Token, at, nonce)}}
}

func (f *follower) body(id int, kind, inner string) string {
	return fmt.Sprintf("<xml><ToUserName>gh</ToUserName><FromUserName>%s</FromUserName><CreateTime>%d</CreateTime><MsgType>%s</MsgType>%s<MsgId>%d</MsgId></xml>", f.id, f.now().Unix(), kind, inner, id)
}

// say sends words and reads the answer.
func (f *follower) say(words string) string {
	f.Helper()
	f.sent++
	return f.hear(f.raw(f.query("n"+strconv.Itoa(f.sent)), f.body(f.sent, "text", "<Content>"+words+"</Content>")))
}

func (f *follower) raw(q url.Values, body string) answer {
	f.Helper()
	return f.do("", "POST", "/wechat/hotline?"+q.Encode(), body, "Content-Type", "text/xml")
}

func (f *follower) hear(a answer) string {
	f.Helper()
	require.Equal(f, 200, a.status, string(a.body))
	var back struct{ ToUserName, Content string }
	require.NoError(f, xml.Unmarshal(a.body, &back), string(a.body))
	require.Equal(f, f.id, back.ToUserName)
	return back.Content
}

func (f *follower) tickets() []dispatch.Ticket {
	list, _, err := f.store.Tickets(f.Context(), dispatch.Filter{}, dispatch.Page{Limit: 9})
	require.NoError(f, err)
	return list
}

func TestWeChatSignature(t *testing.T) {
	f := followers(t)
	q := f.query("n")
	q.Set("echostr", "hello")
	a := f.do("", "GET", "/wechat/hotline?"+q.Encode(), nil)
	require.Equal(t, 200, a.status)
	require.Equal(t, "hello", string(a.body))
	require.Equal(t, 404, f.do("", "GET", "/wechat/other?"+q.Encode(), nil).status)
	q.Set("nonce", "m")
	require.Equal(t, 403, f.do("", "GET", "/wechat/hotline?"+q.Encode(), nil).status)
	old := f.query("n2")
	f.clock.advance(wechatSkew + time.Second)
	require.Equal(t, 403, f.raw(old, f.body(1, "text", "<Content>x</Content>")).status)
	require.Equal(t, 400, f.raw(f.query("n3"), "<!DOCTYPE a []><xml/>").status)
	require.Equal(t, "success", string(f.raw(f.query("n4"), "<xml><FromUserName>o1</FromUserName><MsgType>event</MsgType><Event>VIEW</Event></xml>").body))
}

// TestWeChatTicket: a conversation makes one ticket, whatever the platform repeats.
func TestWeChatTicket(t *testing.T) {
	f := followers(t)
	require.Contains(t, f.say("你好"), "直接写下")
	require.Contains(t, f.say("育才路东段三盏路灯连续多日不亮"), "在哪里")
	f.sent++
	require.Contains(t, f.hear(f.raw(f.query("place"), f.body(f.sent, "location", "<Location_X>39.1</Location_X><Location_Y>117.2</Location_Y><Label>育才路东段</Label>"))), "手机号")
	require.Contains(t, f.say("不告诉你"), "不是电话号码")
	require.Contains(t, f.say("139 0013 9000"), "电话：13900139000")
	require.Empty(t, f.tickets())

	q, body := f.query("confirm"), f.body(99, "text", "<Content>1</Content>")
	made := f.raw(q, body)
	require.Contains(t, f.hear(made), "查询码")
	require.Equal(t, made.body, f.raw(f.query("again"), body).body, "the platform asks again")
	require.Equal(t, made.body, f.raw(q, body).body, "with the same signature too")
	list := f.tickets()
	require.Len(t, list, 1)
	x := list[0]
	require.Equal(t, dispatch.WeChat, x.Channel)
	require.Equal(t, dispatch.WeChatMessage, x.Contact.Progress)
	require.Equal(t, "育才路东段", x.Place.Address)
	p, err := f.store.Person(t.Context(), x.No)
	require.NoError(t, err)
	require.Equal(t, dispatch.Person{Phone: "13900139000", WeChat: "hotline/o1"}, p)

	require.Equal(t, 403, f.raw(q, f.body(100, "text", "<Content>育才路东段又坏了两盏路灯</Content>")).status, "a signature is for one message")
	f.clock.advance(wechatAgain + time.Second)
	require.Equal(t, 403, f.raw(q, body).status, "a replay later on learns no code")

	require.Contains(t, f.say("进度"), x.No+"：")
	require.Contains(t, f.say("进度 "+strings.ReplaceAll(x.No, "-", "")+" "+strings.ToLower(x.Code)), x.No+"：")
	require.Contains(t, f.say("进度 "+x.No+" ABCDEF"), "查不到")
	require.Contains(t, f.say("评价"), "解决了吗")
	require.Contains(t, f.say("1"), "满意吗")
	require.Contains(t, f.say("2"), "不能评价", "there is no answer yet")
	require.NotContains(t, f.lines.String(), "13900139000")
	require.NotContains(t, f.lines.String(), "o1/")
}

func TestWeChatAnonymous(t *testing.T) {
	f := followers(t)
	f.say("小区门口井盖破损三天没人管")
	require.Contains(t, f.say("和平里小区北门"), "匿名")
	require.Contains(t, f.say("匿名"), "匿名反映")
	require.Contains(t, f.say("1"), "编号")
	x := f.tickets()[0]
	require.True(t, x.Contact.Anonymous)
	require.Empty(t, x.Contact.Progress, "nobody is written to who wants to stay unknown")
	f.say("另一件完全不同的事情")
	require.Contains(t, f.say("取消"), "没有提交")
	require.Len(t, f.tickets(), 1)
}

// TestWeChatSafeMode: an account with a key takes sealed messages only, and seals
// its answers.
func TestWeChatSafeMode(t *testing.T) {
	f := followers(t)
	key, err := wechat.ParseKey("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
	require.NoError(t, err)
	f.account.Key = key
	f.Config.WeChat["hotline"] = f.account
	require.Equal(t, 403, f.raw(f.query("n0"), f.body(1, "text", "<Content>x</Content>")).status)
	sealed, err := f.account.Seal([]byte(f.body(1, "text", "<Content>进度</Content>")), []byte("0123456789abcdef"))
	require.NoError(t, err)
	q := f.query("n1")
	envelope := "<xml><ToUserName>gh</ToUserName><Encrypt>" + sealed + "</Encrypt></xml>"
	require.Equal(t, 403, f.raw(q, envelope).status, "the envelope is signed too")
	q.Set("msg_signature", sha(f.account.Token, q.Get("timestamp"), q.Get("nonce"), sealed))
	a := f.raw(q, envelope)
	require.Equal(t, 200, a.status, string(a.body))
	var back struct{ Encrypt, MsgSignature, TimeStamp, Nonce string }
	require.NoError(t, xml.Unmarshal(a.body, &back))
	require.Equal(t, sha(f.account.Token, back.TimeStamp, back.Nonce, back.Encrypt), back.MsgSignature)
	plain, err := f.account.Open(back.Encrypt)
	require.NoError(t, err)
	require.Contains(t, string(plain), "进度 工单号 查询码")
	require.NotContains(t, string(a.body), base64.StdEncoding.EncodeToString(plain))
}

// TestWeChatBinds: somebody who raised a matter elsewhere binds it by number and
// code, is told of it, and ends it; a wrong code binds nothing.
func TestWeChatBinds(t *testing.T) {
	f := followers(t)
	made := f.post("", "/public/tickets", object{"text": "井盖破损", "place": object{"address": "人民路1号"}, "caller": object{"phone": "13600009999"}})
	no := made.text("no")
	told := func() dispatch.OutletKind {
		x, err := f.store.Ticket(t.Context(), no)
		require.NoError(t, err)
		return x.Contact.Progress
	}
	require.Contains(t, f.say("订阅"), "工单号 查询码")
	require.Contains(t, f.say("订阅 "+no+" AAAAAA"), "查不到")
	_, err := f.store.Record(t.Context(), dispatch.KindTalk, FollowerID(no))
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
	require.Contains(t, f.say("订阅 "+no+" "+made.text("code")), "在微信里告诉您")
	require.Equal(t, dispatch.WeChatMessage, told())
	rec, err := f.store.Record(t.Context(), dispatch.KindTalk, FollowerID(no))
	require.NoError(t, err)
	require.NotContains(t, string(rec.Body), f.id, "who it is lies sealed")
	require.Contains(t, f.say("退订 "+no+" "+made.text("code")), "不再告诉您")
	require.Empty(t, told())
	hidden := f.post("", "/public/tickets", object{"text": "井盖破损", "place": object{"address": "人民路1号"}, "caller": object{"anonymous": true}})
	require.Contains(t, f.say("订阅 "+hidden.text("no")+" "+hidden.text("code")), "不能订阅")
	f.account.Tells = false
	f.Config.WeChat["hotline"] = f.account
	require.Contains(t, f.say("订阅 "+no+" "+made.text("code")), "暂时不能")
	require.Empty(t, told())
}

// TestWeChatPicture: a picture is fetched by its name with the platform, and one
// that takes too long is answered in time all the same.
func TestWeChatPicture(t *testing.T) {
	f := followers(t)
	keeping(t)(&f.Deps)
	asked, slow := "", false
	f.WeChatMedia = func(ctx context.Context, account, media string, most int64) ([]byte, error) {
		asked = account + "/" + media
		end, ok := ctx.Deadline()
		require.True(t, ok)
		require.LessOrEqual(t, time.Until(end), wechatPicture)
		require.Less(t, wechatPicture, wechatTime)
		require.Less(t, wechatTime, 5*time.Second, "the platform waits no longer")
		if slow {
			return nil, context.DeadlineExceeded
		}
		return drawing(t, 1), nil
	}
	picture := func(media string) string {
		f.sent++
		return f.hear(f.raw(f.query("p"+strconv.Itoa(f.sent)), f.body(f.sent, "image", "<PicUrl>http://127.0.0.1/a.jpg</PicUrl><MediaId>"+media+"</MediaId>")))
	}
	require.Contains(t, picture("m1"), "照片收到了")
	require.Equal(t, "hotline/m1", asked)
	slow = true
	require.Contains(t, picture("m2"), "没收到", "and its address, which is one inside, is not asked")
	f.say("育才路东段三盏路灯连续多日不亮")
	f.say("育才路东段")
	f.say("匿名")
	f.say("1")
	list := f.tickets()
	require.Len(t, list, 1)
	require.Len(t, list[0].Attachments, 1)
}
