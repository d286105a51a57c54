package api

import "strings"

// device is what a browser says it is, in two words: the whole of what it says
// would tell one person's machine from another's, and is not kept.
type device struct {
	Browser string `json:"browser,omitempty"`
	System  string `json:"system,omitempty"`
}

// deviceOf reads a User-Agent header. Browsers name those they are like, so the
// order counts.
func deviceOf(agent string) device {
	return device{Browser: named(agent, "MicroMessenger", "WeChat", "Edg", "Edge", "OPR", "Opera", "HuaweiBrowser", "Huawei", "UCBrowser", "UC",
		"QQBrowser", "QQ", "Firefox", "Firefox", "Chrome", "Chrome", "Safari", "Safari"),
		System: named(agent, "OpenHarmony", "HarmonyOS", "HarmonyOS", "HarmonyOS", "Windows", "Windows", "iPhone", "iOS", "iPad", "iOS", "Android", "Android",
			"Mac OS X", "macOS", "Linux", "Linux")}
}

// named gives the name of the first mark that is there; "" for none. Marks and
// names come in pairs.
func named(agent string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.Contains(agent, pairs[i]) {
			return pairs[i+1]
		}
	}
	return ""
}
