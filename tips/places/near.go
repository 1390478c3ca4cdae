package places

import (
	"cmp"
	"math"
	"slices"
)

// point is where a town, or the middle of a district, lies.
type point struct {
	lat, lon float64
	lgd      int
}

// Bounds of [Gazetteer.Near]. Source: house rule; the towns of the table lie
// some 15 km apart, in deserts and mountains more.
const (
	nearKM  = 60 // further than this nothing is near
	nearMax = 3  // districts
)

// Near returns the districts around a point in degrees (WGS 84), the likeliest
// first: that of the nearest town, then others nearly as near. The tables know
// no borders, so it is a thing to ask and not to conclude. Nil outside India.
func (g *Gazetteer) Near(lat, lon float64) []Candidate {
	type found struct {
		lgd int
		km  float64
	}
	best := map[int]float64{}
	for _, p := range g.points {
		km := apart(lat, lon, p)
		if was, ok := best[p.lgd]; km <= nearKM && (!ok || km < was) {
			best[p.lgd] = km
		}
	}
	all := make([]found, 0, len(best))
	for lgd, km := range best {
		all = append(all, found{lgd, km})
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(a.km, b.km), cmp.Compare(a.lgd, b.lgd)) })
	var out []Candidate
	for _, f := range all {
		// A district twice as far as the nearest and 15 km more is another place.
		if len(out) == nearMax || f.km > 2*all[0].km+15 {
			break
		}
		d := g.districts[f.lgd]
		out = append(out, Candidate{State: d.State, District: d.LGD, LGD: d.LGD, Name: d.Name, Why: WhyNear, Score: 1 / (1 + f.km/10)})
	}
	return out
}

// apart is the distance in kilometres, exact enough below some hundred.
func apart(lat, lon float64, p point) float64 {
	const km = 111.2 // a degree of latitude
	return km * math.Hypot(lat-p.lat, (lon-p.lon)*math.Cos(lat*math.Pi/180))
}
