package tips

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"mukti/tips/export"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// Kinds of what leaves a unit.
const (
	OutJSON  = "htcds-json"
	OutCSV   = "htcds-csv"
	OutAlert = "alert-text"
	OutTable = "alert-table"
)

// OutKinds are the kinds of what leaves.
func OutKinds() []string { return []string{OutAlert, OutTable, OutJSON, OutCSV} }

// BoxExport is a file that is to leave, or has left: [Handout].
const BoxExport = "export"

// MaxAlert is how long the text of an alert may be, in characters.
const MaxAlert = 4000

// maxHandouts is how many tips go into one file.
const maxHandouts = 200

// Handout is a file that leaves a unit, sealed to its tip from the moment it is
// made: what a second person agrees to is this file, byte for byte, and what is
// taken away later is no other. Nobody's words are in it but those that the
// officer wrote for an alert.
type Handout struct {
	ID      string    `json:"-"`
	Kind    string    `json:"kind"`
	Officer string    `json:"officer"`
	Body    string    `json:"body"` // of the officer
	Unit    string    `json:"unit"` // whose the tip was
	At      time.Time `json:"at"`
	SHA256  string    `json:"sha256"`
	File    []byte    `json:"file"`

	Agreed bool `json:"-"` // somebody has agreed, or nobody has to
	Taken  bool `json:"-"`
	Mine   bool `json:"-"`
}

// data is what the proposal says of it: codes only.
func (h Handout) data() string { return strings.Join([]string{h.Kind, h.ID, h.SHA256}, " ") }

// OutView is what may leave of a tip, before anything does.
type OutView struct {
	Tip      Tip
	To       Relation
	Sheet    export.Sheet
	Marks    []export.Mark // of this tip's words, none of them the tipster's contact: the officer says which are a suspect's
	Same     int           // tips that are the same as it
	Handouts []Handout
}

// Out prepares what may leave: the facts in codes, of the tip and, where same is
// set, of those that an officer said are the same. It is a look at the tip, and
// in the audit as one.
func (d *Desk) Out(ctx context.Context, s *Seat, tip string, same bool) (OutView, error) {
	t, q, _, err := d.reach(ctx, s, ActOut, tip)
	if err != nil {
		return OutView{}, err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return OutView{}, err
	}
	v := OutView{Tip: t, To: toTip(s, t, q), Sheet: export.Sheet{Made: d.Now(), Unit: s.Officer.Body}}
	c, marks, err := d.caseOf(ctx, t, key)
	if err != nil {
		return OutView{}, err
	}
	v.Sheet.Cases, v.Marks = []export.Case{c}, marks
	rows, _, err := d.Copies(ctx, tip, s.Officer.Body, maxHandouts)
	if err != nil {
		return OutView{}, fmt.Errorf("tips: out: %w", err)
	}
	for _, r := range rows {
		if r.Tip.SameAs != tip || !mayWork(r.Tip, r.Line) {
			continue
		}
		v.Same++
		if !same {
			continue
		}
		key, err := s.tipIdentity(r.Line)
		if err != nil {
			return OutView{}, err
		}
		c, _, err := d.caseOf(ctx, r.Tip, key)
		if err != nil {
			return OutView{}, err
		}
		v.Sheet.Cases = append(v.Sheet.Cases, c)
	}
	if v.Handouts, err = d.handouts(ctx, s, t, key); err != nil {
		return OutView{}, err
	}
	return v, d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "tip.out-read", Object: tip, Note: s.Officer.Body})
}

// caseOf are a tip's facts in codes, and the marks in its words. The words, the
// contact and who told stay here.
func (d *Desk) caseOf(ctx context.Context, t Tip, key openedTip) (export.Case, []export.Mark, error) {
	boxes, err := d.Boxes(ctx, t.ID, BoxWords, BoxContact, BoxVerdict, BoxClarify)
	if err != nil {
		return export.Case{}, nil, fmt.Errorf("tips: out: %w", err)
	}
	var v TipView
	for _, b := range boxes {
		switch b.Kind {
		case BoxWords:
			err = openBox(key.id, b, &v.Told)
		case BoxContact:
			err = openBox(key.id, b, &v.Contact)
		case BoxVerdict:
			err = openBox(key.id, b, &v.Verdict)
		case BoxClarify:
			err = appendBox(key.id, b, &v.Clarified)
		}
		if err != nil {
			return export.Case{}, nil, err
		}
	}
	a := v.Verdict.Assessment
	c := export.Case{Tip: t.ID, Received: t.Created, Unit: t.Unit, State: a.State, District: a.District, Urgency: t.Urgency, Status: t.Status,
		Outcome: t.Reason, When: v.Told.When, Children: v.Told.Children, Count: v.Told.Count, Signs: slices.Clone(v.Told.Signs)}
	if b, ok := d.Units.Body(t.Unit); ok {
		c.UnitName = b.Name
	}
	for _, told := range v.Clarified {
		if told.District != 0 && subtle.ConstantTimeCompare(told.MAC, clarifyMAC(key.Clarify, told.District)) == 1 {
			c.District = told.District
		}
	}
	if p, ok := d.Places.District(c.District); ok {
		c.State, c.Place = p.State, p.Name
	}
	for _, r := range a.Reasons {
		if r.Points > 0 && slices.Contains(triage.Signs(), r.Rule) {
			c.Signs = append(c.Signs, r.Rule)
		}
	}
	return c.Clean(), suspectMarks(v.Told, v.Contact), nil
}

