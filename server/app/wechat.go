package app

import (
	"fmt"
	"net/http"
	"regexp"
	"time"

	"hotline/notify/channel"
	"hotline/server/wechat"
)

// WeChat is an official account or a mini-program (微信公众号、小程序).
type WeChat struct {
	// Name is in its address: /wechat/<name>.
	Name  string `toml:"name"`
	AppID string `toml:"app_id"`
	// Token signs what WeChat sends; AESKey opens it in the safe mode. Each may lie in
	// a file of its own.
	Token      string `toml:"token"`
	TokenFile  string `toml:"token_file"`
	AESKey     string `toml:"aes_key"`
	AESKeyFile string `toml:"aes_key_file"`
	// Secret and Template write to citizens; without them nobody is written to.
	Secret     string `toml:"secret"`
	SecretFile string `toml:"secret_file"`
	Template   string `toml:"template"`
	// Send is what the template is of: template (公众号模板消息), subscribe (公众号订阅通知)
	// or mini (小程序订阅消息); empty: template. Page is the page of a mini-program.
	Send string `toml:"send"`
	Page string `toml:"page"`
	// Data is a template of the fields of that template.
	Data string `toml:"data"`
	// API is where WeChat is reached; empty: https://api.weixin.qq.com.
	API string `toml:"api"`
}

var accountName = regexp.MustCompile(`^[a-z0-9_-]{1,40}$`)

// wechatFaults finds what is wrong with the accounts.
func (c Config) wechatFaults() (faults []error) {
	names := map[string]bool{}
	for i, w := range c.WeChat {
		bad := func(format string, args ...any) {
			faults = append(faults, fmt.Errorf("wechat[%d]."+format, append([]any{i}, args...)...))
		}
		if !accountName.MatchString(w.Name) || names[w.Name] {
			bad("name: %q is no name of its own of small letters, digits and hyphens", w.Name)
		}
		names[w.Name] = true
		if w.Token == "" && w.TokenFile == "" {
			bad("token: is missing")
		}
		if (w.AESKey != "" || w.AESKeyFile != "") && w.AppID == "" {
			bad("app_id: is missing, the safe mode is bound to it")
		}
		if w.AESKey != "" {
			if _, err := wechat.ParseKey(w.AESKey); err != nil {
				bad("aes_key: %v", err)
			}
		}
		if _, err := channel.NewWeChat(nil, w.options("")); err != nil {
			bad("%v", err)
		}
	}
	return faults
}

func (w WeChat) options(secret string) channel.WeChatOptions {
	return channel.WeChatOptions{Name: w.Name, API: w.API, AppID: w.AppID, Secret: secret, Template: w.Template, Data: w.Data, Way: w.Send, Page: w.Page}
}

// accounts are the official accounts by name, with their keys.
func (c Config) accounts() (map[string]wechat.Account, error) {
	out := map[string]wechat.Account{}
	for _, w := range c.WeChat {
		token, err := hidden(w.Token, w.TokenFile)
		if err != nil {
			return nil, usage{"wechat.token_file: " + err.Error()}
		}
		a := wechat.Account{Name: w.Name, AppID: w.AppID, Token: token, Tells: (w.Secret != "" || w.SecretFile != "") && w.Template != ""}
		key, err := hidden(w.AESKey, w.AESKeyFile)
		if err == nil && key != "" {
			a.Key, err = wechat.ParseKey(key)
		}
		if err != nil {
			return nil, usage{"wechat.aes_key_file: " + err.Error()}
		}
		out[w.Name] = a
	}
	return out, nil
}

// wechatAccounts are the accounts this server has a key to, to write to citizens and
// to fetch their pictures; nil when there is none.
func (c Config) wechatAccounts() (channel.WeChatAccounts, error) {
	all := channel.WeChatAccounts{}
	for _, w := range c.WeChat {
		secret, err := hidden(w.Secret, w.SecretFile)
		if err != nil {
			return nil, usage{"wechat.secret_file: " + err.Error()}
		}
		if secret == "" {
			continue
		}
		// The platform's address is the operator's own setting.
		if all[w.Name], err = channel.NewWeChat(&http.Client{Timeout: 15 * time.Second}, w.options(secret)); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}
