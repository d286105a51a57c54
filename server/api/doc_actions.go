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
	sample := actionSamples()[kind]
	base.title, base.in, base.needs, base.example = words[string(kind)], b.form, sample.needs, sample.example
	return base, true
}

// actionSample is what an action needs, and a body that works on a ticket for which
// it is time.
type actionSample struct{ needs, example string }

func actionSamples() map[dispatch.ActionKind]actionSample {
	return map[dispatch.ActionKind]actionSample{
		dispatch.DoDispatch: {"lead", `{"lead":"zhujian","co_units":[],"reason":"供热由区住房和城乡建设局主管"}`},
		dispatch.DoView:     {"", `{}`},
		dispatch.DoAccept:   {"", `{}`},
		dispatch.DoContact:  {"method", `{"method":"phone","reached":true,"note":"已与来电人核实室温和住址"}`},
		dispatch.DoAppend:   {"text", `{"text":"来电人补充：楼上住户同样不热"}`},
		dispatch.DoUrge:     {"", `{"text":"来电人催问进展"}`},
		dispatch.DoNote:     {"text", `{"text":"已提醒承办单位注意时限"}`},
		dispatch.DoRemind:   {"reason", `{"reason":"临近办结时限"}`},
		dispatch.DoExtend:   {"days reason", `{"days":3,"reason":"需要更换管件","basis":"管件到货须三日"}`},
		dispatch.DoReply:    {"text", `{"text":"已派人入户检查，系分户阀门故障，今日十八时更换完毕，室内温度已恢复到二十度，来电人表示认可。","resolved":true}`},
		dispatch.DoReview:   {"", `{"pass":true,"reason":""}`},
		dispatch.DoCallback: {"", `{"reached":true,"contacted":true,"resolved":true,"satisfied":true}`},
		dispatch.DoReturn:   {"basis reason suggested", `{"reason":"not_duty","basis":"该小区供热由另一单位负责","suggested":"chengguanju"}`},

		dispatch.DoAnswer:           {"text", `{"text":"供暖期为每年11月1日至次年4月30日，报修电话24小时有人接听。"}`},
		dispatch.DoDecline:          {"reason route", `{"reason":"已进入诉讼程序","route":"请向受理法院反映"}`},
		dispatch.DoTransfer:         {"number reason", `{"number":"119","reason":"正在发生的火情"}`},
		dispatch.DoDesignate:        {"lead reason", `{"lead":"zhujian","co_units":[],"reason":"权属不清，指定牵头单位"}`},
		dispatch.DoAssist:           {"co_units reason", `{"co_units":["shuiwu"],"reason":"管网部分需协同处置","tasks":[{"unit":"shuiwu","text":"检查管网"}]}`},
		dispatch.DoAskAssist:        {"reason units", `{"units":["chengguanju"],"reason":"需协同清理占道堆物"}`},
		dispatch.DoDecideAssist:     {"", `{"approve":true,"reason":""}`},
		dispatch.DoPart:             {"text", `{"text":"已上门检修分户阀门，室温恢复到二十度。"}`},
		dispatch.DoDecideReturn:     {"", `{"approve":false,"reason":"职责清单已明确由你单位办理"}`},
		dispatch.DoDecideExtension:  {"", `{"approve":true,"reason":""}`},
		dispatch.DoSupervise:        {"reason", `{"level":1,"reason":"群众反映强烈","override":"情况紧急"}`},
		dispatch.DoSuperviseResult:  {"n text", `{"n":1,"text":"已约谈分管负责人，承诺三日内办结"}`},
		dispatch.DoReceiveLetter:    {"letter", `{"letter":1}`},
		dispatch.DoAnswerLetter:     {"letter text", `{"letter":1,"text":"已成立专班，明日十八时前完成抢修"}`},
		dispatch.DoCloseLetter:      {"letter reason", `{"letter":1,"reason":"整改到位"}`},
		dispatch.DoMerge:            {"into", `{"into":"20261123-0001","reason":"同一小区同一问题"}`},
		dispatch.DoUnmerge:          {"", `{"reason":"经核实不是同一处"}`},
		dispatch.DoRedo:             {"reason", `{"reason":"来电人表示仍未解决"}`},
		dispatch.DoTerminate:        {"reason", `{"reason":"来电人无法联系且诉求无法核实"}`},
		dispatch.DoClose:            {"reason", `{"reason":"两次回访均无人接听"}`},
		dispatch.DoReopen:           {"reason", `{"reason":"来电人再次反映"}`},
		dispatch.DoReveal:           {"reason", `{"reason":"与来电人核实地址"}`},
		dispatch.DoDifficult:        {"reason", `{"reason":"产权单位已注销"}`},
		dispatch.DoExclude:          {"reason", `{"reason":"重复登记"}`},
		dispatch.DoSuspend:          {"measures reason until", `{"until":"2026-12-20","reason":"等待检测结果","measures":"已委托检测机构，先行设置围挡"}`},
		dispatch.DoResume:           {"reason", `{"reason":"检测结果已出"}`},
		dispatch.DoSeal:             {"reason", `{"category":"safety","reason":"举报人有顾虑","users":["supervisor","supervisor2"]}`},
		dispatch.DoRecuse:           {"reason", `{"units":["shuiwu"],"reason":"被举报单位回避"}`},
		dispatch.DoUnseal:           {"reason", `{"reason":"须与举报人核实线索"}`},
		dispatch.DoDecideUnseal:     {"reason", `{"approve":true,"reason":"同意，限当日使用"}`},
		dispatch.DoConfer:           {"at place reason units", `{"units":["zhujian","chengguanju"],"at":"2026-12-01T02:00:00Z","place":"三楼会议室","reason":"权属不清"}`},
		dispatch.DoAttend:           {"", `{"yes":true}`},
		dispatch.DoConclude:         {"attended lead text", `{"lead":"chengguanju","co_units":["zhujian"],"attended":["zhujian","chengguanju"],"text":"路面塌陷由城管局牵头修复，住建局配合。","entry":{"name":"小区外路面塌陷","category":"0101","words":["塌陷"],"basis":"会商纪要"}}`},
		dispatch.DoCancelConference: {"reason", `{"reason":"两家单位已达成一致"}`},
		dispatch.DoAsk:              {"items", `{"items":["购房合同","现场照片"],"text":"请补充以下材料"}`},
		dispatch.DoSpotCheck:        {"", `{"pass":true}`},
		dispatch.DoKeepClosed:       {"reason", `{"reason":"诉求超出职责范围，已释明"}`},
		dispatch.DoAttach:           {"attachments", `{"attachments":["0123456789abcdef0123456789abcdef"],"note":"现场照片"}`},
		dispatch.DoReturnUp:         {"", `{"reason":"事发地不在本区","basis":"区划图"}`},
	}
}
