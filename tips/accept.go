package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mukti/tips/ahtu"
	"mukti/tips/places"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// sentTime is how long the page after sending opens, and sentLooks how often.
// Source: CONTRACT, "/{lang}/form/{handle}".
const (
	sentTime  = 30 * time.Minute
	sentLooks = 2
)

// accept judges, seals, routes and commits.
func (l *Line) accept(ctx context.Context, in intake, tokenSecret string) (*Taken, error) {
	now := l.Now()
	ros, err := l.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	if err := l.blackNumbers(ctx, &in); err != nil {
		return nil, err
	}
	verdict := l.judge(in, now)
	id, err := vault.NewIdentity()
	if err != nil {
		return nil, fmt.Errorf("tips: %w", err)
	}
	slot, err := l.pool.take(ctx)
	if err != nil {
		return nil, err
	}
	key := tipKey{Secret: id.Secret(), Mailbox: slot.secret.Recipient().String(), Clarify: vault.NewKey(), Avoid: verdict.Avoid,
		State: verdict.Assessment.State, LGD: verdict.Assessment.District, Bodies: slices.Concat(verdict.Routing.Chain, verdict.Routing.Copies)}
	tip := Tip{ID: vault.NewID(), Mailbox: slot.derived.Box, Recipient: id.Recipient().String(), Unit: verdict.Routing.Unit,
		Urgency: verdict.Assessment.Urgency, Status: Received, Created: Coarse(now)}
	lines, err := l.lines(ros, &tip, verdict, key, now)
	if err != nil {
		return nil, err
	}
	reads := readsAt(ros, verdict.Routing)
	if reads {
		tip.Next = DueAt(now.Add(l.Clocks.FirstLook(tip.Urgency)))
	}
	sameForm := false
	if in.Token != "" {
		_, err := l.Page(ctx, "form", vault.ID(in.Token, "form"), now, true)
		sameForm = err == nil // to the grain of stored times
	}
	boxes, err := l.boxes(in, id.Recipient(), tip, verdict, sameForm, now)
	if err != nil {
		return nil, err
	}
	t := &Taken{Tip: tip.ID, Handle: vault.NewID(), Number: slot.number.Groups(), Unit: tip.Unit, Reads: reads, Call: call(),
		channel: in.Channel, token: in.Token, page: tokenSecret, recipient: id.Recipient()}
	pages, err := l.pages(ros, in, t, tip, verdict, key.Clarify, sameForm, now)
	if err != nil {
		return nil, err
	}
	keys := l.Keys.Marks()
	who, err := keys.card(tip.ID, card{State: verdict.Assessment.State, LGD: verdict.Assessment.District, Avoid: verdict.Avoid})
	if err != nil {
		return nil, err
	}
	err = l.Accept(ctx, Intake{
		Tip: tip, Lines: lines, Boxes: boxes, Pages: pages, Card: who,
		Marks:   keys.keyed(tip.ID, verdict.Assessment.Marks),
		Bands:   keys.bands(tip.Unit, triage.Fingerprint(in.Account, in.Place.Text, in.Who)),
		Mailbox: Mailbox{ID: slot.derived.Box, Tip: tip.ID, Recipient: slot.secret.Recipient().String(), Locked: slot.lock(id.Recipient())},
		Event:   Event{At: Coarse(now), Actor: "line", Act: "tip.received", Object: tip.ID, Note: tip.Unit + " " + tip.Urgency + " rules " + verdict.RulesHash},
	})
	if err != nil {
		return nil, fmt.Errorf("tips: accept: %w", err)
	}
	return t, nil
}

// judge is triage and routing. A tip is never lost to a fault in the rules: it
// is then urgent and waits for a person.
func (l *Line) judge(in intake, now time.Time) Verdict {
	a, ok := l.assess(Report(in.Submission))
	if !ok {
		a = triage.Assessment{Urgency: Urgent, Language: in.Language, State: in.Place.State,
			Reasons: []triage.Reason{{Rule: "unassessed", Source: "house rule: what cannot be judged is looked at by a person"}}}
	}
	return verdictOf(l.Units, l.Rules, a, in.Avoid, now)
}

