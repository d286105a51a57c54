package api

import "hotline/dispatch"

// docActions has the one route that takes every action. The document shows an
// operation for each, see actionOperation.
func docActions() topic {
	return topic{"actions", text{"工单办理", "Actions on a ticket"}, map[string]operation{
		actionRoute: {title: text{"办理", "Act on a ticket"}, out: ticketView{}, once: true, match: true,
			about: text{"返回办理后的工单。version 或 If-Match 是所见的版本；其间工单有变化则返回 409。", "Answers with the ticket as it is then. version, or If-Match, is the version that was seen: if the ticket changed since, the answer is 409."}},
	}}
}

// actionOperation is the operation of one action; false for those nobody takes
// by a request.
func actionOperation(kind dispatch.ActionKind, base operation) (operation, bool) {
	b, ok := bodyOf(kind)
	if !ok {
		return operation{}, false
	}
	base.title, base.in, base.example = words[string(kind)], b.form, actionExamples()[kind]
	return base, true
}

// actionExamples are bodies that work, on a ticket for which it is time.
func actionExamples() map[dispatch.ActionKind]string {
	return map[dispatch.ActionKind]string{
		dispatch.DoDispatch: `{"lead":"zhujian","co_units":[],"reason":"供热由区住房和城乡建设局主管"}`,
		dispatch.DoView:     `{}`,
		dispatch.DoAccept:   `{}`,
		dispatch.DoContact:  `{"method":"phone","reached":true,"note":"已与来电人核实室温和住址"}`,
		dispatch.DoAppend:   `{"text":"来电人补充：楼上住户同样不热"}`,
		dispatch.DoUrge:     `{"text":"来电人催问进展"}`,
		dispatch.DoNote:     `{"text":"已提醒承办单位注意时限"}`,
		dispatch.DoRemind:   `{"reason":"临近办结时限"}`,
		dispatch.DoExtend:   `{"days":3,"reason":"需要更换管件","basis":"管件到货须三日"}`,
		dispatch.DoReply:    `{"text":"已派人入户检查，系分户阀门故障，今日十八时更换完毕，室内温度已恢复到二十度，来电人表示认可。","resolved":true}`,
		dispatch.DoReview:   `{"pass":true,"reason":""}`,
		dispatch.DoCallback: `{"reached":true,"contacted":true,"resolved":true,"satisfied":true}`,
		dispatch.DoReturn:   `{"reason":"not_duty","basis":"该小区供热由另一单位负责","suggested":"chengguanju"}`,
	}
}
