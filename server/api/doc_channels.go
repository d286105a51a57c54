package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

func docChannels() topic {
	return topic{"channels", text{"消息通道与送达", "Channels and deliveries"}, map[string]operation{
		"GET /api/v1/channels":           {title: text{"消息通道", "Channels"}, out: channelsView{}},
		"POST /api/v1/channels":          {title: text{"新增通道", "Add a channel"}, in: channelForm{}, out: channelView{}, status: fiber.StatusCreated},
		"PATCH /api/v1/channels/:id":     {title: text{"修改通道", "Change a channel"}, in: channelForm{}, out: channelView{}},
		"DELETE /api/v1/channels/:id":    {title: text{"删除通道", "Remove a channel"}},
		"POST /api/v1/channels/:id/test": {title: text{"测试通道", "Try a channel"}, out: channelTest{}},
		"GET /api/v1/deliveries": {title: text{"送达记录", "Deliveries"}, out: deliveriesView{}, query: []param{wordParam("state", "状态", "state", dispatch.DeliveryStates...),
			textParam("channel", "通道编号", "id of the channel"), textParam("unit", "单位代码", "code of the unit"), textParam("no", "工单编号", "ticket number"), numberParam("limit", "最多多少条", "how many at most"), textParam("after", "上一页的 next", "the next of the page before")}},
		"POST /api/v1/deliveries/retry":        {title: text{"批量重发", "Send dead ones again"}, in: deliveriesForm{}, out: retriedView{}},
		"POST /api/v1/deliveries/:id/retry":    {title: text{"重发", "Send again"}, out: deliveryView{}},
		"POST /api/v1/deliveries/:id/drop":     {title: text{"不再发送", "Give up"}, in: dropForm{}, out: deliveryView{}},
		"GET /api/v1/me/notifications":         {title: text{"我的提醒方式", "How I am told"}, out: reachView{}},
		"PUT /api/v1/me/notifications":         {title: text{"修改提醒方式", "Change it"}, in: reachForm{}, out: reachView{}},
		"POST /api/v1/me/notifications/test":   {title: text{"测试提醒", "Try it"}, in: ownTestForm{}, out: channelTest{}},
		"GET /api/v1/me/push-key":              {title: text{"浏览器推送公钥", "The key for web push"}, out: pushKeyView{}},
		"POST /api/v1/me/push-subscriptions":   {title: text{"订阅浏览器推送", "Subscribe this browser"}, in: subscriptionForm{}, out: browsersView{}, status: fiber.StatusCreated},
		"DELETE /api/v1/me/push-subscriptions": {title: text{"取消浏览器推送", "Unsubscribe it"}, in: subscriptionForm{}},
	}}
}
