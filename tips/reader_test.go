package tips_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/vault"
)

// benga is a tip in a language that nobody at Agra reads.
func benga() tips.Submission {
	s := mathura()
	s.Language, s.Account, s.Who = "bn", "মথুরা স্টেশনের কাছে দুটি মেয়েকে আটকে রাখা হয়েছে", "রমেশ"
	s.Contact, s.ContactWhen = "PLANTED-CONTACT 98765", "PLANTED-SAFE-TIME"
	return s
}

// readers is a portal with a unit that asks and a bureau of another State whose
// officer reads Bengali.
func newReaders(t *testing.T) (p *portal, unit, bureau, bengal *tips.Seat) {
	p, cell, bureau, unit := newOpened(t)
	bengal = p.officer(tips.RoleNodal, "WB-AHTB", cell)
	for _, s := range []*tips.Seat{bureau, bengal} {
		if err := p.desk.SetLanguages(p.ctx, s, []string{"bn", "hi"}); err != nil {
			t.Fatal(err)
		}
	}
	return p, unit, bureau, bengal
}

func (p *portal) asked(s *tips.Seat) []tips.AskedView {
	p.t.Helper()
	list, err := p.desk.Asked(p.ctx, s)
	if err != nil {
		p.t.Fatal(err)
	}
	return list
}

// ask has the unit ask the reader, and gives the reading's id.
func (p *portal) ask(unit, reader *tips.Seat, tip string, files ...string) string {
	p.t.Helper()
	if err := p.desk.AskReader(p.ctx, unit, tip, reader.Officer.ID, "Where are they?", files); err != nil {
		p.t.Fatal(err)
	}
	list := p.asked(reader)
	return list[len(list)-1].ID
}

func TestAReaderGetsTheWordsForADayAndGivesATranslation(t *testing.T) {
	p, unit, _, bengal := newReaders(t)
	taken := p.submit(benga())
	file := p.addFile(taken, "note.txt", "টেক্সট")
	if _, err := p.desk.Open(p.ctx, bengal, taken.Tip); !errors.Is(err, tips.ErrForbidden) {
		t.Fatalf("the reader opens the tip itself: %v", err)
	}
	choices, err := p.desk.Readers(p.ctx, unit, taken.Tip, "bn")
	if err != nil || !slices.ContainsFunc(choices, func(c tips.ReaderChoice) bool { return c.Officer == bengal.Officer.ID && c.Body == "WB-AHTB" }) {
		t.Fatalf("readers of Bengali: %+v, %v", choices, err)
	}
	id := p.ask(unit, bengal, taken.Tip)
	v, err := p.desk.ReadAsked(p.ctx, bengal, id)
	if err != nil {
		t.Fatal(err)
	}
	if v.Words.Account != benga().Account || v.Words.Who != benga().Who || v.Words.Language != "bn" || v.Words.Ask != "Where are they?" {
		t.Errorf("the reader gets %+v", v.Words)
	}
	if text, _ := json.Marshal(v); bytes.Contains(text, []byte("PLANTED")) {
		t.Error("the reader gets the way to reach the tipster")
	}
	if len(v.Words.Files) != 0 {
		t.Error("a file went along that nobody ticked")
	}
	if err := p.desk.AskedFile(p.ctx, bengal, id, file, tips.Whole(), &bytes.Buffer{}); !errors.Is(err, tips.ErrNotFound) {
		t.Errorf("a file that was not ticked: %v", err)
	}
	if err := p.desk.AnswerAsked(p.ctx, bengal, id, "hi", "  \u202e ", ""); err == nil {
		t.Error("an empty translation was taken")
	}
	if err := p.desk.AnswerAsked(p.ctx, bengal, id, "hi", "दो लड़कियाँ बंद हैं", "Bengali of Nadia"); err != nil {
		t.Fatal(err)
	}
	opened, err := p.desk.Open(p.ctx, unit, taken.Tip)
	if err != nil {
		t.Fatal(err)
	}
	if len(opened.Translations) != 1 || opened.Translations[0].Text != "दो लड़कियाँ बंद हैं" || opened.Names[opened.Translations[0].Officer] != bengal.Officer.Name ||
		opened.Translations[0].Body != "WB-AHTB" || opened.Unproven != 0 {
		t.Errorf("translations %+v, names %v, unproven %d", opened.Translations, opened.Names, opened.Unproven)
	}
	for _, again := range []error{
		p.desk.AnswerAsked(p.ctx, bengal, id, "hi", "again", ""),
		func() error { _, err := p.desk.ReadAsked(p.ctx, bengal, id); return err }(),
	} {
		if !errors.Is(again, tips.ErrGone) {
			t.Errorf("after the answer: %v", again)
		}
	}
	var acts []string
	for _, e := range opened.Events {
		acts = append(acts, e.Act)
	}
	for _, want := range []string{"reading.asked", "reading.opened", "reading.answered"} {
		if !slices.Contains(acts, want) {
			t.Errorf("the audit has no %s: %v", want, acts)
		}
	}
}

