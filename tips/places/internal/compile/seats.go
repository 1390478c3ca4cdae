package main

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Kinds of seat: what a place has that makes people name it where a village
// would not be named.
const (
	seatTaluk  = "taluk"  // a taluk (tehsil, mandal, block) is called so
	seatOffice = "office" // a head or sub post office, not a branch in a village
)

// seats writes the names of taluks and of the places with more than a branch
// post office, with the district that most of a taluk's PINs lie in, and how
// many districts have a post office of that name.
func seats(offices, pins, districts []row, posts [][]string) [][]string {
	shares := map[string][]row{}
	for _, r := range pins {
		shares[r["pincode"]] = append(shares[r["pincode"]], r)
	}
	posted := map[string]bool{} // "name lgd" of the localities
	for _, p := range posts {
		for _, lgd := range strings.Fields(p[1]) {
			posted[letters(p[0])+" "+lgd] = true
		}
	}
	type seat struct{ name, kind, lgd string }
	taluks := map[[2]string]map[string]float64{} // by district and name as the post office writes them
	all := map[seat]bool{}
	for _, r := range offices {
		lgd, most := "", 0.0
		taluk := [2]string{r["district"], seatName(r["taluk"])}
		for _, s := range shares[r["pincode"]] {
			share := number(s["share"])
			if taluks[taluk] == nil {
				taluks[taluk] = map[string]float64{}
			}
			taluks[taluk][s["lgd_code"]] += share
			if share > most {
				lgd, most = s["lgd_code"], share
			}
		}
		if name, ok := mainOffice(r["name"]); ok && lgd != "" {
			if name = seatName(name); name != "" {
				all[seat{name, seatOffice, lgd}] = true
			}
		}
	}
	// A name with few offices is often one of them misspelt, and one that has
	// many more in another district of the State lies there.
	const several, many = 3, 4
	state := map[string]string{}
	for _, d := range districts {
		state[d["lgd_code"]] = d["state_code"]
	}
	most := map[[2]string]float64{} // by State and name
	for taluk, votes := range taluks {
		for lgd, v := range votes {
			at := [2]string{state[lgd], taluk[1]}
			most[at] = max(most[at], v)
		}
	}
	for taluk, votes := range taluks {
		lgd := slices.MaxFunc(slices.Sorted(maps.Keys(votes)), func(a, b string) int { return cmp.Compare(votes[a], votes[b]) })
		name := taluk[1]
		if name != "" && votes[lgd]*many > most[[2]string{state[lgd], name}] && (votes[lgd] >= several || posted[letters(name)+" "+lgd]) {
			all[seat{name, seatTaluk, lgd}] = true
			delete(all, seat{name, seatOffice, lgd})
		}
	}
	elsewhere := map[string]int{}
	for _, p := range posts {
		elsewhere[letters(p[0])] += len(strings.Fields(p[1]))
	}
	out := make([][]string, 0, len(all)+1)
	for s := range all {
		out = append(out, []string{s.name, s.kind, s.lgd, strconv.Itoa(elsewhere[letters(s.name)])})
	}
	slices.SortFunc(out, slices.Compare)
	return append([][]string{{"name", "kind", "lgd", "posts"}}, out...)
}

// mainOffice takes the kind off the name of a head or sub office.
func mainOffice(name string) (string, bool) {
	for _, kind := range []string{" S.O", " H.O", " MDG", " G.P.O."} {
		if place, _, ok := strings.Cut(name, kind); ok {
			return place, true
		}
	}
	return "", false
}

// seatName is a name as it is kept, "" for what is none: the directory has
// abbreviations ("Glt") and "NA", and tells offices of one name by brackets.
func seatName(name string) string {
	const shortest = 4
	name, _, _ = strings.Cut(name, "(")
	name = strings.Join(strings.Fields(name), " ")
	plain := func(r rune) bool { return r == ' ' || r == '.' || unicode.IsLetter(r) && r < 0x80 }
	if len(name) < shortest || strings.ContainsFunc(name, func(r rune) bool { return !plain(r) }) {
		return ""
	}
	words := strings.Fields(strings.ToLower(name))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}
