package dispatch

// The words that stand in the place of sealed ones, and the names of the
// reporting centre's categories before anybody changes them; all of them are in
// this file.

// What stands where a title may not be read.
const (
	hiddenReport = "举报件（内容保密）"
	hiddenTicket = "保密件（内容保密）"
)

// What stands where a caller's own number or name was written down.
const (
	placePhone = "〔来电号码〕"
	placeName  = "〔来电人〕"
)

const whyReport = "举报件须由派单员核对回避单位后派发。"

func whyRecused(u Unit) string { return u.ShortName() + "须回避，请改选承办单位。" }

func reasonRecused() Reason {
	return Reason{Kind: reasonRecusal, Text: "与所反映事项有利害关系，须回避"}
}

// DefaultReportCentre is the reporting centre as it is delivered. The first two
// categories stand in the founding document; the other eight are an assumption,
// since no source lists them.
func DefaultReportCentre() ReportCentre {
	return ReportCentre{Categories: []ReportCategory{
		{"safety", "安全生产", true, true},
		{"environment", "环境污染", true, true},
		{"food_drug", "食品药品", false, true},
		{"illegal_building", "违法建设", false, true},
		{"fire", "消防隐患", false, true},
		{"fundraising", "非法集资", false, true},
		{"gangs", "扫黑除恶", false, true},
		{"wages", "欠薪", false, true},
		{"market", "市场秩序", false, true},
		{"conduct", "作风效能", false, true},
	}}
}