// suspectMarks are the marks in a tip's words that may be a suspect's: none that
// the sender left as the way to be reached, and no number of anybody's identity.
func suspectMarks(told Told, contact Contact) (out []export.Mark) {
	own := triage.FoundMarks(contact.Contact, contact.When)
	for _, m := range triage.FoundMarks(told.Account, told.Who) {
		if m.Kind == triage.MarkAadhaar || slices.ContainsFunc(own, func(o triage.Mark) bool { return o.Value == m.Value }) {
			continue
		}
		out = append(out, export.Mark{Kind: m.Kind, Value: m.Value})
	}
	return out
}

// MakeExport keeps a file that is to leave, sealed to the tip, and asks for a
// second person where there is one who could agree. Kind is one of [OutKinds].
// [Invalids] where the file has the way to reach the tipster in it, or words of
// the account as they were told.
func (d *Desk) MakeExport(ctx context.Context, s *Seat, tip string, version int64, kind string, file []byte) (asked bool, err error) {
	if !slices.Contains(OutKinds(), kind) || len(file) == 0 {
		return false, Invalids{{Field: "kind", MsgID: "desk.export.bad_kind"}}
	}
	t, q, _, err := d.at(ctx, s, ActExport, tip, version)
	if err != nil {
		return false, err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return false, err
	}
	if err := d.tellsNothing(ctx, t, key, string(file)); err != nil {
		return false, err
	}
	now := d.Now()
	h := Handout{ID: vault.NewID(), Kind: kind, Officer: s.Officer.ID, Body: s.Officer.Body, Unit: t.Unit, At: Coarse(now),
		SHA256: fmt.Sprintf("%x", sha256.Sum256(file)), File: file}
	box, err := sealBox(key.id.Recipient(), t.ID, h.ID, BoxExport, now, h)
	if err != nil {
		return false, err
	}
	if err := d.Change(ctx, Change{Tip: t, Boxes: []Box{box},
		Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: "tip.export-made", Object: t.ID, Note: h.data()}}); err != nil {
		return false, err
	}
	two, err := d.NeedsTwo(ctx, s, ActExport)
	if err != nil || !two {
		return false, err
	}
	_, err = d.Propose(ctx, s, ActExport, tip, h.data())
	return true, err
}

// copiedRun is how many words in a row are taken for copied from the account,
// and leastContact from how many characters on a way to be reached is looked
// for. Source: house rules.
const (
	copiedRun    = 6
	leastContact = 4
)

// tellsNothing refuses a file in which the officer, by hand, has put what would
// tell who told: the contact, or what was told word by word.
func (d *Desk) tellsNothing(ctx context.Context, t Tip, key openedTip, file string) error {
	boxes, err := d.Boxes(ctx, t.ID, BoxWords, BoxContact)
	if err != nil {
		return fmt.Errorf("tips: export: %w", err)
	}
	var told Told
	var contact Contact
	for _, b := range boxes {
		if b.Kind == BoxWords {
			err = openBox(key.id, b, &told)
		} else {
			err = openBox(key.id, b, &contact)
		}
		if err != nil {
			return err
		}
	}
	whole := " " + plainWords(file) + " "
	own := triage.FoundMarks(contact.Contact, contact.When)
	if slices.ContainsFunc(triage.FoundMarks(file, ""), func(m triage.Mark) bool {
		return slices.ContainsFunc(own, func(o triage.Mark) bool { return o.Value == m.Value })
	}) {
		return Invalids{{Field: "text", MsgID: "desk.export.has_contact"}}
	}
	if c := plainWords(contact.Contact); len([]rune(c)) >= leastContact && strings.Contains(whole, " "+c+" ") {
		return Invalids{{Field: "text", MsgID: "desk.export.has_contact"}}
	}
	for _, text := range []string{told.Account, told.Who} {
		words := strings.Fields(plainWords(text))
		for at := 0; at+copiedRun <= len(words); at++ {
			if strings.Contains(whole, " "+strings.Join(words[at:at+copiedRun], " ")+" ") {
				return Invalids{{Field: "text", MsgID: "desk.export.has_words", Limit: copiedRun}}
			}
		}
	}
	return nil
}

