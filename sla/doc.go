// Package sla measures time and marks work: it knows the working calendar
// (法定节假日与调休), turns a limit (时限) into a deadline, keeps the clocks of a
// ticket and the ladder that a late one climbs (催办, 督办), scores the handling
// units for a month (考核) and lays the result out as the monthly brief (工作简报).
//
// Everything here is a pure function over values. The package never asks what
// time it is, never stores or sends anything, and draws no page: the present
// moment, the records and the calendar are handed in, and what comes back is a
// new value. The same input therefore always gives the same deadline, the same
// score and the same brief, whichever server computes it and however often.
//
// Instants are kept in UTC; days, months and office hours are those of
// Asia/Shanghai, whose rules are linked into the binary. Scores are computed in
// whole hundredths, so that a published total can be recomputed to the cent.
package sla
