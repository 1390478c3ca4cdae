package places

import (
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// kinds of place, by how far their names fire inside a sentence.
type kind uint8

const (
	kindState kind = iota
	kindAbroad
	kindDistrict
	kindTown
	kindLocality
)

// What a name weighs as evidence for its place. The order is what matters: a
// district's name means the district before it means a village of that name
// elsewhere. Sources: house rules.
const (
	weightDistrict = 1.00
	weightState    = 0.99
	weightAbroad   = 0.98
	weightAlias    = 0.98
	weightLoosely  = 0.90 // a State called by a district's name: all Delhi is called New Delhi
	weightCity     = 0.92 // the largest town
	weightTown     = 0.74 // a town without people; 0.03 more for each factor of ten
	weightLocality = 0.74 // a locality that one district has
	weightPart     = 0.80 // "Champaran" for Purbi and Pashchim Champaran
	weightBracket  = 0.62 // "Raigarh" where the directory has "Raigarh(MH)"

	otherName = 0.01 // a town's other names weigh less than its name
)

// A place is what a name can mean.
type place struct {
	kind    kind
	state   string // letters; "" abroad
	lgd     int
	country string
	name    string
	people  int  // towns
	seat    bool // a town that the table has only as the seat of a taluk
}

// A sense is one meaning of a name.
type sense struct {
	place  int32
	why    string
	weight float64
}

// written is a name as it is written: its sound is found from this.
type written struct {
	name string
	sense
}

func (g *Gazetteer) add(p place) int32 {
	g.places = append(g.places, p)
	return int32(len(g.places) - 1)
}

// name gives a place one more name.
func (g *Gazetteer) name(name string, s sense) {
	words := fold.Words(name)
	if len(words) == 0 {
		return
	}
	name = strings.Clone(name) // rows of a table share their memory
	g.written = append(g.written, written{name, s})
	g.longest = max(g.longest, len(words))
	var all, some strings.Builder
	for _, w := range words {
		all.WriteString(w.Text)
		if !isJoiner(w.Text) {
			some.WriteString(w.Text)
		}
	}
	g.put(all.String(), s)
	if some.Len() > 0 && some.Len() != all.Len() {
		g.put(some.String(), s) // "Jammu Kashmir" as well
	}
}

func (g *Gazetteer) put(text string, s sense) {
	list := g.text[text]
	for i, old := range list {
		if old.place == s.place {
			if s.weight > old.weight {
				list[i] = s
			}
			return
		}
	}
	g.text[text] = append(list, s)
}

// nameDistrict gives a district the names of the directory.
func (g *Gazetteer) nameDistrict(d District, official string, aliases []string) {
	at := g.add(place{kind: kindDistrict, state: d.State, lgd: d.LGD, name: d.Name})
	own := sense{place: at, why: WhyDistrict, weight: weightDistrict}
	alias := sense{place: at, why: WhyAlias, weight: weightAlias}
	part := sense{place: at, why: WhyAlias, weight: weightPart}
	bracket := sense{place: at, why: WhyAlias, weight: weightBracket}
	for _, name := range []string{d.Name, d.NameHi, d.NameLocal} {
		g.name(name, own)
		if outside, inside, ok := brackets(name); ok {
			g.name(outside, own)
			g.name(inside, alias)
		}
		if rest := withoutDirection(name); rest != "" && !g.isState(rest) {
			g.name(rest, part)
		}
	}
	if !isDirection(official) { // the directory calls a district of Delhi "East"
		g.name(official, own)
	}
	for _, name := range aliases {
		if isDirection(name) {
			continue
		}
		g.name(name, alias)
		// "Raigarh(MH)" is how somebody told it from another Raigarh.
		if outside, _, ok := brackets(name); ok {
			g.name(outside, bracket)
		}
	}
}

func (g *Gazetteer) isState(name string) bool {
	return slices.ContainsFunc(g.text[together(name)], func(s sense) bool { return g.places[s.place].kind == kindState })
}

func (g *Gazetteer) isDistrict(name string) bool {
	return slices.ContainsFunc(g.text[together(name)], func(s sense) bool { return g.places[s.place].kind == kindDistrict })
}

// together folds a name and writes its words as one.
func together(name string) string {
	var b strings.Builder
	for _, w := range fold.Words(name) {
		b.WriteString(w.Text)
	}
	return b.String()
}

// brackets splits "Kaimur (Bhabua)".
func brackets(name string) (outside, inside string, ok bool) {
	outside, rest, ok := strings.Cut(name, "(")
	inside, _, closed := strings.Cut(rest, ")")
	return strings.TrimSpace(outside), strings.TrimSpace(inside), ok && closed
}

// isJoiner tells the words for "and" that names of places hold.
func isJoiner(word string) bool {
	switch word {
	case "and", "aur", "evam", "और", "एवं", "एवम", "व", "तथा", "आणि", "ও", "এবং", "আৰু", "ਅਤੇ", "ਤੇ", "અને", "ଓ", "மற்றும்", "మరియు", "ಮತ್ತು", "അ", "و", "اور":
		return true
	}
	return false
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
