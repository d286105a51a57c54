package sla

import "math"

// binomial gives the cumulative shares of 0 to n successes in n tries at a rate.
func binomial(n int, rate float64) []float64 {
	cdf := make([]float64, n+1)
	if rate <= 0 || rate >= 1 {
		for k := range cdf {
			if rate <= 0 || k == n {
				cdf[k] = 1
			}
		}
		return cdf
	}
	whole, _ := math.Lgamma(float64(n + 1))
	hit, miss := math.Log(rate), math.Log1p(-rate)
	sum := 0.0
	for k := range cdf {
		did, _ := math.Lgamma(float64(k + 1))
		left, _ := math.Lgamma(float64(n - k + 1))
		sum += math.Exp(whole - did - left + float64(k)*hit + float64(n-k)*miss)
		cdf[k] = min(1, sum)
	}
	cdf[n] = 1
	return cdf
}
