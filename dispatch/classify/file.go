package classify

import (
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// fileVersion is the form of a model file; another form is refused, since it
// would be judged by other features.
const fileVersion = 1

// maxFile bounds what a model file may unpack to.
const maxFile = 1 << 30

// ErrFile is that a model file cannot be read.
var ErrFile = errors.New("classify: not a model file of this version")

// file is a model as it is stored: sorted slices only, so that the same model
// gives the same bytes. Weights are rounded to 16 bits.
type file struct {
	Version             int
	Names               []string
	Lexicon             Lexicon
	Joint, Title, Ideas fileSpace
	Scales              [len(recipes)]float32
	Weights             [len(recipes)][]int16
	Near                fileNear
	PoolWeights         []float64
	PoolBias            []float64
	Calibration         Calibration
	Report              Report
}

type fileSpace struct {
	Hashes []uint64
	IDF    []float32
}

type fileNear struct {
	Labels []int32
	Ends   []int32 // where the list of each feature ends
	Texts  []int32
	Values []uint16
}

// MarshalBinary gives the model file. What was learnt online is not part of it:
// the next training has it from the history.
func (m *Model) MarshalBinary() ([]byte, error) {
	f := file{Version: fileVersion, Names: m.names, Lexicon: m.lex, Joint: m.joint.file(), Title: m.titles.file(), Ideas: m.ideas.file(),
		Near: m.near.file(), PoolWeights: m.pool.weights, PoolBias: m.pool.bias, Calibration: m.sure, Report: m.report}
	for l, w := range m.linear {
		f.Scales[l] = w.scale()
		f.Weights[l] = make([]int16, len(w.weights))
		for i, v := range w.weights {
			f.Weights[l][i] = int16(math.Round(float64(v / f.Scales[l])))
		}
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := gob.NewEncoder(z).Encode(f); err != nil {
		return nil, fmt.Errorf("write model: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write model: %w", err)
	}
	return out.Bytes(), nil
}

// UnmarshalBinary reads a model file into an empty model.
func (m *Model) UnmarshalBinary(data []byte) error {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return errors.Join(ErrFile, err)
	}
	var f file
	if err := gob.NewDecoder(io.LimitReader(z, maxFile)).Decode(&f); err != nil {
		return errors.Join(ErrFile, err)
	}
	if err := f.check(); err != nil {
		return errors.Join(ErrFile, err)
	}
	m.names, m.lex, m.words, m.report, m.sure = f.Names, f.Lexicon, newThesaurus(f.Lexicon), f.Report, f.Calibration
	m.joint, m.titles, m.ideas = f.Joint.space(), f.Title.space(), f.Ideas.space()
	for l := range m.linear {
		m.linear[l] = &linear{labels: len(f.Names), weights: make([]float32, len(f.Weights[l]))}
		for i, v := range f.Weights[l] {
			m.linear[l].weights[i] = float32(v) * f.Scales[l]
		}
	}
	m.near = f.Near.neighbours(len(f.Names))
	m.pool = &pool{learners: learners, labels: len(f.Names), weights: f.PoolWeights, bias: f.PoolBias}
	return nil
}

// check refuses a file whose parts do not fit together, before it is used.
func (f *file) check() error {
	dims, k := len(f.Joint.Hashes)+len(f.Title.Hashes)+len(f.Ideas.Hashes), len(f.Names)
	ok := f.Version == fileVersion && k >= 2 && len(f.Near.Ends) == dims && len(f.Near.Texts) == len(f.Near.Values) &&
		len(f.PoolWeights) == shapes*learners && len(f.PoolBias) == shapes*k && len(f.Calibration.Scores) == len(f.Calibration.Probs)
	for _, s := range []fileSpace{f.Joint, f.Title, f.Ideas} {
		ok = ok && len(s.Hashes) == len(s.IDF)
	}
	for _, w := range f.Weights {
		ok = ok && len(w) == dims*k
	}
	ok = ok && slices.IsSorted(f.Near.Ends) && (dims == 0 || int(f.Near.Ends[dims-1]) == len(f.Near.Texts)) && (dims == 0 || f.Near.Ends[0] >= 0)
	for _, y := range f.Near.Labels {
		ok = ok && y >= 0 && int(y) < k
	}
	for _, i := range f.Near.Texts {
		ok = ok && i >= 0 && int(i) < len(f.Near.Labels)
	}
	if !ok {
		return errors.New("its parts do not fit together")
	}
	return nil
}

func (s *space) file() fileSpace {
	f := fileSpace{Hashes: make([]uint64, len(s.idf)), IDF: s.idf}
	for h, i := range s.ids {
		f.Hashes[i] = h
	}
	return f
}

func (f fileSpace) space() *space {
	s := &space{ids: make(map[uint64]int32, len(f.Hashes)), idf: f.IDF}
	for i, h := range f.Hashes {
		s.ids[h] = int32(i)
	}
	return s
}

// fine is how finely the values of a unit vector are kept.
const fine = math.MaxUint16

func (n *neighbours) file() fileNear {
	f := fileNear{Labels: n.ys, Ends: make([]int32, len(n.lists))}
	for i, list := range n.lists {
		for _, g := range list {
			f.Texts, f.Values = append(f.Texts, g.id), append(f.Values, uint16(math.Round(float64(g.v)*fine)))
		}
		f.Ends[i] = int32(len(f.Texts))
	}
	return f
}

func (f fileNear) neighbours(labels int) *neighbours {
	n := &neighbours{labels: labels, ys: f.Labels, lists: make([][]feature, len(f.Ends))}
	all := make([]feature, len(f.Texts))
	for i, t := range f.Texts {
		all[i] = feature{t, float32(f.Values[i]) / fine}
	}
	from := int32(0)
	for i, end := range f.Ends {
		n.lists[i], from = all[from:end], end
	}
	return n
}

// scale is the step by which weights are rounded.
func (m *linear) scale() float32 {
	top := float32(0)
	for _, w := range m.weights {
		top = max(top, w, -w)
	}
	return max(top, 1e-6) / math.MaxInt16
}
