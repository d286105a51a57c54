package store

import (
	"encoding/json"

	"hotline/dispatch"
)

// DeliveryDoc is the stored form of a delivery.
func DeliveryDoc(d dispatch.Delivery) (string, error) {
	d.Created, d.Due, d.Last.At, d.Frame.At = Stamp(d.Created), Stamp(d.Due), Stamp(d.Last.At), Stamp(d.Frame.At)
	doc, err := json.Marshal(d)
	return string(doc), err
}

// ReadDelivery reads what DeliveryDoc made.
func ReadDelivery(doc []byte) (d dispatch.Delivery, err error) {
	return d, json.Unmarshal(doc, &d)
}

// DeliveryUnknown is the error of an id that no delivery has.
func DeliveryUnknown(id string) error {
	return dispatch.Errorf(dispatch.NotFound, "delivery_unknown", id)
}

// DeliveryPage cuts a list that was read with one more than the limit.
func DeliveryPage(items []dispatch.Delivery, limit int) (page []dispatch.Delivery, next string) {
	if len(items) <= limit {
		return items, ""
	}
	return items[:limit], items[limit-1].ID
}
