package api

import "github.com/gofiber/fiber/v2"

func docExports() topic {
	return topic{"exports", text{"导出", "Exports"}, map[string]operation{
		"GET /api/v1/export/tickets.csv": {title: text{"导出工单", "Tickets as a table"}, files: []string{"text/csv"}, query: with(ticketFilters(), encodingParam())},
		"GET /api/v1/export/access.csv":  {title: text{"导出查看记录", "The trail of views as a table"}, files: []string{"text/csv"}, query: with(accessFilters(), encodingParam())},
		"POST /api/v1/exports": {title: text{"开始导出", "Begin an export"}, about: text{"一个月的考核表，或按筛选条件的任一列表（XLSX、CSV 或 GB18030 的 CSV）。", "The workbook of a month, or any list by the filters of its page, as XLSX, CSV, or CSV in GB18030."}, in: exportForm{}, out: exportView{}, status: fiber.StatusAccepted,
			example: `{"list":"tickets","filter":{"state":"dispatched"},"format":"csv"}`},
		"GET /api/v1/exports/:id":      {title: text{"导出进度", "How far an export is"}, out: exportView{}},
		"DELETE /api/v1/exports/:id":   {title: text{"取消导出", "Cancel an export, or forget its file"}, status: fiber.StatusNoContent},
		"GET /api/v1/exports/:id/file": {title: text{"取走导出文件", "Fetch the file, once"}, files: []string{typeXLSX, "text/csv"}},
	}}
}

func encodingParam() param {
	return wordParam("encoding", "表格编码", "encoding of the table", "utf-8", "gb18030")
}
