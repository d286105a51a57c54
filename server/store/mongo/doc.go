// Package mongo is the store for several servers: MongoDB, a replica set or
// sharded, without transactions, change streams or anything else that is not a
// write to one document.
//
// One document per ticket holds the ticket, its events, the person and the
// notices not yet in a feed, so that one write makes all of it durable. What
// follows from it, frames (see feed.go) and counters (see count.go), is brought
// up to date by steps that may be repeated by anybody, in any order, after any
// crash.
package mongo
