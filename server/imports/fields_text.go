package imports

import "hotline/dispatch"

// ownTown stands for the township of the place in a list of duties.
const (
	ownDeskName = "热线受理中心"
	ownTown     = "属地镇街"
	noUnits     = "无" // 协办单位: nobody, not even whom the entry above names
)

// synonyms are the names by which systems head the columns of a field, in the
// order of how sure they are. Spaces, brackets and stars do not count.
var synonyms = map[Kind]map[string][]string{
	Tickets: {
		"platform": {"来源平台", "上级平台", "平台", "platform"},
		"no":       {"工单编号", "工单号", "上级工单号", "市级工单编号", "单号", "编号", "流水号", "受理编号", "诉求编号", "id", "no"},
		"due":      {"办理期限", "办结时限", "办结期限", "截止时间", "截止日期", "到期时间", "要求办结时间", "应办结时间", "反馈期限", "due"},
		"title":    {"工单标题", "诉求标题", "标题", "主题", "事项名称", "title"},
		"text":     {"诉求内容", "工单内容", "反映内容", "诉求描述", "问题描述", "来电内容", "事件描述", "内容", "text"},
		"type":     {"诉求类型", "工单类型", "事件类型", "类型", "type"},
		"urgency":  {"紧急程度", "紧急级别", "缓急程度", "优先级", "urgency"},
		"category": {"诉求分类", "问题分类", "事项分类", "内容分类", "类别", "分类", "category"},
		"town":     {"所属镇街", "所属街道", "所属乡镇", "镇街", "街道", "乡镇", "town"},
		"address":  {"事发地址", "诉求地址", "发生地址", "事发地点", "地点", "问题地点", "地址", "address"},
		"name":     {"来电人姓名", "诉求人姓名", "诉求人", "来电人", "联系人", "姓名", "name"},
		"phone":    {"来电号码", "联系电话", "联系方式", "联系号码", "手机号码", "手机号", "电话", "phone"},
		"home":     {"来电人地址", "诉求人住址", "家庭住址", "住址"},

		"anonymous":    {"是否匿名", "匿名", "anonymous"},
		"confidential": {"是否保密", "要求保密", "保密", "confidential"},
		"wants_reply":  {"是否回复", "是否需要回复", "要求回复", "wants_reply"},
		"lead":         {"主办单位", "承办单位", "办理单位", "责任单位", "派往单位", "unit", "agency"},
	},
	History: {
		"at":      {"来电时间", "受理时间", "登记时间", "诉求时间", "接单时间", "创建时间", "时间", "time", "created"},
		"channel": {"来源渠道", "诉求来源", "受理渠道", "渠道", "来源", "channel"},
		"replied": {"答复时间", "反馈时间", "回复时间", "办理时间", "reply_time"},
		"reply":   {"答复内容", "办理结果", "处理结果", "反馈内容", "回复内容", "办理情况", "reply"},
		"closed":  {"办结时间", "结案时间", "归档时间", "完成时间", "closed"},
	},
	Units: {
		"code":   {"单位代码", "单位编码", "机构代码", "代码", "编码", "code"},
		"name":   {"单位名称", "机构名称", "单位全称", "名称", "name"},
		"short":  {"单位简称", "简称", "short"},
		"group":  {"单位类别", "单位类型", "考核分组", "分组", "类别", "类型", "group"},
		"parent": {"上级单位", "主管单位", "隶属单位", "parent"},
		"phone":  {"值班电话", "联系电话", "电话", "phone"},
		"areas":  {"负责镇街", "管辖区域", "辖区", "areas"},

		"active":    {"是否启用", "启用", "active"},
		"successor": {"承接单位", "successor"},
	},
	Users: {
		"username": {"登录账号", "登录名", "用户名", "账号", "工号", "username"},
		"name":     {"人员姓名", "姓名", "名称", "name"},
		"role":     {"岗位角色", "角色", "岗位", "职务", "role"},
		"unit":     {"所属单位", "所在单位", "单位名称", "单位", "部门", "unit"},
		"post":     {"AB岗", "A/B岗", "岗别", "post"},
		"active":   {"是否启用", "启用", "active"},
	},
	Catalogue: {
		"id":       {"条目编号", "目录编号", "编号", "序号", "id"},
		"name":     {"事项名称", "条目名称", "目录名称", "名称", "事项", "name"},
		"chapter":  {"所属章节", "一级分类", "大类", "章节", "chapter"},
		"parent":   {"上级条目", "上级编号", "parent"},
		"types":    {"诉求类型", "适用类型", "types"},
		"category": {"诉求分类", "事项分类", "分类代码", "类别", "分类", "category"},
		"any":      {"关键词", "任一关键词", "关键字", "any"},
		"all":      {"同时包含", "必含关键词", "all"},
		"none":     {"排除词", "排除关键词", "不含", "none"},
		"towns":    {"适用镇街", "镇街", "towns"},
		"lead":     {"主办单位", "责任单位", "承办单位", "lead"},
		"co_units": {"协办单位", "配合单位", "co_units"},
		"basis":    {"职责依据", "法律依据", "依据", "basis"},
		"urgency":  {"紧急程度", "urgency"},

		"confidence": {"把握", "准确率", "confidence"},
		"by_hand":    {"人工派单", "by_hand"},
		"note":       {"说明", "备注", "note"},
		"continue":   {"继续匹配", "continue"},
	},
}

