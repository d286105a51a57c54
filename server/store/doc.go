// Package store holds what every store does alike: the order of ticket numbers
// as keys, cursors, the words of the search index, and the difference of two
// projections. The stores themselves are the packages below; what they have to
// keep is written at dispatch.Store and checked by storetest.
package store
