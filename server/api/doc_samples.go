package api

import (
	"encoding/json"

	"hotline/dispatch"
	"hotline/server/open311"
	"hotline/sla"
)

// Examples that are too long to be written by hand are made of the defaults.

// written is a value as the body of a request.
func written(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // one of our own types
	}
	return string(b)
}

// sampleScheme is another version of the usual scheme (考核办法).
func sampleScheme() sla.Scheme {
	s := sla.DefaultScheme()
	s.Version = "2026-2"
	return s
}

// samplePolicy is another version of the usual time limits (时限规则).
func samplePolicy() sla.Policy {
	p := sla.DefaultPolicy()
	p.Version = "2026-12"
	return p
}

// sampleCentre is the reporting centre (群众举报中心) with two who may know.
func sampleCentre() dispatch.ReportCentre {
	c := dispatch.DefaultReportCentre()
	c.Named = []string{"supervisor", "supervisor2"}
	return c
}

// sampleCivic publishes one service with one question.
func sampleCivic() open311.Settings {
	when := open311.Attribute{Variable: true, Code: "WHEN", Datatype: open311.OneOf, Required: true, Order: 1, Description: "发生时段",
		Values: []open311.Choice{{Key: "d", Name: "白天"}, {Key: "n", Name: "夜间"}}}
	return open311.Settings{On: true, Jurisdiction: "district.example", Contact: "热线 12345", KeyService: "hotline@district.example", URL: "https://12345.district.example", Tokens: true, Replies: true,
		Services: []open311.Rule{{Code: "heating", Category: "0101", Name: "供热", Description: "室温不达标、漏水", Groups: []string{"城乡建设"}, Keywords: []string{"暖气"}, Demand: "help", Published: true,
			Attributes: []open311.Attribute{when}}}}
}
