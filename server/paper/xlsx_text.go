package paper

import "hotline/sla"

// The words of the workbook. They are Chinese whatever the browser asks for, as
// those of every paper are.

const (
	sheetNotes    = "说明"
	sheetScheme   = "办法"
	sheetScores   = "单位得分"
	sheetTickets  = "明细"
	sheetExcluded = "剔除"
	sheetBrief    = "简报"

	bookTitle    = "12345 热线工单办理考核表"
	statusFormat = `[=2]"参加排名";[=1]"只观察";"无应办结"`

	wordMonth    = "考核月份"
	wordStage    = "阶段"
	wordSnapshot = "快照时间"
	wordScheme   = "考核办法"
	wordHash     = "办法指纹"
	wordUnits    = "单位"
	wordRows     = "明细行数"
	wordGiven    = "按率试算、常量或没有分母时给满分"

	wordOnTime, wordLate = "按时", "超时"
	wordYes, wordNo      = "是", "否"
	wordRedo, wordOnce   = "重办", "未重办"
	wordEach, wordPoint  = "按件", "按率"
	wordCap              = "加分上限"
	wordMinVolume        = "参加排名的最少应办结件数"
	wordBase             = "基础分"
	wordTie              = "并列规则"
	wordSmoothing        = "小样本平滑：加入的件数（趋向%s）"
)

// stageWord names the stage of a month.
func stageWord(s sla.Stage) string {
	return map[sla.Stage]string{sla.StageRunning: "试算（发布前可能变化）", sla.StageDraft: "草案", sla.StageObjection: "申诉期", sla.StagePublished: "已发布"}[s]
}

// howTo says how the score is computed again, step by step.
func howTo(tied, own bool) []string {
	out := []string{
		"“单位得分”表的率、得分、加减分、总分都是公式，参数取自“办法”表的命名单元格（如 resolve_w 为按时办结率的权重）；改“办法”表的数，各单位总分随之重算。",
		"率 = 分子 ÷ 分母，按办法规定的小数位四舍五入（先取整到百分之一再计分，用整数运算，不受浮点误差影响）；没有分母的指标给满分。",
		"得分 = 权重 −（满分线与率的差距 × 每点扣分），四舍五入到分，不低于最低分。",
		"总分 = 各项得分之和 + 加分（不超过上限） − 扣分，不低于 0。",
	}
	if own {
		out = append(out, "本表只含本单位数据；名次由热线中心按组排定，此处为数，不是公式。")
	} else {
		out = append(out, "名次只在同组、参加排名的单位之间比较，总分相同名次相同。")
	}
	if tied {
		out = append(out, "分子和分母也是公式（COUNTIFS、SUMIFS），逐件数自“明细”表；在“明细”表改一件的结果，分数随之变。")
	} else {
		out = append(out, "明细超过 2 万行（或本月发布后明细有变动），分子和分母为数，不是公式；可按“明细”表的“单位代码”和各结果列自行点数核对。")
	}
	return append(out, "明细、剔除表的时间均为北京时间，与页面所示一致；一件工单可因派单、结转、应办结、回访在不同月份各计一项。")
}

// smoothingWord says what small units' rates are drawn towards.
func smoothingWord(s sla.Smoothing) string {
	if s.Toward == sla.TowardGroup {
		return "全组的率"
	}
	return "满分线"
}
