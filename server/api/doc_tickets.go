package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

func docTickets() topic {
	return topic{"tickets", text{"工单", "Tickets"}, map[string]operation{
		"POST /api/v1/tickets": {title: text{"登记工单", "Log a ticket"}, in: intakeForm{}, out: ticketView{}, status: fiber.StatusCreated, once: true, match: true,
			about: text{"登记诉求、给出派单建议并返回工单。dispatch 直接指定承办单位；outcome 当场办结。", "Registers a demand, routes it and answers with the ticket. dispatch names the unit at once; outcome ends the call on the line."},
			needs: "caller channel text", example: `{"type":"help","channel":"phone","urgency":"utility","title":"小区供热不热","text":"家里暖气片一直不热，室内只有十四度，希望尽快处理。",
				"place":{"address":"柳林镇育才小区3号楼","town":"柳林镇"},"caller":{"name":"王先生","phone":"13800138000","wants_reply":true}}`},
		"GET /api/v1/tickets": {title: text{"工单列表", "List tickets"}, out: pageView[ticketRow]{}, query: with(ticketFilters(), paged()...),
			about: text{"按队列、按条件，或某个热点（issue、part）、某项监察结果的工单。承办单位只得到本单位的。", "A queue, a search, or the tickets of a hot issue (issue, part) or an inspection's finding. A unit gets its own."}},
		"GET /api/v1/tickets/:no":        {title: text{"工单详情", "Read a ticket"}, out: ticketView{}, match: true},
		"GET /api/v1/tickets/:no/events": {title: text{"办理过程", "The ticket's history"}, out: eventsView{}, about: text{"每一步都带哈希；intact 表示链条是否完整。", "Every event with its hash; intact tells whether the chain is whole."}},
		"GET /api/v1/tickets/:no/access": {title: text{"查看记录", "Who has seen the caller"}, out: pageView[accessView]{}, query: with(accessFilters(), paged()...)},
		"POST /api/v1/tickets/:no/printed": {title: text{"打印留痕", "Record that the page was printed"}, in: printForm{},
			about:   text{"caller 是纸面上来电人信息的样子：空、masked（脱敏）或 full（完整）。", "caller is how the caller stood on the sheet: empty, masked or full."},
			example: `{"caller":"masked"}`},
		"POST /api/v1/tickets/:no/check-reply": {title: text{"答复质量检查", "Check a draft of the reply"}, in: replyDraft{}, out: replyCheckView{},
			example: `{"text":"我镇已派人到现场检查，系分户阀门故障，今日十八时前更换完毕，室温已恢复到二十度。","resolved":true}`},
		"POST /api/v1/tickets/:no/preview-letter": {title: text{"预览督办文书", "Preview a letter of supervision"}, in: superviseForm{}, out: previewView{},
			needs: "level reason", example: `{"level":1,"reason":"临近办结时限尚未答复"}`},
		"GET /api/v1/callers": {title: text{"来电人历史（GET）", "A caller's earlier tickets, by GET"}, out: callerRecord{}, query: []param{textParam("phone", "电话号码", "telephone number").mandatory()},
			about: text{"供只能发 GET 的程序使用；号码会出现在地址里，宜用 POST /callers/lookup。", "For programs that cannot post; the number stands in the address, so prefer POST /callers/lookup."}},
		"POST /api/v1/callers/lookup": {title: text{"来电人历史", "A caller's earlier tickets"}, in: lookupForm{}, out: callerRecord{}, needs: "phone", example: `{"phone":"13800138000"}`},
		"POST /api/v1/suggest": {title: text{"派单建议", "What the system thinks of words being typed"}, in: suggestForm{}, out: suggestView{}, about: text{"不保存任何内容。", "Keeps nothing."},
			example: `{"title":"小区供热不热","text":"家里暖气片一直不热","place":{"town":"柳林镇"}}`},
		"GET /api/v1/queues": {title: text{"各队列件数", "How many tickets wait where"}, out: queuesView{}},
		"GET /api/v1/merges": {title: text{"合并建议", "Groups that look like one matter"}, out: mergesView{}},
		"POST /api/v1/merges/:no/dismiss": {title: text{"不是同一件事", "Say that a group is none"}, in: apartForm{},
			about:   text{"tickets 列出与主单不是同一件事的工单；不填表示都不是同一件事。", "tickets names those that are another matter than the master; none means that all differ."},
			example: `{"tickets":["20261123-0002"]}`},
		"DELETE /api/v1/merges/:no/dismiss": {title: text{"撤回“不是同一件事”", "Take that back"}},
	}}
}

func ticketFilters() []param {
	return []param{
		textParam("queue", "队列，名称见 GET /queues", "a queue as GET /queues names them"),
		textParam("state", "状态，逗号分隔", "states, separated by commas"),
		textParam("unit", "主办单位代码", "code of the leading unit"),
		textParam("q", "标题、内容中的词，或工单编号", "words of title and text, or a ticket number"),
		textParam("town", "镇街", "town"),
		textParam("category", "分类代码", "code of the category"),
		wordParam("type", "类型", "type", dispatch.Types...),
		wordParam("urgency", "紧急程度", "urgency", dispatch.Urgencies...),
		textParam("phone", "来电号码；仅限热线人员", "telephone number of the caller; the hotline only"),
		textParam("clock", "哪个时限超时", "which clock is late"),
		flagParam("late", "只看超时的", "only late ones"),
		dayParam("from", "登记时间起", "registered from"),
		dayParam("to", "登记时间止（不含）", "registered before"),
		textParam("issue", "热点编号", "id of a hot issue"),
		textParam("part", "热点的哪一部分", "part of a hot issue"),
		dayParam("window", "热点的时段（天）：1、7、30", "window of the issue in days: 1, 7 or 30"),
		textParam("finding", "监察编号/规则", "run/rule of an inspection"),
		flagParam("new", "监察结果中上一次没有的", "of a finding, those that the run before did not have"),
	}
}
