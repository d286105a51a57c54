package api

import "maps"

// The words of exported tables. They are Chinese whatever the browser asks for:
// what leaves the system says in the language of its readers whose it is.

const (
	exportBy     = "导出人"
	exportAt     = "导出时间"
	exportOf     = "筛选条件"
	exportMark   = "水印编号"
	exportAll    = "全部"
	exportCut    = "导出中断：以上 %d 行不完整，请重新导出"
	exportMost   = "已到导出上限 %d 件，请缩小筛选范围后分次导出"
	exportBook   = "考核表"
	exportNo     = "否"
	exportNone   = "无"
	exportSum    = "合计"
	exportYes    = "是"
	exportList   = "、"
	exportHidden = "已隐去"
)

// exportWords are the words of codes, by what they are codes of.
func exportWords() map[string]map[string]string {
	words := map[string]map[string]string{
		"state": {"registered": "待派", "dispatched": "待接单", "accepted": "已接单", "contacted": "办理中", "replied": "待审核", "reviewed": "待回访", "closed": "已办结",
			"answered": "直接答复", "declined": "不予受理", "transferred": "已转接", "merged": "已并单", "terminated": "已终止"},
		"type":    {"consult": "咨询", "help": "求助", "complaint": "投诉", "report": "举报", "suggestion": "建议", "praise": "表扬", "other": "其他"},
		"urgency": {"life": "危及生命财产", "utility": "民生保障", "general": "一般"},
		"channel": {"phone": "电话", "wechat": "微信", "web": "网站", "app": "手机应用", "mail": "邮件", "sms": "短信", "video": "视频", "upstream": "市平台",
			"mailbox": "领导信箱", "grid": "网格", "leader": "领导交办", "transfer": "转办", "walk_in": "来访", "review": "好差评"},
		"clock": {"dispatch": "派单", "accept": "接单", "contact": "联系", "resolve": "办结", "review": "审核", "callback": "回访", "return": "退单答复"},
		"role":  {"agent": "话务员", "dispatcher": "派单员", "liaison": "联络员", "supervisor": "督办员", "admin": "管理员"},
		"kind": {string(SawReveal): "查看完整信息", string(sawPage): "打开保密工单", string(sawLookup): "查来电人", string(sawPrint): "打印", string(sawExport): "导出", string(sawUnseal): "解封", string(sawFile): "打开保密附件",
			string(sawRecording): "调听录音", string(sawDial): "点击拨号"},
		"field": {"name": "姓名", "phone": "电话", "address": "住址", "masked_name": "姓名（掩码）", "masked_phone": "电话（掩码）", "matter": "诉求内容", "list": "清单", "brief": "工作简报或通报", "trail": "查看留痕", "recording": "录音"},
		"filter": {"queue": "队列", "state": "状态", "type": "类型", "urgency": "紧急程度", "category": "类别", "town": "镇街", "unit": "单位", "q": "搜索", "phone": "来电号码",
			"from": "登记从", "to": "登记到", "late": "只看超时", "clock": "时限", "user": "工号", "no": "工单号", "kind": "方式", "side": "计入", "month": "月份", "metric": "指标", "day": "日期", "extension": "分机", "channel": "通道", "platform": "平台", "settled": "已了结", "window": "近几日",
			"by": "分组", "key": "分组值", "of": "口径", "scope": "单位", "issue": "热点问题", "part": "部分", "finding": "监察发现", "new": "只看新增", "scheme": "考核办法", "article": "知识", "bulletin": "通报"},
		"group":    {"town": "镇街", "bureau": "部门", "company": "企业"},
		"call":     {"menu": "语音导航", "waiting": "排队", "ringing": "振铃", "talking": "通话中", "over": "已接听", "abandoned": "放弃", "missed": "漏接", "left": "导航中挂机", "unreached": "未接通"},
		"call_way": {"true": "去电", "": "来电", "是": "去电"},
		"delivery": {"waiting": "等待", "sent": "已发送", "dead": "未送达", "dropped": "不再发送"},
		"letter":   {"urge": "催办通知书", "supervise": "督办通知单", "list": "挂牌督办通知书", "talk": "约谈通知书", "raise": "提级办理通知书", "transfer": "移送函"},
		"scope":    {"all": "全部指标"},
		"why": {"acked": "工作台已签收", "already_closed": "上级已办结", "quiet": "免打扰时段", "gathering": "等着合并", "grouped": "与其他通知合并送到", "private": "不送到多人的通道", "revoked": "已变动，不再需要",
			"too_old": "试了 24 小时没有送到", "by_hand": "人工停送", "gone": "对方已注销"},
		"letter_state": {"issued": "待签收", "received": "待回复", "late": "逾期未复", "answered": "已回复", "closed": "已办结"},
		"appeal":       {"open": "待裁定", "upheld": "同意", "rejected": "维持", "withdrawn": "已撤回"},
		"bulletin":     {"draft": "草稿", "sent": "已发", "archived": "归档"},
		"article":      {"draft": "草稿", "in_review": "待审核", "published": "已发布", "retired": "已停用"},
		"brief":        {"auto": "自动生成", "edited": "已编辑", "published": "已发布", "correcting": "更正编排中"},
		"settlement":   {"called_back": "已回拨", "called_in": "群众再次来电", "unreached": "多次未接通"},
		"difference":   {"missing_here": "本方没有", "missing_there": "对方没有", "theirs_open": "对方未办结、本方已办结", "theirs_closed": "对方已办结、本方未办结"},
		"import":       {"tickets": "上级平台工单", "history": "历史工单", "units": "承办单位", "users": "账号", "catalogue": "派单目录"},
		"import_state": {"sent": "已上传", "checking": "试运行中", "checked": "已试运行", "running": "导入中", "done": "已完成", "cancelled": "已取消", "failed": "未完成"},
		"milestone": {"accepted": "受理", "contacted": "联系群众", "extension_asked": "申请延期", "extended": "同意延期", "extension_refused": "不同意延期", "return_asked": "申请退单",
			"return_granted": "同意退单", "return_refused": "不同意退单", "replied": "办结答复", "closed": "办结归档", "reopened": "重开", "returned": "退回上级"},
		"rule": {"unaccepted": "超时未接单", "uncontacted": "超时未联系", "silent": "长期无进展", "perfunctory": "答复敷衍", "returned_twice": "多次退单", "repeated_caller": "同一来电人反复来电",
			"redone": "发回重办", "urged": "多次催单", "letter_unanswered": "督办文书逾期未复", "suspended_past": "挂账超过复核期"},
		"side":    {"all": "全部", "num": "分子", "lost": "失分"},
		"counted": {"num": "计入分子", "lost": "失分", "den": "只计入分母"},
		"metric": {"accept": "按时接单", "contact": "按时联系", "resolve": "按时办结", "satisfaction": "满意", "resolution": "解决", "response": "响应", "redo": "重办", "improper_return": "退单",
			"reply": "答复质量", "false_completion": "虚假办结", "leak": "泄露信息", "supervise_2": "书面通报", "supervise_3": "挂牌督办", "praise": "表扬", "difficult": "解决疑难",
			"dispatched": "派单", "carried_in": "上月结转", "carried_out": "结转下月"},
		"event": {"registered": "登记", "dispatched": "派单", "accepted": "接单", "contacted": "联系群众", "replied": "办结答复", "reviewed": "审核", "called_back": "回访", "rated": "群众评价",
			"return_decided": "退单裁定", "redone": "重办", "reopened": "重开", "overdue": "到期未完成", "supervised": "督办", "escalated": "升级督办", "difficult_marked": "认定疑难", "closed": "办结归档",
			"extension_decided": "延期裁定", "recomputed": "时限重算", "resumed": "恢复计时", "unmerged": "撤销并单", "handed_over": "移交", "deemed": "视同受理"},
	}
	maps.Copy(words, ruleWords())
	return words
}
