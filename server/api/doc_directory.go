package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/sla"
)

func docDirectory() topic {
	return topic{"directory", text{"单位、账号与分类", "Directory"}, map[string]operation{
		"GET /api/v1/units": {title: text{"单位", "Units"}, out: itemsView[unitView]{}},
		"POST /api/v1/units": {title: text{"新增单位", "Add a unit"}, in: unitForm{}, out: unitView{}, status: fiber.StatusCreated,
			needs: "code group name", example: `{"code":"sl","name":"区水利局","short":"水利局","group":"bureau"}`},
		"PATCH /api/v1/units/:code":        {title: text{"修改单位", "Change a unit"}, in: unitForm{}, out: unitView{}, example: `{"phone":"010-12345678"}`},
		"GET /api/v1/units/:code/holdings": {title: text{"单位名下事项", "What a unit holds"}, out: holdingsView{}},
		"POST /api/v1/units/:code/handover": {title: text{"撤并移交", "Dissolve a unit and hand over"}, in: handoverForm{}, out: handoverResult{},
			needs: "reason to", example: `{"to":"chengguanju","reason":"机构改革，职责划入","users":"move"}`},
		"GET /api/v1/users": {title: text{"账号", "Accounts"}, out: itemsView[accountView]{}},
		"POST /api/v1/users": {title: text{"新增账号", "Add an account"}, in: accountForm{}, out: accountView{}, status: fiber.StatusCreated,
			needs: "name password role username", example: `{"username":"night1","name":"夜班一号","role":"agent","password":"a-long-password"}`},
		"PATCH /api/v1/users/:username": {title: text{"修改账号", "Change an account"}, in: accountForm{}, out: accountView{}, example: `{"active":false}`},
		"GET /api/v1/towns":             {title: text{"镇街", "Towns"}, out: itemsView[string]{}},
		"GET /api/v1/categories":        {title: text{"分类", "Categories"}, out: itemsView[categoryItem]{}},
		"POST /api/v1/categories": {title: text{"新增分类", "Add a category"}, in: categoryForm{}, out: categoryItem{}, status: fiber.StatusCreated,
			needs: "code name", example: `{"code":"0199","name":"地下空间","parent":"01"}`},
		"PATCH /api/v1/categories/:code": {title: text{"修改分类", "Change a category"}, in: categoryForm{}, out: categoryItem{},
			example: `{"name":"地下空间管理"}`},
		"GET /api/v1/policies":     {title: text{"时限规则版本", "Versions of the time limits"}, out: versionsView{}},
		"GET /api/v1/policies/:id": {title: text{"时限规则", "Time limits"}, out: sla.Policy{}, about: text{"current 为现行版本。", "current is the version in force."}},
		"POST /api/v1/policies": {title: text{"发布时限规则", "Publish time limits"}, in: sla.Policy{}, out: versionView{}, status: fiber.StatusCreated,
			example: written(samplePolicy())},
		"GET /api/v1/calendars":     {title: text{"工作日历版本", "Versions of the calendar"}, out: versionsView{}},
		"GET /api/v1/calendars/:id": {title: text{"工作日历", "A calendar"}, out: sla.CalendarData{}, about: text{"current 为现行版本。", "current is the version in force."}},
		"POST /api/v1/calendars": {title: text{"发布工作日历", "Publish a calendar"}, in: sla.CalendarData{}, out: versionView{}, status: fiber.StatusCreated,
			example: `{"version":"2027","hours":{"mon":["08:30-12:00","13:30-17:30"],"tue":["08:30-12:00","13:30-17:30"],"wed":["08:30-12:00","13:30-17:30"],"thu":["08:30-12:00","13:30-17:30"],"fri":["08:30-12:00","13:30-17:30"]},"years":[{"year":2026,"off":[{"from":"2026-10-01","to":"2026-10-07","name":"国庆节"}],"work":[{"from":"2026-10-10"}]},{"year":2027,"off":[{"from":"2027-01-01","name":"元旦"}],"work":[]}]}`},
	}}
}
