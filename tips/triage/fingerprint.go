package triage

import (
	"hash/fnv"

	"mukti/i18n/fold"
)

// A fingerprint has bands of rows minima each. Two accounts whose sets of word
// pairs overlap by J share at least one band with 1-(1-J^rows)^bands: 0.97 at
// J = 0.8 (a copy with a word changed here and there), 0.17 at 0.5, 0.01 at 0.3.
const (
	bands    = 12
	rows     = 6
	fewPairs = 4 // accounts below this many word pairs are compared whole, with place and who
)

// Fingerprint returns the bands of an account by which near copies are found:
// equal folded words, in any spelling of one script, give equal bands. Few words
// ("child working in shop") are sent by many people of many places: a short
// account gives one band, together with the place and who is accused, and only
// the whole of it is a copy. The bands reveal whether a guessed text was sent:
// keep them only under a key. An account without words has none.
func Fingerprint(account, place, who string) []uint64 {
	words := fold.Words(account)
	if len(words) == 0 {
		return nil
	}
	var pairs []uint64
	h := fnv.New64a()
	hash := func(parts ...string) uint64 {
		h.Reset()
		for _, p := range parts {
			h.Write([]byte(p))
			h.Write([]byte{0})
		}
		return mix(h.Sum64())
	}
	for i := 0; i+1 < len(words); i++ {
		pairs = append(pairs, hash(words[i].Text, words[i+1].Text))
	}
	if len(pairs) < fewPairs {
		var parts []string
		for _, field := range []string{account, place, who} {
			for _, w := range fold.Words(field) {
				parts = append(parts, w.Text)
			}
			parts = append(parts, "") // "Agra" as place is not "Agra" as a name
		}
		return []uint64{hash(parts...)}
	}
	out := make([]uint64, bands)
	for b := range out {
		band := mix(uint64(b) + 1)
		for r := range rows {
			seed := mix(uint64(b*rows+r) + 0x9e3779b97f4a7c15)
			least := ^uint64(0)
			for _, p := range pairs {
				least = min(least, mix(p^seed))
			}
			band = mix(band ^ least)
		}
		out[b] = band
	}
	return out
}

// mix spreads the bits of x (the finalizer of splitmix64).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
