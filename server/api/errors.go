package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// statusOf is the one place where codes of the domain become statuses. Invalid
// without a field is a request that could not be read; a faulty field is 422.
func statusOf(c dispatch.Code) int {
	switch c {
	case dispatch.Invalid:
		return fiber.StatusBadRequest
	case dispatch.Unauthorized, dispatch.TOTPRequired:
		return fiber.StatusUnauthorized
	case dispatch.Forbidden:
		return fiber.StatusForbidden
	case dispatch.NotFound:
		return fiber.StatusNotFound
	case dispatch.Exists, dispatch.Conflict:
		return fiber.StatusConflict
	case dispatch.TooMany:
		return fiber.StatusTooManyRequests
	case dispatch.Locked:
		return fiber.StatusLocked
	case dispatch.Unavailable:
		return fiber.StatusServiceUnavailable
	case dispatch.Internal:
	}
	return fiber.StatusInternalServerError
}

// webCodes are the codes of errors that come from the HTTP layer itself.
var webCodes = map[int]string{
	fiber.StatusNotFound: "not_found", fiber.StatusMethodNotAllowed: "not_found", fiber.StatusRequestTimeout: "unavailable",
	fiber.StatusNotImplemented:        "pdf_unavailable",
	fiber.StatusRequestEntityTooLarge: "too_large", fiber.StatusRequestHeaderFieldsTooLarge: "too_large",
}

// text is a message in both languages; {0}, {1} stand for its arguments.
type text struct{ zh, en string }

func (t text) in(lang string) string {
	if lang == english {
		return t.en
	}
	return t.zh
}

// chineseMoment writes a time for a Chinese reader; DraftMark stands on a brief
// that is not published yet.
const (
	chineseMoment = "1月2日 15:04"
	DraftMark     = "草案"
)

func titleOf(code, lang string) string { return titles[code].in(lang) }

var titles = map[string]text{
	"invalid":         {"填写的内容有误", "The request is not valid"},
	"unauthorized":    {"请先登录", "Sign in first"},
	"totp_required":   {"需要动态验证码", "A one-time code is needed"},
	"forbidden":       {"没有权限", "Not allowed"},
	"not_found":       {"没有找到", "Not found"},
	"exists":          {"已经存在", "Already exists"},
	"conflict":        {"现在不能这样办理", "Not possible now"},
	"gone":            {"已不存在", "Gone"},
	"too_large":       {"内容太大", "Too large"},
	"too_many":        {"操作太频繁", "Too many requests"},
	"locked":          {"账号已锁定", "Account locked"},
	"unavailable":     {"系统暂时不可用", "Temporarily unavailable"},
	"internal":        {"系统出错", "Internal error"},
	"pdf_unavailable": {"不能生成 PDF", "PDF is not available"},
}