// Judge is what [Line.Submit] would say of a submission, without taking it;
// bad is what would not be kept.
func Judge(units *ahtu.Directory, gazetteer *places.Gazetteer, rules *triage.Rules, s Submission, now time.Time) (v Verdict, bad []Note) {
	s.Strict = false
	in, err := clean(s)
	if err != nil {
		in = intake{} // empty: the rules say what an empty tip is
	}
	return verdictOf(units, rules, rules.Assess(gazetteer, Report(in.Submission)), in.Avoid, now), in.notes
}

func verdictOf(units *ahtu.Directory, rules *triage.Rules, a triage.Assessment, told []string, now time.Time) Verdict {
	avoid := slices.Clone(told)
	if a.PoliceAccused && !slices.Contains(avoid, "local") {
		avoid = append(avoid, "local")
	}
	return Verdict{Assessment: a, RulesHash: rules.Hash(), Avoid: avoid, At: Coarse(now),
		Routing: units.Route(a.State, a.District, a.CopyStates, a.Border, a.Ambiguous, avoid, now)}
}

func (l *Line) assess(r triage.Report) (a triage.Assessment, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			l.Log.Error("triage failed on a tip; it was taken as urgent", "kind", fmt.Sprintf("%T", p))
			ok = false
		}
	}()
	return l.Rules.Assess(l.Places, r), true
}

// Report is a submission as triage reads it: without the way to reach the tipster.
func Report(s Submission) triage.Report {
	return triage.Report{Language: s.Language, Account: s.Account,
		Place: triage.Place{Text: s.Place.Text, State: s.Place.State, District: s.Place.District, PIN: s.Place.PIN},
		When:  s.When, Signs: s.Signs, Children: s.Children, Count: s.Count, Who: s.Who, Role: s.Role, Avoid: s.Avoid, Files: s.Files}
}

// lines seals the tip's secret to every body of the chain and the copies that
// has a key, and starts the first clock; it sets the tip's holder and due time.
func (l *Line) lines(ros *roster, tip *Tip, v Verdict, key tipKey, now time.Time) ([]QueueLine, error) {
	due := DueAt(now.Add(l.Clocks.FirstLook(tip.Urgency)))
	var out []QueueLine
	add := func(body, role string) error {
		if slices.ContainsFunc(out, func(q QueueLine) bool { return q.Body == body }) {
			return nil
		}
		q := QueueLine{Tip: tip.ID, Body: body, Role: role}
		if to, ok := ros.keys[body]; ok {
			sealed, err := sealTipKey(key, tip.ID, body, to)
			if err != nil {
				return err
			}
			q.Sealed = sealed
			// The clock runs where somebody can look; with nobody anywhere, at the top.
			if role != RoleCopy && tip.Holder == "" && (ros.active(body) || body == v.Routing.Chain[len(v.Routing.Chain)-1]) {
				tip.Holder, tip.Due, q.Due = body, due, due
				if role == RoleAbove {
					q.Role = RoleHeld
				}
			}
			if role == RoleCopy {
				q.Due = due
			}
		}
		out = append(out, q)
		return nil
	}
	for i, body := range v.Routing.Chain {
		role := RoleAbove
		if i == 0 {
			role = RoleUnit
		}
		if err := add(body, role); err != nil {
			return nil, err
		}
	}
	for _, body := range v.Routing.Copies {
		if err := add(body, RoleCopy); err != nil {
			return nil, err
		}
	}
	if tip.Holder == "" {
		return nil, errors.New("tips: no body of the chain has a key that is confirmed")
	}
	return out, nil
}

// readsAt tells whether somebody is enrolled to read: in the unit or a body
// above it of the same State; in the cell only where the tip is the cell's own.
func readsAt(ros *roster, r ahtu.Routing) bool {
	body := readingBody(ros, r)
	return body != "" && (body != ahtu.Cell || r.Unit == ahtu.Cell)
}

// readingBody is the nearest body of the chain for which somebody is enrolled.
func readingBody(ros *roster, r ahtu.Routing) string {
	for _, body := range r.Chain {
		if ros.active(body) {
			return body
		}
	}
	return ""
}

