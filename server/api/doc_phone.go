package api

import "hotline/server/phone"

// heardForm is what the generic format takes; one event without the list, and a
// list alone, are taken too.
type heardForm struct {
	Events []phone.GenericEvent `json:"events"`
}

func docPhone() topic {
	days := []param{textParam("from", "第一天，如 2026-11-23；不填为当天", "first local day, like 2026-11-23; today when left out"), textParam("to", "最后一天，最多 31 天", "last local day; 31 days at most")}
	return topic{"phone", text{"电话", "Telephone"}, map[string]operation{
		"POST /api/v1/cti/events": {title: text{"接收话务事件", "Tell of calls"}, in: heardForm{}, out: heardView{},
			query: []param{wordParam("format", "事件格式，默认 generic", "how the events are written; generic when left out", phone.Formats...), textParam("pbx", "话务系统名称，有多套时填写", "which telephone system, where there are several")},
			about: text{"权限 phone 的令牌。事件可成批、可重复、可乱序；Asterisk（AMI）和 FreeSWITCH 的事件原样发来即可，JSON 或逐行文本。",
				"With a token of the scope phone. Events may come in batches, repeated and in any order; those of Asterisk (AMI) and FreeSWITCH as they are, in JSON or in lines."},
			example: `{"events":[{"event":"ringing","call_id":"1795395600.1","from":"13800001234","to":"12345","extension":"8001"}]}`},
		"GET /api/v1/me/extension": {title: text{"我的分机", "The own extension"}, out: deskView{}},
		"PUT /api/v1/me/extension": {title: text{"登记我的分机", "Sit down at an extension"}, in: seatForm{}, out: deskView{}, example: `{"extension":"8001"}`},
		"GET /api/v1/extensions":   {title: text{"分机一览", "Who sits where"}, out: itemsView[seatView]{}},
		"PUT /api/v1/users/:username/extension": {title: text{"指定分机", "Seat a person"}, in: seatForm{}, out: deskView{},
			example: `{"extension":"8002"}`},
		"GET /api/v1/calls": {title: text{"通话记录", "Calls"}, out: pageView[callView]{},
			query: with(paged(), textParam("day", "某一天", "a local day"), wordParam("state", "状态", "state", phone.States...), textParam("extension", "分机", "extension"))},
		"GET /api/v1/calls/current":             {title: text{"我的当前来电", "The call at the own extension"}, out: currentView{}},
		"GET /api/v1/calls/figures":             {title: text{"话务指标", "Figures of calls"}, out: figuresView{}, query: days},
		"GET /api/v1/calls/figures.csv":         {title: text{"话务指标（CSV）", "Figures of calls as CSV"}, files: []string{"text/csv"}, query: days},
		"GET /api/v1/calls/missed":              {title: text{"待回拨", "Whom to call back"}, out: pageView[missedView]{}, query: with(paged(), flagParam("settled", "已处理的", "those settled lately"))},
		"POST /api/v1/calls/missed/:id/claim":   {title: text{"领取回拨", "Claim a call-back"}, out: missedView{}},
		"POST /api/v1/calls/missed/:id/release": {title: text{"放弃回拨", "Give it back"}, out: missedView{}},
		"POST /api/v1/calls/missed/:id/done":    {title: text{"记录回拨结果", "Tell what came of it"}, in: missedDone{}, out: missedView{}, example: `{"reached":false,"note":"无人接听"}`},
		"POST /api/v1/calls/dial":               {title: text{"点击拨号", "Have the own extension call"}, in: dialForm{}, out: dialView{}, example: `{"no":"20261123-0001"}`},
		"POST /api/v1/calls/:id/recording":      {title: text{"调听录音", "Where a recording is"}, in: listenForm{}, out: recordingView{}, example: `{"reason":"核对事发地址"}`},
		"GET /api/v1/tickets/:no/calls":         {title: text{"工单的通话", "Calls of a ticket and its caller"}, out: itemsView[callView]{}},
	}}
}
