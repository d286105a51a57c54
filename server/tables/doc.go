// Package tables reads the spreadsheets that clerks send (表格: XLSX, CSV, JSONL)
// and writes those that they take out. A file from outside is never trusted: what
// it would unpack to is bounded before it is opened, it is read row by row, and
// nothing in it is computed or fetched. What is written is harmless to open.
package tables
