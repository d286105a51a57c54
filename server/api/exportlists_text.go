package api

import (
	"maps"
	"net/url"
)

// exportHeading stands above every list that is taken out.
const exportHeading = "12345 热线%s导出 · 内部资料，不得外传"

// ticketColumns are those of every list of tickets.
const ticketColumns = "工单号=no|状态=state:state|类型=type:type|渠道=channel:channel|紧急程度=urgency:urgency|标题=title|类别=category_name|镇街=place.town|地点=place.address|主办单位=lead_name|" +
	"协办单位=co_units:units|登记时间=registered_at:time|派单时间=dispatched_at:time|当前时限=current:clock_kind|时限到期=clocks:clock|超时=overlays.overdue:yes|办结时间=closed_at:time|" +
	"重办次数=overlays.redo|催单次数=overlays.urges|督办级别=overlays.level|上级工单号=upstream.no|匿名=caller.anonymous:yes|保密=caller.confidential:yes"

const appealColumns = "编号=id|工单号=no|标题=title|单位=unit:unit|月份=month|范围=scope_name:scope|事由=code_name|理由=reason|依据=evidence|申请人=asked_by|申请时间=asked_at:time|状态=state:appeal|裁定人=decided_by|裁定时间=decided_at:time|裁定意见=decision"

const sendingColumns = "待发=waiting|未送达=dead|最近一次=last.at:time|启用=active:flag|建立人=by|建立时间=created_at:time"

