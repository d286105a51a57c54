// Package checks reads the files of deploy/ as those who will run them do:
// the Kubernetes manifests with the types of Kubernetes, unknown fields refused,
// and the compose files with the loader of docker compose. It is a module of its
// own, since the server needs none of that: make checks runs it.
package checks
