package api

import (
	"fmt"
	"regexp"
)

// ruleLists are what the work goes by (规则与版本) and who is signed in, as lists that
// can be taken out.
func ruleLists() map[string]listExport {
	const versions = "版本=id|发布时间=at:time|现行=current:yes"
	return map[string]listExport{
		"limits": {title: "时限", heading: "{version}", path: "/policies/current", rows: rowsAt("rules"),
			columns: "紧急程度=urgency:urgency|诉求类型=kind:type|派单=dispatch:limit|派单上限=dispatch_hard:limit|接单=accept:limit|联系=contact:limit|办结=resolve:limit|退单申请=return:limit|退单答复=return_answer:limit|审核=review:limit|回访=callback:limit|重办=redo:limit|重办不少于=redo_least:limit"},
		"policies":  {title: "时限版本", path: "/policies", columns: versions},
		"calendar":  {title: "工作日历", heading: "{version}", path: "/calendars/current", rows: calendarRows, columns: "年份=year|从=from|到=to|安排=rest:rest|名称=name|依据=by:day_by"},
		"calendars": {title: "工作日历版本", path: "/calendars", columns: versions},
		"models": {title: "派单模型版本", path: "/model", rows: rowsAt("versions"),
			columns: "版本=version|训练时间=trained_at:time|样本=examples:count|单位数=label_count:count|留作检验=held_out:count|正确率=accuracy:share|前三正确率=top3:share|宏平均F1=macro_f1|训练毫秒=train_ms:count|使用中=active:yes"},
		"schemes": {title: "考核办法版本", path: "/schemes/{scheme}/versions", params: []string{"scheme"}, columns: "版本=version|发布时间=at:time|发布人=by|说明=note|校验码=hash"},
		"proposals": {title: "派单目录建议", path: "/catalogue/proposals",
			columns: "提出时间=at:time|工单号=no|提出人=by|事项名称=entry.name|关键词=entry.words:list|诉求分类=entry.category_name|主办单位=entry.lead_name|协办单位=entry.co_units:names|职责依据=entry.basis|状态=state:proposal|裁定时间=decided_at:time|裁定人=decided_by|理由=reason|目录版本=catalogue"},
		"article_versions": {title: "知识版本", path: "/articles/{article}/versions", params: []string{"article"}, columns: "版本=version:count|操作=did:article_step|操作人=by|时间=at:time|说明=note|状态=state:article"},
		"article_figures": {title: "知识库月报", heading: "{month}", path: "/articles/figures", params: []string{"month"}, rows: rowsAt("units"),
			columns: "单位=unit_name|在用=published:count|更新=updated:count|过期=overdue:count|引用工单=used:count|其中他人引用=credit:count"},
		"brief_receipts":    {title: "工作简报签收", path: "/briefs/{month}/receipts", params: []string{"month"}, columns: "单位=unit_name|签收人=by|签收时间=at:time"},
		"bulletin_receipts": {title: "通报签收", heading: "{title}", path: "/bulletins/{bulletin}", params: []string{"bulletin"}, rows: rowsAt("units"), columns: "单位=unit_name|签收人=by|签收时间=at:time"},
		"noise": {title: "排名可信度", heading: "{month}", path: "/analysis/{month}/noise", params: []string{"month"}, rows: rowsOf("groups", "rows"),
			columns: "分组=of.name|名次=rank|单位=name|应办结=due:count|总分=total:count|总分下限=low:count|总分上限=high:count|名次从=rank_low|名次到=rank_high|分不清的单位=tied:count"},
		"signals":       {title: "异常提示", heading: "{month}", path: "/analysis/{month}/signals", params: []string{"month"}, columns: "单位=name|提示=text|件数=count:count|共=of:count|占比=share:percent|同组一般=usual:percent|工单号=nos:list"},
		"sessions":      {title: "我的登录会话", path: "/me/sessions", columns: sessionColumns},
		"user_sessions": {title: "登录会话", path: "/users/{user}/sessions", params: []string{"user"}, columns: sessionColumns},
		"report_centre": {title: "群众举报中心", path: "/report-centre", rows: rowsAt("categories"), columns: "代码=code|类别=name|固定=fixed:yes|启用=active:flag"},
		"open311": {title: "Open311 服务", path: "/open311", rows: rowsAt("services"),
			columns: "代码=code|名称=name|说明=description|诉求分类=category|诉求类型=demand:type|分组=groups:list|关键词=keywords:list|只公开大致位置=coarse:yes|公开=published:flag"},
	}
}

const sessionColumns = "浏览器=browser|系统=system|地址=address|登录时间=at:time|最近使用=seen:time|单点登录=provider:yes|本次登录=current:yes"

// ruleWords are the words of their codes.
func ruleWords() map[string]map[string]string {
	return map[string]map[string]string{
		"rest":     {"off": "休息", "work": "上班"},
		"day_by":   {"notice": "放假通知", "local": "本地决定"},
		"proposal": {"open": "待裁定", "adopted": "已采纳", "dropped": "未采纳"},
		"article_step": {"create": "新增", "edit": "修改", "submit": "提交审核", "publish": "审核发布", "return": "退回修改", "retire": "停用", "confirm": "复核有效",
			"restore": "恢复旧版"},
		"by": {"group": "考核分组", "unit": "承办单位", "channel": "来源", "type": "诉求类型", "category": "类别", "town": "镇街", "month": "十二个月"},
		"of": {"registered": "受理", "dispatched": "派单", "carried_in": "上月结转", "carried_out": "结转下月", "due": "应办结", "on_time": "按时办结", "late": "超时",
			"closed": "当月办结", "closed_on_time": "当月按时办结", "satisfaction": "满意率有效回访", "resolution": "解决率有效回访"},
	}
}

// limitCell is a limit as it is read: 5wd is 5 个工作日.
func limitCell(text string) string {
	units := map[string]string{"m": "分钟", "h": "小时", "wm": "工作分钟", "wh": "工作小时", "wd": "个工作日"}
	if parts := regexp.MustCompile(`^(\d+)([a-z]+)$`).FindStringSubmatch(text); parts != nil && units[parts[2]] != "" {
		return fmt.Sprintf("%s %s", parts[1], units[parts[2]])
	}
	return text
}

// calendarRows are the days of the notices, year by year, and the local decisions,
// which win over them.
func calendarRows(page item) (out []any) {
	years, _ := page["years"].([]any)
	for _, y := range years {
		year, _ := y.(map[string]any)
		for _, rest := range []string{"off", "work"} {
			days, _ := year[rest].([]any)
			for _, d := range days {
				day, _ := d.(map[string]any)
				out = append(out, map[string]any{"year": year["year"], "from": day["from"], "to": day["to"], "name": day["name"], "rest": rest, "by": "notice"})
			}
		}
	}
	local, _ := page["local"].([]any)
	for _, d := range local {
		day, _ := d.(map[string]any)
		rest := "work"
		if off, _ := day["off"].(bool); off {
			rest = "off"
		}
		date, _ := day["day"].(string)
		out = append(out, map[string]any{"year": date[:min(4, len(date))], "from": date, "name": day["note"], "rest": rest, "by": "local"})
	}
	return out
}
