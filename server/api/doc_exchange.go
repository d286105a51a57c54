package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/exchange"
)

// signedHow is what a platform has to know before its first request.
func signedHow() text {
	return text{"每个请求带四个请求头：X-Platform（平台代码）、X-Timestamp（Unix 秒，与服务器相差不超过 300 秒）、X-Nonce（8 至 100 个可见字符，只能用一次）、X-Signature（以约定密钥对“方法\\n路径含查询\\n时间\\n随机数\\n正文 SHA-256 的十六进制”计算的 HMAC-SHA256，十六进制）。正文为 UTF-8；Content-Type 写明 charset=gb18030 的按 GB18030 读。",
		"Every request carries four headers: X-Platform (the code of the platform), X-Timestamp (unix seconds, no more than 300 from the server's), X-Nonce (8 to 100 visible characters, good once) and X-Signature: the hexadecimal HMAC-SHA256, with the agreed secret, of method, path with query, timestamp, nonce and the hexadecimal SHA-256 of the body, joined by line feeds. The body is UTF-8, or GB18030 where Content-Type says charset=gb18030."}
}

func docExchange() topic {
	which := textParam("platform", "平台代码", "code of the platform")
	return topic{"exchange", text{"上级平台与事件推送", "Upstream platforms and webhooks"}, map[string]operation{
		"GET /api/v1/webhooks":  {title: text{"事件推送", "Webhooks"}, out: webhooksView{}},
		"POST /api/v1/webhooks": {title: text{"新增事件推送", "Add a webhook"}, in: webhookForm{}, out: webhookView{}, status: fiber.StatusCreated, needs: "name url", example: `{"name":"大数据平台","url":"https://example.com/hook","events":["registered","closed"]}`},
		"PATCH /api/v1/webhooks/:id": {title: text{"修改事件推送", "Change a webhook"}, in: webhookForm{}, out: webhookView{},
			example: `{"events":["registered","replied","closed"],"active":true}`},
		"DELETE /api/v1/webhooks/:id":    {title: text{"删除事件推送", "Remove a webhook"}},
		"POST /api/v1/webhooks/:id/test": {title: text{"测试事件推送", "Try a webhook"}, out: channelTest{}},
		"GET /api/v1/platforms":          {title: text{"上级平台", "Upstream platforms"}, out: platformsView{}},
		"POST /api/v1/platforms": {title: text{"接入上级平台", "Connect a platform"}, in: platformForm{}, out: platformView{}, status: fiber.StatusCreated,
			needs: "code name url", example: `{"code":"city","name":"市平台","url":"https://city.example.com/api","types":{"投诉":"complaint"},"statuses":{"accepted":"20","closed":"90"}}`},
		"PATCH /api/v1/platforms/:code": {title: text{"修改上级平台", "Change a platform"}, in: platformForm{}, out: platformView{},
			example: `{"name":"市 12345 平台"}`},
		"GET /api/v1/exchange": {title: text{"交换记录", "What came in and went out"}, out: exchangeView{}, query: []param{which,
			wordParam("side", "来件或回传", "what came in, or what went out", "in", "out"),
			wordParam("state", "状态；来件可选 refused", "state; refused of what came in", append([]dispatch.DeliveryState{"refused"}, dispatch.DeliveryStates...)...),
			textParam("after", "上一页的 next", "the next of the page before")}},
		"GET /api/v1/exchange/reconcile":  {title: text{"最近一次对账", "The last comparison"}, out: reconcileView{}, query: []param{which}},
		"POST /api/v1/exchange/reconcile": {title: text{"对账", "Compare with a platform"}, in: reconcileForm{}, out: reconcileView{}, also: []int{fiber.StatusServiceUnavailable}, example: `{"platform":"city"}`},
		"POST /api/v1/exchange/mend": {title: text{"补齐一件", "Mend one difference"}, in: mendForm{}, out: mendView{}, also: []int{fiber.StatusServiceUnavailable},
			about: text{"本方没有的向上级取回并登记；本方有的重发失败和漏发的回传节点，都发过的全部重发，节点编号不变。不写编号时重发该平台的全部死信，每次最多 500 条。", "What is missing here is fetched and registered; of what is here the milestones that failed or never left go up again, or all of them if none did, with the same ids. Without a number all dead letters of the platform are sent again, 500 at most at a time."}, example: `{"platform":"city","no":"C20261122000001"}`},
		"POST /api/v1/upstream/:platform/tickets": {title: text{"下派工单", "Hand a ticket down"}, about: signedHow(), in: exchange.Handed{}, out: handedView{}, status: fiber.StatusCreated,
			also: []int{fiber.StatusUnauthorized, fiber.StatusConflict}, example: `{"no":"C20261122000001","text":"朝阳小区三号楼供暖温度不达标，请尽快处理。","type":"投诉","due":"2026-11-30T10:00:00Z","place":{"town":"解放街道"},"caller":{"anonymous":true}}`},
		"POST /api/v1/upstream/:platform/events": {title: text{"下行消息", "Say something about a ticket"}, about: signedHow(), in: exchange.Word{}, out: handedView{},
			also: []int{fiber.StatusUnauthorized, fiber.StatusConflict}, example: `{"id":"e-1","no":"C20261122000001","kind":"remind","text":"请加快办理"}`},
		"GET /api/v1/upstream/:platform/tickets/:theirs": {title: text{"查询状态", "Where a ticket stands"}, about: signedHow(), out: handedView{}, also: []int{fiber.StatusUnauthorized}},
		"GET /api/v1/upstream/:platform/tickets/:theirs/files/:id": {title: text{"取答复附件", "Fetch a file of the reply"}, about: signedHow(), files: []string{"application/octet-stream"},
			also: []int{fiber.StatusUnauthorized}},
	}}
}
