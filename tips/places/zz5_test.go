package places

import (
	"fmt"
	"hash/maphash"
	"math/rand"
	"slices"
	"testing"
	"time"
)

func TestZLoc(t *testing.T) {
	g, _ := Load()
	l := g.posts()
	l.heard()
	g.keys()
	r := rand.New(rand.NewSource(2))
	n, top, in, stateok := 0, 0, 0, 0
	var miss []string
	var lat []time.Duration
	for range 4000 {
		i := r.Intn(len(l.names))
		name := l.names[i]
		st := time.Now()
		c := g.Find(name)
		lat = append(lat, time.Since(st))
		n++
		want := l.of[l.text[hashOf(l, plainText(name))]]
		if len(c) == 0 {
			miss = append(miss, name)
			continue
		}
		eq := equals(c)
		f := slices.Contains(want, int32(c[0].District))
		if f && len(eq) == 1 {
			top++
		}
		if slices.ContainsFunc(eq, func(c Candidate) bool { return slices.Contains(want, int32(c.District)) }) {
			in++
		} else {
			miss = append(miss, fmt.Sprint(name, ">", c[0].Name, "/", c[0].Why, c[0].Score))
		}
		if len(want) == 1 {
			_ = stateok
		}
	}
	slices.Sort(lat)
	fmt.Println("p50", lat[len(lat)/2], "p99", lat[len(lat)*99/100], "max", lat[len(lat)-1])
	fmt.Printf("n=%d top=%.3f in=%.3f miss=%d\n%v\n", n, float64(top)/float64(n), float64(in)/float64(n), len(miss), miss[:min(80, len(miss))])
}
func hashOf(l *localities, s string) uint64 { return maphash.String(l.seed, s) }
