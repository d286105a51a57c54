package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
)

func TestCosts(t *testing.T) {
	var c costs
	find := bson.D{{Key: "find", Value: "tickets"}, {Key: "filter", Value: bson.D{{Key: "waiting", Value: 1}}}}
	c.note(find, time.Second, 20*time.Millisecond)
	c.note(find, 0, 40*time.Millisecond)
	c.note(bson.D{{Key: "ping", Value: 1}}, 0, time.Millisecond)
	c.note(bson.D{{}}, 0, time.Hour) // an older kind of message
	var out bytes.Buffer
	require.NoError(t, c.print(&out))
	require.Regexp(t, `(?s)2\s+0\.1\s+30\.0\s+40\s+1\.0\s+find tickets \[waiting\].*ping.*3\s+0\.1\s+20\.3\s+40\s+1\.0\s+all`, out.String())
}
