package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// Operations that fail share their commits with others that must not notice:
// numbers without a gap, every frame once, nothing of what failed.
func TestFailuresInABatch(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "hotline.db"), time.Now)
	defer s.Close()
	rules, day := benchRules(), dispatch.Day(benchStart)
	const n = 120
	var mu sync.Mutex
	var work sync.WaitGroup
	made := map[string]bool{}
	for i := range n {
		work.Go(func() {
			ticket, err := s.Create(context.Background(), day, func(no string) (dispatch.Write, error) {
				w, err := write(rules, rand.New(rand.NewPCG(uint64(i), 1)), no, benchStart)
				if i%3 == 0 { // the key of all of these is the same: only one can be
					w.Ticket.IdemKey = "same"
				}
				return w, err
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				made[ticket.No] = true
			} else if dispatch.CodeOf(err) != dispatch.Exists {
				t.Error(err)
			}
			if _, err := s.PutRecord(context.Background(), dispatch.Record{Kind: "k", ID: "one", Body: []byte(fmt.Sprint(i))}); err != nil && dispatch.CodeOf(err) != dispatch.Conflict && dispatch.CodeOf(err) != dispatch.Exists {
				t.Error(err)
			}
		})
	}
	work.Wait()
	require.Len(t, made, n-n/3+1)
	frames := map[string]int{}
	for {
		got, err := s.Relay(context.Background(), 7)
		require.NoError(t, err)
		if len(got) == 0 {
			break
		}
		for _, f := range got {
			require.True(t, made[f.No], "a frame of a ticket that failed")
			frames[f.Key]++
			kept, err := s.Feed(context.Background(), f.Recipient, f.ID-1, 1)
			require.NoError(t, err)
			require.Equal(t, []dispatch.Frame{f}, kept, "as it was handed out")
		}
	}
	require.Len(t, frames, 2*len(made))
	for key, n := range frames {
		require.Equal(t, 1, n, key)
	}
	serial, err := s.NextSerial(context.Background(), day, 1)
	require.NoError(t, err)
	require.Equal(t, n+1, serial, "numbers given twice or lost")
	_, err = s.Create(context.Background(), day, func(string) (dispatch.Write, error) { return dispatch.Write{}, errors.New("no") })
	require.Error(t, err)
}

// Of changes that meet in a batch one is made; those that a rule refuses after it
// are told so, each by its own error.
func TestRefusedInABatch(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "hotline.db"), time.Now)
	defer s.Close()
	rules := benchRules()
	ticket, err := s.Create(context.Background(), dispatch.Day(benchStart), func(no string) (dispatch.Write, error) {
		return write(rules, rand.New(rand.NewPCG(1, 1)), no, benchStart)
	})
	require.NoError(t, err)
	unit := dispatch.Actor{ID: "liaison", Role: dispatch.RoleLiaison, Unit: ticket.Lead}
	var mu sync.Mutex
	var work sync.WaitGroup
	codes := map[dispatch.Code]int{}
	for range 16 {
		work.Go(func() {
			_, err := s.Update(context.Background(), ticket.No, func(t dispatch.Ticket) (dispatch.Write, error) {
				after, events, err := rules.Apply(t, dispatch.Action{Kind: dispatch.DoAccept, Version: ticket.Version}, unit, benchStart.Add(time.Minute))
				return dispatch.Write{Ticket: after, Events: events}, err
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				codes["done"]++
				return
			}
			codes[dispatch.CodeOf(err)]++
		})
	}
	work.Wait()
	require.Equal(t, map[dispatch.Code]int{"done": 1, dispatch.Conflict: 15}, codes)
}