// texts holds the message of every key, in the order of the packages that use
// them. A test fails when one is missing.
var texts = map[string]text{
	// Fields of the intake.
	"required":           {"不能为空", "is required"},
	"too_long":           {"不能超过 {0} 个字", "is longer than {0} characters"},
	"not_utf8":           {"含有无法识别的字符编码", "is not valid UTF-8"},
	"control_characters": {"含有不可见的控制字符", "contains control characters"},
	"no_markup":          {"不能含有网页代码", "must not contain markup"},
	"no_emoji":           {"标题不能使用表情符号", "must not contain emoji or pictographs"},
	"unknown_value":      {"不是可选的值", "is not one of the known values"},
	"out_of_range":       {"应在 {0} 到 {1} 之间", "must be between {0} and {1}"},
	"shift_order":        {"结束时间应在开始时间之后", "must be after the start"},
	"shift_long":         {"一次值班最长 {0} 小时", "must not be longer than {0} hours"},
	"leave_weekly":       {"请假不能按周重复", "a leave cannot repeat weekly"},
	"staff_unknown":      {"没有唯一的在用账号或姓名“{0}”", "there is no single active account or name {0}"},
	"duty_time":          {"应写作 2026-11-23 08:30", "is written like 2026-11-23 08:30"},
	"csv_line":           {"这一行无法读取", "this line cannot be read"},
	"finding_unknown":    {"这次监察没有这一项", "the inspection has no such finding"},
	"day_time":           {"{0} 不是 08:30 这样的时刻，或重复", "{0} is no time like 08:30, or is there twice"},
	"date_range":         {"日期应在 2000 年到 2100 年之间", "must be a date between 2000 and 2100"},
	"date_form":          {"日期应写作 2026-11-23 或 2026-11-23T09:00:00+08:00", "must be a date like 2026-11-23 or 2026-11-23T09:00:00+08:00"},
	"url_form":           {"应是 https:// 或 http:// 开头的地址，不带账号", "must be an address like https://…, without an account"},
	"mail_form":          {"“{0}”不是邮箱地址", "{0} is no mail address"},
	"quiet_empty":        {"免打扰的起止时刻不能相同", "quiet hours must not begin when they end"},
	"always_webhook":     {"只有 webhook 可以接收全部消息", "only a webhook can get every notice"},
	"group_webhook":      {"webhook 不合并消息", "a webhook gets notices one by one"},
	"phone":              {"不是电话号码；不留号码请选匿名", "is not a telephone number; without one, mark the caller as anonymous"},

	// Actions on a ticket.
	"action_unknown":      {"没有“{0}”这个操作", "there is no action {0}"},
	"role_may_not":        {"您的岗位不能进行这个操作", "your role may not do this"},
	"not_your_unit":       {"这件工单不由您的单位承办", "your unit does not handle this ticket"},
	"stale_version":       {"工单刚被他人更新（现为第 {0} 版），请刷新后再办", "the ticket was changed meanwhile (now version {0}); reload it"},
	"wrong_state":         {"工单现在是“{1}”，不能{0}", "the ticket is {1} now; {0} is not possible"},
	"emergency_number":    {"只能转 110、119、120 或 122", "must be 110, 119, 120 or 122"},
	"unit_unknown":        {"没有在用的承办单位“{0}”", "there is no active unit {0}"},
	"unit_twice":          {"单位“{0}”重复", "unit {0} is named twice"},
	"too_many":            {"最多 {0} 个", "at most {0}"},
	"town_barred":         {"这类事项须由部门承办，不能派给{0}", "departments must lead this matter; it cannot go to {0}"},
	"designation_needed":  {"已派过两次，第三次须由督办指定", "dispatched twice already; the supervisor must designate now"},
	"designation_early":   {"还不到指定承办的时候", "designation comes after the second dispatch"},
	"contact_first":       {"请先联系来电人并记录，再提交答复", "contact the caller and record it before replying"},
	"return_pending":      {"退单申请还在等待决定", "a return request is waiting for a decision"},
	"reply_short":         {"答复至少 {0} 个字；确需简短请写明理由", "a reply needs {0} characters, or a reason why not"},
	"reply_perfunctory":   {"“{0}”不能作为答复；请写明办理情况", "“{0}” alone is no reply; say what was done"},
	"reply_weak":          {"答复{0}；请修改，或写明理由后提交", "the reply {0}; mend it, or say why it stands"},
	"parts_missing":       {"协办单位“{0}”还没有提交协办意见", "co-handler {0} has not handed in its share"},
	"level_reached":       {"已经是第 {0} 级督办", "already at supervision level {0}"},
	"letter_no_unit":      {"还没有承办单位，文书没有收件单位", "no unit has the ticket; a letter needs an addressee"},
	"bulletin_unknown":    {"没有通报“{0}”", "there is no bulletin {0}"},
	"brief_published":     {"简报已发布，不能再改", "the brief was published and does not change any more"},
	"brief_current":       {"简报依据的就是最新的第 {0} 版考核，不需要更正", "the brief rests on edition {0}, the newest; there is nothing to correct"},
	"brief_no_correction": {"这份简报没有在更正", "no correction of the brief is being composed"},
	"brief_not_published": {"简报还没有发布", "the brief is not published yet"},
	"brief_month_open":    {"本月考核尚未发布，简报还是草案数据，不能发布", "the month's scores are not published yet"},
	"brief_stale":         {"简报刚被他人更新，请刷新后再改", "the brief was changed meanwhile; reload it"},
	"brief_edition":       {"只有公开版（public）一种", "is public or nothing"},
	"bulletin_kind":       {"通报只有周通报、月反馈、年总评", "is weekly, feedback or annual"},
	"bulletin_period":     {"应写作 2026-W46（周）、2026-10（月）或 2026（年）", "is a week like 2026-W46, a month like 2026-10 or a year"},
	"bulletin_future":     {"这一期还没有开始", "has not begun yet"},
	"bulletin_unit":       {"只有月反馈发给一家单位", "only feedback goes to one unit"},
	"bulletin_exists":     {"这一期已有通报", "there is one for this period already"},
	"bulletin_sections":   {"各部分须各出现一次", "every section has to be named once"},
	"bulletin_sent":       {"通报已发出，不能再改", "the bulletin was sent and does not change any more"},
	"bulletin_not_sent":   {"只有已发出的通报可以归档", "only a bulletin that was sent can be archived"},
	"bulletin_stale":      {"通报刚被他人更新，请刷新后再改", "the bulletin was changed meanwhile; reload it"},
	"delivery_unknown":    {"没有这条送达记录", "there is no such delivery"},
	"delivery_stale":      {"这条送达记录刚有变化，请刷新后再试", "the delivery was changed meanwhile; reload it"},
	"delivery_not_dead":   {"这条消息现在不能这样处理", "the delivery is not in a state for this"},
	"letter_unknown":      {"没有第 {0} 份文书", "there is no letter {0}"},
	"letter_not_yours":    {"这份文书不是发给您的单位的", "this letter is not addressed to your unit"},
	"letter_closed":       {"文书已办结或撤回", "the letter is closed or withdrawn"},
	"letter_answered":     {"文书已经回复", "the letter is answered already"},
	"rung_early":          {"还没有发过上一级督办文书，须选择直接升级的情形", "the step before has not been taken; choose the circumstance that allows it"},
	"level_jump":          {"现为第 {0} 级，越级督办须写明理由", "now at level {0}; say why steps are left out"},
	"result_known":        {"督办结果已经登记", "the result is on record already"},
	"already_suspended":   {"已经挂账", "already suspended"},
	"not_suspended":       {"没有挂账", "not suspended"},
	"sealed":              {"保密件须经知情人申请、另一位知情人同意后，才能查看来电人", "who called is sealed: one of the few must ask and another must agree first"},
	"sealed_already":      {"这件工单已是保密件", "the ticket is sealed already"},
	"seal_merged":         {"有工单并在一起，请先拆开再设保密或回避", "tickets are merged here; take them apart before sealing or recusing"},
	"not_sealed":          {"这件工单不是保密件", "the ticket is not sealed"},
	"not_named":           {"您不在这件工单的知情人名单里", "you are not one of the few named for this ticket"},
	"named_alone":         {"知情人至少两位：查看来电人须两人各自同意", "name at least two: one asks and another must agree"},
	"named_twice":         {"知情人重复了", "somebody is named twice"},
	"user_unfit":          {"{0} 不是在岗的派单员或督办账号", "{0} is no active account that can do this"},
	"unseal_pending":      {"已有一条查看申请在等待审核", "a request to unseal is waiting already"},
	"unseal_granted":      {"您已获准查看，仍在有效期内", "you were granted it and it still holds"},
	"unseal_none":         {"没有等待审核的查看申请", "no request to unseal is waiting"},
	"unit_barred":         {"{0}不能承办此件", "{0} cannot handle this ticket"},
	"categories_ten":      {"举报中心须有 {0} 个类别", "the reporting centre has {0} categories"},
	"category_fixed":      {"“{0}”是固定类别，不能改动", "the category {0} is fixed"},
	"category_twice":      {"类别“{0}”重复", "the category {0} is there twice"},
	"category_name":       {"类别名称“{0}”不合要求", "the category name {0} will not do"},
	"urged_lately":        {"刚催过，承办单位已收到；{0} 以后可以再催", "urged within the last hour already, the unit knows; again from {0}"},
	"rated_before":        {"已经评价过，每次答复只能评价一次", "rated already; each answer is rated once"},
	"code_disagrees":      {"与所选的不满意原因不一致", "does not agree with the reason chosen"},
	"evidence_short":      {"匿名工单须写明办理佐证（做了什么、何时、谁见证），至少 {0} 个字", "an anonymous ticket needs evidence (what was done, when, seen by whom) of at least {0} characters"},
	"rating_settled":      {"没有待处理的不满意评价", "there is no late rating to look at"},
	"spot_none":           {"这件工单不在抽查之列", "this ticket is not among those to be spot-checked"},
	"spot_own_review":     {"答复由您审核通过，须由他人抽查", "you passed this reply; somebody else checks it"},
	"ask_open":            {"上一次告知的材料来电人还没有补齐", "the citizen has not answered the last ask yet"},
	"ask_limit":           {"已告知 {0} 次，再次告知须由督办人员决定", "asked {0} times already; only a supervisor may ask again"},
	"merge_master":        {"刚有工单并入这件工单，请刷新后再并", "a ticket was just merged into this one; reload and merge again"},
	"merge_under":         {"工单 {0} 已并入这件工单，不能反过来并", "ticket {0} is merged into this one already"},
	"merge_unknown":       {"没有以 {0} 为主单的合并建议", "nothing is suggested to be merged into {0}"},
	"merge_sealed":        {"保密、知情人或回避设置不同的工单不能合并", "tickets that are not kept from the same people cannot be merged"},
	"request_pending":     {"有退单或延期申请在等待决定", "a return or extension request is waiting"},
	"ticket_unknown":      {"没有工单 {0}", "there is no ticket {0}"},
	"return_designated":   {"指定承办的工单不能退单", "a designated ticket cannot be returned"},
	"return_limit":        {"已退过 {0} 次，不能再退", "returned {0} times already"},
	"return_window":       {"退单期限 {0} 已过", "the time for a return ended {0}"},
	"return_none":         {"没有等待决定的退单申请", "there is no return request"},
	"own_request":         {"不能审批自己的申请", "nobody decides on their own request"},
	"extension_no_clock":  {"没有在走的办结时限", "there is no open time limit to extend"},
	"extension_pending":   {"延期申请还在等待决定", "an extension request is waiting"},
	"extension_once":      {"只能延期一次", "extended once already"},
	"extension_late":      {"已过办结时限 {0}，不能申请延期", "due {0}; too late for an extension"},
	"extension_none":      {"没有等待决定的延期申请", "there is no extension request"},
	"extension_capped":    {"上级平台的时限是 {0}，延期不能超过它", "the upstream platform wants it by {0}; no extension moves that"},
	"suspended_now":       {"工单挂账中，请先恢复办理", "the ticket is suspended; resume it first"},
	"assist_pending":      {"支援申请还在等待答复", "a call for help is waiting already"},
	"assist_none":         {"没有等待答复的支援申请", "there is no call for help"},
	"handover_other":      {"该单位正在移交给“{0}”，请继续办完", "the unit is being handed over to {0}; finish that"},
	"unit_holds":          {"该单位名下还有 {0} 件未结工单，请用“撤并移交”办理", "the unit still holds {0} open tickets; hand it over to a successor"},
	"proposal_decided":    {"这条目录建议已经处理过", "this proposal is decided already"},
	"unit_gave_back":      {"{0}已退过这件工单，须会商或由督办指定", "{0} gave this ticket back; a conference or a designation must decide"},
	"conference_pending":  {"这件工单待会商，须会商或由督办指定", "a conference is to settle this ticket; confer or designate"},
	"conference_called":   {"已召集会商；要改时间请先取消", "a conference is called already; cancel it to change it"},
	"conference_none":     {"没有召集会商", "no conference is called"},
	"unit_uninvited":      {"“{0}”没有受邀参加会商", "{0} was not invited"},
	"word_short":          {"“{0}”太短，至少两个字", "{0} is too short; use two characters or more"},
	"word_twice":          {"“{0}”重复", "{0} is given twice"},
	"broken_chain":        {"工单记录不连贯", "the history is not whole"},

	// Directory and reports.
	"catalogue_unreadable": {"派单目录无法读取", "the catalogue cannot be read"},
	"catalogue_root":       {"派单目录缺少根条目", "the catalogue has no root"},
	"catalogue_size":       {"派单目录最多 {0} 层、{1} 条", "a catalogue has at most {0} levels and {1} entries"},
	"model_too_few":        {"还不足 {0} 件有结果的工单，暂由派单目录决定", "fewer than {0} tickets have a known outcome; the catalogue decides alone"},
	"model_training":       {"正在训练，请等它结束", "a training is running already"},
	"model_unknown":        {"没有模型版本“{0}”", "there is no model version {0}"},
	"model_unreadable":     {"模型文件无法读取", "the model file cannot be read"},
	"document_faults":      {"有 {0} 处错误", "{0} faults"},
	"metric_unknown":       {"考核办法里没有“{0}”这一项", "the scheme has no part {0}"},
	"export_unknown":       {"没有这个导出文件：已取走、已过期，或由另一台服务器生成，请重新导出", "no such export: it was fetched, has expired or was made by another server; export again"},
	"exports_waiting":      {"已有 {0} 个导出等待下载，请先取走", "{0} of your exports are waiting; fetch them first"},
	"not_your_score":       {"只能看本单位的考核", "you may see your own unit's score only"},
	"scheme_unknown":       {"没有考核办法“{0}”", "there is no scheme {0}"},
	"scheme_version_used":  {"版本“{0}”已发布过，内容不同；请换一个版本名", "version {0} was published with other contents; choose another name"},
	"scheme_compare_first": {"启用前先与一个月的结果比较，并写明比较的是哪个月", "compare it with a month first, and name that month"},
	"scheme_fixed":         {"{0} 已有草案或已发布，它的考核办法不能再换", "{0} has a draft or is published; its scheme cannot change"},
	"scheme_required":      {"请填写", "is required"},
	"scheme_range":         {"应在 {0} 到 {1} 之间", "must be {0} to {1}"},
	"scheme_one_of":        {"只能是：{0}", "must be one of: {0}"},
	"scheme_twice":         {"重复了", "is given twice"},
	"scheme_unknown_key":   {"工单记录里没有这一项", "records carry no such thing"},
	"scheme_each":          {"按件计的指标只能是越少越好", "what is counted by each must be better when lower"},
	"scheme_sum":           {"各项分值合计 {0}，应等于满分 {1}", "the weights add up to {0}, not to the base {1}"},
	"scheme_needs":         {"先要有“{0}”", "does not work without {0}"},
	"month":                {"月份应写作 2026-10", "a month is written like 2026-10"},
	"window_length":        {"起止日期应先后有序，且不超过 {0} 天", "the days must be in order and no more than {0}"},
	"insight_too_long":     {"这段时间的工单超过 {0} 件，请缩短时间", "there are more than {0} tickets in these days; choose fewer days"},
	"insight_computing":    {"正在计算，请稍后再看", "still being computed; please look again in a moment"},
	"issue_unknown":        {"这段时间内没有这个热点问题：{0}", "there is no such issue in these days: {0}"},
	"month_closed":         {"{0} 已经发布", "{0} is published already"},
	"month_drafted":        {"{0} 的草案已经生成", "{0} is drafted already"},
	"move_foreign":         {"目标库里有来源库没有的数据，不是同一个库的搬移", "the target holds what the source has not; it is not a move of this store"},
	"month_unpublished":    {"{0} 还没有发布", "{0} is not published yet"},
	"month_unfrozen":       {"{0} 还没有草案", "{0} has no draft yet"},
	"month_reason":         {"更正须写明原因", "a correction says why"},
	"month_unchanged":      {"{0} 发布以来没有新的裁定，无可更正", "nothing was decided about {0} since it was published"},
	"month_moved":          {"{0} 刚有他人操作，请刷新后再试", "somebody else moved {0} along just now; please reload"},
	"month_damaged":        {"{0} 的考核快照已损坏，请从备份恢复", "the frozen input of {0} is damaged; restore it from a backup"},
	"edition_unknown":      {"没有第 {0} 版", "there is no edition {0}"},
	"month_running":        {"{0} 还没有结束", "{0} is not over yet"},
	"unit_not_scored":      {"{1} 没有单位“{0}”的考核", "unit {0} has no score in {1}"},
	"job_unknown":          {"没有定时任务“{0}”", "there is no job {0}"},
	"code_form":            {"只能用小写字母、数字、短横线和下划线，最多 40 个", "use up to 40 lower-case letters, digits, hyphens and underscores"},
	"code_taken":           {"“{0}”是系统页面用的词，不能作单位代码", "{0} is a word of the system's own pages; choose another code"},
	"code_fixed":           {"编码不能修改", "a code cannot be changed"},
	"parent_loop":          {"上级单位不能是自己或下级", "a unit cannot lie below itself"},
	"password_short":       {"密码至少 {0} 个字符", "a password needs {0} characters"},
	"unit_needed":          {"联络员必须属于一个单位", "a liaison belongs to a unit"},
	"unit_unwanted":        {"只有联络员属于承办单位", "only a liaison belongs to a unit"},
	"last_admin":           {"至少保留一个在用的管理员", "one active administrator must remain"},
	"attachments_unknown":  {"附件不存在", "the attachment does not exist"},
	"attachments_unwanted": {"这一步不能带附件", "this step takes no attachments"},
	"attachments_full":     {"一件工单最多 {0} 个附件", "a ticket takes {0} attachments at most"},
	"attachments_off":      {"没有设置存放附件的地方，请联系管理员", "there is no place to keep attachments; tell the administrator"},
	"file_missing":         {"请选择一个文件", "choose a file"},
	"file_empty":           {"文件是空的", "the file is empty"},
	"file_cut":             {"文件没有传完，请再传一次", "the file did not arrive whole; send it again"},
	"file_size":            {"一个文件不能超过 {0} MB", "a file may have {0} MB at most"},
	"file_type":            {"不能接收这种文件。可以发照片、PDF、Word、Excel、PPT、OFD、文本、录音和视频；网页、程序和带宏的文件不收", "this kind of file is not taken; pictures, PDF, office papers without macros, text, sound and film are"},
	"file_broken":          {"文件打不开，可能已经损坏，请换一个", "the file cannot be opened; it may be damaged"},
	"file_pixels":          {"图片太大，最多 {0} 百万像素", "the picture has more than {0} million points"},
	"file_unknown":         {"附件不存在", "the attachment does not exist"},
	"file_gone":            {"附件保存期已满，已经清除", "the attachment was kept as long as it may be and is gone"},
	"files_full":           {"存放附件的空间已满，暂时不能接收附件，请联系管理员", "there is no more room for attachments; tell the administrator"},
	"files_unavailable":    {"附件暂时存取不了，请稍后再试", "attachments cannot be reached now; try again later"},
	"media_address":        {"媒体地址不对，只接受 http 和 https", "the media address must be http or https"},
	"media_unreachable":    {"媒体地址取不到文件", "no file can be had from the media address"},

	// Sessions and requests.
	"sign_in":             {"请先登录", "sign in first"},
	"session_ended":       {"登录已失效，请重新登录", "the session has ended; sign in again"},
	"bad_credentials":     {"用户名或密码不对", "wrong user name or password"},
	"totp_required":       {"请输入动态验证码", "enter the one-time code"},
	"totp_wrong":          {"验证码不对、已过期或已用过", "the code is wrong, too old, or was used already"},
	"totp_on":             {"已经启用了动态验证码", "there is a second factor already"},
	"totp_off":            {"还没有启用动态验证码", "there is no second factor yet"},
	"totp_kept":           {"您的岗位必须使用动态验证码，不能停用", "your role needs a second factor; it cannot be removed"},
	"totp_enrol":          {"您的岗位须先启用动态验证码才能使用系统", "your role has to set up a second factor first"},
	"password_wrong":      {"密码不对", "the password is wrong"},
	"password_same":       {"新密码不能与旧密码相同", "the new password is the old one"},
	"session_unknown":     {"没有这个登录会话", "there is no such session"},
	"provider_none":       {"没有接入身份平台", "there is no identity provider"},
	"account_locked":      {"密码连续输错，账号锁定到 {0}", "too many wrong passwords; locked until {0}"},
	"token_unknown":       {"接口令牌无效", "the API token is not valid"},
	"scope_missing":       {"令牌没有“{0}”权限", "the token lacks the scope {0}"},
	"csrf":                {"页面校验已失效，请刷新页面", "the CSRF token is wrong; reload the page"},
	"too_fast":            {"操作太频繁，请 {0} 秒后再试", "too many requests; try again in {0} seconds"},
	"stopping":            {"系统正在重启，请稍后再连", "restarting; connect again shortly"},
	"busy":                {"系统繁忙，请稍后再试", "busy; try again"},
	"track_unknown":       {"工单号或查询码不对", "wrong ticket number or query code"},
	"route_unknown":       {"没有这个地址", "there is nothing at this address"},
	"json_malformed":      {"请求内容不是正确的 JSON", "the body is not valid JSON"},
	"json_trailing":       {"请求内容后面还有多余的数据", "there is data after the JSON value"},
	"unknown_field":       {"没有这个字段", "is not a known field"},
	"wrong_type":          {"类型不对，应为 {0}", "has the wrong type; want {0}"},
	"number_range":        {"数字超出范围", "is a number out of range"},
	"cursor":              {"翻页位置无效", "is not a cursor of this list"},
	"key_form":            {"最多 200 个可见字符", "up to 200 visible ASCII characters"},
	"web_not_found":       {"没有这个地址", "there is nothing at this address"},
	"web_too_large":       {"请求超过 1 MiB", "the request is larger than 1 MiB"},
	"web_pdf_unavailable": {"这台服务器没有安装 Chromium 或 LibreOffice，不能生成 PDF；可下载 Word，或打开网页版打印", "this server has neither Chromium nor LibreOffice to make PDF with; take the Word document or print the page"},
	"web_unavailable":     {"请求超时", "the request took too long"},
	"web_invalid":         {"请求无法读取", "the request cannot be read"},
	"internal":            {"系统出错，已记录；请稍后再试", "something went wrong and was logged; try again"},
	"panic":               {"系统出错，已记录；请稍后再试", "something went wrong and was logged; try again"},
	"store_unavailable":   {"数据暂时无法保存，请稍后再试", "the store cannot serve now; try again"},
	"store_full":          {"服务器存储空间已满，现在只能查看、不能办理，请联系管理员", "the server's disk is full: reading works, changes do not; tell the administrator"},
	"store_read_only":     {"服务器存储现在只读，只能查看、不能办理，请联系管理员", "the server's disk is read-only: reading works, changes do not; tell the administrator"},
	"store_failing":       {"服务器存储读写出错，现在不能办理，请联系管理员", "the server's disk fails to read or write: changes do not work; tell the administrator"},
	"server_stopping":     {"服务器正在停止，请稍后再试", "the server is stopping; try again"},
	"store_silent":        {"{0} 秒没有成功写入数据", "nothing could be written for {0} seconds"},
	"store_newer":         {"数据已由更新的版本升级（结构 {0}，本程序 {1}）", "the data was upgraded by a newer version (schema {0}, this program knows {1})"},
	"disk_low":            {"磁盘剩余 {0} MB，低于 {1} MB", "{0} MB of disk left, less than {1} MB"},
	"identity_key":        {"身份信息暂时无法解密，请联系管理员核对密钥文件", "the caller's data cannot be opened; the administrator must check the identity keys"},
	"too_many_events":     {"工单记录超过 {0} 条", "a ticket holds at most {0} events"},
	"file_exists":         {"文件 {0} 已存在", "file {0} exists"},
	"record_exists":       {"{0}“{1}”已存在", "{0} {1} exists already"},
	"record_unknown":      {"没有{0}“{1}”", "there is no {0} {1}"},
	"person_unknown":      {"工单 {0} 的来电人资料已按规定删除", "the caller of {0} was erased"},
	"upstream_exists":     {"上级平台的这个编号已登记为 {0}", "this upstream number is ticket {0} already"},

	"appeal_unknown":       {"没有这件申诉", "there is no such appeal"},
	"appeal_window":        {"{0} 不在申诉期内", "units cannot appeal against {0} now"},
	"appeal_open":          {"{0} 的这一项已有待裁定的申请", "something is asked about this of {0} already"},
	"appeal_settled":       {"{0} 的这一项已经裁定，不再受理", "this of {0} was decided and cannot be asked again"},
	"appeal_costs_nothing": {"{0} 的这一项没有让本单位失分", "this of {0} costs the unit no points"},
	"appeal_decided":       {"已经裁定或撤回，请刷新", "it was decided or withdrawn; reload"},
	"appeal_own":           {"申请人不能自己裁定", "who asked cannot decide"},
	"appeal_reviewer":      {"原决定由您作出，请由他人裁定", "you took the decision in question; somebody else has to decide"},
	"appeal_recused":       {"您须回避这件工单", "you have to stay away from this ticket"},
	"appeal_not_yours":     {"只能撤回自己提出的", "only who asked can withdraw it"},
	"exclusion_counts_not": {"{0} 不计入该月考核，无须剔除", "{0} counts nowhere in that month"},
	"exclusion_met":        {"{0} 没有失分；这一原因只用于失分的工单", "{0} costs no points; this reason is only for tickets that do"},
}

