package notify

import (
	"time"

	"hotline/dispatch"
)

// serversFeed is the feed in which servers tell one another what does not wait
// for the next look at the store. Nobody signs in to it and no channel has it.
const serversFeed = "servers"

// Rights says to all servers that a person or program may have other rights now
// (权限变更), or none. key is unique to the change.
func Rights(id, key string, at time.Time) dispatch.Notice {
	return dispatch.Notice{Key: "rights/" + key, Recipient: serversFeed, Kind: "rights", At: at, Only: []string{id}}
}

// Whom names those a frame is for; none: everybody of the feed.
func (f Frame) Whom() []string { return f.only }
