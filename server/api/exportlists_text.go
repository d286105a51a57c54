package api

import "net/url"

// exportHeading stands above every list that is taken out.
const exportHeading = "12345 热线%s导出 · 内部资料，不得外传"

// ticketColumns are those of every list of tickets.
const ticketColumns = "工单号=no|状态=state:state|类型=type:type|渠道=channel:channel|紧急程度=urgency:urgency|标题=title|类别=category_name|镇街=place.town|地点=place.address|主办单位=lead_name|" +
	"协办单位=co_units:units|登记时间=registered_at:time|派单时间=dispatched_at:time|当前时限=current:clock_kind|时限到期=clocks:clock|超时=overlays.overdue:yes|办结时间=closed_at:time|" +
	"重办次数=overlays.redo|催单次数=overlays.urges|督办级别=overlays.level|上级工单号=upstream.no|匿名=caller.anonymous:yes|保密=caller.confidential:yes"

const appealColumns = "编号=id|工单号=no|标题=title|单位=unit:unit|月份=month|范围=scope_name|事由=code_name|理由=reason|依据=evidence|申请人=asked_by|申请时间=asked_at:time|状态=state:appeal|裁定人=decided_by|裁定时间=decided_at:time|裁定意见=decision"

// exportLists are the lists that can be taken out. Another list is a line here.
func exportLists() map[string]listExport {
	tickets := []string{"queue", "state", "type", "urgency", "category", "town", "unit", "q", "phone", "from", "to", "late", "clock"}
	return map[string]listExport{
		"tickets":     {title: "工单", path: "/tickets", params: tickets, columns: ticketColumns},
		"reviews":     {title: "待审核工单", path: "/tickets", params: tickets, columns: ticketColumns, fixed: url.Values{"queue": {"hotline/review"}}},
		"callbacks":   {title: "待回访工单", path: "/tickets", params: tickets, columns: ticketColumns, fixed: url.Values{"queue": {"hotline/callback"}}},
		"letters":     {title: "督办文书", path: "/letters", params: []string{"unit", "state", "kind"}, columns: "文书号=number|工单号=no|标题=title|文书=kind:letter|级别=level|送达单位=unit_name|签发时间=issued_at:time|签发人=issued_by|答复期限=due:time|签收时间=received_at:time|签收人=received_by|回复时间=answered_at:time|回复内容=answer|逾期=late:yes|办结时间=closed_at:time|状态=state:letter_state"},
		"deliveries":  {title: "送达日志", path: "/deliveries", params: []string{"state", "channel", "unit", "no"}, columns: "编号=id|通道=channel_name|方式=kind|单位=unit_name|账号=user|地址=target|工单号=no|标题=title|状态=state:delivery|次数=attempts|原因=reason|产生时间=created_at:time|下次时间=due:time"},
		"audit":       {title: "操作审计", path: "/audit", params: []string{"user", "kind"}, columns: "时间=at:time|工号=user|操作=kind|对象=target|说明=detail"},
		"access":      {title: "查看留痕", path: "/access", params: []string{"user", "no", "kind", "from", "to"}, columns: "时间=at:time|工号=user|姓名=name|角色=role:role|单位=unit_name|工单号=no|方式=kind:kind|看到的内容=fields:field|理由=reason|地址=ip"},
		"users":       {title: "账号", path: "/users", columns: "账号=username|姓名=name|角色=role:role|单位代码=unit|单位=unit:unit|AB岗=post|启用=active:yes|锁定=locked:yes"},
		"units":       {title: "承办单位", path: "/units", columns: "单位代码=code|单位名称=name|简称=short|单位类别=group:group|上级单位=parent:unit|值班电话=phone|负责镇街=areas:list|启用=active:yes|承接单位=successor:unit"},
		"categories":  {title: "诉求分类", path: "/categories", columns: "代码=code|名称=name|上级=parent"},
		"appeals":     {title: "申诉", path: "/appeals", params: []string{"month", "unit", "state"}, columns: appealColumns},
		"exclusions":  {title: "剔除", path: "/exclusions", params: []string{"month", "unit", "state"}, columns: appealColumns},
		"bulletins":   {title: "通报", path: "/bulletins", params: []string{"kind", "state"}, columns: "编号=id|标题=title|期号=period|状态=state:bulletin|截止=snapshot_at:time|发送时间=sent_at:time"},
		"inspections": {title: "电子监察", path: "/inspections", params: []string{"day"}, columns: "编号=id|时间=at:time"},
		"calls":       {title: "通话", path: "/calls", params: []string{"day", "state", "extension"}, columns: "开始时间=started_at:time|来去电=out:call_way|状态=state:call|号码=number|分机=extension|话务员=agent|等待秒数=wait_s|通话秒数=talk_s|转接次数=transfers|工单号=tickets:list"},
		"scored": {title: "考核工单", path: "/scores/{month}/{unit}/{metric}", params: []string{"month", "unit", "metric", "side"},
			columns: "工单号=no|标题=title|计入=counted:counted|应在=due:time|实际=met:time|超时分钟=late_minutes"},
	}
}
