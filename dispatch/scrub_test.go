package dispatch

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestScrub(t *testing.T) {
	caller := Person{Name: "欧阳明月", Phone: "13800001234"}
	desk := Person{Name: "李", Phone: "02366668888"}
	for name, tc := range map[string]struct {
		p      Person
		sealed bool
		in     string
		want   string
	}{
		"nothing to hide":       {caller, true, "路灯不亮，请拨打12345", "路灯不亮，请拨打12345"},
		"as it is":              {caller, false, "我的电话13800001234，请回电", "我的电话〔来电号码〕，请回电"},
		"with hyphens":          {caller, false, "138-0000-1234", "〔来电号码〕"},
		"with spaces":           {caller, false, "138 0000 1234 转告", "〔来电号码〕 转告"},
		"in full width":         {caller, false, "１３８００００１２３４。", "〔来电号码〕。"},
		"in Chinese digits":     {caller, false, "幺三八零零零零一二三四", "〔来电号码〕"},
		"with the country code": {caller, false, "电话+86 138 0000 1234", "电话〔来电号码〕"},
		"within more digits":    {caller, false, "号913800001234", "号9〔来电号码〕"},
		"another number":        {caller, false, "对方电话13900001234", "对方电话13900001234"},
		"twice":                 {caller, false, "13800001234或13800001234", "〔来电号码〕或〔来电号码〕"},
		"area code":             {desk, false, "023-66668888", "〔来电号码〕"},
		"without area code":     {desk, false, "座机66668888", "座机〔来电号码〕"},
		"part of another":       {desk, false, "编号166668888", "编号166668888"},
		"name of a sealed one":  {caller, true, "本人欧阳明月，举报", "本人〔来电人〕，举报"},
		"name of an open one":   {caller, false, "本人欧阳明月", "本人欧阳明月"},
		"name of one character": {desk, true, "李子树挡路", "李子树挡路"},
		"nobody":                {Person{}, true, "13800001234", "13800001234"},
	} {
		got := Scrub(tc.in, tc.p, tc.sealed)
		require.Equal(t, tc.want, got, name)
		require.Equal(t, got, Scrub(got, tc.p, tc.sealed), "%s: again", name)
	}
}

// What is written down at any step does not tell the caller's number, nor of a
// sealed ticket the name.
func TestActionsAreScrubbed(t *testing.T) {
	who := &Person{Name: "欧阳明月", Phone: "13800001234"}
	l := at(t, StateAccepted)
	l.do(Action{Kind: DoNote, Text: "致电欧阳明月138 0000 1234", Caller: who}, leader)
	require.Equal(t, "致电欧阳明月〔来电号码〕", l.events[len(l.events)-1].Data.Text)
	s := reported(t).do(Action{Kind: DoAppend, Text: "欧阳明月补充：13800001234", Caller: who}, agent)
	require.Equal(t, "〔来电人〕补充：〔来电号码〕", s.events[len(s.events)-1].Data.Text)
}

func FuzzScrub(f *testing.F) {
	f.Add("我的电话138-0000-1234", "13800001234", "张三", true)
	f.Add("+86１３８００００１２３４欧阳明月", "13800001234", "欧阳明月", true)
	f.Add("6666 8888", "023-66668888", "a", false)
	f.Fuzz(func(t *testing.T, text, phone, name string, sealed bool) {
		p := Person{Name: name, Phone: phone}
		got := Scrub(text, p, sealed)
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Fatalf("%q became %q", text, got)
		}
		if digits, ok := NormalPhone(phone); ok && strings.Contains(got, digits) {
			t.Fatalf("%q still tells %s", got, digits)
		}
		trimmed := strings.TrimSpace(name)
		if sealed && utf8.ValidString(name) && utf8.RuneCountInString(trimmed) >= 2 && !strings.ContainsAny(trimmed, placeName+placePhone) && strings.Contains(got, trimmed) {
			t.Fatalf("%q still names %s", got, trimmed)
		}
	})
}
