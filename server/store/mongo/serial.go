package mongo

import (
	"context"
	"sync"
	"time"
)

// askTime bounds a call to the counter, whoever waits for it.
const askTime = 10 * time.Second

// serials numbers tickets. While one call to the counter is under way, those who
// want a number gather, and the next call takes a number for each of them: a
// busy server asks the one document that all servers share once for many
// tickets. Nobody gets a number that was taken before he asked, so numbers
// increase with time over all servers.
type serials struct {
	mu      sync.Mutex
	waiting map[string][]chan given
	asking  map[string]bool
}

type given struct {
	n   int
	err error
}

// next gives the next number of a day; take asks the counter for some.
func (s *serials) next(ctx context.Context, day string, take func(context.Context, string, int) (int, error)) (int, error) {
	mine := make(chan given, 1)
	s.mu.Lock()
	if s.waiting == nil {
		s.waiting, s.asking = map[string][]chan given{}, map[string]bool{}
	}
	s.waiting[day] = append(s.waiting[day], mine)
	if !s.asking[day] {
		s.asking[day] = true
		go s.ask(context.WithoutCancel(ctx), day, take)
	}
	s.mu.Unlock()
	select {
	case got := <-mine:
		return got.n, got.err
	case <-ctx.Done():
		return 0, translate(ctx.Err())
	}
}

// ask takes numbers until nobody waits. A number whose asker has gone away is a
// gap.
func (s *serials) ask(ctx context.Context, day string, take func(context.Context, string, int) (int, error)) {
	for {
		s.mu.Lock()
		crowd := s.waiting[day]
		delete(s.waiting, day)
		if len(crowd) == 0 {
			delete(s.asking, day)
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		limited, cancel := context.WithTimeout(ctx, askTime)
		first, err := take(limited, day, len(crowd))
		cancel()
		for i, one := range crowd {
			one <- given{first + i, err}
		}
	}
}
