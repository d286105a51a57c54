package api

import "hotline/dispatch"

func docSupervision() topic {
	return topic{"supervision", text{"督办与监察", "Supervision"}, map[string]operation{
		"GET /api/v1/letters": {title: text{"督办文书", "Letters of supervision"}, out: pageView[letterView]{}, query: with(paged(),
			textParam("unit", "收文单位代码", "code of the addressee"), wordParam("state", "状态", "state", dispatch.LetterStages()...), textParam("kind", "文书种类", "kind of letter"))},
		"GET /api/v1/letters/:id": {title: text{"文书详情", "Read a letter"}, out: letterPageView{}},
		"GET /api/v1/ladder":      {title: text{"督办阶梯", "The steps of supervision"}, out: pageView[dispatch.Rung]{}},
		"GET /api/v1/lights":      {title: text{"红黄牌", "Units with yellow and red cards"}, out: lightsView{}},
		"GET /api/v1/inspection":  {title: text{"监察规则", "The rules of inspection"}, out: inspectionView{}},
		"PUT /api/v1/inspection":  {title: text{"修改监察规则", "Change the rules of inspection"}, in: inspectionView{}, out: inspectionView{}, needs: "times", example: written(inspectionView{dispatch.DefaultInspection(), dispatch.DefaultThresholds()})},
		"POST /api/v1/inspection/try": {title: text{"试运行", "Try rules"}, in: trialForm{}, out: dispatch.InspectionRun{}, about: text{"不保存任何内容。", "Keeps nothing."},
			example: `{"rules":[{"key":"urged","name":"多次催单","active":true,"threshold":3,"unit":"time"}]}`},
		"GET /api/v1/inspections":  {title: text{"监察结果", "What inspections found"}, out: itemsView[dispatch.InspectionRun]{}, query: []param{dayParam("day", "监察日期", "day of the runs")}},
		"POST /api/v1/inspections": {title: text{"立即监察", "Inspect now"}, out: itemsView[dispatch.InspectionRun]{}},
		"POST /api/v1/inspections/:id/:rule/handle": {title: text{"登记处理", "Note that a finding was handled"}, in: handledForm{}, out: dispatch.InspectionRun{},
			needs: "note", example: `{"note":"已通知承办单位核查"}`},
	}}
}
