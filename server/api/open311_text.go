package api

import (
	"strings"

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
)

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
