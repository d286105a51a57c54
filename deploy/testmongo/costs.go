package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// costs tells what the time of the one who asks went to: FerretDB looks through
// all documents of a collection for whatever is not asked for by _id, so that
// what a real server answers from an index takes longer here with every ticket.
type costs struct {
	mu   sync.Mutex
	each map[string]cost
}

// cost is that of one kind of command: how long it waited for its turn, how long
// FerretDB took.
type cost struct {
	n             int
	waited, took  time.Duration
	longestToTake time.Duration
}

func (c *costs) note(command bson.D, waited, took time.Duration) {
	if len(command[0].Key) == 0 {
		return
	}
	what := command[0].Key + " " + text(command, command[0].Key) + " " + asked(command)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.each == nil {
		c.each = map[string]cost{}
	}
	one := c.each[what]
	c.each[what] = cost{one.n + 1, one.waited + waited, one.took + took, max(one.longestToTake, took)}
}

// asked names the fields a command finds its documents by.
func asked(command bson.D) string {
	filter, _ := value(command, "filter").(bson.D)
	if filter == nil {
		filter, _ = value(command, "query").(bson.D)
	}
	if list, ok := value(command, "updates").(bson.A); ok && len(list) > 0 {
		if first, ok := list[0].(bson.D); ok {
			filter, _ = value(first, "q").(bson.D)
		}
	}
	var fields []string
	for _, e := range filter {
		fields = append(fields, e.Key)
	}
	return fmt.Sprint(fields)
}

// print lists the kinds of commands, the dearest first.
func (c *costs) print(out io.Writer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "count\ttook, s\teach, ms\tlongest, ms\twaited, s\t command\t")
	var sum cost
	for _, what := range slices.SortedFunc(maps.Keys(c.each), func(a, b string) int { return cmp.Compare(c.each[b].took, c.each[a].took) }) {
		one := c.each[what]
		one.row(w, what)
		sum.n, sum.took, sum.waited, sum.longestToTake = sum.n+one.n, sum.took+one.took, sum.waited+one.waited, max(sum.longestToTake, one.longestToTake)
	}
	sum.row(w, "all")
	return w.Flush()
}

func (c cost) row(w io.Writer, what string) {
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	fmt.Fprintf(w, "%d\t%.1f\t%.1f\t%.0f\t%.1f\t %s\t\n", c.n, c.took.Seconds(), ms(c.took)/float64(max(c.n, 1)), ms(c.longestToTake), c.waited.Seconds(), what)
}

// save writes the list to a file.
func (c *costs) save(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = c.print(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}