// exportLists are the lists that can be taken out, by what the pages and programs
// call them. Another list is an entry here.
func exportLists() map[string]listExport {
	platform := []string{"platform", "state"}
	lists := map[string]listExport{
		// Tickets, and what stands beside them.
		"tickets": {title: "工单", path: "/tickets", columns: ticketColumns,
			params: []string{"queue", "state", "type", "urgency", "category", "town", "unit", "q", "phone", "from", "to", "late", "clock", "issue", "window", "part", "finding", "new"}},
		"letters": {title: "督办文书", path: "/letters", params: []string{"unit", "state", "kind"},
			columns: "文书号=number|工单号=no|标题=title|文书=kind:letter|级别=level|送达单位=unit_name|签发时间=issued_at:time|签发人=issued_by|答复期限=due:time|签收时间=received_at:time|签收人=received_by|回复时间=answered_at:time|回复内容=answer|逾期=late:yes|办结时间=closed_at:time|状态=state:letter_state"},
		"merges": {title: "疑似重复工单", path: "/merges", rows: rowsWithin("tickets"),
			columns: "主工单号=of.master.no|主工单标题=of.master.title|工单号=no|标题=title|镇街=town|地点=place|单位=unit_name|状态=state:state|登记时间=registered_at:time|相似度=score|相距米=distance_m|相隔小时=hours|同一来电人=same_caller:yes"},
		"hot": {title: "热点问题", path: "/insight/hot", params: []string{"from", "to", "window"}, rows: rowsAt("issues"), limit: 50,
			columns: "名次=rank|问题=title|新出现=emerging:yes|类别=category.name|镇街=town|地点=place|单位=unit_name|件数=count|人数=callers|平时件数=usual|倍数=ratio|热度=heat|最早=first_at:time|最近=last_at:time|接单=progress.accepted|联系=progress.contacted|办结=progress.resolved|超时=progress.late"},

		// The telephone.
		"calls": {title: "通话", path: "/calls", params: []string{"day", "state", "extension"},
			columns: "开始时间=started_at:time|来去电=out:call_way|状态=state:call|号码=number|队列=queue|分机=extension|话务员=agent|等待秒数=wait_s|通话秒数=talk_s|转接次数=transfers|工单号=tickets:list"},
		"missed_calls": {title: "漏接电话", path: "/calls/missed", params: []string{"settled"},
			columns: "号码=number|首次来电=first:time|最近来电=last:time|次数=times|队列=queue|回拨时限=due:time|认领人=claimed_name|回拨次数=tries|最近回拨=last_try:time|说明=note|了结时间=settled:time|了结方式=how:settlement"},
		"call_figures": {title: "话务指标", path: "/calls/figures", params: []string{"from", "to"}, rows: figureRows,
			columns: "日期=day|人工请求=offered:count|接通=answered:count|15秒内接通=prompt:count|排队放弃=abandoned:count|振铃未接=missed:count|导航中挂机=left:count|接通率=rate:percent|15秒接通率=prompt_rate:percent|平均等待（秒）=wait_s:count|平均通话（秒）=talk_s:count"},

		// The knowledge base and the month.
		"articles": {title: "知识库", path: "/articles", params: []string{"q", "unit", "category", "state"},
			columns: "编号=id|标题=title|摘要=excerpt|关键词=keywords:list|类别=category_name|单位=unit_name|状态=state:article|使用中=published:yes|公开=public:yes|复核日期=review_by|逾期未复核=overdue:yes|修改时间=updated_at:time|用于工单=used"},
		"appeals":    {title: "申诉", path: "/appeals", params: []string{"month", "unit", "state"}, columns: appealColumns},
		"exclusions": {title: "剔除", path: "/exclusions", params: []string{"month", "unit", "state"}, columns: appealColumns},
		"briefs": {title: "工作简报", path: "/briefs",
			columns: "月份=month|阶段=stage:brief|期号=issue|发布时间=published_at:time|应签收=recipients|已签收=receipts|更正=corrected:yes"},
		"bulletins": {title: "通报", path: "/bulletins", params: []string{"kind", "state"}, columns: "编号=id|标题=title|期号=period|状态=state:bulletin|截止=snapshot_at:time|发送时间=sent_at:time"},
		"scored": {title: "考核工单", heading: "{name} {total} 件（分子 {num}，分母 {den}）", path: "/scores/{month}/{unit}/{metric}", params: []string{"month", "unit", "metric", "side"},
			columns: "工单号=no|标题=title|计入=counted:counted|应在=due:time|实际=met:time|超时分钟=late_minutes|依据事件号=event.seq|依据事件=event.kind:event|事件时间=event.at:time"},
		"breakdown": {title: "构成分析", path: "/analysis/{month}/breakdown", params: []string{"month", "by", "unit"}, rows: rowsAt("rows"),
			columns: "代码=key|名称=name|受理=registered:count|派单=dispatched:count|上月结转=carried_in:count|结转下月=carried_out:count|不计=uncounted:count|应办结=due:count|按时办结=on_time:count|超时=late:count|当月办结=closed:count"},
		"behind": {title: "构成分析工单", path: "/analysis/{month}/tickets", params: []string{"month", "by", "unit", "key", "of"},
			columns: "工单号=no|标题=title|单位=unit:unit|应在=due:time|实际=met:time|超时=late:yes"},
		"inspections": {title: "电子监察", path: "/inspections", params: []string{"day"}, rows: rowsWithin("findings"),
			columns: "时间=of.at:time|规则=rule:rule|件数=count|涉及单位=units:units|工单号=nos:list|新增=new:list|已消除=gone:list|处置人=handled.by|处置时间=handled.at:time|处置说明=handled.note"},

		// The district's data, as its imports read them again.
		"users": {title: "账号", path: "/users", columns: "账号=username|姓名=name|角色=role:role|所属单位=unit|单位名称=unit:unit|AB岗=post|启用=active:flag|锁定=locked:yes"},
		"units": {title: "承办单位", path: "/units", columns: "单位代码=code|单位名称=name|简称=short|单位类别=group:group|上级单位=parent|值班电话=phone|负责镇街=areas:list|启用=active:flag|承接单位=successor"},
		"catalogue": {title: "派单目录", heading: "{version}", path: "/catalogue", rows: entriesOf,
			columns: "条目编号=id|事项名称=name|上级条目=parent|诉求分类=category|关键词=any:list|同时包含=all:list|排除词=none:list|适用镇街=towns:list|诉求类型=types:list|紧急程度=urgency:urgency|主办单位=lead|协办单位=co_units:none|职责依据=basis|把握=confidence|人工派单=by_hand:yes|说明=note|继续匹配=continue:yes"},
		"categories": {title: "诉求分类", path: "/categories", columns: "代码=code|名称=name|上级=parent"},
		"roster":     {title: "值班表", path: "/roster", params: []string{"scope", "from"}, rows: rowsAt("spells"), columns: "账号=user|姓名=name|AB岗=post|开始=from:time|结束=to:time|每周=weekly:yes|不在岗=absent:yes"},

		// What leaves and comes in, and who did what.
		"deliveries": {title: "送达日志", path: "/deliveries", params: []string{"state", "channel", "unit", "no"},
			columns: "编号=id|通道=channel_name|方式=kind|单位=unit_name|账号=user|地址=target|工单号=no|标题=title|状态=state:delivery|次数=attempts|原因=reason:why|产生时间=created_at:time|下次时间=due:time"},
		"exchange_out": {title: "上级平台回传", path: "/exchange", params: platform, fixed: url.Values{"side": {"out"}}, rows: rowsAt("sent"),
			columns: "编号=id|平台=platform|平台单号=no|工单号=ticket|事项=milestone:milestone|时间=at:time|状态=state:delivery|次数=attempts|原因=reason:why|下次时间=due:time"},
		"exchange_in": {title: "上级平台来件", path: "/exchange", params: platform, fixed: url.Values{"side": {"in"}}, rows: rowsAt("received"),
			columns: "编号=id|时间=at:time|平台=platform|内容=what|平台单号=no|工单号=ticket|已有=known:yes|拒收原因=refused|备注=notes:list"},
		"exchange_differences": {title: "上级平台对账差异", heading: "{platform}（对方 {theirs} 件，本方 {ours} 件）", path: "/exchange/reconcile", params: []string{"platform"}, rows: rowsAt("differences"),
			columns: "差异=kind:difference|平台单号=no|工单号=ticket|本方状态=state:state|时间=at:time|正在补报=waiting:yes"},
		"platforms": {title: "上级平台", path: "/platforms", columns: "代码=code|名称=name|地址=host|" + sendingColumns},
		"webhooks":  {title: "事件推送", path: "/webhooks", columns: "编号=id|名称=name|地址=host|事件=events:list|单位=units:units|" + sendingColumns},
		"channels":  {title: "外部通道", path: "/channels", columns: "编号=id|名称=name|方式=kind|范围=unit_name|地址=host|" + sendingColumns},
		"tokens":    {title: "接口令牌", path: "/tokens", columns: "编号=id|名称=name|角色=role:role|权限=scopes:list|建立时间=created:time|建立人=by|到期=expires_at:time|已过期=expired:yes|最近使用=used_at:time"},
		"jobs":      {title: "定时任务", path: "/jobs", columns: "任务=name|周期=schedule|上次开始=last_start:time|耗时毫秒=last_duration_ms|结果=last_result|错误=last_error|下次=next:time"},
		"imports":   {title: "导入任务", path: "/imports", columns: "编号=id|内容=kind:import|文件=name|状态=state:import_state|上传人=by|上传时间=at:time|行数=result.rows|新增=result.new|已有=result.known|未导入=result.rejected|结束时间=ended:time"},
		"audit":     {title: "操作审计", path: "/audit", params: []string{"user", "kind"}, columns: "时间=at:time|工号=user|操作=kind|对象=target|说明=detail"},
		"access": {title: "查看留痕", path: "/access", params: []string{"user", "no", "kind", "from", "to"},
			columns: "时间=at:time|工号=user|姓名=name|角色=role:role|单位=unit_name|工单号=no|方式=kind:kind|看到的内容=fields:field|理由=reason|地址=ip"},
	}
	maps.Copy(lists, ruleLists())
	return lists
}

// figureRows are the days of the call figures, and their sum.
func figureRows(page item) []any {
	days, _ := page["days"].([]any)
	if total, ok := page["total"].(map[string]any); ok {
		total["day"] = exportSum
		days = append(days, total)
	}
	return days
}
