// Package imports takes files of rows in (导入): tickets of the city's platform,
// the history of another system, units, accounts, a dispatch catalogue. A file is
// sent once and read as often as needed: for its columns, for a trial that
// writes nothing (试运行), for the run. Where a run stands is a record of the
// store, so that any server tells of it and any server goes on with it.
package imports
