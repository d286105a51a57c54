package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

func docRouting() topic {
	return topic{"routing", text{"派单目录与模型", "Routing"}, map[string]operation{
		"GET /api/v1/catalogue":                      {title: text{"派单目录", "The catalogue in force"}, out: dispatch.Catalogue{}},
		"POST /api/v1/catalogue":                     {title: text{"发布派单目录", "Publish a catalogue"}, in: dispatch.Catalogue{}, out: versionView{}, status: fiber.StatusCreated},
		"GET /api/v1/catalogue/proposals":            {title: text{"目录建议", "Proposed entries"}, out: proposalsView{}},
		"POST /api/v1/catalogue/proposals/:id/adopt": {title: text{"采纳建议", "Adopt a proposal"}, out: proposalView{}},
		"POST /api/v1/catalogue/proposals/:id/drop":  {title: text{"不采纳建议", "Drop a proposal"}, in: reasonForm{}, out: proposalView{}},
		"GET /api/v1/model":                          {title: text{"派单模型", "The model, its figures and its training"}, out: modelView{}},
		"POST /api/v1/model/target":                  {title: text{"设定准确率目标", "Set the accuracy to reach"}, in: targetForm{}, out: modelView{}},
		"POST /api/v1/model/train":                   {title: text{"训练", "Train"}, in: struct{}{}, out: trainingView{}, status: fiber.StatusAccepted},
		"POST /api/v1/model/activate":                {title: text{"启用模型", "Activate a version"}, in: activateForm{}, out: modelView{}},
		"POST /api/v1/model/test":                    {title: text{"试派", "Try words"}, in: testForm{}, out: testView{}},
	}}
}
