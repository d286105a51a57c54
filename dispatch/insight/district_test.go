package insight

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// friday is the moment the tests look from: a working day in the afternoon.
var friday = time.Date(2026, 11, 20, 15, 42, 0, 0, sla.Zone)

// district makes tickets of a small district: every day the same mix of common
// matters, and what a test adds.
type district struct {
	rng   *rand.Rand
	items []Item
}

func newDistrict() *district { return &district{rng: rand.New(rand.NewPCG(1, 2))} }

func (d *district) pick(list ...string) string { return list[d.rng.IntN(len(list))] }

func (d *district) add(it Item) {
	it.No = dispatch.FormatNo(dispatch.Day(it.At), len(d.items)+1)
	if it.Caller == "" {
		it.Caller = fmt.Sprint("caller ", len(d.items))
	}
	d.items = append(d.items, it)
}

var everyday = []struct{ category, title, text string }{
	{"040301", "%s垃圾桶三天没人清运", "路边垃圾桶满了没人收，味道很大。"},
	{"040202", "%s路口摆摊占道", "早上卖菜的三轮车把路口堵住，公交过不去。"},
	{"030101", "%s公交末班车太早", "晚上八点以后就没有车，下班回不了家。"},
	{"070101", "咨询%s小学入学材料", "孩子明年上学，想问要准备哪些材料。"},
	{"120101", "%s超市买到过期食品", "牛奶过期三天，店家不给退。"},
	{"050101", "%s饭店拖欠两个月工资", "在店里做服务员，老板一直不给结算。"},
	{"080301", "%s路口红绿灯不亮", "早高峰红绿灯坏了，没有人指挥。"},
	{"040101", "%s人行道地砖破损", "盲道砖翘起来，老人摔了一跤。"},
}

// ordinary fills the days before and the window with common matters, fewer on
// days off.
func (d *district) ordinary(from, to time.Time) {
	for at := from; at.Before(to); at = at.AddDate(0, 0, 1) {
		n := 20
		if !sla.CN().Workday(at) {
			n = 12
		}
		for range n {
			e := everyday[d.rng.IntN(len(everyday))]
			when := at.Add(time.Duration(8*60+d.rng.IntN(600)) * time.Minute)
			if when.After(friday) {
				continue
			}
			d.add(Item{At: when, Category: e.category, Town: d.pick("城关街道", "新华街道", "柳林镇", "青石镇"), Unit: "bureau-" + e.category[:2],
				Title: fmt.Sprintf(e.title, d.pick("人民路", "建设街", "和平里", "东风路", "光明路")), Text: e.text})
		}
	}
}

// event adds tickets about one matter, spread over the days of the window.
func (d *district) event(n int, at func(i int) time.Time, it Item) {
	for i := range n {
		one := it
		one.At = at(i)
		one.Title = strings.ReplaceAll(it.Title, "{n}", fmt.Sprint(1+d.rng.IntN(20)))
		one.Text = d.pick(strings.Split(it.Text, "|")...)
		d.add(one)
	}
}

// find runs the whole way: the window, and what came before it one by one.
func (d *district) find(w Window) Hot {
	f := Find(w, d.items, sla.CN())
	for _, it := range d.items {
		f.Earlier(it)
		f.YearAgo(it)
	}
	return f.Hot()
}

func within(w Window) func(int) time.Time {
	return func(i int) time.Time {
		return w.From.Add(time.Duration(9*60+i*137%420)*time.Minute).AddDate(0, 0, i%(w.Days()-1))
	}
}

var heating = Item{Category: "010101", Town: "柳林镇", Address: "柳林镇柳林新苑3号楼2单元", Unit: "heat",
	Title: "柳林新苑{n}号楼暖气不热", Text: "交了全费，屋里最高只有十五度，老人只能开电热毯。|打供热热线一直占线，站里说压力不够。|一单元热三单元凉，去年也是这样，请派人来测温。"}

var site = Item{Category: "090101", Town: "滨河街道", Address: "滨河街道滨河花园西侧", Unit: "urban",
	Title: "滨河花园西侧工地夜间施工", Text: "工地每天夜里打桩到两点，孩子睡不着觉。|塔吊灯整夜照着楼，渣土车进出声音很大。"}

// sampled is a district with a new event, a steady one and everyday matters.
func sampled() (*district, Window) {
	w := LastDays(7, friday)
	d := newDistrict()
	d.ordinary(w.Base(), w.To)
	d.event(30, within(w), heating)
	d.event(3, func(i int) time.Time { return w.Base().AddDate(0, 0, 7*i).Add(10 * time.Hour) }, heating)
	d.event(14, within(w), site)
	for week := 1; week <= 3; week++ {
		d.event(14, func(i int) time.Time { return within(w)(i).AddDate(0, 0, -7*week) }, site)
	}
	return d, w
}

