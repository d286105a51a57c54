package dispatch

import (
	"regexp"
	"strings"
	"sync"
)

// The words by which replies are read. Blanks part them; they are data and
// nothing here is shown to anybody.

// courtesyWords greet, thank and point to the matter: they carry nothing of it.
const courtesyWords = `网友 网民 来信人 来电人 诉求人 市民朋友 市民 尊敬的 您好 你好 先生 女士 同志 留言 来信 来电 来函 函件 信件 帖文 网帖 帖子 贵帖
收悉 已收悉 收到 已收到 已阅 阅悉 已阅办 感谢您 感谢你 感谢 谢谢您 谢谢 致谢 对我局 对我办 对我镇 对我市 对我县 对我区 对我们 工作的 支持 理解 关心 监督 关注 厚爱
信任 配合 体谅 谅解 敬请 敬请谅解 歉意 抱歉 深表歉意 带来的不便 带来不便 祝您 祝你 生活愉快 身体健康 工作顺利 万事如意 阖家幸福 一如既往 欢迎您 欢迎 继续
现将 现就 有关情况 相关情况 具体情况 处理情况 办理情况 核实情况 调查情况 调查核实情况 回复如下 答复如下 回复 答复 如下 特此回复 特此答复 特此 此复 专此
关于您 关于你 针对您 针对你 针对 关于 您反映的 你反映的 您所反映的 所反映的 反映的 反映 您提出的 您提的 您咨询的 您的 你的 您 你 贵方
问题 情况 事项 诉求 意见 建议 咨询 投诉 举报 求助 请求 请问 希望 平台 栏目 信箱 热线 以上 上述 该 此 其 通过`

// hollowWords sound like work and say none: in a good reply they stand beside
// what was done (空话套话).
const hollowWords = `高度重视 非常重视 十分重视 重视 领导重视 引起重视 认真对待 认真研究 认真核实 认真调查 认真处理 认真落实 认真考虑 积极协调 积极处理 积极推进 积极落实 积极配合 妥善处理 妥善解决
正在处理 正在办理 正在核实 正在调查 正在研究 正在协调 正在跟进 正在处理中 正在办理中 正在核实中 正在调查中 处理中 办理中 核实中 研究中 跟进中 核查中 研究解决 统筹考虑 统筹研究 积极争取
已转 已转交 已转办 已转达 转达 已交办 转交 转办 交办 转有关 转相关 已派发 已移交 已上报 已反馈 已告知 已知悉 知悉 已知晓 已记录 已登记 已受理 已处理 已办理 已办结 已按规定处理 按规定处理 按规定办理 依法处理 依法办理 依规处理
有关部门 相关部门 有关单位 相关单位 有关科室 相关科室 有关领导 相关领导 职能部门 责任单位 承办单位 主管部门 工作人员 我局 我办 我镇 我街道 我单位 我公司 我中心 我委 我所 我院 我校 我县 我市 我区 本单位 我们 区政府 县政府 市政府 政府
立即 第一时间 迅速 及时 尽快 尽早 抓紧 抓紧时间 加快 加强 加大 进一步 下一步 今后 后续 届时 择机 适时 条件成熟 条件成熟时 视情况 酌情 继续努力 不断 努力 争取 力争 切实 严格 做好 落实 推进 跟踪 跟进 督促 督办 协调 沟通 组织 开展 安排 进行 予以 给予
调查 核实 核查 调查核实 调查处理 调查核处 核处 查处 处理 处置 办理 解决 研究 论证 了解 了解情况 调查了解 情况属实 属实 符合标准 答复您 反馈 反馈给您 及时反馈 与您联系 联系您 耐心等待 请耐心等待 请等待 敬请期待 留意 关注后续 另行通知 另行答复
采纳 参考 虚心接受 宝贵意见 批评指正 作为参考 纳入考虑 全力 全面 着力 确保 保障 规定 要求 按照 根据 依据 经 将 已 会 请 就 并 现 目前 同时`

// commonWords are the everyday words both sides use whatever the matter is; they
// tell nothing about what a text is about.
const commonWords = `我们 没有 一个 现在 什么 可以 严重 我是 百姓 老百姓 不能 生活 已经 但是 不是 时间 影响 书记 领导 市长 县长 局长 就是 都是 这个 一直 这样 作为 人员 还是 是否 如果 政策 人民 国家 群众 需要 因为 他们 多次 一下 怎么 自己 很多
不知 这些 知道 时候 是不是 目前 还有 部分 无法 行为 造成 存在 由于 而且 任何 为了 得到 也不 导致 以上 非常 这种 今年 去年 只有 其他 个月 应该 给我 开始 地方 方便 个人 看到 每天 所以 恳请 或者 也是 只能 你们 至今 这么 能够 附近 几个 经过 所有 能否 为什么 怎么办 什么时候 何时 不要
出现 考虑 特别 这里 一年 今天 昨天 明天 上午 下午 晚上 那么 那个 那些 之前 之后 以后 以来 以及 是在 如何 如有 如您 不清 不便 多年 社会 工作 单位 部门 相关 有关 具体 实际 主要 属于 明确 提供 联系 电话 拨打 方式 直接 行政 基本 范围 条件 一定 只是 甚至 竟然 到底 究竟 强烈 要求 彻底 解决 投诉 反映 求助`

