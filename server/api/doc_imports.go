package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/imports"
)

func docImports() topic {
	kind := wordParam("kind", "行是什么：上级平台工单、历史工单、单位、账号、派单目录", "what the rows are", wordsOfKinds()...)
	csv, conflict := []string{"text/csv"}, []int{fiber.StatusConflict}
	return topic{"imports", text{"导入", "Imports"}, map[string]operation{
		"GET /api/v1/imports": {title: text{"导入任务", "Imports of the last week"}, out: itemsView[importView]{}},
		"POST /api/v1/imports": {title: text{"上传表格", "Send a table"}, upload: true, query: []param{kind}, out: importSentView{}, status: fiber.StatusCreated,
			about: text{"XLSX、CSV（UTF-8 或 GB18030）或 JSONL，最大 64 MB。返回列、前 20 行和猜测的字段对应。", "XLSX, CSV (UTF-8 or GB18030) or JSONL of 64 MB at most. The answer has the columns, the first 20 rows and the guessed mapping."}},
		"GET /api/v1/imports/:id":         {title: text{"导入进度", "How far an import is"}, out: importView{}},
		"GET /api/v1/imports/:id/preview": {title: text{"前 20 行", "Its first rows"}, out: itemsView[previewRow]{}},
		"PATCH /api/v1/imports/:id": {title: text{"字段对应", "Say what the columns are"}, in: importForm{}, out: importView{}, also: conflict,
			example: `{"mapping":{"platform":{"constant":"city"},"no":{"column":"工单编号"},"text":{"column":"诉求内容"},"due":{"column":"办理期限","format":"yyyy/M/d H:mm"},"urgency":{"column":"紧急程度","values":{"特急":"life"}}}}`},
		"DELETE /api/v1/imports/:id":                 {title: text{"删除上传的文件", "Forget a file"}, status: fiber.StatusNoContent, also: conflict},
		"POST /api/v1/imports/:id/check":             {title: text{"试运行", "Try it and write nothing"}, out: importView{}, status: fiber.StatusAccepted, also: conflict},
		"POST /api/v1/imports/:id/run":               {title: text{"导入", "Take the rows over; a run that was cancelled goes on"}, out: importView{}, status: fiber.StatusAccepted, also: conflict},
		"POST /api/v1/imports/:id/cancel":            {title: text{"取消", "End it behind its batch"}, out: importView{}},
		"GET /api/v1/imports/:id/rejected.csv":       {title: text{"未导入的行", "The rows that were not taken over, with the reason"}, files: csv},
		"GET /api/v1/imports/:id/rejected.xlsx":      {title: text{"未导入的行", "The same as a workbook"}, files: []string{typeXLSX}},
		"GET /api/v1/imports/:id/catalogue":          {title: text{"导入生成的派单目录", "The catalogue it made, to be published"}, out: dispatch.Catalogue{}},
		"POST /api/v1/imports/:id/passwords":         {title: text{"取走初始密码", "Fetch the initial passwords, once"}, files: csv},
		"GET /api/v1/import-profiles":                {title: text{"映射方案", "Saved mappings"}, out: itemsView[imports.Profile]{}},
		"POST /api/v1/import-profiles":               {title: text{"保存映射方案", "Save a mapping"}, in: profileForm{}, out: imports.Profile{}, status: fiber.StatusCreated, needs: "kind name", example: `{"name":"市平台转办表","kind":"tickets","mapping":{"no":{"column":"工单编号"}}}`},
		"DELETE /api/v1/import-profiles/:kind/:name": {title: text{"删除映射方案", "Forget a mapping"}, status: fiber.StatusNoContent},
	}}
}

func wordsOfKinds() []string {
	out := make([]string, len(imports.Kinds))
	for i, k := range imports.Kinds {
		out[i] = string(k)
	}
	return out
}