// addFile adds a file to a tip and gives its id.
func (p *portal) addFile(taken *tips.Taken, name, text string) string {
	p.t.Helper()
	if err := p.line.AddFile(p.ctx, taken, name, strings.NewReader(text)); err != nil {
		p.t.Fatal(err)
	}
	if err := p.line.FinishFiles(p.ctx, taken); err != nil {
		p.t.Fatal(err)
	}
	boxes, err := p.db.Boxes(p.ctx, taken.Tip, tips.BoxFile)
	if err != nil || len(boxes) == 0 {
		p.t.Fatal(boxes, err)
	}
	return boxes[len(boxes)-1].ID
}

func TestAReaderGetsTheFilesThatWereTicked(t *testing.T) {
	p, unit, bureau, bengal := newReaders(t)
	taken := p.submit(benga())
	ticked := p.addFile(taken, "one.txt", "the ticked one")
	p.addFile(taken, "two.txt", "the other one")
	id := p.ask(unit, bengal, taken.Tip, ticked)
	v, err := p.desk.ReadAsked(p.ctx, bengal, id)
	if err != nil || len(v.Words.Files) != 1 {
		t.Fatalf("%+v, %v", v.Words.Files, err)
	}
	var b bytes.Buffer
	if err := p.desk.AskedFile(p.ctx, bengal, id, ticked, tips.Part{From: 4, Size: 6}, &b); err != nil || b.String() != "ticked" {
		t.Errorf("%q, %v", b.String(), err)
	}
	if err := p.desk.AskedFile(p.ctx, bureau, id, ticked, tips.Whole(), &b); !errors.Is(err, tips.ErrNotFound) {
		t.Errorf("by another officer: %v", err)
	}
}