// plainWords is a text as words in small letters with one blank between.
func plainWords(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	}), " ")
}

// Export shows a file that is to leave, before it does: to who made it, and to
// who may agree. A look at it is in the audit.
func (d *Desk) Export(ctx context.Context, s *Seat, tip, id string) (Handout, error) {
	t, q, _, err := d.reach(ctx, s, ActOut, tip)
	if err != nil {
		return Handout{}, err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return Handout{}, err
	}
	h, err := d.handout(ctx, s, t, key, id)
	if err != nil {
		return Handout{}, err
	}
	return h, d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "tip.export-read", Object: t.ID, Note: h.data()})
}

// TakeExport gives the file away, once: to who made it, within a day, while the
// tip is still that unit's, and after a second person agreed to these very
// bytes. [ErrForbidden] before that, [ErrStale] after.
func (d *Desk) TakeExport(ctx context.Context, s *Seat, tip, id string) (Handout, error) {
	t, q, _, err := d.reach(ctx, s, ActExport, tip)
	if err != nil {
		return Handout{}, err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return Handout{}, err
	}
	h, err := d.handout(ctx, s, t, key, id)
	now := d.Now()
	switch {
	case err != nil:
		return Handout{}, err
	case h.Officer != s.Officer.ID || h.Body != s.Officer.Body:
		return Handout{}, ErrForbidden
	case h.Taken, h.Unit != t.Unit, fmt.Sprintf("%x", sha256.Sum256(h.File)) != h.SHA256:
		return Handout{}, ErrStale
	}
	two, err := d.NeedsTwo(ctx, s, ActExport)
	if err != nil {
		return Handout{}, err
	}
	if two {
		p, ok, err := d.Agreed(ctx, s, ActExport, tip)
		switch {
		case err != nil:
			return Handout{}, err
		case !ok || p.Data != h.data():
			return Handout{}, ErrForbidden
		}
		if err := d.Done(ctx, s, p); err != nil { // only one of two at once gets it
			return Handout{}, err
		}
	} else if now.Sub(h.At) > agreedTime+TimeStep {
		return Handout{}, ErrStale
	}
	// The tip's version makes sure of it where nobody had to agree.
	return h, d.Change(ctx, Change{Tip: t, Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: "tip.exported", Object: t.ID, Note: h.data()}})
}

// handouts are the files of a tip that this body made or may agree to, newest last.
func (d *Desk) handouts(ctx context.Context, s *Seat, t Tip, key openedTip) ([]Handout, error) {
	boxes, err := d.Boxes(ctx, t.ID, BoxExport)
	if err != nil || len(boxes) == 0 {
		return nil, err
	}
	events, err := d.EventsOf(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	two, err := d.NeedsTwo(ctx, s, ActExport)
	if err != nil {
		return nil, err
	}
	p, agreed, err := d.Agreed(ctx, s, ActExport, t.ID)
	if err != nil {
		return nil, err
	}
	var out []Handout
	for _, b := range boxes {
		var h Handout
		if err := openBox(key.id, b, &h); err != nil {
			return nil, err
		}
		h.ID, h.Mine = b.ID, h.Officer == s.Officer.ID
		h.Taken = slices.ContainsFunc(events, func(e Event) bool { return e.Act == "tip.exported" && e.Note == h.data() })
		h.Agreed = !two || agreed && p.Data == h.data()
		out = append(out, h)
	}
	return out, nil
}

func (d *Desk) handout(ctx context.Context, s *Seat, t Tip, key openedTip, id string) (Handout, error) {
	all, err := d.handouts(ctx, s, t, key)
	if err != nil {
		return Handout{}, err
	}
	at := slices.IndexFunc(all, func(h Handout) bool { return h.ID == id })
	if at < 0 {
		return Handout{}, ErrNotFound
	}
	return all[at], nil
}

// HandoutOf is the file that a proposal is about; false for another act.
func HandoutOf(p Proposal) (id string, ok bool) {
	f := strings.Fields(p.Data)
	if p.Act != ActExport || len(f) != 3 {
		return "", false
	}
	return f[1], true
}
