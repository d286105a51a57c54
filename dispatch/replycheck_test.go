package dispatch

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	noise = Matter{Type: Complaint, Title: "滨河路工地夜间混凝土浇筑噪声扰民",
		Text: "滨河路与学府路口的工地连续三天夜里12点以后浇筑混凝土，声音很大，孩子没法睡觉。之前反映过两次，停了两天又开始，要求彻底解决。"}
	noiseReply = "11 月 21 日 21:40，我局会同区城市管理局到滨河路项目现场核查，该项目 11 月 18 日至 20 日夜间浇筑未办理夜间施工证明。已责令立即停止夜间施工，并对项目约谈。"
	heat       = Matter{Type: Consult, Title: "咨询供暖时间", Text: "请问今年什么时候开始供暖？能否网上交费？为什么比去年晚？"}
	market     = Matter{Type: Complaint, Title: "早市散场后垃圾无人清理", Text: "和平镇早市散场后垃圾堆了一天没有人清理"}
)

func found(c ReplyCheck) []FindingKey {
	var out []FindingKey
	for _, f := range c.Findings {
		out = append(out, f.Key)
	}
	return out
}

func TestCheckReply(t *testing.T) {
	rules := Rules{MinReply: 20}
	for _, tc := range []struct {
		name   string
		matter Matter
		text   string
		want   []FindingKey // all of them, in order
	}{
		{"a reply that says what was done, but not by when it is well", noise, noiseReply, []FindingKey{Unanswered}},
		{"with the date it is whole", noise, noiseReply + "11 月 25 日前整改到位。", nil},
		{"short and to the point, in other words", market, "已安排保洁人员当日清运，每天散市后巡查一次，来电人认可。", nil},
		{"a few words could be about anything", Matter{Type: Help, Title: "路灯不亮", Text: "路灯不亮三天"}, "您好，当天已更换灯泡，恢复照明，感谢您的理解和支持。", nil},
		{"courtesy", noise, "您好，您的留言已收悉，我单位高度重视，正在核实，感谢您的关注与支持！", []FindingKey{Perfunctory, Unanswered, NoMeasure, NoDate}},
		{"passed on", noise, "您好，您反映的问题已转交有关部门调查处理，如有情况将及时反馈。", []FindingKey{Perfunctory, Unanswered, NoMeasure, NoDate}},
		{"about something else", noise, "11月20日已为您更换天然气表具，供气恢复，安检人员入户检测未见漏气，费用已退还到账。", []FindingKey{Irrelevant, Unanswered}},
		{"the citizen's words said back", noise, "滨河路与学府路口的工地连续三天夜里12点以后浇筑混凝土，声音很大，孩子没法睡觉。之前反映过两次，停了两天又开始。",
			[]FindingKey{Copied, Unanswered, NoMeasure, NoDate}},
		{"too short", noise, "11月25日前停止施工。", []FindingKey{TooShort}},
		{"a blank of a template", noise, noiseReply + "【月日】前整改到位，预计11月25日完成。", []FindingKey{Unfilled}},
		{"a mobile number", noise, noiseReply + "11月25日前整改到位，有事请打13800001234。", []FindingKey{Privacy}},
		{"an identity number", noise, noiseReply + "11月25日前整改到位，负责人110101199003074514。", []FindingKey{Privacy}},
		{"a landline of the office is none", noise, noiseReply + "11月25日前整改到位，有事请打68001234或022-28912345。", nil},
		{"a file number in brackets is no blank", noise, noiseReply + "11月25日前整改到位，依据【2019】12号文。", nil},
		{"a promise without a date", market, "早市散场后的垃圾清运由市场开办方负责，我局将督促其增加保洁人员，尽快改善。", []FindingKey{PromiseWithoutDate}},
		{"nothing", noise, "", []FindingKey{Perfunctory, TooShort, Unanswered, NoMeasure, NoDate}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := rules.CheckReply(tc.matter, tc.text, nil)
			require.Equal(t, tc.want, found(c), "%+v", c)
			require.Equal(t, slices.ContainsFunc(tc.want, FindingKey.Warns), c.Weak())
		})
	}
}

