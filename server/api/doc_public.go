package api

import "github.com/gofiber/fiber/v2"

func docPublic() topic {
	return topic{"public", text{"市民", "The public"}, map[string]operation{
		"GET /api/v1/public/report-centre": {title: text{"举报分类", "Categories of reports"}, out: reportCentreView{}},
		"GET /wechat/:account":             {title: text{"微信接入验证", "Answer WeChat's check of the address"}, files: []string{"text/plain"}, query: wechatParams(textParam("echostr", "原样返回", "said back")), also: []int{fiber.StatusForbidden}},
		"POST /wechat/:account": {title: text{"微信消息", "Take a message of WeChat"}, in: "", form: "text/xml", example: `"<xml><ToUserName>gh_1</ToUserName><FromUserName>o_1</FromUserName><CreateTime>1795395600</CreateTime><MsgType>text</MsgType><Content>你好</Content><MsgId>1</MsgId></xml>"`,
			files: []string{"text/xml"}, query: wechatParams(textParam("msg_signature", "安全模式的签名", "signature of the safe mode")), also: []int{fiber.StatusForbidden}},
		"GET /api/v1/tickets/:no/told": {title: text{"告知来电人的进展", "What the citizen was told of the progress"}, out: itemsView[toldView]{}},
		"GET /api/v1/public/challenge": {title: text{"人机校验", "Get a proof of work"}, out: challengeView{},
			about: text{"求一个十进制数 n，使 salt + \".\" + n 的 SHA-256 开头有 difficulty 个零位，再把 salt.n.signature 作为 X-Challenge 随一份表单提交。salt 为空则不必。", "Find a decimal number n for which SHA-256 of salt + \".\" + n begins with difficulty zero bits, and send salt.n.signature as X-Challenge with one form. An empty salt asks for nothing."}},
		"GET /api/v1/public/form":   {title: text{"表单信息", "What the form needs to know"}, out: formFacts{}},
		"GET /api/v1/public/places": {title: text{"地点建议", "Propose where an address lies"}, out: itemsView[placeProposal]{}, query: []param{textParam("q", "已写的地址", "the address so far")}},
		"POST /api/v1/public/tickets": {title: text{"提交诉求", "Log a demand"}, in: publicForm{}, out: publicTicket{}, status: fiber.StatusCreated, once: true, also: []int{fiber.StatusForbidden},
			about: text{"返回工单编号和查询码，凭两者查询进度。", "Answers with the number and the query code by which the matter is followed."},
			needs: "caller text", example: `{"type":"help","title":"路灯不亮","text":"育才路东段三盏路灯连续多日不亮，夜间出行不便。","place":{"address":"育才路东段","town":"柳林镇"},"caller":{"name":"李女士","phone":"13900139000"}}`},
		"GET /api/v1/public/tickets/:no":           {title: text{"查询进度", "Follow a demand"}, out: trackView{}, query: []param{textParam("code", "查询码", "query code").mandatory()}},
		"POST /api/v1/public/tickets/:no/rating":   {title: text{"评价", "Rate what was done"}, in: ratingForm{}, out: trackView{}, once: true, needs: "code", example: `{"code":"AB12CD","resolved":true,"satisfied":true,"comment":"处理及时"}`},
		"POST /api/v1/public/tickets/:no/urge":     {title: text{"催单", "Ask how long it will take"}, in: codeForm{}, out: trackView{}, once: true, needs: "code", example: `{"code":"AB12CD","text":"请问什么时候能修好"}`},
		"POST /api/v1/public/tickets/:no/append":   {title: text{"补充", "Add to it"}, in: codeForm{}, out: trackView{}, once: true, needs: "code text", example: `{"code":"AB12CD","text":"今天又有一盏不亮"}`},
		"POST /api/v1/public/tickets/:no/follow":   {title: text{"订阅、退订进展通知", "Be told of the progress by text message, or no more"}, in: followForm{}, out: trackView{}, once: true, needs: "code", example: `{"code":"AB12CD","messages":true}`},
		"POST /api/v1/public/tickets/:no/withdraw": {title: text{"撤诉", "Take it back"}, in: withdrawForm{}, out: trackView{}, once: true, needs: "code", example: `{"code":"AB12CD","reason":"已经修好"}`},
	}}
}

// wechatParams are what the platform signs with.
func wechatParams(more param) []param {
	return []param{textParam("signature", "签名", "signature"), textParam("timestamp", "Unix 秒", "Unix seconds"), textParam("nonce", "随机串", "nonce"), more}
}
