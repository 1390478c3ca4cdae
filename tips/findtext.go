package tips

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"mukti/tips/triage"
	"mukti/tips/vault"
)

// Where in a tip something was found.
const (
	FoundAccount = "account"
	FoundWho     = "who"
	FoundPlace   = "place"
	FoundMark    = "mark"
	FoundFile    = "file"
	FoundLetter  = "letter"
	FoundNote    = "note"
	FoundNumber  = "number" // the tip's own, as pages show it
)

// Places in a tip in which something can be found, in the order of a page.
func FoundIn() []string {
	return []string{FoundAccount, FoundWho, FoundPlace, FoundMark, FoundFile, FoundLetter, FoundNote, FoundNumber}
}

type findField struct{ in, text string }

func textsOf(fields []findField) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.text
	}
	return out
}

// shownNumber is how many digits of a tip's id pages show.
const shownNumber = 8

// findFields opens what of a tip can be searched: its words, marks, files'
// names, places, letters and notes, as its page shows them. Not the way to
// reach the tipster: nobody is to find out by searching whose tip it is.
func (d *Desk) findFields(ctx context.Context, s *Seat, tip string) ([]findField, error) {
	lines, err := d.Lines(ctx, tip)
	if err != nil {
		return nil, err
	}
	for _, q := range lines {
		if q.Body != s.Officer.Body {
			continue
		}
		key, err := s.tipIdentity(q)
		if err != nil {
			return nil, errors.Join(ErrForbidden, err)
		}
		return d.fieldsOf(ctx, key, tip)
	}
	return nil, ErrForbidden
}

func (d *Desk) fieldsOf(ctx context.Context, key openedTip, tip string) ([]findField, error) {
	boxes, err := d.Boxes(ctx, tip, BoxWords, BoxVerdict, BoxClarify, BoxNote, BoxFile, BoxRemark, BoxTranslation, BoxOutcome, BoxSaid)
	if err != nil {
		return nil, fmt.Errorf("tips: search: %w", err)
	}
	var v TipView
	for _, b := range boxes {
		switch b.Kind {
		case BoxWords:
			err = openBox(key.id, b, &v.Told)
		case BoxVerdict:
			err = openBox(key.id, b, &v.Verdict)
		case BoxClarify:
			err = appendBox(key.id, b, &v.Clarified)
		case BoxNote:
			err = appendBox(key.id, b, &v.Notes)
		case BoxFile:
			err = appendBox(key.id, b, &v.Files)
		case BoxOutcome:
			err = appendBox(key.id, b, &v.Work.Outcomes)
		case BoxSaid:
			err = appendBox(key.id, b, &v.Work.Said)
		default:
			err = v.add(key, b)
		}
		if err != nil {
			return nil, err
		}
	}
	v.hideOwnID(key)
	if v.Letters, err = d.letters(ctx, key.id, tip); err != nil {
		return nil, err
	}
	return d.fields(tip, v), nil
}

func (d *Desk) fields(tip string, v TipView) (out []findField) {
	add := func(in, text string) {
		if text != "" {
			out = append(out, findField{in, text})
		}
	}
	add(FoundAccount, v.Told.Account)
	add(FoundWho, v.Told.Who)
	add(FoundPlace, v.Told.Place.Text)
	add(FoundPlace, v.Told.Place.PIN)
	lgds := map[int]bool{v.Told.Place.District: true, v.Verdict.Assessment.District: true}
	for _, c := range v.Clarified {
		lgds[c.District] = true
	}
	for _, lgd := range slices.Sorted(maps.Keys(lgds)) {
		if p, ok := d.Places.District(lgd); ok && lgd != 0 {
			add(FoundPlace, p.Name)
		}
	}
	for _, m := range v.Verdict.Assessment.Marks {
		if m.Kind != triage.MarkAadhaar { // never shown whole, and so never found
			add(FoundMark, m.Shown)
		}
	}
	for _, f := range v.Files {
		if f.Whole {
			add(FoundFile, f.Name)
		}
	}
	for _, l := range v.Letters {
		add(FoundLetter, l.Text)
	}
	for _, n := range v.Notes {
		add(FoundNote, n.Text)
	}
	for _, r := range v.Remarks {
		add(FoundNote, r.Text)
	}
	for _, t := range v.Translations {
		add(FoundNote, t.Text)
		add(FoundNote, t.Remarks)
	}
	for _, o := range v.Work.Outcomes {
		for _, text := range []string{o.Note, o.FIR, o.GD, o.Station, o.Sections, o.To} {
			add(FoundNote, text)
		}
	}
	for _, s := range v.Work.Said {
		add(FoundNote, s.Text)
	}
	add(FoundNumber, tip[:min(shownNumber, len(tip))])
	return out
}

func findLabel(session string) vault.Label { return vault.Label{Of: session, Kind: "find question"} }
