package api

// What the reference says of itself.
const (
	docTitle = "政务热线派单系统接口"
	docAbout = "Every path is under /api/v1 unless it begins elsewhere. Bodies are JSON in UTF-8 with snake_case fields; a field that is not known is refused. " +
		"Times are RFC 3339 in UTC. Errors are application/problem+json (RFC 9457) in Chinese, or in English by Accept-Language. " +
		"People sign in and send the session's cookie, and its csrf in X-CSRF-Token with whatever changes something; programs send an API token as Authorization: Bearer. " +
		"Lists answer {items, next}; next goes into after. Answers may get more fields: pass over those you do not know."
)
