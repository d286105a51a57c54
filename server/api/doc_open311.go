package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/server/open311"
)

// civicRequestForm documents the form of a request; attribute is spelt
// attribute[CODE] and, with several values, attribute[CODE][].
type civicRequestForm struct {
	Key          string            `json:"api_key" need:"true"`
	Jurisdiction string            `json:"jurisdiction_id"`
	Service      string            `json:"service_code" need:"true"`
	Lat          float64           `json:"lat"`
	Long         float64           `json:"long"`
	Address      string            `json:"address_string"`
	AddressID    string            `json:"address_id"`
	Attribute    map[string]string `json:"attribute"`
	Description  string            `json:"description"`
	Email        string            `json:"email"`
	Phone        string            `json:"phone"`
	FirstName    string            `json:"first_name"`
	LastName     string            `json:"last_name"`
	DeviceID     string            `json:"device_id"`
	AccountID    string            `json:"account_id"`
	MediaURL     string            `json:"media_url"`
}

// civicUpdateForm documents the form of an update.
type civicUpdateForm struct {
	Key          string `json:"api_key" need:"true"`
	Jurisdiction string `json:"jurisdiction_id"`
	Request      string `json:"service_request_id" need:"true"`
	ID           string `json:"update_id" need:"true"`
	At           string `json:"updated_datetime" need:"true"`
	Status       string `json:"status" need:"true"`
	Description  string `json:"description"`
	Email        string `json:"email"`
	Phone        string `json:"phone"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name"`
	MediaURL     string `json:"media_url"`
}

func docOpen311() topic {
	place := textParam("jurisdiction_id", "辖区标识；只有一个，可不填", "the jurisdiction; there is one, so it may be left out")
	window := []param{place,
		textParam("service_request_id", "编号，逗号分隔；给出后其余条件不计", "numbers, by commas; they override all else"),
		textParam("service_code", "服务代码，逗号分隔", "codes of services, by commas"),
		textParam("start_date", "起，W3C 时间", "from, a W3C date and time"), textParam("end_date", "止，相距不超过 90 天", "to, 90 days later at most"),
		textParam("status", "open、closed，逗号分隔", "open, closed, by commas"),
		textParam("updated_after", "之后有变化的", "changed since"), textParam("bbox", "西,南,东,北", "west,south,east,north"),
		numberParam("page", "第几页，从 1 起", "page, from 1"), numberParam("page_size", "每页条数，最多 1000", "requests a page, 1000 at most"),
		textParam("extensions", "true 附带扩展属性和过程", "true adds extended_attributes and notes")}
	updates := []param{place, textParam("api_key", "接口密钥", "API key").mandatory(), textParam("start_date", "起，与 end_date 同时给出或都不给", "from; both ends or neither"), textParam("end_date", "止", "to")}
	t := topic{"open311", text{"Open311", "Open311 GeoReport v2"}, map[string]operation{
		"GET /api/v1/open311": {title: text{"Open311 设置", "Settings of Open311"}, out: open311.Settings{}},
		"PUT /api/v1/open311": {title: text{"修改 Open311 设置", "Change the settings of Open311"}, in: open311.Settings{}, out: open311.Settings{}, example: written(sampleCivic()),
			about: text{"发布过的服务只能停用，不能删除。", "A service that was published can be withdrawn, not removed."}},
		"GET /open311/v2/media/:no/:id": {title: text{"公开的照片", "A published picture"}, files: []string{anyFile}, faults: true},
	}}
	add := func(key string, op operation) {
		t.operations[key] = op.faulty().formats(true, true)
	}
	three := func(key string, op operation) {
		add(key, op)
		t.operations[key+".xml"], t.operations[key+".json"] = op.faulty().formats(true, false), op.faulty().formats(false, true)
	}
	three("GET /open311/discovery", operation{title: text{"服务发现", "Discovery"}, out: open311.Discovery{}})
	three("GET /open311/v2/discovery", operation{title: text{"服务发现", "Discovery"}, out: open311.Discovery{}})
	three("GET /open311/v2/services", operation{title: text{"服务列表", "Services"}, out: []open311.Service{}, query: []param{place}})
	three("GET /open311/v2/requests", operation{title: text{"公开的诉求", "Published requests"}, out: []open311.Request{}, query: window})
	three("POST /open311/v2/requests", operation{title: text{"提交诉求", "Make a request"}, in: civicRequestForm{}, form: fiber.MIMEApplicationForm, out: []open311.Taken{}, once: true,
		example: `{"api_key":"9f2c1b7e5a01.secret","service_code":"streetlight","lat":30.6571,"long":104.0662,"address_string":"育才路东段","attribute":{"POLE":"12-34"},"description":"路灯连续三天不亮，夜间出行不便"}`,
		about: text{"api_key 是有 open311 权限的令牌。属性写作 attribute[CODE]，多值写作 attribute[CODE][]；照片可用 multipart/form-data 一并提交。十分钟内重复提交视为同一件。",
			"The api_key is a token with the scope open311. Attributes are spelt attribute[CODE], several values attribute[CODE][]; pictures may come along in multipart/form-data. The same request again within ten minutes is the same one."}})
	three("GET /open311/v2/servicerequestupdates", operation{title: text{"办理进展（FixMyStreet）", "Updates (FixMyStreet)"}, out: []open311.Update{}, query: updates})
	three("POST /open311/v2/servicerequestupdates", operation{title: text{"市民补充（FixMyStreet）", "An update of a citizen (FixMyStreet)"}, in: civicUpdateForm{}, form: fiber.MIMEApplicationForm, out: []open311.UpdateTaken{},
		example: `{"api_key":"9f2c1b7e5a01.secret","service_request_id":"20261123-0001","update_id":"1","updated_datetime":"2026-11-23T10:00:00+08:00","status":"OPEN","description":"今天又有一盏不亮"}`})
	ending := text{"加 .xml 或 .json 指定格式，不加则看 Accept。", "Ask for a format by .xml or .json behind it, or by Accept."}
	add("GET /open311/v2/services/:service_code", operation{title: text{"服务的属性", "Attributes of a service"}, about: ending, out: open311.Definition{}, query: []param{place}})
	add("GET /open311/v2/requests/:service_request_id", operation{title: text{"一件诉求", "A request"}, about: ending, out: []open311.Request{}, query: []param{place}})
	add("GET /open311/v2/tokens/:token", operation{title: text{"凭令牌取编号", "The number behind a token"}, about: ending, out: []open311.Resolved{}, query: []param{place}})
	return t
}

// faulty marks an operation whose errors are those of Open311.
func (op operation) faulty() operation { op.faults = true; return op }

// formats chooses what a document is written in.
func (op operation) formats(xml, json bool) operation {
	if !json {
		op.out = nil
	}
	if xml {
		op.files = []string{fiber.MIMETextXML}
	}
	return op
}
