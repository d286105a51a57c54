package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/server/signin"
)

func docSession() topic {
	return topic{"session", text{"登录", "Session"}, map[string]operation{
		"GET /api/v1/time": {title: text{"服务器时间", "The server's time"}, out: timeView{}},
		"POST /api/v1/session": {title: text{"登录", "Sign in"}, in: loginForm{}, out: sessionView{}, also: []int{fiber.StatusUnauthorized, fiber.StatusLocked},
			about:   text{"登录后写入会话 Cookie。连续输错五次密码，账号锁定十五分钟（423）。", "Sets the session's cookie. Five wrong passwords in a row lock the account for fifteen minutes (423)."},
			example: `{"username":"agent","password":"hotline-demo"}`},
		"GET /api/v1/session": {title: text{"当前登录", "Who is signed in"}, out: sessionView{}},
		"DELETE /api/v1/session": {title: text{"退出", "Sign out"}, out: leftView{}, empty: true,
			about: text{"如需同时退出统一身份平台，返回其地址。", "Answers with an address when the identity provider has to be left too."}},
		"GET /api/v1/session/methods": {title: text{"登录方式", "How one can sign in"}, out: methodsView{}},
		"GET /api/v1/session/oidc": {title: text{"统一身份登录", "Sign in at the identity provider"}, status: fiber.StatusSeeOther, query: []param{textParam("to", "登录后回到的页面", "the page to come back to")},
			about: text{"转到统一身份平台。", "Sends the browser to the provider."}},
		"GET " + signin.Callback: {title: text{"统一身份回调", "Come back from the identity provider"}, status: fiber.StatusSeeOther,
			query: []param{textParam("state", "本次登录的标识", "of the sign-in"), textParam("code", "由统一身份平台给出", "of the provider"), textParam("error", "由统一身份平台给出", "of the provider"),
				textParam("iss", "由统一身份平台给出", "of the provider")}},
		"POST " + signin.BackChannel: {title: text{"统一身份后台退出", "Somebody has left at the identity provider"}, in: farewellForm{}, form: fiber.MIMEApplicationForm, out: endedView{},
			about: text{"由统一身份平台发出（OpenID Connect Back-Channel Logout），退出此人的会话。", "Sent by the provider (OpenID Connect Back-Channel Logout); ends the sessions of that person or session."}},
	}}
}

func docSecurity() topic {
	locked := []int{fiber.StatusLocked}
	return topic{"security", text{"账号安全", "Account security"}, map[string]operation{
		"GET /api/v1/me/security": {title: text{"我的账号安全", "What guards my account"}, out: securityView{}},
		"PUT /api/v1/me/password": {title: text{"修改密码", "Change my password"}, in: passwordForm{}, out: endedView{}, also: locked, about: text{"同时退出其他登录。", "Ends the other sessions."},
			needs: "new_password password", example: `{"password":"hotline-demo","new_password":"a-new-long-password"}`},
		"POST /api/v1/me/totp": {title: text{"开启两步验证", "Begin with a second factor"}, in: proofForm{}, out: enrolView{}, status: fiber.StatusCreated, also: locked,
			needs: "password", example: `{"password":"hotline-demo"}`},
		"POST /api/v1/me/totp/confirm": {title: text{"确认两步验证", "Confirm it by its first code"}, in: firstCodeForm{}, out: recoveryView{}, about: text{"恢复码只显示这一次。", "The recovery codes are shown this once."},
			needs: "code", example: `{"code":"492039"}`},
		"POST /api/v1/me/totp/recovery": {title: text{"重新生成恢复码", "New recovery codes"}, in: proofForm{}, out: recoveryView{}, also: locked,
			needs: "password totp", example: `{"password":"hotline-demo","totp":"492039"}`},
		"DELETE /api/v1/me/totp": {title: text{"关闭两步验证", "Remove the second factor"}, in: proofForm{}, also: locked,
			needs: "password totp", example: `{"password":"hotline-demo","totp":"492039"}`},
		"GET /api/v1/me/sessions":                     {title: text{"我的登录", "Where I am signed in"}, out: itemsView[visitView]{}},
		"DELETE /api/v1/me/sessions":                  {title: text{"退出其他登录", "Sign out everywhere else"}, out: endedView{}},
		"DELETE /api/v1/me/sessions/:id":              {title: text{"退出一处登录", "Sign out there"}},
		"DELETE /api/v1/users/:username/totp":         {title: text{"解除他人两步验证", "Remove somebody's second factor"}},
		"GET /api/v1/users/:username/sessions":        {title: text{"他人的登录", "Where somebody is signed in"}, out: itemsView[visitView]{}},
		"DELETE /api/v1/users/:username/sessions":     {title: text{"强制退出", "Sign somebody out"}, out: endedView{}},
		"DELETE /api/v1/users/:username/sessions/:id": {title: text{"强制退出一处", "Sign somebody out there"}},
	}}
}
