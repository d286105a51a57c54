package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/sla"
)

func docScores() topic {
	return topic{"scores", text{"考核", "Scores"}, map[string]operation{
		"GET /api/v1/scores/:month":             {title: text{"月度考核", "A month's scores"}, out: monthView{}, files: []string{typeXLSX}},
		"GET /api/v1/scores/:month/editions/:n": {title: text{"某一版考核", "An edition of a month"}, out: sla.Month{}},
		"POST /api/v1/scores/:month/draft":      {title: text{"生成草案", "Freeze a month"}, out: monthView{}},
		"POST /api/v1/scores/:month/close": {title: text{"发布考核", "Publish a month"}, in: whyForm{}, out: monthView{},
			example: `{"reason":"数据已核对"}`},
		"POST /api/v1/scores/:month/correct": {title: text{"更正考核", "Publish a further edition"}, in: whyForm{}, out: monthView{},
			needs: "reason", example: `{"reason":"剔除一件不可抗力工单"}`},
		"POST /api/v1/scores/:month/replay": {title: text{"复算核验", "Compute a frozen month again"}, out: sla.Replay{}},
		"GET /api/v1/scores/:month/:unit":   {title: text{"单位得分", "Every point of a unit"}, out: sla.Explanation{}},
		"GET /api/v1/scores/:month/:unit/:metric": {title: text{"得分背后的工单", "The tickets behind a number"}, out: sla.CountedPage{}, files: []string{"text/csv"},
			query: with(paged(), wordParam("side", "哪些工单", "which of them", sla.SideAll, sla.SideNum, sla.SideLost), encodingParam())},
		"GET /api/v1/scores-settings": {title: text{"考核日程", "When months are scored"}, out: timetableView{}},
		"PUT /api/v1/scores-settings": {title: text{"修改考核日程", "Change when months are scored"}, in: sla.Timetable{}, out: timetableView{},
			needs: "decide_workdays draft_workday objection_workdays publish_workday snapshot_workday", example: written(sla.DefaultTimetable())},
		"POST /api/v1/scores-settings/check": {title: text{"检查考核日程", "Check such a change"}, in: sla.Timetable{}, out: timetableCheck{},
			example: written(sla.DefaultTimetable())},
		"GET /api/v1/schemes":                {title: text{"考核办法", "Scoring schemes"}, out: schemesView{}},
		"GET /api/v1/schemes/:name":          {title: text{"一个考核办法", "A scheme"}, out: sla.Scheme{}},
		"GET /api/v1/schemes/:name/versions": {title: text{"办法的版本", "Versions of a scheme"}, out: itemsView[versionOfScheme]{}},
		"POST /api/v1/schemes": {title: text{"发布考核办法", "Publish a scheme"}, in: schemeForm{}, out: publishedScheme{}, status: fiber.StatusCreated,
			needs: "base name tie version", example: written(sampleScheme())},
		"POST /api/v1/schemes/check": {title: text{"检查考核办法", "Check a draft"}, in: draftForm{}, out: checkedScheme{},
			example: written(draftForm{sampleScheme()})},
		"POST /api/v1/schemes/try": {title: text{"试算草案", "Compute a total by a draft"}, in: tryDraftForm{}, out: sla.Trial{},
			example: written(tryDraftForm{draftForm{sampleScheme()}, tryForm{Rates: map[string]float64{"resolve": 90}, Findings: map[string]int{"reply": 1}}})},
		"POST /api/v1/schemes/compare": {title: text{"比较考核办法", "Score a month by another scheme"}, in: compareForm{}, out: sla.Comparison{},
			example: `{"month":"2026-10","name":"default"}`},
		"POST /api/v1/schemes/:name/try": {title: text{"试算", "Compute a total"}, in: tryForm{}, out: sla.Trial{}, example: `{"rates":{"resolve":90},"findings":{"reply":1}}`},
		"POST /api/v1/schemes/:name/activate": {title: text{"启用考核办法", "Switch a scheme on"}, in: switchForm{}, out: schemesView{},
			example: `{"version":"2026-2","from":"2026-12","compared":"2026-10"}`},
		"GET /api/v1/appeals": {title: text{"申诉", "Appeals"}, out: appealsView{}, query: appealFilters()},
		"POST /api/v1/appeals": {title: text{"提出申诉", "Appeal"}, in: appealForm{}, out: appealView{}, status: fiber.StatusCreated,
			needs: "evidence month no reason scope", example: `{"month":"2026-10","no":"20261014-0001","scope":"accept","reason":"平台转派时附件打不开，当日下午补发","evidence":"平台补发记录截图"}`},
		"POST /api/v1/appeals/:id/decide": {title: text{"决定申诉", "Decide an appeal"}, in: decideForm{}, out: appealView{},
			needs: "approve reason", example: `{"approve":true,"reason":"补发记录属实"}`},
		"POST /api/v1/appeals/:id/withdraw": {title: text{"撤回申诉", "Withdraw an appeal"}, out: appealView{}},
		"GET /api/v1/exclusions":            {title: text{"剔除", "Exclusions"}, out: appealsView{}, query: appealFilters()},
		"POST /api/v1/exclusions": {title: text{"申请剔除", "Ask for an exclusion"}, in: appealForm{}, out: appealView{}, status: fiber.StatusCreated,
			needs: "code evidence month no reason", example: `{"month":"2026-10","unit":"zhujian","no":"20261014-0001","code":"force_majeure","reason":"暴雨红色预警期间","evidence":"气象预警记录"}`},
		"POST /api/v1/exclusions/:id/decide": {title: text{"决定剔除", "Decide an exclusion"}, in: decideForm{}, out: appealView{},
			needs: "approve reason", example: `{"approve":false,"reason":"当日已解除预警"}`},
		"POST /api/v1/exclusions/:id/withdraw":  {title: text{"撤回剔除申请", "Withdraw it"}, out: appealView{}},
		"GET /api/v1/analysis/:month/breakdown": {title: text{"构成", "A month taken apart"}, out: sla.Breakdown{}, query: slicingParams()},
		"GET /api/v1/analysis/:month/tickets": {title: text{"构成背后的工单", "The tickets behind it"}, out: behindView{}, query: with(slicingParams(),
			textParam("key", "哪一份", "which slice"), wordParam("of", "哪一项计数", "which count", sla.BreakdownCounts()...), numberParam("after", "跳过多少条", "how many to leave out"), numberParam("limit", "1 至 500", "1 to 500"))},
		"GET /api/v1/analysis/:month/noise":   {title: text{"排名可信度", "How much of a ranking is chance"}, out: sla.Noise{}, query: []param{numberParam("runs", "模拟次数", "how many runs")}},
		"GET /api/v1/analysis/:month/signals": {title: text{"异常提示", "Patterns to look at"}, out: signalsView{}},
	}}
}

func appealFilters() []param {
	return []param{textParam("month", "月份，如 2026-10", "month like 2026-10"), textParam("unit", "单位代码", "code of the unit"), textParam("state", "状态", "state")}
}

func slicingParams() []param {
	return []param{wordParam("by", "按什么分", "what by", sla.Dimensions()...), textParam("unit", "某一单位的代码", "code of one unit")}
}