// words are the domain's words that stand as arguments in a text.
var words = map[string]text{
	"registered": {"待派", "registered"}, "dispatched": {"待接单", "dispatched"}, "accepted": {"待联系", "accepted"},
	"contacted": {"办理中", "in hand"}, "replied": {"待审核", "replied"}, "reviewed": {"待回访", "reviewed"},
	"closed": {"已办结", "closed"}, "answered": {"直接答复", "answered"}, "declined": {"不予受理", "declined"},
	"transferred": {"已转紧急电话", "transferred"}, "merged": {"已并单", "merged"}, "terminated": {"终止办理", "terminated"},

	"answer": {"直接答复", "answer"}, "decline": {"不予受理", "decline"}, "transfer": {"转紧急电话", "transfer"},
	"dispatch": {"派单", "dispatch"}, "designate": {"指定承办", "designate"}, "view": {"查看", "view"},
	"accept": {"接单", "accept"}, "contact": {"联系", "contact"}, "reply": {"答复", "reply"}, "part": {"提交协办意见", "hand in a share"},
	"review": {"审核", "review"}, "callback": {"回访", "call back"}, "return": {"退单", "return"},
	"decide-return": {"决定退单", "decide the return"}, "extend": {"延期", "extend"}, "decide-extension": {"决定延期", "decide the extension"},
	"remind": {"催办", "remind"}, "supervise": {"督办", "supervise"}, "supervise-result": {"登记督办结果", "record the result"},
	"receive-letter": {"签收文书", "receive a letter"}, "answer-letter": {"回复文书", "answer a letter"}, "close-letter": {"办结文书", "close a letter"},
	"-1y": {"一年前", "a year ago"}, "+90d": {"九十天后", "ninety days from now"}, "append": {"追加", "append"}, "urge": {"催单", "urge"},
	"adopt": {"并入别的工单", "take in another ticket"}, "merge": {"并单", "merge"}, "unmerge": {"拆单", "unmerge"}, "redo": {"重办", "redo"}, "terminate": {"终止办理", "terminate"},
	"close": {"办结", "close"}, "reopen": {"重启", "reopen"}, "difficult": {"列为疑难", "mark as difficult"},
	"exclude": {"剔除考核", "exclude"}, "suspend": {"挂账", "suspend"}, "resume": {"恢复办理", "resume"}, "assist": {"增派协办", "add co-handlers"}, "ask-assist": {"请求支援", "call for help"},
	"decide-assist": {"答复支援申请", "answer the call for help"}, "handover": {"撤并移交", "hand over"}, "rate": {"评价", "rate"},
	"perfunctory": {"多是空话套话", "is made of commonplaces"}, "irrelevant": {"没有说到来电人反映的事", "does not speak to the matter"},
	"copied": {"多是照抄来电人的话", "repeats the citizen's words"}, "too_short": {"太短", "is too short"},
	"unfilled": {"还有没填的模板空格", "has unfilled blanks of a template"}, "privacy": {"含有手机号码或身份证号", "holds a mobile or identity number"},
	"confer": {"召集会商", "call a conference"}, "attend": {"答复会商邀请", "answer the invitation"}, "conclude": {"记录会商纪要", "write the minutes"},
	"cancel-conference": {"取消会商", "cancel the conference"},
	"+60d":              {"60 天内", "60 days from now"},
	"now":               {"现在", "now"}, "+1y": {"一年内", "one year from now"},

	"unit": {"单位", "unit"}, "user": {"用户", "user"}, "catalogue": {"派单目录", "catalogue"}, "category": {"类别", "category"},
	"policy": {"时限规则", "policy"}, "calendar": {"日历", "calendar"}, "scheme": {"考核办法", "scheme"}, "proposal": {"目录建议", "proposal"}, "token": {"令牌", "token"},
	"string": {"文字", "text"}, "bool": {"是或否", "true or false"}, "int": {"整数", "a whole number"}, "float64": {"数字", "a number"},
	"struct": {"一组字段", "an object"}, "slice": {"列表", "a list"},
}