// smallWords are characters that join words; no pair with one of them tells.
const smallWords = `的了是在我你您他她它们这那和与及或也都就又还很不没有为于被把让给向对从到由以之其而但且则因所者地得着过吗呢吧啊呀么个些每各`

// doneWords say that somebody did something or found something (办理措施).
const doneWords = `到场 到现场 现场核查 现场查看 现场检查 现场勘查 现场勘察 现场踏勘 实地 上门 入户 走访 约谈 责令 责成 整改 维修 抢修 修复 更换 清理 清运 清除 拆除 安装 增设 新增 施划 疏通 消毒 封堵 查封 扣押 暂扣 罚款 处罚 立案 取缔 关停 停业
停工 停止 恢复 解决了 已解决 已修 修好 已完成 完成 竣工 开通 投入使用 退还 退款 退费 赔偿 补偿 发放 支付 到账 补办 办妥 办好 协商 调解 达成 签订 检测 测温 测量 复测 化验 取样 检查 巡查 排查 巡逻 值守 整治 执法 劝离 劝导 告知 解释 说明 书面 电话联系 电话回访 通知书 函告 致函 已向 已将 已对 已在 已于 已组织 已安排 已要求 已督促 已协调 已列入 已纳入 列入 纳入 启动 进场 动工 开工 招标 采购 审批 批复 核定 出具 备案 公示 调整 延长 增加 优化 改造 施工 建设 设置
规定 政策 办法 条例 文件 通知 依据 根据 按照 标准 不属于 属于 符合 不符合 可以 不能 无法 需要 需 应当 须 凭 携带 材料 申请 流程 窗口 咨询 拨打 不予 未列入 尚未 暂无 没有 暂未`

// causeWords give a reason (原因).
const causeWords = `因 由于 原因 鉴于 系 导致 造成 受 缘于 根据 按照 依据 规定 考虑到 所致 属于 是为 之所以 引起 涉及 未 暂 尚 无法 不符 难以 不足 有限 超出 没有`

// verdictWords say yes, no, or how it is.
const verdictWords = `可以 不可以 不能 能够 无法 不予 不得 未 已 没有 暂无 尚未 属于 不属于 符合 不符合 需要 需 须 应当 应 将 会 是 不是 计划 拟 列入 纳入 规定 根据 按照 经核 经查 如 凭 可 无 有 建议 要求`

// placeWords answer where, who, which and how.
const placeWords = `到 在 由 向 至 窗口 电话 拨打 联系 咨询 地址 位于 负责 携带 提交 申请 登录 办理 流程 材料 包括 以下 一是 首先 第一 按照 根据 规定 通过 需 凭`

// promiseWords put something off (承诺).
const promiseWords = `尽快 尽早 争取 力争 抓紧 加快 适时 择机 陆续 逐步 条件成熟 条件具备 条件允许 待审批 待批复 待资金 下一步 后续 将会 将继续 将进一步 将加强 将加大 将积极 将认真 将督促 将予以 将充分 将逐步`

