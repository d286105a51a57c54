package sla

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// The metrics a scheme can weigh.
const (
	MetricAccept         = "accept"          // 按时接单率
	MetricContact        = "contact"         // 按时联系率
	MetricResolve        = "resolve"         // 按时办结率
	MetricSatisfaction   = "satisfaction"    // 满意率
	MetricResolution     = "resolution"      // 解决率
	MetricResponse       = "response"        // 响应率
	MetricRedo           = "redo"            // 重办率, lower is better
	MetricImproperReturn = "improper_return" // 退单不当率, lower is better
)

// Metrics lists the known metrics in the order pages show them.
func Metrics() []string {
	return []string{
		MetricAccept, MetricContact, MetricResolve, MetricSatisfaction,
		MetricResolution, MetricResponse, MetricRedo, MetricImproperReturn,
	}
}

// The findings and bonuses that records carry.
const (
	FindingReply           = "reply"            // 答复不规范
	FindingFalseCompletion = "false_completion" // 虚假办结
	FindingLeak            = "leak"             // 泄露信息
	FindingSupervise2      = "supervise_2"      // 书面通报
	FindingSupervise3      = "supervise_3"      // 挂牌督办 and above
	BonusPraise            = "praise"           // 表扬
	BonusDifficult         = "difficult"        // 疑难工单解决
	BonusCatalogue         = "catalogue"        // 派单目录贡献
	BonusArticleUses       = "article_uses"     // 知识库引用
	BonusArticleUpdates    = "article_updates"  // 知识库更新
)

// Scheme is a scoring standard (考核办法) as data. Its weights add up to Base;
// bonuses come on top up to BonusCap, penalties go off the total.
type Scheme struct {
	Name      string      `json:"name"`
	Version   string      `json:"version"`
	Title     string      `json:"title,omitempty"`
	Base      Dec         `json:"base"`
	Groups    []GroupName `json:"groups"`
	Metrics   []Metric    `json:"metrics"`
	Findings  []Finding   `json:"findings"`
	Bonuses   []Bonus     `json:"bonuses"`
	BonusCap  Dec         `json:"bonus_cap"`
	Constants []Constant  `json:"constants"`
	MinVolume int         `json:"min_volume"` // fewer due tickets: see Below
	Tie       Tie         `json:"tie"`        // equal totals share the better rank

	// What came later is left out where it is not used, so that the hash of an
	// older scheme stays what it was.
	Below      Below       `json:"below,omitempty"`      // what happens below MinVolume; "" observes
	Smoothing  *Smoothing  `json:"smoothing,omitempty"`  // 小样本平滑
	Exclusions []Exclusion `json:"exclusions,omitempty"` // reasons a ticket may be left out for; none: the usual ones
	Ties       []string    `json:"ties,omitempty"`       // what decides between equal totals, in this order
	Lists      *Lists      `json:"lists,omitempty"`      // 红黑榜
}

// GroupName names a group of units that are ranked together: those of its key,
// and those of the groups in Of.
type GroupName struct {
	Key  string   `json:"key"`
	Name string   `json:"name"`
	Of   []string `json:"of,omitempty"`
}

func (g GroupName) has(group string) bool { return g.Key == group || slices.Contains(g.Of, group) }

// Direction is which values of a metric are better.
type Direction string

// The directions.
const (
	Higher Direction = "higher"
	Lower  Direction = "lower"
)

// Directions lists the directions.
func Directions() []Direction { return []Direction{Higher, Lower} }

// Per is what a metric takes its slope by: a percentage point, or an event.
type Per string

// What the slope is taken by.
const (
	PerPoint Per = "point"
	PerEach  Per = "each"
)

// Pers lists what the slope can be taken by.
func Pers() []Per { return []Per{PerPoint, PerEach} }

// Denominator is what a metric divides by.
type Denominator string

// The denominators.
const (
	OfDue     Denominator = "due"
	OfClosed  Denominator = "closed"
	OfAnswers Denominator = "answers"
	OfReturns Denominator = "returns"
)

// Denominators lists the denominators.
func Denominators() []Denominator { return []Denominator{OfDue, OfClosed, OfAnswers, OfReturns} }

