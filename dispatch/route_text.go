package dispatch

import (
	"fmt"
	"strings"
)

// The sentences of a routing decision. They are stored with the ticket as its
// explanation and read by dispatchers, so they are data in the language of the
// catalogue, not messages of the interface; all of them are in this file.

const whyRoot = "派单目录没有对应的条目，请选择承办单位。"

func whyNoTown(e Entry) string {
	return fmt.Sprintf("条目 %s（%s）由属地镇街承办，来电没有说清是哪个镇街。", e.ID, e.Name)
}

func whyUnknown(e Entry) string {
	return fmt.Sprintf("条目 %s（%s）写的承办单位不在单位名录里。", e.ID, e.Name)
}

func whyBarred(u Unit) string {
	return fmt.Sprintf("%s 现在不能主办此事，请改选。", u.Name)
}

func whyByHand(e Entry) string {
	if e.Note != "" {
		return fmt.Sprintf("条目 %s（%s）须人工派单：%s。", e.ID, e.Name, e.Note)
	}
	return fmt.Sprintf("条目 %s（%s）须人工派单。", e.ID, e.Name)
}

func whyBelow(score, threshold float64, m Match) string {
	s := fmt.Sprintf("第一名 %s，低于自动派单线 %s", figure(score), figure(threshold))
	if threshold > 1 {
		s = fmt.Sprintf("第一名 %s，目前没有把握达到目标准确率", figure(score))
	}
	if m.Entry.Note != "" {
		return s + "；" + m.Entry.Note + "。"
	}
	if m.Scope == ByText {
		return s + "；标题没有说到，只在正文里提到。"
	}
	return s + "。"
}

func whyRecord(lead, first Unit) string {
	return fmt.Sprintf("目录由 %s 承办，但近期多次退单，同类多由 %s 办结。", lead.ShortName(), first.ShortName())
}

func whyClose(first, second float64) string {
	return fmt.Sprintf("前两名 %.2f 对 %.2f，相差不到 %.2f。", first, second, leastMargin)
}

// figure writes a probability with two digits, or three where it has them.
func figure(x float64) string {
	if s := fmt.Sprintf("%.3f", x); !strings.HasSuffix(s, "0") {
		return s
	}
	return fmt.Sprintf("%.2f", x)
}

func whyEmergency(a Advice) string {
	return "疑似紧急险情，先接通 " + a.Number + "，再定由谁负责后续。"
}

func whyNotAccepted(a Advice) string { return "可能不属于热线受理范围：" + a.Route }

func reasonRule(e Entry) Reason {
	text := e.Name
	if e.Basis != "" {
		text += "：" + e.Basis
	}
	return Reason{Kind: "rule", Text: text, Ref: e.ID}
}

func reasonCo(e Entry) Reason {
	return Reason{Kind: "rule", Text: e.Name + "：目录列为协办", Ref: e.ID}
}

func reasonWords(words []string) Reason {
	return Reason{Kind: "words", Text: strings.Join(words, "、")}
}

func reasonArea(town string, inferred bool) Reason {
	if inferred {
		return Reason{Kind: "area", Text: "属地：" + town + "（由地址或描述推出）"}
	}
	return Reason{Kind: "area", Text: "属地：" + town}
}

func reasonPast(h Track) Reason {
	return Reason{Kind: "history", Text: fmt.Sprintf("近 90 天同类 %d 件，退单 %d 件", h.Kept+h.Returned, h.Returned)}
}

func reasonModel(share float64, words []string) Reason {
	text := fmt.Sprintf("按同类工单的去向，模型把握 %.2f", share)
	if len(words) > 0 {
		text += "；依据：" + strings.Join(words, "、")
	}
	return Reason{Kind: "model", Text: text}
}

func reasonCategory(e Entry, share float64) Reason {
	return Reason{Kind: "model", Text: fmt.Sprintf("模型按文字归入“%s”，把握 %.2f", e.Name, share), Ref: e.Category}
}

func reasonHeir(from Unit, kept int) Reason {
	return Reason{Kind: "history", Text: fmt.Sprintf("%s近期退回的同类工单，由其办结 %d 件", from.ShortName(), kept)}
}

func reasonBarred(chapter string) Reason {
	return Reason{Kind: "guard", Text: chapter + "属部门专属事项，不下派镇街，可协办"}
}

func reasonInactive(u Unit) Reason {
	return Reason{Kind: "guard", Text: u.Name + "已停用"}
}
