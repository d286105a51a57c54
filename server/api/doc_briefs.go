package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/sla"
)

func docBriefs() topic {
	papers := []string{fiber.MIMETextHTML, paperType(".docx"), paperType(".pdf"), typeXLSX}
	return topic{"briefs", text{"简报与通报", "Briefs and bulletins"}, map[string]operation{
		"GET /api/v1/briefs": {title: text{"简报", "Briefs"}, out: itemsView[briefRow]{}},
		"GET /api/v1/briefs/:month": {title: text{"一期简报", "A brief"}, out: either{briefView{}, sla.Brief{}}, files: papers,
			query: []param{numberParam("n", "第 n 次印发的样子", "as it was issued the n-th time"), wordParam("edition", "public：不含内部名称的公开版", "without internal names", "public")}},
		"PATCH /api/v1/briefs/:month": {title: text{"编辑简报", "Edit a brief"}, in: briefForm{}, out: briefView{},
			example: `{"version":0,"to":"各镇街、区直各单位","signer":"王主任","steps":["紧盯供热、停水等季节性诉求"]}`},
		"POST /api/v1/briefs/:month/publish": {title: text{"发布简报", "Publish a brief"}, in: versionForm{}, out: briefView{},
			example: `{"version":1}`},
		"POST /api/v1/briefs/:month/correct": {title: text{"更正简报", "Begin a correction"}, in: versionForm{}, out: briefView{},
			example: `{"version":2}`},
		"POST /api/v1/briefs/:month/correct/cancel": {title: text{"放弃更正", "Give a correction up"}, in: versionForm{}, out: briefView{},
			example: `{"version":3}`},
		"POST /api/v1/briefs/:month/receipt": {title: text{"签收简报", "Confirm that it was read"}, out: briefView{}},
		"GET /api/v1/briefs/:month/receipts": {title: text{"签收情况", "Who has read it"}, out: itemsView[receiptView]{}},
		"GET /api/v1/bulletins/settings":     {title: text{"通报设置", "Settings of bulletins"}, out: bulletinSettings{}},
		"PUT /api/v1/bulletins/settings": {title: text{"修改通报设置", "Change them"}, in: bulletinSettings{}, out: bulletinSettings{},
			example: `{"weekly_sends":false}`},
		"GET /api/v1/bulletins": {title: text{"通报", "Bulletins"}, out: pageView[bulletinRow]{}, query: bulletinFilters()},
		"POST /api/v1/bulletins": {title: text{"生成通报", "Make a bulletin"}, in: makeBulletinForm{}, out: bulletinView{}, status: fiber.StatusCreated,
			needs: "kind period", example: `{"kind":"weekly","period":"2026-W46"}`},
		"GET /api/v1/bulletins/:id": {title: text{"一期通报", "A bulletin"}, out: bulletinView{}, files: papers[:3]},
		"PATCH /api/v1/bulletins/:id": {title: text{"编辑通报", "Edit a bulletin"}, in: editBulletinForm{}, out: bulletinView{},
			needs: "sections title", example: `{"version":1,"title":"热线工单办理情况通报","sections":[{"key":"overall","title":"总体情况","text":"本周受理工单平稳。","hidden":false}]}`},
		"POST /api/v1/bulletins/:id/regenerate": {title: text{"重新生成", "Make it again"}, in: remakeForm{}, out: bulletinView{},
			example: `{"version":2}`},
		"POST /api/v1/bulletins/:id/send": {title: text{"发出通报", "Send it"}, in: versionForm{}, out: bulletinView{},
			example: `{"version":3}`},
		"POST /api/v1/bulletins/:id/archive": {title: text{"归档通报", "Archive it"}, in: versionForm{}, out: bulletinView{},
			example: `{"version":4}`},
		"POST /api/v1/bulletins/:id/receipt": {title: text{"签收通报", "Confirm that it was read"}, out: bulletinView{}},
	}}
}

func bulletinFilters() []param {
	return []param{textParam("kind", "weekly 周通报、feedback 月反馈、annual 年总评", "weekly, feedback or annual"), textParam("unit", "单位代码", "code of the unit"), textParam("year", "年份", "year"), textParam("state", "状态", "state"),
		textParam("q", "标题中的词", "words of the title"), textParam("after", "上一页的 next", "the next of the page before")}
}
