// Package notify tells people about changes of tickets: For says who is told
// what, Worker moves the notices of committed writes into the feeds of their
// recipients, and Hub hands the feeds to the consoles that are connected.
//
// A notice is written together with the change it tells of, so that nothing is
// told before it is true and nothing true stays untold:
//
//	change + outbox (one write) → Worker.Relay → feed of the recipient → Hub → consoles
//
// A console is a cursor over its recipient's feed: catching up after a lost
// link and being pushed to are the same thing. The package does not store
// (server/store does), does not speak websocket (server/api does) and carries
// no personal data: a notice holds the ticket's number, its title and a
// sentence of text/*.tmpl, never what a caller said or who it was.
package notify
