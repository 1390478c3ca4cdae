package places

import (
	"maps"
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// written is a name as it is written: its sound is found from this.
type written struct {
	name string
	sense
}

func (m *maker) add(p place) int32 {
	m.places = append(m.places, p)
	return int32(len(m.places) - 1)
}

// name gives a place one more name.
func (m *maker) name(name string, s sense) {
	words := fold.Words(name)
	if len(words) == 0 {
		return
	}
	m.written = append(m.written, written{name, s})
	m.longest = max(m.longest, len(words))
	var all, some strings.Builder
	for _, w := range words {
		all.WriteString(w.Text)
		if !isJoiner(w.Text) {
			some.WriteString(w.Text)
		}
	}
	m.put(all.String(), s)
	if some.Len() > 0 && some.Len() != all.Len() {
		m.put(some.String(), s) // "Jammu Kashmir" as well
	}
}

func (m *maker) put(text string, s sense) {
	list := m.text[text]
	for i, old := range list {
		if old.place == s.place {
			if s.weight > old.weight {
				list[i] = s
			}
			return
		}
	}
	m.text[text] = append(list, s)
}

// nameDistrict gives a district the names of the directory.
func (m *maker) nameDistrict(d District, official string, aliases []string) {
	at := m.add(place{kind: kindDistrict, state: d.State, lgd: d.LGD, name: d.Name})
	own := sense{place: at, why: WhyDistrict, weight: weightDistrict}
	alias := sense{place: at, why: WhyAlias, weight: weightAlias}
	part := sense{place: at, why: WhyAlias, weight: weightPart}
	bracket := sense{place: at, why: WhyAlias, weight: weightBracket}
	for _, name := range []string{d.Name, d.NameHi, d.NameLocal} {
		m.name(name, own)
		if outside, inside, ok := brackets(name); ok {
			m.name(outside, own)
			m.name(inside, alias)
		}
		if rest := withoutDirection(name); rest != "" && !m.isState(rest) {
			m.name(rest, part)
		}
	}
	if !isDirection(official) { // the directory calls a district of Delhi "East"
		m.name(official, own)
	}
	for _, name := range aliases {
		if isDirection(name) {
			continue
		}
		m.name(name, alias)
		// "Raigarh(MH)" is how somebody told it from another Raigarh.
		if outside, _, ok := brackets(name); ok {
			m.name(outside, bracket)
		}
	}
}

func (m *maker) isState(name string) bool {
	return slices.ContainsFunc(m.text[together(name)], func(s sense) bool { return m.places[s.place].kind == kindState })
}

func (m *maker) isDistrict(name string) bool {
	return slices.ContainsFunc(m.text[together(name)], func(s sense) bool { return m.places[s.place].kind == kindDistrict })
}

// brackets splits "Kaimur (Bhabua)".
func brackets(name string) (outside, inside string, ok bool) {
	outside, rest, ok := strings.Cut(name, "(")
	inside, _, closed := strings.Cut(rest, ")")
	return strings.TrimSpace(outside), strings.TrimSpace(inside), ok && closed
}

// isDirection tells names that are nothing but a direction, and short words
// for the middle.
func isDirection(name string) bool {
	words := fold.Words(name)
	for _, w := range words {
		if !directions[w.Text] {
			return false
		}
	}
	return len(words) > 0
}

// directions are the words that tell one half of a divided district.
var directions = map[string]bool{
	"east": true, "west": true, "north": true, "south": true, "central": true, "outer": true, "upper": true, "lower": true,
	"eastern": true, "purba": true, "purbi": true, "paschim": true, "pashchim": true, "dakshin": true, "dakshina": true,
	"uttar": true, "uttara": true, "northwest": true, "northeast": true, "southwest": true, "southeast": true,
	"rural": true, "urban": true, "metro": true, "suburban": true,
	"पूर्व": true, "पूर्वी": true, "पश्चिम": true, "पश्चिमी": true, "उत्तर": true, "उत्तरी": true, "दक्षिण": true,
	"दक्षिणी": true, "मध्य": true, "बाहरी": true, "ऊपरी": true, "निचला": true, "निचली": true, "ग्रामीण": true, "शहरी": true,
	"উত্তর": true, "দক্ষিণ": true, "পূর্ব": true, "পশ্চিম": true, "పశ్చిమ": true, "తూర్పు": true,
	"ಉತ್ತರ": true, "ದಕ್ಷಿಣ": true, "ಗ್ರಾಮಾಂತರ": true,
}

// withoutDirection returns "Medinipur" for "Purba Medinipur", or "".
func withoutDirection(name string) string {
	words := strings.Fields(strings.NewReplacer("(", " ", ")", " ").Replace(name))
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return directions[fold.Text(w)] || isJoiner(fold.Text(w))
	})
	if len(rest) == 0 || len(rest) == len(words) {
		return ""
	}
	return strings.Join(rest, " ")
}

// nameTwins gives districts of one name in Latin letters each other's names in
// other scripts: if the table writes Aurangabad in Urdu for one of two, the
// word means both.
func (m *maker) nameTwins() {
	twins := map[int32][]sense{} // of a place, with what the shared name weighs
	sounds := map[[2]int32]map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(m.text)) {
		senses := m.text[name]
		if scriptOf(name) != latin || len(senses) < 2 {
			continue
		}
		for _, a := range senses {
			for _, b := range senses {
				p, q := m.places[a.place], m.places[b.place]
				if p.kind != kindDistrict || q.kind != kindDistrict || p.state == q.state || b.weight < weightAlias || a.weight < weightAlias {
					continue
				}
				pair := [2]int32{a.place, b.place}
				if sounds[pair] == nil {
					sounds[pair] = map[string]bool{}
					twins[a.place] = append(twins[a.place], b)
				}
				sounds[pair][fold.Skeleton(name)] = true
			}
		}
	}
	for _, w := range m.written {
		if scriptOf(w.name) == latin {
			continue
		}
		for _, twin := range twins[w.place] {
			if sounds[[2]int32{w.place, twin.place}][fold.SkeletonOfKey(keyOf(w.name))] {
				m.name(w.name, sense{place: twin.place, why: twin.why, weight: twin.weight})
			}
		}
	}
}
