package dispatch

// The words by which a roster file says what a line is, and those of its first
// line, which names the columns.
var (
	dutyKinds = map[string]string{"": "", "duty": "", "值班": "", "weekly": "weekly", "每周": "weekly", "leave": "leave", "请假": "leave"}
	dutyHeads = []string{"user", "username", "人员", "账号", "姓名"}
)
