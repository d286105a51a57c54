package local

import (
	"html/template"
	"net/http"
	"net/url"
)

// asking is the page on which a person is chosen.
var asking = template.Must(template.New("ask").Parse(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>统一身份认证（演示）</title><style>body{font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:24rem;margin:12vh auto;padding:0 1rem}
button{display:block;width:100%;text-align:left;font:inherit;padding:.75rem 1rem;margin:.5rem 0;background:#fff;border:1px solid #bbb;border-radius:6px}small{color:#555}</style>
<h1>统一身份认证（演示）</h1><p>选择要登录的人。</p>
<form method="post" action="/authorize">{{range $name, $value := .Query}}<input type="hidden" name="{{$name}}" value="{{index $value 0}}">{{end}}
{{range .People}}<button name="username" value="{{.Username}}">{{.Name}} <small>{{.Username}}</small></button>{{end}}
<button name="username" value="">取消</button></form>`))

// left is the page on which the sign-out ends that leads nowhere else.
var left = template.Must(template.New("left").Parse(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>已退出</title><p>已退出统一身份认证。</p>`))

// ask shows who there is.
func (i *Issuer) ask(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !i.known(q) || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" {
		http.Error(w, "unknown client, address or flow", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = asking.Execute(w, struct {
		Query  url.Values
		People []Person
	}{q, i.People}) // who asked has gone
}

// logout ends the session, of which there is none here, and leads back.
func (i *Issuer) logout(w http.ResponseWriter, r *http.Request) {
	if back := r.URL.Query().Get("post_logout_redirect_uri"); i.Client.leadsTo(back) {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = left.Execute(w, nil) // who asked has gone
}
