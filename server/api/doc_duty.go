package api

import "github.com/gofiber/fiber/v2"

func docDuty() topic {
	return topic{"duty", text{"值班", "Duty roster"}, map[string]operation{
		"GET /api/v1/roster":     {title: text{"值班表", "The roster of a week"}, out: rosterView{}, query: []param{textParam("scope", "hotline 或单位代码", "hotline or a unit's code"), dayParam("from", "第一天", "first day")}},
		"GET /api/v1/roster/now": {title: text{"当前值班", "Who is on duty"}, out: onDutyView{}, query: []param{textParam("unit", "单位代码，默认本单位", "a unit's code; without one, your own")}},
		"POST /api/v1/roster": {title: text{"排班", "Add a shift"}, in: shiftForm{}, out: spellView{}, status: fiber.StatusCreated,
			needs: "from to user", example: `{"scope":"hotline","user":"supervisor","post":"A","from":"2026-11-23T00:30:00Z","to":"2026-11-23T09:30:00Z"}`},
		"POST /api/v1/roster/copy": {title: text{"复制一周", "Copy a week"}, in: copyForm{}, out: addedView{},
			needs: "from", example: `{"scope":"hotline","from":"2026-11-23"}`},
		"POST /api/v1/roster/import": {title: text{"导入值班表", "Import a roster from CSV"}, in: rosterFile{}, out: addedView{},
			needs: "text", example: `{"scope":"hotline","text":"账号,岗位,开始,结束\nsupervisor2,B,2026-11-24 08:30,2026-11-24 17:30\n"}`},
		"DELETE /api/v1/roster/:id": {title: text{"删除班次", "Remove a shift"}},
	}}
}