func TestHotFindsEvents(t *testing.T) {
	d, w := sampled()
	h := d.find(w)
	require.GreaterOrEqual(t, len(h.Issues), 2)
	heat := h.Issues[0]
	require.Equal(t, 30, heat.Count)
	require.Equal(t, "柳林新苑暖气不热", heat.Title)
	require.Equal(t, "柳林镇", heat.Town)
	require.Equal(t, "柳林新苑", heat.Place)
	require.Equal(t, "010101", heat.Category)
	require.Equal(t, "heat", heat.Unit)
	require.InDelta(t, 1, heat.Usual, 0.7, "one ticket in each of three weeks")
	require.True(t, heat.Emerging)
	require.Equal(t, 150, heat.Heat, "thirty tickets, growth counted at most five times")
	require.Equal(t, 30, heat.Callers)
	require.Zero(t, heat.Repeats)
	require.Len(t, heat.Daily, 28)
	require.Equal(t, 33, total(heat.Daily))
	require.Equal(t, 30, total(heat.Daily[21:]))

	i := slices.IndexFunc(h.Issues, func(is Issue) bool { return is.Category == site.Category })
	noise := h.Issues[i]
	require.Equal(t, "滨河花园西侧工地夜间施工", noise.Title)
	require.Equal(t, 14, noise.Count)
	require.InDelta(t, 14, noise.Usual, 2, "as many in each week before")
	require.False(t, noise.Emerging, "what is always so does not emerge")
	for _, is := range []Issue{heat, noise} {
		for _, it := range is.Items {
			require.Equal(t, is.Category, it.Category, "%s holds %s", is.Title, it.Title)
		}
	}
	require.Equal(t, len(d.in(w)), h.Intake)
	require.Equal(t, len(d.in(w.Previous())), h.Previous)
}

func (d *district) in(w Window) (out []Item) {
	for _, it := range d.items {
		if w.Holds(it.At) {
			out = append(out, it)
		}
	}
	return out
}

func total(list []int) (n int) {
	for _, x := range list {
		n += x
	}
	return n
}

// TestHotIsStable: the same tickets in another order give the same issues.
func TestHotIsStable(t *testing.T) {
	d, w := sampled()
	first := d.find(w)
	d.rng.Shuffle(len(d.items), func(i, j int) { d.items[i], d.items[j] = d.items[j], d.items[i] })
	require.Equal(t, first, d.find(w))
}

// TestEventsOfManyPlaces: one matter all over a township is one issue, in two
// townships it is two; another matter at the same place is apart.
func TestEventsOfManyPlaces(t *testing.T) {
	w := LastDays(7, friday)
	d := newDistrict()
	d.ordinary(w.Base(), w.To)
	for i, estate := range []string{"柳林新苑", "惠民家园", "阳光花园", "兴盛小区"} {
		it := heating
		it.Address, it.Title = "柳林镇"+estate, estate+"{n}号楼暖气不热"
		d.event(5, func(k int) time.Time { return within(w)(k + i) }, it)
	}
	far := heating
	far.Town, far.Address, far.Title = "新华街道", "新华街道新华里", "新华里{n}号楼暖气不热"
	d.event(12, within(w), far)
	lift := Item{Category: "010306", Town: "柳林镇", Address: "柳林镇柳林新苑", Unit: "house", Title: "柳林新苑{n}号楼电梯停用",
		Text: "电梯停了半个月，高层老人下不了楼。|物业换了以后电梯没人修，说没有维修资金。"}
	d.event(11, within(w), lift)
	h := d.find(w)
	byTitle := map[string]Issue{}
	for _, is := range h.Issues {
		byTitle[is.Town+"/"+is.Category] = is
	}
	all := byTitle["柳林镇/010101"]
	require.Equal(t, 20, all.Count)
	require.Equal(t, "暖气不热", all.Title)
	require.Contains(t, all.Place, "等 4 处")
	require.Equal(t, 12, byTitle["新华街道/010101"].Count)
	require.Equal(t, 11, byTitle["柳林镇/010306"].Count)
}

