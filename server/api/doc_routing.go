package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

func docRouting() topic {
	return topic{"routing", text{"派单目录与模型", "Routing"}, map[string]operation{
		"GET /api/v1/catalogue": {title: text{"派单目录", "The catalogue in force"}, out: dispatch.Catalogue{}},
		"POST /api/v1/catalogue": {title: text{"发布派单目录", "Publish a catalogue"}, in: dispatch.Catalogue{}, out: versionView{}, status: fiber.StatusCreated,
			example: `{"version":"2026-12","threshold":0.97,"root":{"id":"root","name":"全部","children":[{"id":"heat","name":"供热","category":"0101","any":["暖气","供热"],"lead":"zhujian","basis":"供热条例","confidence":0.99}]},"towns":[{"name":"柳林镇","unit":"liulin","places":["柳林"]}]}`},
		"GET /api/v1/catalogue/proposals":            {title: text{"目录建议", "Proposed entries"}, out: proposalsView{}},
		"POST /api/v1/catalogue/proposals/:id/adopt": {title: text{"采纳建议", "Adopt a proposal"}, out: proposalView{}},
		"POST /api/v1/catalogue/proposals/:id/drop": {title: text{"不采纳建议", "Drop a proposal"}, in: reasonForm{}, out: proposalView{},
			needs: "reason", example: `{"reason":"仍由原单位办理"}`},
		"GET /api/v1/model": {title: text{"派单模型", "The model, its figures and its training"}, out: modelView{}},
		"POST /api/v1/model/target": {title: text{"设定准确率目标", "Set the accuracy to reach"}, in: targetForm{}, out: modelView{},
			needs: "target", example: `{"target":0.97}`},
		"POST /api/v1/model/train": {title: text{"训练", "Train"}, in: struct{}{}, out: trainingView{}, status: fiber.StatusAccepted,
			example: `{}`},
		"POST /api/v1/model/activate": {title: text{"启用模型", "Activate a version"}, in: activateForm{}, out: modelView{},
			example: `{"version":"20261123-0240-1b2c"}`},
		"POST /api/v1/model/test": {title: text{"试派", "Try words"}, in: testForm{}, out: testView{},
			example: `{"title":"小区供热不热","text":"家里暖气片一直不热","place":{"town":"柳林镇"}}`},
	}}
}
