package api

// callColumns head the table of the call figures (话务指标); callSum names its last
// line.
var callColumns = []string{"日期", "人工请求", "接通", "15秒内接通", "排队放弃", "振铃未接", "导航中挂机", "接通率", "15秒接通率", "平均等待（秒）", "平均通话（秒）"}

const callSum = "合计"