var (
	dateForm = regexp.MustCompile(`\d{2,4}\s*年|\d{1,2}\s*月|[一二三四五六七八九十]{1,2}月|\d{1,2}\s*[日号](?:[^线楼栋]|$)|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[:：]\d{2}|\d+\s*(?:个)?(?:工作日|天|小时|分钟|周|星期|年)(?:之)?[内后前]|[今昨明后当次][天日晚]|上午|下午|凌晨|傍晚|本周|下周|上周|本月|下月|上月|月底|年底|年内|季度|上半年|下半年|春节前|国庆前|汛期前`)
	// deadlineForm says by when it is well, or honestly that nobody can say yet.
	deadlineForm = regexp.MustCompile(`[日号月周天底旬年][^。；]{0,12}(?:前|内|之前|以前)|前(?:完成|完工|整改|解决|恢复|开通)|预计|计划于|将于|拟于|自[^，。]{1,14}起|于[^，。]{1,14}(?:起|开始|开工|动工|完工|竣工|开通)|(?:今|明|后)[天日]|\d+\s*个?(?:工作日|天|日|小时|月|周)(?:之)?内|已[^，。；]{0,6}(?:恢复|修复|完成|解决|办结|办理完|修好|到账|发放|开通|拆除|清理|更换|整改到位|退还)|(?:恢复|修复|完成|清理完毕|整改到位|解决)了|年底|月底|上半年|下半年|季度|暂无|暂未|尚未|无法确定|没有[^，。]{0,8}(?:计划|时间)|具体时间|时间[^，。]{0,6}(?:未定|不确定|以)`)
	// calendarForm answers when something begins.
	calendarForm = regexp.MustCompile(`\d{4}\s*年|\d{1,2}\s*月|每[周月年天日]`)
	signedForm   = regexp.MustCompile(`^[\p{Han}]{0,20}\s*\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?$`)
	mobileForm   = regexp.MustCompile(`(?:^|\D)(1[3-9]\d[-\s]?\d{4}[-\s]?\d{4})(?:\D|$)`)
	identityForm = regexp.MustCompile(`(?:^|\D)([1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?:[\dXx]|\D|$)`)
	// unfilledForm is a blank of a template that nobody filled; file numbers like
	// 【2019】 stand in the same brackets.
	unfilledForm = regexp.MustCompile(`【[^】\d]{0,30}】`)
)

// askWords are the words without which nothing is asked; they spare most clauses
// the forms below.
const askWords = `什么 何 多久 多长 多高 多大 几 哪 啥 怎 多少 比例 标准 谁 流程 能否 能不能 可否 可不可以 是否 是不是 有没有 有无 会不会 算不算 合不合 吗 么 咋 彻底 尽快 马上 立即 限期 早日 及时 请 求 望 建议`

// askForms are the ways a citizen asks; the first that fits names the kind. The
// demand comes last, since many a question is put as one.
var askForms = []struct {
	kind askKind
	form *regexp.Regexp
}{
	{askWhen, regexp.MustCompile(`什么时候|啥时候?|何时|什么时间|多久|多长时间|几时|几点|几号|哪一?[天年]|猴年马月|等到什么`)},
	{askWhy, regexp.MustCompile(`为什么|为何|为啥|什么原因|凭什么|何故|怎么会|怎么还`)},
	{askHowMuch, regexp.MustCompile(`多少|几(?:元|块|年|岁|次|天)[^，。]{0,4}[？?]|比例是|标准是(?:什么|怎)`)},
	{askWhere, regexp.MustCompile(`哪里|哪儿|何处|在哪|哪个|哪些|哪家|找谁|谁来?管|谁负责|什么(?:手续|材料|证件|资料|流程|条件|部门|政策|规定|标准)|怎么办理|如何办理|怎样办理|如何申请|怎么申请|怎样申请|如何申报|流程`)},
	{askWhether, regexp.MustCompile(`能否|能不能|可否|可不可以|是否|是不是|有没有|有无|会不会|算不算|合不合|吗$|吗[？?]|么[？?]$`)},
	{askHow, regexp.MustCompile(`如何|怎么|怎样|咋`)},
	{askThorough, regexp.MustCompile(`彻底解决|尽快|马上|立即|限期|早日|及时`)},
	{askDemand, regexp.MustCompile(`^(?:所以|因此|现在?|特|在此|强烈|恳|还|敬|也|我们?)*(?:请|要求|希望|请求|恳求|建议|望|求)|恳请|强烈要求|请[^，。]{0,16}(?:解决|处理|核实|查处|调查|管管|管一管|修|清理|整治|帮)`)},
}

// rhetoricForm is a question that wants no answer, or a condition.
var rhetoricForm = regexp.MustCompile(`难道|未必|何在|王法|良心|情何以堪|何其|岂|^(?:如果|若|假如|要是)`)

// replyWords are the words above, indexed.
type replyWords struct {
	office, quiet, hollow, done, cause, verdict, place, promise, asks *wordIndex
	small                                                             map[rune]bool
}

var wordsOfReplies = sync.OnceValue(func() replyWords {
	of := func(lists ...string) *wordIndex {
		x := newWordIndex()
		for _, list := range lists {
			for w := range strings.FieldsSeq(list) {
				x.add(w)
			}
		}
		return x
	}
	w := replyWords{office: of(courtesyWords, hollowWords), quiet: of(courtesyWords, hollowWords, commonWords), hollow: of(hollowWords), done: of(doneWords), cause: of(causeWords),
		verdict: of(verdictWords), place: of(placeWords), promise: of(promiseWords), asks: of(askWords), small: map[rune]bool{}}
	for _, r := range smallWords {
		w.small[r] = true
	}
	return w
})
