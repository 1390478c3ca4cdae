package places

import (
	"slices"
	"sort"
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

// names is what the names of States, districts, towns and countries mean,
// folded and their words written together.
type names struct {
	words  [malayalam + 1]words // by script, numbered through
	count  int
	senses lists[sense] // of a name
}

// named returns what a name means that is written so.
func (g *Gazetteer) named(text string) []sense {
	if n, ok := g.text.words[scriptOf(text)].number(text); ok {
		return g.text.senses.of(n)
	}
	return nil
}

// name is the name with a number.
func (n *names) name(number int32) string {
	s := sort.Search(len(n.words), func(i int) bool { return int(number) < n.words[i].first+n.words[i].count })
	return n.words[s].name(int(number))
}

func (g *Gazetteer) isState(name string) bool {
	return slices.ContainsFunc(g.named(together(name)), func(s sense) bool { return g.places[s.place].kind == kindState })
}

// together folds a name and writes its words as one.
func together(name string) string {
	var b strings.Builder
	for _, w := range fold.Words(name) {
		b.WriteString(w.Text)
	}
	return b.String()
}

// isJoiner tells the words for "and" that names of places hold.
func isJoiner(word string) bool {
	switch word {
	case "and", "aur", "evam", "और", "एवं", "एवम", "व", "तथा", "आणि", "ও", "এবং", "আৰু", "ਅਤੇ", "ਤੇ", "અને", "ଓ", "மற்றும்", "మరియు", "ಮತ್ತು", "അ", "و", "اور":
		return true
	}
	return false
}
