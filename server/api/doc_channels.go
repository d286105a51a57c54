package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

func docChannels() topic {
	return topic{"channels", text{"消息通道与送达", "Channels and deliveries"}, map[string]operation{
		"GET /api/v1/channels": {title: text{"消息通道", "Channels"}, out: channelsView{}},
		"POST /api/v1/channels": {title: text{"新增通道", "Add a channel"}, in: channelForm{}, out: channelView{}, status: fiber.StatusCreated,
			needs: "kind name", example: `{"name":"值班群","kind":"wecom","url":"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY","group":60,"events":["dispatched","overdue"]}`},
		"PATCH /api/v1/channels/:id": {title: text{"修改通道", "Change a channel"}, in: channelForm{}, out: channelView{},
			example: `{"name":"总值班群","quiet":{"from":"22:00","to":"07:00","urgent":true}}`},
		"DELETE /api/v1/channels/:id":    {title: text{"删除通道", "Remove a channel"}},
		"POST /api/v1/channels/:id/test": {title: text{"测试通道", "Try a channel"}, out: channelTest{}},
		"GET /api/v1/deliveries": {title: text{"送达记录", "Deliveries"}, out: deliveriesView{}, query: []param{wordParam("state", "状态", "state", dispatch.DeliveryStates...),
			textParam("channel", "通道编号", "id of the channel"), textParam("unit", "单位代码", "code of the unit"), textParam("no", "工单编号", "ticket number"), numberParam("limit", "最多多少条", "how many at most"), textParam("after", "上一页的 next", "the next of the page before")}},
		"POST /api/v1/deliveries/retry": {title: text{"批量重发", "Send dead ones again"}, in: deliveriesForm{}, out: retriedView{},
			example: `{"channel":"9f2c1b7e5a01"}`},
		"POST /api/v1/deliveries/:id/retry": {title: text{"重发", "Send again"}, out: deliveryView{}},
		"POST /api/v1/deliveries/:id/drop": {title: text{"不再发送", "Give up"}, in: dropForm{}, out: deliveryView{},
			example: `{"reason":"单位已撤并"}`},
		"GET /api/v1/me/notifications": {title: text{"我的提醒方式", "How I am told"}, out: reachView{}},
		"PUT /api/v1/me/notifications": {title: text{"修改提醒方式", "Change it"}, in: reachForm{}, out: reachView{},
			example: `{"channels":{"email":true,"sms":false,"webpush":false},"email":"duty@example.com","quiet":{"from":"22:00","to":"06:00","urgent":true}}`},
		"POST /api/v1/me/notifications/test": {title: text{"测试提醒", "Try it"}, in: ownTestForm{}, out: channelTest{},
			needs: "kind", example: `{"kind":"email"}`},
		"GET /api/v1/me/push-key": {title: text{"浏览器推送公钥", "The key for web push"}, out: pushKeyView{}},
		"POST /api/v1/me/push-subscriptions": {title: text{"订阅浏览器推送", "Subscribe this browser"}, in: subscriptionForm{}, out: browsersView{}, status: fiber.StatusCreated,
			needs: "endpoint keys", example: `{"endpoint":"https://push.example.com/send/1","keys":{"auth":"tBHItJI5svbpez7KI4CCXg","p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}}`},
		"DELETE /api/v1/me/push-subscriptions": {title: text{"取消浏览器推送", "Unsubscribe it"}, in: subscriptionForm{},
			example: `{"endpoint":"https://push.example.com/send/1"}`},
	}}
}