func TestAsked(t *testing.T) {
	rules := Rules{MinReply: 20}
	got := rules.CheckReply(heat, "您好，今年11月15日零时开始供暖，可以通过微信小程序网上交费。", nil)
	require.Equal(t, []Asked{{"请问今年什么时候开始供暖？", true}, {"能否网上交费？", true}, {"为什么比去年晚？", false}}, got.Asked)
	require.Equal(t, []FindingKey{Unanswered}, found(got))
	require.Equal(t, "为什么比去年晚？", got.Findings[0].Question)

	got = rules.CheckReply(heat, "您好，今年11月15日零时开始供暖，因管网改造验收比去年晚五天，可以通过微信小程序网上交费。", nil)
	require.Empty(t, got.Findings)
	require.Equal(t, []FindingKey{Irrelevant, Perfunctory}, got.Clear, "a question about rules wants no measure")
	require.Equal(t, []FindingKey{Irrelevant, Perfunctory, NoMeasure, NoDate}, rules.CheckReply(noise, noiseReply, nil).Clear)
	require.Empty(t, rules.CheckReply(noise, "", nil).Clear)

	require.Equal(t, []Asked{{"要求彻底解决", false}}, rules.CheckReply(noise, noiseReply, nil).Asked)
	soon := Matter{Title: "小区路灯不亮", Text: "小区门口的路灯不亮，请尽快修好。什么时候能修好？"}
	require.Equal(t, []Asked{{"什么时候能修好？", false}}, rules.CheckReply(soon, "", nil).Asked, "when is soon")
	plain := Matter{Title: "健身器材断了", Text: "秋千链子断了没人换，啥时候能好，户号咋查"}
	require.Equal(t, []Asked{{"秋千链子断了没人换，啥时候能好", false}}, rules.CheckReply(plain, "", nil).Asked, "one question a sentence, in plain speech")
	require.Empty(t, rules.CheckReply(Matter{Title: "小区路灯不亮", Text: "小区门口的路灯不亮。难道没有人管吗？"}, noiseReply, nil).Asked, "a sigh is no question")
}

func TestFragments(t *testing.T) {
	rules := Rules{MinReply: 20}
	for _, text := range []string{
		"您好，您的留言已收悉，我单位高度重视，正在核实，感谢您的关注与支持！",
		noiseReply + "有事请打13800001234。", noiseReply + "【内容】已办。",
		"11月20日已为您更换天然气表具，供气恢复，安检人员入户检测未见漏气，费用已退还到账。",
	} {
		c := rules.CheckReply(noise, text, nil)
		require.True(t, c.Weak(), text)
		for _, f := range c.Findings {
			require.Contains(t, text, f.Quote, "a fragment stands in the reply as written")
		}
		require.NotEmpty(t, c.Findings[0].Quote)
	}
}

func TestTemplateReply(t *testing.T) {
	rules, whole := Rules{MinReply: 20}, noiseReply+"11 月 25 日前整改到位。"
	require.Empty(t, rules.CheckReply(noise, whole, []string{whole, whole, "路灯已更换。"}).Findings)
	got := rules.CheckReply(noise, whole, []string{whole, whole, "路灯已更换。", whole})
	require.Equal(t, []Finding{{Key: Template, Count: 3}}, got.Findings)
	require.False(t, got.Weak())
}

func TestReplyScoreRanks(t *testing.T) {
	rules := Rules{MinReply: 20}
	score := func(text string) float64 { return rules.CheckReply(noise, text, nil).Score }
	good, open := score(noiseReply+"11 月 25 日前整改到位。"), score(noiseReply)
	hollow := score("您好，您的留言已收悉，我单位高度重视，正在核实，感谢您的关注与支持！")
	require.Greater(t, good, open)
	require.Greater(t, open, hollow)
}

// Whatever is typed, a check ends, its score is a share and its fragments are
// short.
func FuzzCheckReply(f *testing.F) {
	f.Add("路灯不亮", "什么时候修？", "已修好。")
	f.Add("", "", "")
	f.Add("\xff\xfe", "请。！？；，", "1\x00【】【】13800001234，")
	f.Add("年月日", strings.Repeat("能否", 3000), strings.Repeat("月", 20000))
	f.Add("👍👍", "مرحبا كيف؟", "ก่อนหน้า 1234567890123456789")
	f.Fuzz(func(t *testing.T, title, text, reply string) {
		for _, kind := range []Type{Help, Consult} {
			c := Rules{MinReply: 20}.CheckReply(Matter{Type: kind, Title: title, Text: text}, reply, []string{reply, text, reply, reply})
			require.True(t, c.Score >= 0 && c.Score <= 1, c.Score)
			require.LessOrEqual(t, len(c.Asked), maxAsked+maxDemands)
			for _, f := range c.Findings {
				require.Contains(t, FindingKeys, f.Key)
				require.LessOrEqual(t, runes(f.Quote), 60)
			}
			require.Equal(t, c.Weak(), c.Mark().Weak)
		}
	})
}

func BenchmarkCheckReply(b *testing.B) {
	rules := Rules{MinReply: 20}
	long := strings.Repeat(noiseReply, 40)
	matter := noise
	matter.Text = strings.Repeat(noise.Text, 60)
	b.Run("usual", func(b *testing.B) {
		for b.Loop() {
			rules.CheckReply(noise, noiseReply, nil)
		}
	})
	b.Run("longest", func(b *testing.B) {
		for b.Loop() {
			rules.CheckReply(matter, long, nil)
		}
	})
}
