// Package fake holds receivers of messages that behave as one tells them to: they
// take what comes, refuse it, are too busy, break, hang, or lie. Tests and the
// sample district send to them.
package fake
