package tips_test

import (
	"slices"
	"testing"

	"mukti/tips"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// naming is a tip of Mathura in words of its own that names a telephone.
func naming(words string, avoid ...string) tips.Submission {
	s := mathura()
	s.Account, s.Avoid = words+" 98390 11223", avoid
	return s
}

// linked opens a tip and gives its links.
func (p *portal) linked(s *tips.Seat, tip string) []tips.Link {
	p.t.Helper()
	v, err := p.desk.Open(p.ctx, s, tip)
	if err != nil {
		p.t.Fatal(err)
	}
	return v.Links
}

// The three tips of these tests have nothing in common but the telephone.
const (
	hotel  = "ठेकेदार रमेश तीन लड़कियों को होटल के कमरे में बंद रखता है"
	agent  = "एक एजेंट गाँव की औरतों को नौकरी का लालच देकर दूर ले जाता है"
	police = "पुलिस वाले होटल से महीना लेते हैं और भागी हुई औरतों को वापस छोड़ आते हैं"
)

func TestLinksReachBackToThePreviousKeyAndNoFurther(t *testing.T) {
	p, _, _, unit := newOpened(t)
	keys := tips.MarkKeys{Current: tips.NewMarkKey(vault.NewKey())}
	p.keys.Marks = func() tips.MarkKeys { return keys }
	turn := func() {
		keys = tips.MarkKeys{Current: tips.NewMarkKey(vault.NewKey()), Previous: keys.Current}
		if err := p.line.ForgetMarks(p.ctx); err != nil {
			t.Fatal(err)
		}
	}
	p.wire()
	first := p.submit(naming(hotel)).Tip
	turn()
	second := p.submit(naming(agent)).Tip
	if l := p.linked(unit, second); len(l) != 1 || l[0].Tip != first || !slices.Equal(l[0].Kinds, []string{"phone"}) {
		t.Errorf("over one change of the key: %+v", l)
	}
	if l := p.linked(unit, first); len(l) != 1 {
		t.Errorf("seen from the older tip: %+v", l)
	}
	turn()
	third := p.submit(naming("तीसरी बात बिल्कुल अलग है, गाड़ी में बच्चे ले जाते हैं")).Tip
	if l := p.linked(unit, third); len(l) != 1 || l[0].Tip != second {
		t.Errorf("over two changes of the key: %+v", l)
	}
	if l := p.linked(unit, first); len(l) != 0 {
		t.Errorf("a mark under a key that is gone still links: %+v", l)
	}
}

func TestALinkIsShownByASealedCardOnly(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	mine, other := p.submit(naming(hotel)).Tip, p.submit(naming(agent)).Tip
	hidden := p.submit(naming(police, "local")).Tip
	if l := p.linked(unit, mine); len(l) != 1 || l[0].Tip != other {
		t.Fatalf("the unit sees %+v", l)
	}
	if l := p.linked(bureau, mine); len(l) != 2 {
		t.Fatalf("the bureau sees %+v", l)
	}
	// Who writes into the database puts another tip's card on the hidden one.
	p.sql(`UPDATE tips SET card = (SELECT card FROM tips WHERE id = ?) WHERE id = ?`, other, hidden)
	if l := p.linked(unit, mine); len(l) != 1 {
		t.Errorf("with another tip's card: %+v", l)
	}
	p.sql(`UPDATE tips SET card = NULL, card_key = ''`)
	if l := p.linked(bureau, mine); len(l) != 0 {
		t.Errorf("without cards: %+v", l)
	}
}

func TestWhatIsKeptOfAMarkTellsNothing(t *testing.T) {
	p, _, _, _ := newOpened(t)
	a := p.submit(naming(hotel)).Tip
	b := p.submit(naming(police, "local", "state")).Tip
	sizes := map[int]bool{}
	for _, l := range must(p.db.Linked(p.ctx, a, "UP-AGRA", 10)) {
		if l.Tip.ID != b {
			t.Errorf("linked to %s", l.Tip.ID)
		}
		sizes[len(l.Card.Data)] = true
	}
	for _, l := range must(p.db.Linked(p.ctx, b, "UP-AGRA", 10)) {
		sizes[len(l.Card.Data)] = true
	}
	if len(sizes) != 1 {
		t.Errorf("the length of a card tells who is to be avoided: %v", sizes)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestTheTipstersOwnAadhaarNumberIsAskedAboutAndHidden(t *testing.T) {
	p, _, _, unit := newOpened(t)
	words := naming("मेरा आधार 2341 2341 2346 मालिक ने रख लिया, " + hotel)
	own, other := p.submit(words), p.submit(naming("उसी का आधार २३४१२३४१२३४६ है, "+agent)).Tip
	links := func(tip string) (kinds []string) {
		for _, l := range p.linked(unit, tip) {
			kinds = append(kinds, l.Kinds...)
		}
		return kinds
	}
	if got := links(other); !slices.Equal(got, []string{"aadhaar", "phone"}) {
		t.Fatalf("before the answer they share %v", got)
	}
	sent, err := p.line.Sent(p.ctx, own.Handle, true)
	if err != nil || !sent.AskID || sent.OwnID {
		t.Fatalf("the page after sending does not ask: %+v, %v", sent, err)
	}
	if err := p.line.Clarify(p.ctx, own.Handle, tips.Clarification{OwnID: true}); err != nil {
		t.Fatal(err)
	}
	if sent, err = p.line.Sent(p.ctx, own.Handle, true); err != nil || sent.AskID || !sent.OwnID {
		t.Errorf("asked again: %+v, %v", sent, err)
	}
	if got := links(other); !slices.Equal(got, []string{"phone"}) {
		t.Errorf("after the answer they share %v", got)
	}
	v := must(p.desk.Open(p.ctx, unit, own.Tip))
	if v.Told.Account != naming("मेरा आधार ████ ████ ████ मालिक ने रख लिया, "+hotel).Account {
		t.Errorf("the officer reads %q", v.Told.Account)
	}
	if slices.ContainsFunc(v.Verdict.Assessment.Marks, func(m triage.Mark) bool { return m.Kind == triage.MarkAadhaar }) {
		t.Error("the mark is still shown")
	}
	for _, r := range must(p.desk.Queue(p.ctx, unit, tips.QueueQuery{})).Rows {
		if r.Tip.ID == own.Tip && r.Summary.Excerpt[:len("मेरा आधार █")] != "मेरा आधार █" {
			t.Errorf("the queue shows %q", r.Summary.Excerpt)
		}
	}
	if sent, err = p.line.Sent(p.ctx, p.submit(mathura()).Handle, true); err != nil || sent.AskID {
		t.Errorf("asked without such a number: %+v, %v", sent, err)
	}
}
