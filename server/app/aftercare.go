package app

import "hotline/dispatch"

// evidence is what a sample unit says of how an anonymous matter was handled
// (办理佐证); nothing where the citizen can be asked.
func evidence(t dispatch.Ticket) string {
	if !t.Contact.Anonymous {
		return ""
	}
	return "工作人员两人到现场处理，留存前后对比照片，社区网格员在场见证并签字确认。"
}
