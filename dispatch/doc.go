// Package dispatch holds the hotline ticket (工单), what may happen to it and
// who may do it: states, actions, guards, permissions, the dispatch catalogue
// and routing, and the contract of the store.
//
// Everything here is a pure function over values with `now` passed in. It does
// not store (server/store does), does not speak HTTP (server/api does) and does
// not tell anybody anything (notify does).
//
// The way of a ticket:
//
//	registered → dispatched → accepted → contacted → replied → reviewed → closed
//
// and the ends answered, declined, transferred, merged, terminated. Return and
// extension requests, redo, supervision level, difficult, designated, excluded
// and suspended are overlays, not states.
package dispatch
