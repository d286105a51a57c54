package app

import (
	"sync"
	"time"
)

// memoLife is how long a computed month is shown again before it is computed
// anew: a page that many open, or one opens again, costs one computation.
const memoLife = 10 * time.Second

// memo keeps what is dear to compute, by name, for memoLife. One value is
// computed at a time; whoever wants the same waits for it. Failures are not
// kept, and nothing stays in memory once it is old.
type memo[T any] struct {
	now func() time.Time

	mu   sync.Mutex
	kept map[string]memoValue[T]
}

type memoValue[T any] struct {
	value T
	at    time.Time
}

func newMemo[T any](now func() time.Time) *memo[T] {
	return &memo[T]{now: now, kept: map[string]memoValue[T]{}}
}

// get gives the kept value of a name, or makes it.
func (m *memo[T]) get(name string, make func() (T, error)) (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if k, ok := m.kept[name]; ok && now.Sub(k.at) < memoLife && !now.Before(k.at) {
		return k.value, nil
	}
	v, err := make()
	if err != nil {
		return v, err
	}
	m.kept[name] = memoValue[T]{v, now}
	time.AfterFunc(memoLife, func() { m.drop(name, now) })
	return v, nil
}

// drop forgets a value, unless it was made anew meanwhile; at no time, whenever it
// was made.
func (m *memo[T]) drop(name string, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at.IsZero() || m.kept[name].at.Equal(at) {
		delete(m.kept, name)
	}
}
