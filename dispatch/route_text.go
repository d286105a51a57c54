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
	s := fmt.Sprintf("第一名 %.2f，低于自动派单线 %.2f", score, threshold)
	if m.Entry.Note != "" {
		return s + "；" + m.Entry.Note + "。"
	}
	if m.Scope == ByText {
		return s + "；标题没有说到，只在正文里提到。"
	}
	return s + "。"
}

func whyClose(first, second float64) string {
	return fmt.Sprintf("前两名 %.2f 对 %.2f，相差不到 %.2f。", first, second, leastMargin)
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

func reasonBarred(chapter string) Reason {
	return Reason{Kind: "guard", Text: chapter + "属部门专属事项，不下派镇街，可协办"}
}

func reasonInactive(u Unit) Reason {
	return Reason{Kind: "guard", Text: u.Name + "已停用"}
}