// Metric turns a rate into points: Weight in full at FullAt, then Slope points
// less for each percentage point on the wrong side of it, never below Floor. With
// Per "each" the count of events is taken instead of the rate.
type Metric struct {
	Key         string      `json:"key"`
	Name        string      `json:"name"`
	Weight      Dec         `json:"weight"`
	FullAt      Dec         `json:"full_at"`
	Slope       Dec         `json:"slope"`
	Floor       Dec         `json:"floor"`
	Direction   Direction   `json:"direction"`
	Denominator Denominator `json:"denominator"`
	Rounding    int         `json:"rounding"` // places of the rate before scoring, 0 to 2
	Per         Per         `json:"per"`
}

// Finding takes points for each event: from its own Weight in the base, or from
// the total as a penalty, up to Cap if there is one.
type Finding struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Weight Dec    `json:"weight,omitempty"`
	Per    Dec    `json:"per"`
	Cap    Dec    `json:"cap,omitempty"`
}

// Bonus adds points for each event.
type Bonus struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Per  Dec    `json:"per"`
}

// Constant is a part that no record decides, given in full.
type Constant struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Weight Dec    `json:"weight"`
}

// SchemeRef names the exact scheme that a result was computed by.
type SchemeRef struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Title   string `json:"title,omitempty"`
	Hash    string `json:"hash"`
}

// Ref names the scheme with its hash.
func (s Scheme) Ref() SchemeRef {
	return SchemeRef{Name: s.Name, Version: s.Version, Title: s.Title, Hash: s.Hash()}
}

// Hash is the SHA-256 of the scheme's canonical JSON: the order of fields is
// fixed, numbers have two places.
func (s Scheme) Hash() string {
	data, err := json.Marshal(s.canonical())
	if err != nil {
		panic(fmt.Sprintf("sla: a scheme holds only texts and numbers: %v", err))
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// canonical makes lists that are nil and lists that are empty the same.
func (s Scheme) canonical() Scheme {
	s.Groups = append([]GroupName{}, s.Groups...)
	s.Metrics = append([]Metric{}, s.Metrics...)
	s.Findings = append([]Finding{}, s.Findings...)
	s.Bonuses = append([]Bonus{}, s.Bonuses...)
	s.Constants = append([]Constant{}, s.Constants...)
	return s
}

// ParseScheme reads a scheme and validates it.
func ParseScheme(data []byte) (Scheme, error) {
	var s Scheme
	if err := decode(data, &s); err != nil {
		return Scheme{}, Faults{"scheme: " + err.Error()}
	}
	return s, s.Validate()
}

//go:embed schemes/*.json
var schemeFiles embed.FS

// Schemes are the built-in schemes: "default", the two reconstructed editions of
// a city's standard that the published totals are checked against, the three
// rates (三率) and the red and black list (红黑榜).
func Schemes() []Scheme {
	var schemes []Scheme
	for _, name := range []string{"default", "lianyungang-2022", "lianyungang-2022-08", "three-rates", "red-black-list"} {
		data, err := schemeFiles.ReadFile("schemes/" + name + ".json")
		if err != nil {
			panic("sla: built-in scheme: " + err.Error())
		}
		s, err := ParseScheme(data)
		if err != nil {
			panic("sla: built-in scheme " + name + ": " + err.Error())
		}
		schemes = append(schemes, s)
	}
	return schemes
}

// DefaultScheme is the first of Schemes.
func DefaultScheme() Scheme { return Schemes()[0] }

// denominators lists what each metric may be divided by; the first is the usual.
func denominators(metric string) []Denominator {
	switch metric {
	case MetricAccept, MetricContact, MetricResolve:
		return []Denominator{OfDue}
	case MetricSatisfaction, MetricResolution, MetricResponse:
		return []Denominator{OfAnswers}
	case MetricRedo:
		return []Denominator{OfClosed, OfDue}
	case MetricImproperReturn:
		return []Denominator{OfReturns, OfDue}
	}
	return nil
}

func findingKeys() []string {
	return []string{FindingReply, FindingFalseCompletion, FindingLeak, FindingSupervise2, FindingSupervise3}
}

func bonusKeys() []string {
	return []string{BonusPraise, BonusDifficult, BonusCatalogue, BonusArticleUses, BonusArticleUpdates}
}
