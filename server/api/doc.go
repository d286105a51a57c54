package api

import (
	"maps"
	"slices"
	"strings"

	"hotline/dispatch"
)

// operation is what the reference (接口文档) says of one route. Its schemas are
// reflected from the Go values that the handler reads and writes, so that they
// cannot drift from them; a test holds every answer of the other tests against it.
type operation struct {
	title  text   // what it does, in a few words
	about  text   // what a caller has to know beside it
	in     any    // a value of the body's type; nil: no body
	needs  string // fields that this operation wants of a form that others share
	upload bool   // the body is multipart/form-data with a part "file"
	out    any    // a value of the answer's type; nil: no body
	status int    // of success; 0: 200 with a body, 204 without
	empty  bool   // may answer 204 without a body as well
	files  []string
	says   any // what each event of a stream holds
	query  []param
	also   []int // statuses of problems that the route's form does not tell
	once   bool  // takes an Idempotency-Key
	match  bool  // takes If-Match, and answers with an ETag
	ranged bool  // gives the part that a Range header asks for
	// form documents bodies that are not JSON: the media type of in, when it is not
	// application/json.
	form    string
	example string // a body that works, as JSON
	faults  bool   // errors are documents of Open311, in both formats
}

// either are the types of an answer that has several shapes.
type either []any

// param is a parameter of the query or the path.
type param struct {
	name   string
	about  text
	schema schema
	needed bool
}

// topic is a group of operations (分组), keyed by "METHOD /path" as routes.go
// spells them.
type topic struct {
	name       string
	title      text
	operations map[string]operation
}

// topics is the whole reference. A new topic is a file doc_<topic>.go and a line
// here.
func topics() []topic {
	return []topic{
		docSession(), docSecurity(), docTickets(), docActions(), docFiles(), docRouting(), docSupervision(), docDirectory(), docDuty(), docScores(),
		docBriefs(), docInsight(), docChannels(), docExports(), docAdmin(), docPublic(), docPush(), docServer(), docPhone(), docExchange(), docImports(), docOpen311(), docArticles(),
	}
}

// documented finds the operation of a route.
func documented(key string) (operation, topic, bool) {
	for _, t := range topics() {
		if op, ok := t.operations[key]; ok {
			return op, t, true
		}
	}
	return operation{}, topic{}, false
}

// key names the route in the tables.
func (r route) key() string { return r.method + " " + r.path }

// The parameters that lists share.
func paged() []param {
	return []param{
		numberParam("limit", "最多多少条，1 至 200，默认 50", "how many items at most, 1 to 200; 50 when left out"),
		textParam("after", "上一页的 next", "the next of the page before"),
	}
}

func textParam(name, zh, en string) param {
	return param{name: name, about: text{zh, en}, schema: schema{Type: "string"}}
}

func numberParam(name, zh, en string) param {
	return param{name: name, about: text{zh, en}, schema: schema{Type: "integer"}}
}

func flagParam(name, zh, en string) param {
	return param{name: name, about: text{zh, en}, schema: schema{Type: "boolean"}}
}

func wordParam[W ~string](name, zh, en string, words ...W) param {
	return param{name: name, about: text{zh, en}, schema: schema{Type: "string", Enum: enum(words)}}
}

// dayParam is a moment or a local day.
func dayParam(name, zh, en string) param {
	return textParam(name, zh+"；日期如 2026-11-23，或 RFC 3339 时间", en+"; a local day like 2026-11-23 or an RFC 3339 time")
}

func (p param) mandatory() param { p.needed = true; return p }

func with(list []param, more ...param) []param { return append(slices.Clone(list), more...) }

// pathParams says what the placeholders of the paths stand for.
func pathParams() map[string]param {
	str := schema{Type: "string"}
	return map[string]param{
		"no":       {about: text{"工单编号", "ticket number, as printed on the receipt"}, schema: str},
		"month":    {about: text{"月份，如 2026-10；加后缀取文件，如 2026-10.xlsx", "month like 2026-10; a file is asked for by its ending, as in 2026-10.xlsx"}, schema: str},
		"unit":     {about: text{"单位代码", "code of the unit"}, schema: str},
		"code":     {about: text{"单位或分类代码", "code of the unit or category"}, schema: str},
		"username": {about: text{"登录名", "name the account signs in with"}, schema: str},
		"metric":   {about: text{"指标的键；加 .csv 得到表格", "key of the metric; with .csv behind it, the list as a table"}, schema: str},
		"name":     {about: text{"考核办法或任务的名称", "name of the scheme or job"}, schema: str},
		"n":        {about: text{"第几版", "number of the edition"}, schema: schema{Type: "integer"}},
		"rule":     {about: text{"监察规则的键", "key of the inspection rule"}, schema: str},
		"id":       {about: text{"编号", "id of the item"}, schema: str},

		"service_code":       {about: text{"服务代码", "code of the service"}, schema: str},
		"service_request_id": {about: text{"诉求编号", "number of the request"}, schema: str},
		"token":              {about: text{"提交时返回的令牌", "the token that answered the request"}, schema: str},
	}
}

// actionRoute is the one route that stands for an operation per action.
const actionRoute = "POST /api/v1/tickets/:no/:action"

// actionRoles are the people who may take an action, by the domain's own table.
func actionRoles(kind dispatch.ActionKind, roles []dispatch.Role) []dispatch.Role {
	may := dispatch.ActionRoles(kind)
	return slices.DeleteFunc(slices.Clone(roles), func(r dispatch.Role) bool { return !slices.Contains(may, r) })
}

// braced spells a path as OpenAPI does.
func braced(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// codes lists the codes that a problem can carry.
func codes() []string { return slices.Sorted(maps.Keys(titles)) }
