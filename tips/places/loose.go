package places

import "strings"

// looseKey is a key without what the scripts of India leave out or write in
// several ways inside a name: the short a that no letter shows (हिम्मतनगर and
// Himatnagar), e for i, ng for n. Bengali and Odia letters say o for a, and b
// for v, so both are one there.
func looseKey(key string, s script) string {
	eastern := s == bengali || s == odia
	for _, town := range []string{"gon", "gav"} { // गाव, गांव, gaon
		if stem, ok := strings.CutSuffix(key, town); ok && stem != "" && !eastern {
			key = stem + "go"
		}
	}
	out := make([]byte, 0, len(key)+1)
	if eastern {
		out = append(out, '~') // keeps the two kinds apart
	}
	if len(key) > 2 && key[0] == 'y' && (key[1] == 'a' || key[1] == 'e') {
		key = "e" + key[2:] // ಯಲ್ಲಾಪುರ, Yellapur
	}
	if stem, ok := strings.CutSuffix(key, "pale"); ok {
		key = stem + "pali" // పల్లి, Sattenapalle
	}
	if last := len(key) - 1; last > 0 && (key[last] == 'e' || key[last] == 'u') {
		key = key[:last] // ವಿರಾಜಪೇಟೆ, Virajpet
	}
	for i := range len(key) {
		c := key[i]
		switch {
		case c == 'h' && i > 0 && key[i-1] == 'n': // सिंह, Singh
			continue
		case c == 'a' && i > 0, eastern && c == 'o' && i > 0:
			continue
		case c == 'g' && len(out) > 0 && out[len(out)-1] == 'n':
			continue
		case c == 'e' || c == 'y' && i > 0:
			c = 'i'
		case eastern && c == 'v':
			c = 'b'
		}
		if i > 0 && key[i-1] == key[i] || c == 'i' && len(out) > 0 && out[len(out)-1] == 'i' {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// loosely returns the keys that are a key but for what [looseKey] leaves out,
// if enough letters remain.
func (k *keyIndex) loosely(key string, s script) []int32 {
	const letters = 4
	loose := looseKey(key, s)
	if len(loose) < letters {
		return nil
	}
	return k.loose.under(loose)
}

// proseFar finds a district or a city anywhere in India that a word of a
// sentence sounds like but for short vowels, where nothing at home does and
// the words around make it a place.
func (g *Gazetteer) proseFar(t []token, i int) (span, int) {
	const letters = 6
	if home(t[i].script) == nil || !g.mayName(&t[i]) {
		return span{}, 0
	}
	a := g.around(t, i, i+1)
	if a.road || a.role == "" && !a.strong() && !a.near {
		return span{}, 0
	}
	index, s := &g.keys, span{from: i, to: i + 1, role: a.role}
	key := t[i].sound()
	if len(key) < letters || index.isWordy(key) {
		return span{}, 0
	}
	for _, k := range index.loosely(key, t[i].script) {
		for _, h := range index.senses.of(int(k)) {
			if p := g.places[h.place]; g.fires(h.sense) && (p.kind == kindDistrict || p.kind == kindTown) && !index.has(h.place, t[i].script) {
				s.meanings = append(s.meanings, g.meaning(h.sense, looseSound))
			}
		}
	}
	if len(s.meanings) == 0 && (a.role == roleAt || a.role == roleSource) {
		_, sure := g.homeOf(t, i)
		s.meanings = g.townsFar(key, t[i].script, !sure)
	}
	if len(s.meanings) == 0 {
		return span{}, 0
	}
	return s, 1
}

// townsFar returns the towns outside the States of a script that sound exactly
// so, if all lie in one State: "भटकल में". Seats of taluks count where the
// script is of no State in particular.
func (g *Gazetteer) townsFar(key string, s script, seats bool) []meaning {
	index := &g.keys
	i, ok := index.number(key)
	if !ok {
		return nil
	}
	var out []meaning
	for _, h := range index.senses.of(i) {
		if p := g.places[h.place]; p.kind == kindTown && p.people >= townPeople && (seats || !p.seat) && !index.has(h.place, s) {
			out = append(out, g.meaning(h.sense, otherSound))
		}
	}
	for _, m := range out {
		if m.state != out[0].state {
			return nil
		}
	}
	return out
}
