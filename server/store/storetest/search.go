package storetest

import (
	"strings"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// search is the peers' lesson: words of one, two and four characters inside a
// sentence, digits, full-width letters, numbers, and nothing else.
func search(w *world) {
	texts := []string{
		"1 小区停水三天没人管",
		"2 小区停电，水管也坏了",
		"3 东风路23号楼电梯故障",
		"4 东风路123号楼电梯停运",
		"5 车牌京A12345占道，ＡＢＣ公司",
		"6 abc公司拖欠工资 USB 接口",
		"7 水停了",
		"8 𠮷野家门口有坑，𬭁字也要能找到",
		"9 \"引号\" AND OR NOT * ( 特殊符号",
	}
	for _, text := range texts {
		in := intake(text[2:])
		in.Place = dispatch.Place{Town: "西镇", Address: "幸福街" + text[:1] + "弄"}
		w.log(in)
	}
	for q, want := range map[string]string{
		"停": "1247", "停水": "1", "水停": "7", "停水三天": "1", "三天没人": "1", "水管": "2", "电梯": "34", "电梯故障": "3",
		"23号楼": "3", "123号": "4", "A12345": "5", "a123": "5", "京A12345": "5", "京a": "5",
		"ABC": "56", "ａｂｃ公司": "56", "abc": "56", "usb": "6", "公司 工资": "6", "工资 公司": "6", "停 水": "127", "停水 电梯": "",
		"小区，停电": "2", "𠮷": "8", "𠮷野": "8", "𬭁": "8", "𬭁字": "8", "引号": "9", "and": "9", "符号 not": "9",
		"西镇": "123456789", "幸福街3弄": "3", "求助": "123456789",
		today + "-0004": "4", "0004": "4", "202611": "123456789", today + " 停水": "1",
		"没有": "", "水三停": "", "\"": "123456789", "abcd": "", "*": "123456789", "停水*": "1",
	} {
		got := ""
		for _, t := range w.list(dispatch.Filter{Q: q}, 4) {
			got = strings.TrimLeft(t.No[len(today)+1:], "0") + got
		}
		require.Equal(w, want, got, "search for %q", q)
	}
}
