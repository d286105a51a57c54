package notify

import (
	"testing/synctest"
	"time"
)

// pass lets the virtual time of a synctest bubble go on, and waits until
// everybody in it has done what was due.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
