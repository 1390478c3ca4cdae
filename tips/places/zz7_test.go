package places

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"sync"
	"testing"
)

func TestZCross(t *testing.T) {
	g, _ := Load()
	type q struct {
		name string
		lgd  int
		s    script
	}
	var qs []q
	var keep []written
	for _, w := range g.written {
		p := g.places[w.place]
		s := scriptOf(w.name)
		if s != latin && (p.kind == kindTown && p.people >= 0 || w.why == WhyAlias) {
			if p.kind == kindDistrict || p.kind == kindTown {
				// only names whose place is a district or namesake
				qs = append(qs, q{w.name, p.lgd, s})
			}
			continue
		}
		keep = append(keep, w)
	}
	g.written = nil
	g.text = map[string][]sense{}
	for _, w := range keep {
		g.name(w.name, w.sense)
	}
	g.sorted = slices.Sorted(maps.Keys(g.text))
	g.keys = sync.OnceValue(g.makeKeys)
	n := map[script]int{}
	ok1 := map[script]int{}
	miss := map[script][]string{}
	for i, x := range qs {
		if i%3 != 0 {
			continue
		}
		n[x.s]++
		r := g.Find(x.name)
		if in, _ := ok(r, x.lgd); in {
			ok1[x.s]++
		} else {
			y := ""
			if len(r) > 0 {
				y = r[0].Name + "/" + r[0].Why
			}
			miss[x.s] = append(miss[x.s], x.name+">"+y+"(want "+g.districts[x.lgd].Name+")")
		}
	}
	var ss []int
	for s := range n {
		ss = append(ss, int(s))
	}
	sort.Ints(ss)
	for _, s := range ss {
		k := script(s)
		fmt.Printf("script %d: %d/%d = %.3f\n %v\n", s, ok1[k], n[k], float64(ok1[k])/float64(n[k]), miss[k][:min(28, len(miss[k]))])
	}
}
