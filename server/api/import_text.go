package api

import (
	"strconv"

	"hotline/server/imports"
)

// The words of the files that go with an import. Like exports they are Chinese
// whatever the browser asks for.
const (
	exportRejected  = "未导入的行"
	exportPasswords = "初始密码"
)

// passwordColumns head the sheet of initial passwords.
var passwordColumns = []string{"账号", "姓名", "单位", "初始密码（首次登录须修改）"}

// importFields are the names of fields as a reason says them.
var importFields = map[string]string{
	"platform": "来源平台", "no": "工单编号", "title": "标题", "text": "诉求内容", "type": "诉求类型", "urgency": "紧急程度", "category": "诉求分类", "town": "镇街", "address": "地址",
	"name": "姓名或名称", "phone": "电话", "anonymous": "匿名", "confidential": "保密", "lead": "主办单位", "due": "办理期限", "home": "来电人住址", "wants_reply": "是否回复", "at": "来电时间",
	"channel": "来源渠道", "reply": "答复内容", "replied": "答复时间", "closed": "办结时间", "code": "单位代码", "short": "简称", "group": "单位类别", "parent": "上级单位", "areas": "负责镇街",
	"username": "账号", "role": "角色", "unit": "单位", "post": "AB岗", "id": "条目编号", "chapter": "章节", "any": "关键词", "all": "同时包含", "none": "排除词", "towns": "适用镇街",
	"co_units": "协办单位", "basis": "职责依据", "active": "启用", "successor": "承接单位", "types": "诉求类型", "confidence": "把握", "by_hand": "人工派单", "note": "说明", "continue": "继续匹配", "caller.name": "姓名", "caller.phone": "电话", "caller.address": "来电人住址", "place.address": "地址", "place.town": "镇街",
	"upstream.no": "工单编号", "upstream.platform": "来源平台", "upstream.due": "办理期限",
}

// rejectReason is why a row was not taken over, as its file says it.
func rejectReason(f imports.Fault) string {
	where := "第" + strconv.Itoa(f.Line) + "行"
	if f.Column != "" {
		where += "「" + f.Column + "」列"
	} else if name, ok := importFields[f.Field]; ok {
		where += "「" + name + "」"
	}
	return where + "：" + message(f.Err(), chinese)
}
