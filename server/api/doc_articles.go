package api

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

func docArticles() topic {
	ops := map[string]operation{
		"GET /api/v1/articles": {title: text{"查找知识", "Find articles"}, out: pageView[articleRow]{}, query: []param{
			textParam("q", "要找的词，一个字也可以", "words to find; one character will do"), textParam("unit", "单位代码", "code of the unit"), textParam("category", "类别或其上级", "a category or one above it"),
			wordParam("state", "状态；due 为到期复核", "state; due lists what has to be reviewed", append(slices.Clone(dispatch.ArticleStates), articleDue)...), textParam("after", "上一页的 next", "the next of the page before")}},
		"POST /api/v1/articles": {title: text{"新增知识", "Add an article"}, in: articleForm{}, out: articleView{}, status: fiber.StatusCreated,
			needs: "text title", example: `{"title":"供暖期从什么时候开始","text":"每年11月1日至次年4月30日。\n报修电话见单位名录。","public_text":"我区供暖期为每年11月1日至次年4月30日。","keywords":["供暖","暖气"],"unit":"rl"}`},
		"POST /api/v1/articles/fit":    {title: text{"相关知识", "Articles that suit a conversation"}, in: fitForm{}, out: itemsView[articleFit]{}, example: `{"text":"家里暖气不热，问什么时候开始供暖"}`},
		"GET /api/v1/articles/duties":  {title: text{"知识待办", "What waits for those who write articles"}, out: articleDuties{}},
		"GET /api/v1/articles/figures": {title: text{"知识库统计", "Counts of a month by unit"}, out: articleFigures{}, query: []param{textParam("month", "月份，如 2026-11", "month like 2026-11")}},
		"GET /api/v1/articles/owners":  {title: text{"可选负责人", "Who may answer for an article of a unit"}, out: itemsView[articleOwner]{}, query: []param{textParam("unit", "单位代码", "code of the unit").mandatory()}},
		"GET /api/v1/articles/:id":     {title: text{"一篇知识", "An article"}, out: articleView{}},
		"PATCH /api/v1/articles/:id": {title: text{"修改知识", "Change an article"}, in: articleForm{}, out: articleView{}, about: text{"已发布的内容在新内容发布前继续使用。", "The published text stays in use until the new one is published."},
			example: `{"version":1,"text":"每年11月1日至次年4月30日。\n报修电话见单位名录，24小时有人接听。","note":"补充报修说明"}`},
		"GET /api/v1/articles/:id/versions": {title: text{"历次修改", "All versions with what changed"}, out: itemsView[articleVersion]{}},
		"POST /api/v1/articles/:id/restore": {title: text{"恢复旧版", "Bring the text of an older version back"}, in: articleRestoreForm{}, out: articleView{}, about: text{"恢复的内容须重新审核发布。", "What comes back has to be reviewed and published again."},
			example: `{"version":4,"from":1}`},
		"POST /api/v1/articles/:id/feedback": {title: text{"没有帮助", "Say that it did not help"}, in: feedbackForm{},
			needs: "note", example: `{"helped":false,"note":"报修电话已经变更"}`},
		"POST /api/v1/articles/:id/feedback/:n/done": {title: text{"反馈已处理", "A note was dealt with"}, in: noteDoneForm{}, out: articleView{},
			example: `{"answer":"已更正"}`},
		"POST /api/v1/articles/:id/used": {title: text{"引用", "It went into the answer of a ticket"}, in: usedForm{}, about: text{"同一工单每月计一次。", "A ticket counts once a month."},
			example: `{"no":"20261123-0001"}`},
		"GET /api/v1/public/articles": {title: text{"公开知识", "The public part of the knowledge base"}, about: text{"不写问题时为用得最多的。", "Without a question what is used most."}, out: itemsView[publicArticle]{}, query: []param{textParam("q", "问题", "the question")}},
	}
	for step, is := range map[string]struct {
		title          text
		needs, example string
	}{
		"submit":  {text{"提交审核", "Hand in for review"}, "", `{"version":2}`},
		"publish": {text{"审核发布", "Publish; not by its author"}, "", `{"version":3,"review_by":"2027-05-01"}`},
		"return":  {text{"退回修改", "Give back with a reason"}, "note", `{"version":3,"note":"请注明依据的文件"}`},
		"confirm": {text{"复核有效", "Confirm that it still holds"}, "", `{"version":4,"review_by":"2027-06-01"}`},
		"retire":  {text{"停用", "Take out of use"}, "note", `{"version":5,"note":"政策已调整"}`},
	} {
		ops["POST /api/v1/articles/:id/"+step] = operation{title: is.title, in: articleStepForm{}, out: articleView{}, needs: is.needs, example: is.example}
	}
	return topic{"articles", text{"知识库", "Knowledge base"}, ops}
}
