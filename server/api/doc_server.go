package api

import "github.com/gofiber/fiber/v2"

func docServer() topic {
	plain := []string{fiber.MIMETextPlain}
	return topic{"server", text{"服务器", "The server"}, map[string]operation{
		"GET /healthz":      {title: text{"存活", "Is it alive"}, files: plain},
		"GET /readyz":       {title: text{"就绪", "Can it serve"}, files: plain},
		"GET /metrics":      {also: []int{fiber.StatusUnauthorized, fiber.StatusForbidden}, title: text{"指标", "Metrics for Prometheus"}, files: plain},
		"GET /openapi.json": {title: text{"接口文档", "This document"}, out: map[string]any{}},
		"GET /api/docs":     {title: text{"接口文档页", "The reference as a page"}, files: []string{fiber.MIMETextHTML}},
		"POST /api/v1/test/clock": {title: text{"拨动时钟（仅演示）", "Move the test clock; demo servers only"}, in: advanceForm{}, out: timeView{},
			needs: "advance", example: `{"advance":"1m"}`},
	}}
}
