package figures

import (
	"math/rand/v2"
	"testing"
)

// india is a quarter of n tips in 37 rows (36 States, and what no State was known
// of), cut three ways as the releases are; the States differ as widely as States do.
func india(b *build, r *rand.Rand, n int) {
	var totals [][]int
	for range 37 {
		of := int(float64(n) / 37 * (0.02 + 2*r.Float64()*r.Float64()))
		var row []int
		all := -1
		for _, cut := range []int{4, 2, 4} {
			var cells []int
			left := of
			for c := range cut {
				k := left
				if c < cut-1 {
					k = r.IntN(left + 1)
				}
				left -= k
				cells = append(cells, b.count("cell", k, 0))
			}
			if all < 0 {
				all = b.total("State", 1, cells...)
			} else {
				b.Sums = append(b.Sums, Sum{all, cells})
			}
			row = append(row, cells...)
		}
		totals = append(totals, append(row, all))
	}
	for c := range totals[0] {
		var of []int
		for _, state := range totals {
			of = append(of, state[c])
		}
		b.total("India", 2, of...)
	}
}

func BenchmarkQuarterOfIndia(b *testing.B) {
	for _, n := range []int{500, 5_000, 100_000} {
		b.Run("", func(b *testing.B) {
			var set build
			india(&set, rand.New(rand.NewPCG(1, 2)), n)
			shown := 0
			for b.Loop() {
				marks, err := set.Withhold()
				if err != nil {
					b.Fatal(err)
				}
				shown = 0
				for _, s := range marks {
					if s {
						shown++
					}
				}
			}
			small := 0
			for _, n := range set.Counts {
				if n < Least {
					small++
				}
			}
			b.ReportMetric(float64(len(set.Counts)), "counts")
			b.ReportMetric(float64(shown), "shown")
			b.ReportMetric(float64(small), "small")
		})
	}
}
