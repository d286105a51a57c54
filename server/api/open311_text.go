package api

import (
	"net/url"
	"strings"
	"unicode"

	"hotline/dispatch/insight"
	"hotline/server/open311"
)

// The words of the Open311 interface that everybody reads.
const (
	otherServiceText = "其他诉求"
	keyServiceText   = "请向热线管理员申请接口密钥 / ask the administrator of the hotline for an API key"
	noAddressText    = "位置见坐标"
	noPlaceText      = "位置未公开"

	saysFixedText  = "市民反馈：问题已解决。"
	saysReopenText = "市民要求重新办理。"

	saysPictureText = "市民补充了图片。"

	addressIDText  = "地址编号 "
	noPointText    = "位置未标注"
	missingLead    = "随单图片未能取得："
	missingAgain   = "系统将在约一个半小时内重试，取得后自动附上。"
	missingForGood = "不再重试，请向反映人索取。"
)

// notPinpointed is what FixMyStreet sends where nobody said the place.
const notPinpointed = "#NOTPINPOINTED#"

// placeText is the place of a request as the dispatcher reads it.
func placeText(sub open311.Submission) string {
	switch {
	case sub.Address != "" || sub.AddressID == "":
		return sub.Address
	case sub.AddressID == notPinpointed:
		return noPointText
	}
	return addressIDText + sub.AddressID
}

// missingText tells which pictures a ticket is without. Of an address only the host
// is told: the rest may hold a key, or the caller's name.
func missingText(without []missing, last bool) string {
	var b strings.Builder
	b.WriteString(missingLead)
	again := false
	for i, m := range without {
		if i > 0 {
			b.WriteString("；")
		}
		b.WriteString(hostText(m.url) + "（" + strings.TrimSuffix(message(m.why, chinese), "。") + "）")
		again = again || m.again()
	}
	b.WriteString("。")
	if last {
		b.WriteString(missingForGood)
	} else if again {
		b.WriteString(missingAgain)
	}
	return b.String()
}

// hostText is the host of an address, with nothing in it but letters, digits and
// what stands between them.
func hostText(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "?"
	}
	return openWords(clip(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_:[]", r) {
			return r
		}
		return '?'
	}, u.Host), 80))
}

// answersMark stands in a ticket's text before the answers to the questions of its
// service. What comes behind it is for the units, not for everybody.
const answersMark = "\n\n【附加信息】\n"

// withAnswers is the text of a ticket with the answers behind it.
func withAnswers(text string, answers []open311.Answer) string {
	if len(answers) == 0 {
		return text
	}
	lines := make([]string, len(answers))
	for i, a := range answers {
		lines[i] = a.Question + "：" + strings.ReplaceAll(a.Text, "; ", "、")
	}
	return text + answersMark + strings.Join(lines, "\n")
}

// withoutAnswers is what the citizen wrote.
func withoutAnswers(text string) string {
	text, _, _ = strings.Cut(text, answersMark)
	return text
}

// openWords are words as everybody may read them: without what tells who said them
// or about whom.
func openWords(s string) string { return insight.ScrubNames(open311.Redact(s)) }

// civicNotes are the steps as everybody may read them; {0} is the unit.
var civicNotes = map[string]string{
	"registered":  "已登记，待派单",
	"dispatched":  "已派{0}办理",
	"accepted":    "{0}已接单",
	"contacted":   "{0}已联系市民",
	"reassigning": "原承办单位不具备职责，重新派单",
	"conferring":  "正在会商确定承办单位",
	"extended":    "经批准延期办理",
	"suspended":   "已列入计划，分期办理",
	"resumed":     "恢复办理",
	"replied":     "承办单位已答复，待回访",
	"redone":      "重新办理",
	"reopened":    "重新办理",
	"merged":      "与同一事项合并办理",
	"inherited":   "合并事项已答复，待回访",
	"closed":      "已办结",
	"fixed":       "已办结，问题已解决",
	"answered":    "已直接答复",
	"declined":    "不属于热线受理范围",
	"transferred": "已转紧急电话处理",
	"terminated":  "终止办理",
	"withdrawn":   "市民撤回诉求",
}

func civicNote(step, unit string) string { return strings.ReplaceAll(civicNotes[step], "{0}", unit) }
