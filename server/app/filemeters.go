package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"hotline/server/files"
)

// attachments registers what is counted of the files that come in.
func (m *meters) attachments() files.Meter {
	taken := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_files_total", Help: "Files this server took in, by type."}, []string{"type"})
	bytes := prometheus.NewCounter(prometheus.CounterOpts{Name: "hotline_file_bytes_total", Help: "Bytes of the files this server took in."})
	refused := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_files_refused_total", Help: "Files this server refused, by reason."}, []string{"reason"})
	for _, reason := range []string{"file_type", "file_size", "file_broken", "file_pixels", "files_full"} {
		refused.WithLabelValues(reason)
	}
	m.registry.MustRegister(taken, bytes, refused)
	return files.Meter{
		Took:    func(kind string, n int64) { taken.WithLabelValues(kind).Inc(); bytes.Add(float64(n)) },
		Refused: func(reason string) { refused.WithLabelValues(reason).Inc() },
	}
}
