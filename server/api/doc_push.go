package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/notify"
)

func docPush() topic {
	return topic{"push", text{"实时推送", "Push"}, map[string]operation{
		"GET /api/v1/ws":        {title: text{"推送（WebSocket）", "The feed by websocket"}, status: fiber.StatusSwitchingProtocols, also: []int{fiber.StatusUpgradeRequired}, query: feedParams()},
		"GET /api/v1/feed":      {title: text{"推送（长轮询）", "The feed by long poll"}, out: feedView{}, query: with(feedParams(), numberParam("wait", "等待秒数，最多 25", "seconds to wait, at most 25"))},
		"GET /api/v1/feed.sse":  {title: text{"推送（事件流）", "The feed as an event stream"}, says: either{hello{}, notify.FrameMessage{}, ringing{}, resync{}, beat{}, bye{}}, query: feedParams()},
		"POST /api/v1/feed/ack": {title: text{"确认收到", "Confirm what was received"}, in: ackForm{}, example: `{"ack":12}`},
	}}
}

func feedParams() []param {
	return []param{numberParam("after", "收到的最后一帧的编号；不填则只收以后的", "number of the last frame that was received; without it, only what comes"), textParam("feed", "after 所属的推送流", "the feed that after is about")}
}