// TestUsualKnowsTheWeek: what is usual of a Friday is that of Fridays, and of a
// day that is not over only the part that has passed.
func TestUsualKnowsTheWeek(t *testing.T) {
	w := LastDays(1, friday)
	d := newDistrict()
	for back := 1; back < 28; back++ {
		at := midnight(friday).AddDate(0, 0, -back)
		n := 2
		if at.Weekday() == time.Friday {
			n = 8 // four before and four after the time of day
		}
		for i := range n {
			it := heating
			it.At = at.Add([]time.Duration{10 * time.Hour, 18 * time.Hour}[i%2])
			d.add(it)
		}
	}
	d.event(12, func(i int) time.Time { return w.From.Add(9 * time.Hour).Add(time.Duration(i) * time.Minute) }, heating)
	h := d.find(w)
	require.Len(t, h.Issues, 1)
	require.InDelta(t, 4, h.Issues[0].Usual, 0.01)
	require.InDelta(t, 3, h.Issues[0].Ratio, 0.01)
	require.True(t, h.Issues[0].Emerging)
}

// TestHolidaysAreCompared: a make-up workday on a Saturday is compared with
// working days, not with Saturdays.
func TestHolidaysAreCompared(t *testing.T) {
	makeup := time.Date(2026, 2, 14, 18, 0, 0, 0, sla.Zone) // Saturday, working before Spring Festival
	require.True(t, sla.CN().Workday(makeup))
	w := LastDays(1, makeup)
	l := newLedger[string](w)
	for at := w.Base(); at.Before(w.From); at = at.AddDate(0, 0, 1) {
		n := 10
		if !sla.CN().Workday(at) {
			n = 1
		}
		for range n {
			l.note("x", at.Add(9*time.Hour))
		}
	}
	l.compare(w, sla.CN())
	require.InDelta(t, 10, l.usual("x"), 0.01)
}

// TestSeasonIsNotNews: what came in the same week of last year does not emerge,
// however much more it is than in the weeks before.
func TestSeasonIsNotNews(t *testing.T) {
	d, w := sampled()
	last := w.LastYear()
	d.ordinary(last.From, last.To)
	require.True(t, d.find(w).Issues[0].Emerging, "last year saw nothing of it")
	d.event(30, func(i int) time.Time { return within(w)(i).AddDate(0, 0, -364) }, heating)
	is := d.find(w).Issues[0]
	require.Equal(t, "010101", is.Category)
	require.False(t, is.Emerging)
	require.Greater(t, is.Ratio, 5.0, "it grew all the same")
}

// TestCrowd: tickets of one caller make no issue; callers who come again count.
func TestCrowd(t *testing.T) {
	w := LastDays(7, friday)
	d := newDistrict()
	d.ordinary(w.Base(), w.To)
	lone := site
	lone.Caller = "one"
	d.event(15, within(w), lone)
	for _, is := range d.find(w).Issues {
		require.NotEqual(t, "090101", is.Category, "one caller is no crowd")
	}
	d.event(10, within(w), site)
	is := d.find(w).Issues[0]
	require.Equal(t, "090101", is.Category)
	require.Equal(t, 25, is.Count)
	require.Equal(t, 11, is.Callers)
	require.Equal(t, 14, is.Repeats)
}

// TestSealed: a sealed ticket counts, and nothing of it is shown.
func TestSealed(t *testing.T) {
	w := LastDays(7, friday)
	d := newDistrict()
	d.ordinary(w.Base(), w.To)
	secret := site
	secret.Sealed, secret.Title, secret.Text = true, "滨河花园西侧工地夜间施工保护伞", "工地每天夜里打桩到两点，项目部给了好处。"
	d.event(10, within(w), secret)
	open := site
	open.Text = "工地每天夜里打桩到两点，孩子睡不着觉。"
	d.event(3, within(w), open)
	is := d.find(w).Issues[0]
	require.Equal(t, 13, is.Count)
	require.NotContains(t, is.Title, "保护伞")
	require.NotEmpty(t, is.Quotes)
	for _, q := range is.Quotes {
		require.NotContains(t, q.Text, "好处")
	}
	for _, it := range is.Items {
		require.False(t, it.No == is.ID && it.Sealed, "an issue is named after a ticket that may be named")
	}
}

func TestVotesAndProgress(t *testing.T) {
	w := LastDays(7, friday)
	d := newDistrict()
	d.ordinary(w.From, w.To)
	it := site
	it.Votes, it.State, it.Accepted, it.Late = 100, dispatch.StateAccepted, true, true
	d.event(4, within(w), it)
	is := d.find(w).Issues[0]
	require.Equal(t, 400, is.Votes)
	require.Equal(t, 4+20, is.Heat, "no days before, so no growth; the root of the votes")
	require.Equal(t, Progress{Accepted: 4, Late: 4}, is.Progress)
	require.False(t, is.Emerging)
}
