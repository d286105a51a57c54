package wire

import (
	"fmt"
	"strconv"
	"strings"
)

// Demand is the body of POST /tickets.
type Demand struct {
	Type     string    `json:"type"`
	Channel  string    `json:"channel"`
	Urgency  string    `json:"urgency"`
	Title    string    `json:"title"`
	Text     string    `json:"text"`
	Place    Place     `json:"place"`
	Caller   Caller    `json:"caller"`
	Dispatch *Dispatch `json:"dispatch,omitempty"`
}

// Place is where it is.
type Place struct {
	Address string `json:"address"`
}

// Caller is who called; synthetic, and a new one for each demand.
type Caller struct {
	Name       string `json:"name"`
	Phone      string `json:"phone"`
	WantsReply bool   `json:"wants_reply"`
}

// Dispatch is the agent's own choice of units.
type Dispatch struct {
	Lead    string   `json:"lead"`
	CoUnits []string `json:"co_units"`
	Reason  string   `json:"reason"`
}

// MaxDemands is how many demands of one run differ; a longer serial would be
// blotted out of the frames' titles as if it were a telephone number.
const MaxDemands = 1_000_000

// NewDemand makes the nth demand of a run: always the same for the same numbers,
// with another caller, text and place than its neighbours.
func NewDemand(run, n int) Demand {
	matter := matters()[n%len(matters())]
	place := fmt.Sprintf("%s%d号", roads()[n/7%len(roads())], 1+n/3%400)
	since := sinces()[n/11%len(sinces())]
	return Demand{
		Type: matter.kind, Channel: "phone", Urgency: matter.urgency,
		Title: fmt.Sprintf("%s%s L%d", roads()[n/7%len(roads())], matter.title, n),
		Text:  fmt.Sprintf("来电人反映：%s%s，%s。%s请有关部门尽快处理并回复。记录号 %d。", place, since, matter.title, matter.detail, n),
		Place: Place{Address: place},
		Caller: Caller{
			Name:  surnames()[n%len(surnames())] + "某" + fmt.Sprint(n%97),
			Phone: fmt.Sprintf("13%09d", (run%1000*MaxDemands+n)%1_000_000_000), WantsReply: true,
		},
	}
}

// For gives the demand to a unit by the agent's own choice.
func (d Demand) For(unit string) Demand {
	d.Dispatch = &Dispatch{Lead: unit, CoUnits: []string{}, Reason: "话务员指定承办单位"}
	return d
}

// Serial finds n in the title of the nth demand, which frames carry too. (The
// title of a report, 举报, is hidden in frames, so none of the demands is one.)
func Serial(title string) (int, bool) {
	i := strings.LastIndex(title, " L")
	if i < 0 {
		return 0, false
	}
	n, err := strconv.Atoi(title[i+2:])
	return n, err == nil
}

type matter struct{ kind, urgency, title, detail string }

func matters() []matter {
	return []matter{
		{"help", "general", "路灯不亮", "夜间行人和电动车通行不便，已经有老人摔倒。"},
		{"complaint", "general", "夜间施工噪音扰民", "每晚十一点以后仍有打桩声，孩子无法休息。"},
		{"help", "utility", "小区停水", "物业称接到管网抢修通知，但没有说明恢复时间。"},
		{"consult", "general", "咨询医保异地就医备案", "想了解办理所需材料和办理时限。"},
		{"complaint", "general", "占道经营", "摊位占用人行道，油烟直排，傍晚最为严重。"},
		{"complaint", "general", "物业收费不透明", "公共收益没有公示，多次沟通没有结果。"},
		{"help", "life", "燃气泄漏有明显气味", "楼道内气味很重，住户已经到楼下等候。"},
		{"suggestion", "general", "建议增设公交站点", "新建小区入住两千余户，最近的站点步行需二十分钟。"},
		{"help", "utility", "供暖温度不达标", "室内温度只有十四度，家中有新生儿。"},
		{"complaint", "general", "网购商品拒绝退货", "商家以已拆封为由拒绝七天无理由退货。"},
		{"complaint", "general", "河道水体发黑有异味", "雨后更明显，怀疑有污水排入。"},
		{"praise", "general", "表扬社区工作人员", "工作人员冒雨帮助独居老人转移，特致谢意。"},
	}
}

func roads() []string {
	return []string{"建设路", "人民东路", "滨河大道", "学府街", "工业园三路", "湖滨花园", "幸福里小区", "新港村", "老街口", "向阳新村", "金桥苑", "科技路", "解放南路"}
}

func sinces() []string {
	return []string{"从上周开始", "近三天", "自本月初以来", "昨晚九点起", "今天早上", "已持续半年", "每逢周末", "前天下雨之后"}
}

func surnames() []string {
	return []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"}
}