// wordLists are what people write for a code.
var wordLists = map[string]map[string]string{
	"type": {"咨询": "consult", "求助": "help", "求决": "help", "投诉": "complaint", "举报": "report", "揭发控告": "report", "建议": "suggestion", "意见建议": "suggestion",
		"表扬": "praise", "感谢": "praise", "其他": "other", "其它": "other", "咨询类": "consult", "求助类": "help", "投诉类": "complaint", "举报类": "report", "建议类": "suggestion", "表扬类": "praise"},
	"urgency": {"危及生命财产": "life", "民生保障": "utility", "水电气热": "utility", "一般": "general", "普通": "general", "平件": "general", "正常": "general"},
	"channel": {"电话": "phone", "来电": "phone", "热线": "phone", "12345": "phone", "微信": "wechat", "网站": "web", "网络": "web", "手机应用": "app", "APP": "app", "邮件": "mail", "信件": "mail",
		"短信": "sms", "视频": "video", "市平台": "upstream", "上级转办": "upstream", "领导信箱": "mailbox", "市长信箱": "mailbox", "网格": "grid", "领导交办": "leader", "转办": "transfer", "来访": "walk_in", "好差评": "review"},
	"group": {"镇街": "town", "乡镇": "town", "街道": "town", "镇": "town", "部门": "bureau", "委办局": "bureau", "区直部门": "bureau", "局": "bureau", "企业": "company", "公司": "company", "公共服务企业": "company", "公用事业": "company"},
	"role":  {"话务员": "agent", "接线员": "agent", "受理员": "agent", "派单员": "dispatcher", "联络员": "liaison", "承办人": "liaison", "承办单位联络员": "liaison", "督办员": "supervisor", "督办": "supervisor", "领导": "supervisor", "管理员": "admin", "系统管理员": "admin"},
	"post":  {"A": "A", "A岗": "A", "B": "B", "B岗": "B"},
	"flag":  {"是": "1", "y": "1", "yes": "1", "true": "1", "1": "1", "√": "1", "匿名": "1", "保密": "1", "需要": "1", "否": "0", "n": "0", "no": "0", "false": "0", "0": "0", "×": "0", "不需要": "0", "不匿名": "0", "不保密": "0", "公开": "0"},
}

// codes are the codes themselves, which are always understood.
var codes = map[string][]string{
	"type": wordsOf(dispatch.Types), "urgency": wordsOf(dispatch.Urgencies), "channel": wordsOf(dispatch.Channels),
	"group": {"town", "bureau", "company"}, "role": {"agent", "dispatcher", "liaison", "supervisor", "admin"}, "post": {"A", "B"}, "flag": {"1", "0"},
}

func wordsOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// separators stand between the entries of a list in one cell.
const separators = "、,，;；|/\n"

// secretWords are in the names of columns that have passwords.
var secretWords = []string{"密码", "口令", "password", "passwd", "passphrase", "pwd"}

// The reason in front of the rows that were not taken over.
const (
	RejectedColumn = "未导入原因"
	RejectedSheet  = "未导入的行"
)
