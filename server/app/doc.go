// Package app puts the server together: configuration, the store, the services,
// the jobs and the subcommands. It decides nothing about tickets (dispatch, sla
// and notify do) and speaks no HTTP (server/api does).
package app