func TestAReadingEnds(t *testing.T) {
	p, unit, bureau, bengal := newReaders(t)
	refused := func(what string, s *tips.Seat, id string, want error) {
		t.Helper()
		if _, err := p.desk.ReadAsked(p.ctx, s, id); !errors.Is(err, want) {
			t.Errorf("%s: opened with %v", what, err)
		}
		if err := p.desk.AnswerAsked(p.ctx, s, id, "hi", "x", ""); !errors.Is(err, want) {
			t.Errorf("%s: answered with %v", what, err)
		}
	}
	one := p.submit(benga())
	id := p.ask(unit, bengal, one.Tip)
	refused("another officer with the address", bureau, id, tips.ErrNotFound)
	refused("the asker", unit, id, tips.ErrNotFound)
	refused("an address that is none", bengal, vault.NewID(), tips.ErrGone)
	if err := p.desk.StopReader(p.ctx, bengal, one.Tip, id); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("the reader ends it as if it worked on the tip: %v", err)
	}
	p.wait(tips.ReadingTime - 20*time.Minute)
	if _, err := p.desk.ReadAsked(p.ctx, bengal, id); err != nil {
		t.Fatal(err)
	}
	p.wait(21 * time.Minute)
	refused("after a day, before the sweep", bengal, id, tips.ErrGone)
	if len(p.asked(bengal)) != 0 {
		t.Error("it is still listed")
	}
	if _, err := p.line.Sweep(p.ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := p.db.ReadingByID(p.ctx, id); !errors.Is(err, tips.ErrGone) {
		t.Errorf("the sweep left it: %v", err)
	}
	two := p.submit(benga())
	id = p.ask(unit, bengal, two.Tip)
	if err := p.desk.AskReader(p.ctx, unit, two.Tip, bengal.Officer.ID, "", nil); err == nil {
		t.Error("the same officer was asked twice at a time")
	}
	if err := p.desk.StopReader(p.ctx, unit, one.Tip, id); !errors.Is(err, tips.ErrGone) {
		t.Errorf("ended through another tip: %v", err)
	}
	if err := p.desk.StopReader(p.ctx, unit, two.Tip, id); err != nil {
		t.Fatal(err)
	}
	refused("after the asker ended it", bengal, id, tips.ErrGone)
	faults, err := p.db.Verify(p.ctx)
	if err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

// A reader who was disabled has no seat, and is not asked.
func TestADisabledReaderIsGone(t *testing.T) {
	p, unit, _, bengal := newReaders(t)
	taken := p.submit(benga())
	id := p.ask(unit, bengal, taken.Tip)
	admin := p.officer(tips.RoleAdministrator, "", nil)
	if err := p.desk.Disable(p.ctx, admin, bengal.Officer.ID); err != nil {
		t.Fatal(err)
	}
	second := p.submit(benga())
	var bad tips.Invalids
	if err := p.desk.AskReader(p.ctx, unit, second.Tip, bengal.Officer.ID, "", nil); !errors.As(err, &bad) {
		t.Errorf("a disabled officer was asked: %v", err)
	}
	choices, err := p.desk.Readers(p.ctx, unit, second.Tip, "bn")
	if err != nil || slices.ContainsFunc(choices, func(c tips.ReaderChoice) bool { return c.Officer == bengal.Officer.ID }) {
		t.Errorf("a disabled officer is offered: %v, %v", choices, err)
	}
	// The seat of a session that ended is gone; whoever still held one has left the roster.
	if _, err := p.desk.ReadAsked(p.ctx, bengal, id); err == nil {
		t.Error("a disabled officer still reads")
	}
}

func TestNobodyToBeKeptOutIsAsked(t *testing.T) {
	p, cell, bureau, unit := newOpened(t)
	colleague := p.officer(tips.RoleOfficer, "UP-AGRA", bureau)
	queued(p, unit, tips.QueueQuery{}) // lets the newcomer in
	colleague = p.again(colleague)
	delhi := p.officer(tips.RoleNodal, "DL-AHTB", cell)
	for _, s := range []*tips.Seat{colleague, delhi, bureau, unit, cell} {
		if err := p.desk.SetLanguages(p.ctx, s, []string{"bn"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name       string
		avoid      []string
		by         *tips.Seat
		may, mayno []*tips.Seat
	}{
		{"nobody is left out", nil, unit, []*tips.Seat{colleague, bureau, delhi, cell}, []*tips.Seat{unit}},
		{"the local police are left out", []string{"local"}, bureau, []*tips.Seat{delhi, cell}, []*tips.Seat{unit, colleague}},
		{"the State's police are left out", []string{"state"}, cell, nil, []*tips.Seat{unit, colleague, bureau, delhi}},
	} {
		s := benga()
		s.Avoid = c.avoid
		taken := p.submit(s)
		choices, err := p.desk.Readers(p.ctx, c.by, taken.Tip, "bn")
		if err != nil {
			t.Fatal(c.name, err)
		}
		offered := func(o *tips.Seat) bool {
			return slices.ContainsFunc(choices, func(x tips.ReaderChoice) bool { return x.Officer == o.Officer.ID })
		}
		for _, o := range c.mayno {
			if offered(o) || p.desk.AskReader(p.ctx, c.by, taken.Tip, o.Officer.ID, "", nil) == nil {
				t.Errorf("%s: %s of %s is offered or asked", c.name, o.Officer.Role, o.Officer.Body)
			}
		}
		for _, o := range c.may {
			if !offered(o) {
				t.Errorf("%s: %s is not offered", c.name, o.Officer.Body)
			}
			if err := p.desk.AskReader(p.ctx, c.by, taken.Tip, o.Officer.ID, "", nil); err != nil {
				t.Errorf("%s: %s: %v", c.name, o.Officer.Body, err)
			}
		}
	}
}

// Who writes into the database knows every public key.
func TestForgedAdditionsAreNotShown(t *testing.T) {
	p, unit, bureau, bengal := newReaders(t)
	taken := p.submit(benga())
	id := p.ask(unit, bengal, taken.Tip)
	if err := p.desk.AnswerAsked(p.ctx, bengal, id, "hi", "the true one", ""); err != nil {
		t.Fatal(err)
	}
	if err := p.desk.AddRemark(p.ctx, bureau, taken.Tip, "a true note"); err != nil {
		t.Fatal(err)
	}
	row, err := p.db.Tip(p.ctx, taken.Tip)
	if err != nil {
		t.Fatal(err)
	}
	to, err := vault.ParseRecipient(row.Recipient)
	if err != nil {
		t.Fatal(err)
	}
	forge := func(id, kind string, v any) {
		t.Helper()
		inner, _ := json.Marshal(v)
		k := vault.NewKey()
		plain, _ := json.Marshal(map[string]any{"v": json.RawMessage(inner), "mac": vault.Mark(k, kind, taken.Tip+"\n"+id+"\n"+string(inner))})
		data, err := vault.Seal(vault.Label{Of: taken.Tip, Kind: kind}, plain, to)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.db.AddBox(p.ctx, tips.Box{ID: id, Tip: taken.Tip, Kind: kind, At: p.time(), Data: data}, tips.Event{Act: "x", Object: taken.Tip}); err != nil {
			t.Fatal(err)
		}
	}
	forged := vault.NewID()
	forge(forged, tips.BoxTranslation, tips.Translation{Reading: forged, Officer: bengal.Officer.ID, Body: "WB-AHTB", Language: "hi", Text: "FORGED"})
	forge(vault.NewID(), tips.BoxRemark, tips.Remark{Officer: unit.Officer.ID, Body: "UP-AGRA", Text: "FORGED"})
	forge(vault.NewID(), tips.BoxTick, tips.Tick{Procedure: "sop", Step: "p1", Done: true, Officer: unit.Officer.ID})
	// The true ones again, under other ids.
	p.sql(`INSERT INTO boxes (tip, id, kind, at, data) SELECT tip, id || 'x', kind, at, data FROM boxes WHERE kind IN ('translation', 'remark')`)
	v, err := p.desk.Open(p.ctx, unit, taken.Tip)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Translations) != 1 || len(v.Remarks) != 1 || len(v.Ticks) != 0 || v.Unproven != 7 { // three forged, and a copy of all but the tick
		t.Errorf("%d translations, %d notes, %d ticks, %d not proven", len(v.Translations), len(v.Remarks), len(v.Ticks), v.Unproven)
	}
	if text, _ := json.Marshal(v); bytes.Contains(text, []byte("FORGED")) {
		t.Error("what was forged is shown")
	}
}

// Who writes into the database can neither ask in a body's name nor put an end off.
func TestAForgedReadingIsNotOpened(t *testing.T) {
	p, unit, bureau, bengal := newReaders(t)
	taken := p.submit(benga())
	id := p.ask(unit, bengal, taken.Tip)
	for name, change := range map[string]string{
		"its end put off":      `UPDATE readings SET expires = expires + 900`,
		"given to another":     `UPDATE readings SET reader = '` + bureau.Officer.ID + `', reader_body = 'UP-AHTB'`,
		"in another's name":    `UPDATE readings SET asker = '` + bureau.Officer.ID + `'`,
		"of another body":      `UPDATE readings SET asker_body = 'UP-AHTB'`,
		"with other words":     `UPDATE readings SET sealed = sealed || x'00'`,
		"without a signature":  `UPDATE readings SET cert = x''`,
		"as if asked just now": `UPDATE readings SET at = at + 900, expires = expires + 900`,
	} {
		p.sql(`CREATE TABLE kept AS SELECT * FROM readings`)
		p.sql(change)
		for _, s := range []*tips.Seat{bengal, bureau} {
			if _, err := p.desk.ReadAsked(p.ctx, s, id); err == nil {
				t.Errorf("%s: opened by %s", name, s.Officer.Body)
			}
		}
		p.sql(`DELETE FROM readings`)
		p.sql(`INSERT INTO readings SELECT * FROM kept`)
		p.sql(`DROP TABLE kept`)
	}
	if _, err := p.desk.ReadAsked(p.ctx, bengal, id); err != nil {
		t.Errorf("as it was: %v", err)
	}
	// A key written into an account is not sealed to: no body has signed it.
	other, err := vault.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	p.sql(`UPDATE officers SET recipient = '`+other.Recipient().String()+`' WHERE id = ?`, bengal.Officer.ID)
	p.sql(`UPDATE roster SET version = version + 1`)
	var bad tips.Invalids
	if err := p.desk.AskReader(p.ctx, unit, p.submit(benga()).Tip, bengal.Officer.ID, "", nil); !errors.As(err, &bad) {
		t.Errorf("the words were sealed to a key out of the database: %v", err)
	}
}
