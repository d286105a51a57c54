package api

import (
	"github.com/gofiber/fiber/v2"
)

func docAdmin() topic {
	return topic{"admin", text{"系统管理", "Administration"}, map[string]operation{
		"GET /api/v1/tokens": {title: text{"接口令牌", "API tokens"}, out: itemsView[tokenView]{}},
		"POST /api/v1/tokens": {title: text{"新增令牌", "Make a token"}, in: tokenForm{}, out: tokenView{}, status: fiber.StatusCreated, about: text{"令牌只显示这一次。", "The token is shown this once."},
			needs: "name scopes", example: `{"name":"网格平台","role":"agent","scopes":["read","intake"]}`},
		"DELETE /api/v1/tokens/:id":   {title: text{"停用令牌", "Revoke a token"}},
		"GET /api/v1/jobs":            {title: text{"定时任务", "Scheduled jobs"}, out: itemsView[jobView]{}},
		"POST /api/v1/jobs/:name/run": {title: text{"立即运行", "Run a job now"}, out: itemsView[jobView]{}},
		"GET /api/v1/report-centre":   {title: text{"举报分类", "Categories of reports"}, out: reportCentreView{}},
		"PUT /api/v1/report-centre": {title: text{"修改举报分类", "Change them"}, in: reportCentreView{}, out: reportCentreView{},
			needs: "categories", example: written(sampleCentre())},
		"GET /api/v1/audit":         {title: text{"操作记录", "What was done"}, out: pageView[auditView]{}, query: []param{textParam("user", "谁", "who"), textParam("kind", "做了什么", "what"), textParam("after", "上一页的 next", "the next of the page before")}},
		"GET /api/v1/access":        {title: text{"查看留痕", "Who has seen whom"}, out: pageView[accessView]{}, query: with(accessFilters(), paged()...)},
		"GET /api/v1/access/counts": {title: text{"查看次数", "How often, and who unusually so"}, out: accessCounts{}},
	}}
}

func accessFilters() []param {
	return []param{textParam("user", "谁", "who"), textParam("no", "工单编号", "ticket number"), textParam("kind", "方式", "how"), dayParam("from", "起", "from"), dayParam("to", "止（不含）", "before")}
}
