package paper

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"hotline/sla"
)

// scheme is the sheet 办法: every parameter in a cell of its own that has a name,
// by which the formulas of 单位得分 read it.
func (k *book) scheme() error {
	s := k.sheet(sheetScheme, 0, 22, 18, 10, 10, 10, 10, 10, 10, 12, 12)
	c := k.Scheme
	s.put(text(fmt.Sprintf("%s（%s %s）", c.Title, c.Name, c.Version), k.style.title))
	s.put(wordHash, k.Month.Scheme.Hash)
	s.put()
	k.heads(s, "指标", "代码", "权重", "满分线", "每点扣", "最低分", "方向（1 高为好，−1 低为好）", "率的小数位", "计分", "分母")
	for _, m := range c.Metrics {
		per, sign := wordPoint, 1
		if m.Per == "each" {
			per = wordEach
		}
		if m.Direction == "lower" {
			sign = -1
		}
		s.put(text(m.Name, 0), m.Key, k.dec(m.Weight), k.dec(m.FullAt), k.dec(m.Slope), k.dec(m.Floor), sign, m.Rounding, per, m.Denominator)
		k.name(s, m.Key, "w", "full", "slope", "floor", "sign", "places")
	}
	s.put()
	k.heads(s, "扣分项", "代码", "权重（0 为从总分扣）", "每件扣", "封顶（0 为不封顶）")
	for _, f := range c.Findings {
		s.put(text(f.Name, 0), f.Key, k.dec(f.Weight), k.dec(f.Per), k.dec(f.Cap))
		k.name(s, f.Key, "w", "per", "cap")
	}
	s.put()
	k.heads(s, "加分项", "代码", "每件加")
	for _, b := range c.Bonuses {
		s.put(text(b.Name, 0), b.Key, k.dec(b.Per))
		k.name(s, b.Key, "per")
	}
	s.put()
	k.heads(s, "常量项", "代码", "分值")
	for i, v := range c.Constants {
		s.put(text(v.Name, 0), text(v.Key, 0), k.dec(v.Weight))
		k.name(s, constantName(i), "w")
	}
	s.put()
	s.put(wordBase, nil, k.dec(c.Base))
	s.put(wordCap, nil, k.dec(c.BonusCap))
	k.name(s, "bonus", "cap")
	s.put(wordMinVolume, nil, c.MinVolume)
	k.name(s, "min", "volume")
	if c.Smoothing != nil {
		s.put(text(fmt.Sprintf(wordSmoothing, smoothingWord(*c.Smoothing)), 0), nil, c.Smoothing.K)
		k.name(s, "smoothing", "k")
	}
	s.put(wordTie, nil, c.Tie, text(strings.Join(c.Ties, ", "), 0))
	s.put(wordGiven)
	return s.flush()
}

func (k *book) heads(s *worksheet, titles ...string) {
	cells := make([]any, len(titles))
	for i, t := range titles {
		cells[i] = text(t, k.style.head)
	}
	s.put(cells...)
}

func (k *book) dec(d sla.Dec) any { return number(d.Float(), k.style.points) }

// name names the cells of the row written last, from the third column on.
func (k *book) name(s *worksheet, key string, words ...string) {
	for i, word := range words {
		s.try(func() error {
			at, err := excelize.CoordinatesToCellName(3+i, s.row, true)
			if err != nil {
				return err
			}
			return k.file.SetDefinedName(&excelize.DefinedName{Name: key + "_" + word, RefersTo: "'" + sheetScheme + "'!" + at})
		})
	}
}

// constantName names a constant by its place: its key may be any text.
func constantName(i int) string { return fmt.Sprintf("constant_%d", i+1) }