func (l *Line) boxes(in intake, to vault.Recipient, tip Tip, v Verdict, sameForm bool, now time.Time) ([]Box, error) {
	told := Told{Language: in.Language, Account: in.Account, Signs: in.Signs, Place: in.Place, Avoid: in.Avoid, When: in.When,
		Children: in.Children, Count: in.Count, Who: in.Who, Role: in.Role, Channel: in.Channel, Dropped: in.notes, SameForm: sameForm, Trap: in.Trap}
	content := []struct {
		kind string
		v    any
	}{
		{BoxWords, told},
		{BoxVerdict, v},
		{BoxSummary, summary(in, v)},
		{BoxContact, Contact{Contact: in.Contact, When: in.ContactWhen}}, // always: its absence would tell
	}
	var out []Box
	for _, c := range content {
		b, err := sealBox(to, tip.ID, boxID(tip.ID, c.kind), c.kind, now, c.v)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// boxID is the id of the one box of a kind that every tip has.
func boxID(tip, kind string) string { return tip + "-" + kind }

// excerptRunes is how much of an account a queue shows.
const excerptRunes = 160

func summary(in intake, v Verdict) Summary {
	a := v.Assessment
	s := Summary{Place: a.DistrictName, State: a.State, District: a.District, Language: a.Language, Points: a.Points,
		Confidence: a.Confidence, Count: in.Count, Children: in.Children, When: in.When, Role: in.Role}
	if s.Place == "" {
		s.Place = firstRunes(in.Place.Text, 80)
	}
	for _, r := range a.Reasons {
		s.Rules = append(s.Rules, r.Rule)
	}
	for _, m := range a.Marks {
		s.Marks = append(s.Marks, m.Shown)
	}
	s.Excerpt = firstRunes(triage.MaskIDs(strings.Join(strings.Fields(in.Account), " ")), excerptRunes)
	return s
}

// pages are the page after sending and the answers to the form's token.
func (l *Line) pages(ros *roster, in intake, t *Taken, tip Tip, v Verdict, clarify vault.Key, sameForm bool, now time.Time) ([]Page, error) {
	sent := sentPage{Clarify: clarify, Number: t.Number, Tip: tip.ID, Recipient: tip.Recipient, Unit: tip.Unit, State: v.Assessment.State, LGD: v.Assessment.District,
		Reading: readingBody(ros, v.Routing), Bodies: slices.Concat(v.Routing.Chain, v.Routing.Copies),
		Language: in.Language, Reads: t.Reads, Next: tip.Next, Notes: in.notes, Avoid: v.Avoid, Ask: l.ask(in, v),
		AskID: slices.ContainsFunc(v.Assessment.Marks, func(m triage.Mark) bool { return m.Kind == triage.MarkAadhaar })}
	p, err := newPage("sent", t.Handle, sent, sentLooks, now.Add(sentTime))
	if err != nil {
		return nil, err
	}
	pages := []Page{p}
	if t.token == "" {
		return pages, nil
	}
	tp, err := l.tokenPage(t, now)
	if err != nil {
		return nil, err
	}
	if sameForm {
		return append(pages, tp), nil
	}
	form, err := newPage("form", in.Token, struct{}{}, -1, tp.Expires)
	if err != nil {
		return nil, err
	}
	return append(pages, tp, form), nil
}

func (l *Line) tokenPage(t *Taken, now time.Time) (Page, error) {
	keep := tokenTime
	if t.channel == "api" {
		keep = apiTokenTime
	}
	return newPage("token", t.page, tokenPage{Tip: t.Tip, Handle: t.Handle, Number: t.Number, Unit: t.Unit,
		Recipient: t.recipient.String(), Channel: t.channel, Reads: t.Reads, Files: t.got}, -1, now.Add(keep))
}

// maxAsk is how many places the page after sending offers.
const maxAsk = 12

// ask is "which Hamirpur?": the places that fit equally, when no district is known.
func (l *Line) ask(in intake, v Verdict) (out []places.Candidate) {
	if v.Assessment.District != 0 {
		return nil
	}
	defer func() {
		if recover() != nil {
			out = nil // nothing is asked: the tip matters more
		}
	}()
	r := l.Places.Resolve(places.Query{Text: in.Place.Text, State: in.Place.State, District: in.Place.District, PIN: in.Place.PIN})
	for _, c := range r.Among {
		if c.District != 0 && len(out) < maxAsk {
			out = append(out, c)
		}
	}
	return out
}
