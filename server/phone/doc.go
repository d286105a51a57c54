// Package phone reads what telephone systems tell of calls (话务事件): their own
// words become events of one kind, and a call is the fold of its events, whatever
// order they come in and however often. It also says what the hotline is measured
// by (接通率) and who is to be called back (漏接电话回拨). Everything here is pure:
// numbers are opaque, sealing and keeping them is the server's.
package phone
