package classify

import (
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
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
// gives the same bytes.
type file struct {
	Version             int
	Names               []string
	Lexicon             Lexicon
	Joint, Title, Ideas fileSpace
	Scales              [len(recipes)][]float32
	Weights             [len(recipes)][]byte
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
	Texts  []uint16
	Values []uint16
}

// MarshalBinary gives the model file. What was learnt online is not part of it:
// the next training has it from the history.
func (m *Model) MarshalBinary() ([]byte, error) {
	f := file{Version: fileVersion, Names: m.names, Lexicon: m.lex, Joint: m.joint.file(), Title: m.titles.file(), Ideas: m.ideas.file(),
		Near: fileNear{m.near.ys, m.near.ends, m.near.texts, m.near.values}, PoolWeights: m.pool.weights, PoolBias: m.pool.bias, Calibration: m.sure, Report: m.report}
	for l, w := range m.linear {
		f.Scales[l], f.Weights[l] = w.scales, make([]byte, len(w.weights))
		for i, v := range w.weights {
			f.Weights[l][i] = byte(v)
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
	m.joint, m.titles, m.ideas = f.Joint.space(), f.Title.space(), f.Ideas.space()
	if !f.fits(m.dims) {
		return fmt.Errorf("%w: its parts do not fit together", ErrFile)
	}
	m.names, m.lex, m.words, m.report, m.sure = f.Names, f.Lexicon, newThesaurus(f.Lexicon), f.Report, f.Calibration
	for l, scales := range f.Scales {
		m.linear[l] = &linear{labels: len(f.Names), scales: scales, weights: make([]int8, len(f.Weights[l]))}
		for i, v := range f.Weights[l] {
			m.linear[l].weights[i] = int8(v)
		}
	}
	m.near = &neighbours{labels: len(f.Names), ys: f.Near.Labels, ends: f.Near.Ends, texts: f.Near.Texts, values: f.Near.Values}
	m.pool = &pool{learners: learners, labels: len(f.Names), weights: f.PoolWeights, bias: f.PoolBias}
	return nil
}

// fits tells whether the parts of a file fit together, before they are used.
func (f *file) fits(dims func(recipe) int) bool {
	k := len(f.Names)
	ok := f.Version == fileVersion && k >= 2 && len(f.Near.Ends) == dims(near) && len(f.Near.Texts) == len(f.Near.Values) &&
		len(f.PoolWeights) == shapes*learners && len(f.PoolBias) == shapes*k && len(f.Calibration.Scores) == len(f.Calibration.Probs)
	for _, s := range []fileSpace{f.Joint, f.Title, f.Ideas} {
		ok = ok && len(s.Hashes) == len(s.IDF)
	}
	for l, r := range recipes {
		ok = ok && len(f.Scales[l]) == dims(r) && len(f.Weights[l]) == dims(r)*k
	}
	if n := len(f.Near.Ends); ok && n > 0 {
		ok = slices.IsSorted(f.Near.Ends) && f.Near.Ends[0] >= 0 && int(f.Near.Ends[n-1]) == len(f.Near.Texts)
	}
	for _, y := range f.Near.Labels {
		ok = ok && y >= 0 && int(y) < k
	}
	for _, i := range f.Near.Texts {
		ok = ok && int(i) < len(f.Near.Labels)
	}
	return ok
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
