package dispatch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch/classify"
)

// past is a made-up history: what people say of six kinds of matter, and the unit
// that keeps each.
type past struct {
	r *rand.Rand
	n int
}

var pastKinds = []struct {
	unit, category string
	says           []string
}{
	{"chengguan", "0401", []string{"路灯不亮", "路灯整夜闪烁", "路灯杆歪了"}},
	{"shuiwu", "0501", []string{"家里停水", "水管爆裂漏水", "自来水发黄"}},
	{"huanbao", "0904", []string{"工厂夜里冒黑烟", "作坊气味刺鼻", "养殖场臭味大"}},
	{"zhujian", "010101", []string{"暖气不热", "室温只有十二度", "暖气片冰凉"}},
	{"jiaoyu", "0701", []string{"补课乱收费", "学校食堂不干净", "学区划分不合理"}},
	{"xingfu", "11", []string{"进村路坑洼", "村委会不公开账目", "村里垃圾没人清"}},
}

var pastRest = []string{"已经一个多星期", "麻烦尽快派人来看看", "老人孩子很不方便", "打过几次电话没有人管", "希望有关部门重视", "周围邻居都有意见", "晚上尤其严重", "请给个答复", "去年也反映过", "现场没有人值守", "不知道该找谁", "听说要等到下个月", "周末更厉害", "附近还有一所幼儿园"}

func (p *past) lesson(at time.Time, noise float64) Lesson {
	k := pastKinds[p.r.IntN(len(pastKinds))]
	title := k.says[p.r.IntN(len(k.says))]
	text := title
	for _, i := range p.r.Perm(len(pastRest))[:5] {
		text += "，" + pastRest[i]
	}
	p.n++
	text += fmt.Sprintf("，编号%d。", p.n)
	if p.r.Float64() < noise { // two matters in one call, and one of the units has it
		other := pastKinds[p.r.IntN(len(pastKinds))]
		text += other.says[p.r.IntN(len(other.says))]
		if p.r.IntN(4) == 0 {
			k = other
		}
	}
	place := Place{Address: "幸福镇阳光花园", Town: "幸福镇"}
	l := Lesson{Matter: Matter{Type: Complaint, Title: title, Text: text, Category: k.category, Place: place}, At: at}
	l.Judgements = []Judgement{{Unit: k.unit, Category: k.category, At: at.Add(time.Hour), Kept: true}}
	return l
}

func (p *past) lessons(n int, noise float64) []Lesson {
	out := make([]Lesson, n)
	for i := range out {
		out[i] = p.lesson(monday.Add(time.Duration(i-n)*time.Hour), noise)
	}
	return out
}

func made(seed uint64) *past { return &past{r: rand.New(rand.NewPCG(seed, 1))} }

func course(t testing.TB, lessons []Lesson) Course {
	c, units := testCatalogue(t)
	return Course{Catalogue: c, Units: units, Lessons: lessons, Now: monday, Seed: 7}
}

// aimed is the precision the tests ask of automatic dispatch.
const aimed = 0.95

func trained(t testing.TB, c Course) *Experience {
	t.Helper()
	e, err := c.Train(context.Background())
	require.NoError(t, err)
	return e.Aim(aimed).At(monday)
}

func factsOf(l Lesson) Facts {
	f := Facts{Matter: l.Matter}
	f.Category = ""
	return f
}

// Tickets are routed and judged while a new experience is trained and takes over.
func TestRouteWhileLearning(t *testing.T) {
	c := course(t, made(10).lessons(520, 0.1))
	e := trained(t, c)
	fresh := made(11).lessons(200, 0.1)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for w := range 2 {
		wg.Go(func() {
			for i := w; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				l := fresh[i%len(fresh)]
				require.NotEmpty(t, c.Catalogue.Route(factsOf(l), c.Units, e.At(monday)).Candidates)
				if w == 0 {
					before := Ticket{Version: 1, State: StateDispatched, Lead: "shuiwu", Matter: l.Matter, DispatchedAt: monday}
					after := before
					after.State, after.Lead = StateRegistered, ""
					after.Returns = []Return{{At: monday, Unit: "shuiwu", Approved: true}}
					e.Heard(before, after, monday)
				}
			}
		})
	}
	again, err := c.Train(context.Background())
	require.NoError(t, err)
	require.NotNil(t, again.units)
	_, err = e.MarshalBinary()
	require.NoError(t, err)
	close(stop)
	wg.Wait()
}

// Rare labels are left out, and of the commonest the oldest where there are too
// many.
func TestExamplesAreBounded(t *testing.T) {
	var x examples
	for i := range 300 {
		x.add(i, classify.Example{Label: "common", Text: classify.Text{Title: fmt.Sprint(i)}})
		if i%30 == 0 {
			x.add(i, classify.Example{Label: "less"})
		}
		if i%100 == 0 {
			x.add(i, classify.Example{Label: "rare"})
		}
	}
	count := func(x examples) map[string]int {
		n := map[string]int{}
		for _, e := range x.list {
			n[e.Label]++
		}
		return n
	}
	require.Equal(t, map[string]int{"common": 300, "less": 10}, count(x.frequent(1000)))
	few := x.frequent(100)
	require.Equal(t, 10, count(few)["less"])
	require.LessOrEqual(t, len(few.list), 100)
	require.Equal(t, 299, few.lessons[len(few.lessons)-1])
	require.Equal(t, "299", few.list[len(few.list)-1].Title)
}
