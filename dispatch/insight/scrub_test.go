package insight

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestScrub(t *testing.T) {
	for text, want := range map[string]string{
		"请打13800001234联系":            "请打***联系",
		"电话 0731-8888 6666 没人接":      "电话 *** 没人接",
		"身份证11010119900307123X的人":    "身份证***的人",
		"本人张三丰，住在这里":                 "本人某，住在这里",
		"联系人：李四，":                    "联系人：某，",
		"王经理态度很差":                    "某经理态度很差",
		"我家3号楼2单元501室不热":             "我家某户不热",
		"12栋漏水":                      "某户漏水",
		"邮箱abc.d@example.com收不到":     "邮箱***收不到",
		"车牌京A12345违停":                "车牌***违停",
		"张某某说不管":                     "某说不管",
		"供热15号开始，屋里16度，共2000户居民没有暖气": "供热15号开始，屋里16度，共2000户居民没有暖气",
		"110kv高压线离小区30米":             "110kv高压线离小区30米",
	} {
		require.Equal(t, want, Scrub(text), text)
	}
}

func TestCleanTitle(t *testing.T) {
	for title, want := range map[string]string{
		"投诉A2区丽园新城附近建搅拌站噪音扰民":         "丽园新城附近建搅拌站噪音扰民",
		"关于A市东湖苑捆绑销售车位的维权投诉":          "东湖苑捆绑销售车位",
		"请问A7县东路何时开通？":                "东路何时开通",
		"柳林新苑12号楼暖气不热":                "柳林新苑暖气不热",
		"反映":                          "反映",
		"强烈要求解决小区门口的商贩占道经营的问题":        "解决小区门口的商贩占道经营",
		"电话13800001234的业主说供热公司没有人接电话": "电话的业主说供热公司没有人接电话",
	} {
		require.Equal(t, want, cleanTitle(title), title)
	}
	long := cleanTitle(strings.Repeat("很长的题目", 20))
	require.LessOrEqual(t, utf8.RuneCountInString(long), longTitle)
}

// TestNobodyIsNamed: a sentence that names somebody by the word before is not
// quoted, nor is a greeting.
func TestNobodyIsNamed(t *testing.T) {
	for _, s := range []string{"老板刘海柱拖欠大家的货款已经半年了。", "尊敬的领导您好，请帮帮我们小区的人。", "太短了。"} {
		require.False(t, quotable(s), s)
	}
	require.True(t, quotable("打供热热线一直占线，站里说压力不够。"))
}

func FuzzScrub(f *testing.F) {
	for _, s := range []string{"", "13800001234", "3号楼2单元", "我叫王五，", "\x00\xff", strings.Repeat("1 ", 500), "😀😀", "مرحبا"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Scrub(s)
		require.NotRegexp(t, `1[3-9][0-9]{9}`, once)
		_ = cleanTitle(s)
		_ = cut(s)
	})
}
