// Package sqlite is the default store: one SQLite file in WAL mode with full
// sync, for one server.
//
// All writes go through one goroutine, which runs whatever waits as one
// transaction and answers when it is on disk (group commit); reads go through a
// pool of their own and never wait for it. A second process on the same file is
// correct, only slower: the two take turns by SQLite's lock.
package sqlite
