package wechat

import "strings"

// What people write, and what the account answers.
var (
	wordsReport    = []string{"1", "反映", "我要反映", "投诉", "举报", "诉求", "求助"}
	wordsProgress  = []string{"进度", "查进度", "查询"}
	wordsRate      = []string{"评价"}
	wordsFollow    = []string{"订阅", "绑定"}
	wordsUnfollow  = []string{"退订", "取消订阅", "TD", "td", "T"}
	wordsCancel    = []string{"取消", "不办了", "退出", "重来"}
	wordsHelp      = []string{"帮助", "？", "?"}
	wordsAnonymous = []string{"匿名", "不留"}
	wordsTell      = []string{"1"}
	wordsYes       = []string{"2", "确认", "提交", "是", "好"}
	wordsGood      = []string{"1", "解决", "解决了", "已解决", "满意", "基本满意", "是"}
	wordsBad       = []string{"2", "没解决", "未解决", "没有", "不满意", "否"}
)

var sentences = map[string]string{
	"welcome":           "您好，这里是{0}。\n直接写下发生的事就能反映；\n回复“进度”查办理情况；\n回复“评价”给办好的事评价；\n回复“订阅 工单号 查询码”，有进展在微信里告诉您，“退订”不再告诉。\n有人受伤、着火、燃气味，请先打 119、120、110。",
	"not_understood":    "这里看得懂文字、照片和位置。直接写下发生的事就能反映；也可以打 12345。",
	"ask_text":          "请写下发生了什么：什么事、从哪天开始、希望怎么解决。照片可以随时发。回复“取消”不办了。",
	"text_long":         "太长了，请写在 1000 个字以内，要紧的写在前面。",
	"ask_place":         "记下了。在哪里？请发送位置（点“+”选“位置”），或写地址，写到小区和楼号。",
	"ask_phone":         "请写手机号，承办单位才能联系您。不想留，回复“匿名”：没人能向您核实，办得可能慢。",
	"phone_wrong":       "这不是电话号码，请再看看；不想留，回复“匿名”。",
	"confirm":           "请核对：\n事情：{1}\n地点：{2}\n电话：{3}\n照片：{4} 张\n回复 1 提交，有进展在微信里告诉您；\n回复 2 只提交；回复“取消”不办了。",
	"confirm_plain":     "请核对：\n事情：{1}\n地点：{2}\n电话：{3}\n照片：{4} 张\n回复 1 提交；回复“取消”不办了。",
	"follow_off":        "这个公众号暂时不能发进展通知；回复“进度”随时能查。",
	"confirm_anonymous": "请核对：\n事情：{1}\n地点：{2}\n匿名反映\n照片：{4} 张\n回复 1 提交；回复“取消”不办了。",
	"place":             "来信人所在位置（见坐标）",
	"cancelled":         "好的，没有提交。需要时再写给我们。",
	"made":              "收到了。\n编号 {1}\n查询码 {2}\n回复“进度”看办理情况；在网页上查要用编号和查询码，请不要给别人看。",
	"refused":           "没有收下：{1}\n请改一改再发，或打 12345。",
	"busy":              "现在没能办成，请过一会儿再发一次，或打 12345。",
	"too_fast":          "发得太快了，请过一会儿再发。",
	"photo_kept":        "照片收到了。",
	"photo_next":        "照片收到了，共 {4} 张。",
	"photo_failed":      "这张照片没收到，请再发一次。",
	"photos_most":       "最多 6 张照片，这张没有加。",
	"ask_number":        "请这样写：进度 工单号 查询码\n例如：进度 20261120-0112 7K39QF",
	"ask_rate_number":   "请这样写：评价 工单号 查询码\n例如：评价 20261120-0112 7K39QF",
	"ask_follow_number": "请这样写：订阅 工单号 查询码\n例如：订阅 20261120-0112 7K39QF",
	"followed":          "好的，{1} 有进展就在微信里告诉您。回复“退订”不再告诉。",
	"unfollowed":        "好的，{1} 的进展不再告诉您；回复“进度”随时能查。",
	"not_followable":    "这件事不能订阅：匿名、保密的不发通知，办完的没有新进展。",
	"unknown":           "查不到：编号和查询码对不上，请再看看。",
	"ask_resolved":      "解决了吗？回复 1 解决了，2 没解决。",
	"ask_satisfied":     "您满意吗？回复 1 满意，2 不满意。",
	"rated":             "评价收到了，谢谢。",
	"not_ratable":       "这件事现在还不能评价，或者已经评价过了。",
	"progress":          "{1}：{2}",
	"line_unit":         "\n承办单位：{0}",
	"line_due":          "\n应在 {0} 前答复",
	"line_reply":        "\n答复：{0}",
	"line_rate":         "\n回复“评价”告诉我们解决了没有。",
}

// Sentence is what the account says. The values stand where {0}, {1} and so on are.
func Sentence(key string, values ...string) string {
	var pairs []string
	for i, v := range values {
		pairs = append(pairs, "{"+string(rune('0'+i))+"}", v)
	}
	return strings.NewReplacer(pairs...).Replace(sentences[key])
}

// Ask is the question of a turn, with what the talk has so far. name is that of
// the hotline.
func (t Talk) Ask(key, name string) string {
	text := t.Text
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return Sentence(key, name, text, t.where(), t.Phone, string(rune('0'+min(len(t.Photos), 9))))
}

func (t Talk) where() string {
	if t.Address == "" {
		return "您发来的位置"
	}
	return t.Address
}

// Stands is how a ticket stands in a word or two; the states are those of the
// tickets.
func Stands(state string) string {
	if s, ok := states[state]; ok {
		return s
	}
	return "正在办理"
}

var states = map[string]string{
	"registered": "已受理，正在派给负责的单位", "dispatched": "已派给承办单位", "accepted": "承办单位已接单", "contacted": "承办单位正在办理",
	"replied": "承办单位已答复，正在审核", "reviewed": "已答复", "closed": "已办结", "answered": "已答复", "declined": "不予受理",
	"transferred": "已转接", "merged": "和同一件事一起办理", "terminated": "已终止",
}
