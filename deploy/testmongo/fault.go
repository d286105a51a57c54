package main

import (
	"slices"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// faults are the failures a test orders as it does of MongoDB itself: by
// configureFailPoint "failCommand", for so many times, with an error code or a
// closed connection.
type faults struct {
	mu       sync.Mutex
	times    int64
	commands bson.A
	code     int
	hangUp   bool
}

// order takes a test's order; false is another command.
func (f *faults) order(command bson.D) bool {
	if command[0].Key != "configureFailPoint" || command[0].Value != "failCommand" {
		return false
	}
	mode, _ := value(command, "mode").(bson.D)
	data, _ := value(command, "data").(bson.D)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.times = number(value(mode, "times")) // Mode "off" is none.
	f.commands, _ = value(data, "failCommands").(bson.A)
	f.code = int(number(value(data, "errorCode")))
	f.hangUp = value(data, "closeConnection") == true
	return true
}

// meet tells whether a command is to fail, and how.
func (f *faults) meet(command bson.D) (answer bson.D, hangUp bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.times == 0 || !slices.Contains(f.commands, any(command[0].Key)) {
		return nil, false
	}
	f.times--
	return failure(f.code, "failCommand"), f.hangUp
}
