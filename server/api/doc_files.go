package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

func docFiles() topic {
	whole, save := []string{anyFile}, textParam("save", "任意值：下载而不是显示", "anything: as a download, not to be shown")
	code := textParam("code", "查询码", "query code").mandatory()
	return topic{"files", text{"附件", "Attachments"}, map[string]operation{
		"POST /api/v1/files": {title: text{"上传附件", "Send a file"}, upload: true, out: dispatch.Attachment{}, status: fiber.StatusCreated,
			about: text{"上传者须在一天内把编号附到某一步办理上，否则删除。", "Who sent it names its id in an action within a day; else it is dropped."}},
		"GET /api/v1/files/limits":                {title: text{"附件限制", "What may be sent"}, out: limitsView{}},
		"GET /api/v1/tickets/:no/files/:id":       {title: text{"下载附件", "Fetch a file"}, files: whole, query: []param{save}, ranged: true},
		"GET /api/v1/tickets/:no/files/:id/thumb": {title: text{"附件缩略图", "Its thumbnail"}, files: whole, ranged: true},
		"POST /api/v1/public/files": {title: text{"上传附件（市民）", "Send a file with a demand"}, upload: true, out: dispatch.Attachment{}, status: fiber.StatusCreated, also: []int{fiber.StatusForbidden},
			about: text{"随附与表单同一个 X-Challenge；一份校验可传十二个文件。", "Send the X-Challenge of its form with it; one is good for twelve files."}},
		"GET /api/v1/public/tickets/:no/files/:id":       {title: text{"下载附件（市民）", "Fetch a file of a demand"}, files: whole, query: []param{code, save}, ranged: true},
		"GET /api/v1/public/tickets/:no/files/:id/thumb": {title: text{"缩略图（市民）", "Its thumbnail"}, files: whole, query: []param{code}, ranged: true},
	}}
}
