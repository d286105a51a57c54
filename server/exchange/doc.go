// Package exchange speaks with upstream platforms (上级平台): how their requests and
// ours are signed, what they hand down and what goes back up, and where the two
// sides differ. It knows no routes and no store.
package exchange
