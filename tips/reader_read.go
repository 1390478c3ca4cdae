package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"mukti/tips/vault"
)

// Translation is what a reader wrote: box [BoxTranslation]. Nobody has checked it.
type Translation struct {
	Reading  string    `json:"reading"`
	Officer  string    `json:"officer"` // id
	Body     string    `json:"body"`
	Language string    `json:"language"` // BCP 47, of the translation
	Text     string    `json:"text"`
	Remarks  string    `json:"remarks,omitempty"`
	At       time.Time `json:"at"`
}

// AskedView is one tip that the officer was asked to read.
type AskedView struct {
	Reading
	AskerName string
	Words     Readable // as [Desk.ReadAsked] opens it, else empty
}

func isGone(err error) bool { return errors.Is(err, ErrGone) || errors.Is(err, ErrNotFound) }

// Asked lists what the officer was asked to read and still may. Nothing is
// opened for it.
func (d *Desk) Asked(ctx context.Context, s *Seat) ([]AskedView, error) {
	if s.key == nil || !s.May(ActReading, ToAsked) {
		return nil, ErrForbidden
	}
	rows, err := d.ReadingsFor(ctx, s.Officer.ID)
	if err != nil {
		return nil, fmt.Errorf("tips: asked: %w", err)
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	var out []AskedView
	for _, r := range rows {
		if d.valid(ros, s, r) == nil {
			r.Tip = "" // the reader has no use for it
			out = append(out, AskedView{Reading: r, AskerName: ros.officers[r.Asker].Name})
		}
	}
	return out, nil
}

// valid tells why a row is not the officer's to open: [ErrNotFound] for another's
// and for one that no body signed, [ErrGone] after its time. When the asker's
// body gets a new key, because somebody left it, what was asked under the old
// one ends: it is asked again.
func (d *Desk) valid(ros *roster, s *Seat, r Reading) error {
	asker, ok := ros.bodies[r.AskerBody]
	_, member := ros.members[s.Officer.Body][s.Officer.ID]
	switch {
	case !member || ros.officers[s.Officer.ID].State != OfficerActive: // who left holds no reading, whatever session is still open
		return ErrNotFound
	case r.Reader != s.Officer.ID || r.ReaderBody != s.Officer.Body:
		return ErrNotFound
	case !ok || !vault.Signed(asker.SignKey, r.Statement(), r.Cert):
		return ErrNotFound
	case !d.Now().Before(r.Expires):
		return ErrGone
	}
	return nil
}

// reading opens one for its reader.
func (d *Desk) reading(ctx context.Context, s *Seat, a Act, id string) (AskedView, error) {
	if s.key == nil || !s.May(a, ToAsked) {
		return AskedView{}, ErrForbidden
	}
	r, err := d.ReadingByID(ctx, id)
	if err != nil {
		return AskedView{}, err
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return AskedView{}, err
	}
	if err := d.valid(ros, s, r); err != nil {
		return AskedView{}, err
	}
	plain, err := vault.Open(s.identity, readingLabel(r.ID, r.Reader), r.Sealed)
	if err != nil {
		return AskedView{}, fmt.Errorf("tips: reading: %w", err)
	}
	v := AskedView{Reading: r, AskerName: ros.officers[r.Asker].Name}
	if json.Unmarshal(plain, &v.Words) != nil {
		return AskedView{}, fmt.Errorf("tips: reading: %w", vault.ErrOpen)
	}
	return v, nil
}

// ReadAsked opens what the officer was asked to read; each opening is in the
// audit. [ErrGone] after a day, or when the asker ended it.
func (d *Desk) ReadAsked(ctx context.Context, s *Seat, id string) (AskedView, error) {
	v, err := d.reading(ctx, s, ActReading, id)
	if err != nil {
		return AskedView{}, err
	}
	err = d.ReadingOpened(ctx, v.ID, d.grain(), Event{At: d.grain(), Actor: s.Officer.ID, Act: "reading.opened", Object: v.Tip, Note: s.Officer.Body})
	if err != nil {
		return AskedView{}, err
	}
	return v, nil
}

// AnswerAsked gives the translation back: it becomes a box of the tip, and the
// words are gone from here. [Invalids], [ErrGone].
func (d *Desk) AnswerAsked(ctx context.Context, s *Seat, id, language, text, remarks string) error {
	text, remarks = plainText(upright(text)), plainText(upright(remarks))
	var wrong Invalids
	switch {
	case text == "":
		wrong = append(wrong, &Invalid{Field: "text", MsgID: "tip.empty"})
	case utf8.RuneCountInString(text) > MaxTranslation:
		wrong = append(wrong, &Invalid{Field: "text", MsgID: "tip.too_long", Limit: MaxTranslation})
	}
	if !languageTag.MatchString(language) {
		wrong = append(wrong, &Invalid{Field: "language", MsgID: "desk.bad_language"})
	}
	if utf8.RuneCountInString(remarks) > MaxLetter {
		wrong = append(wrong, &Invalid{Field: "remarks", MsgID: "tip.too_long", Limit: MaxLetter})
	}
	if len(wrong) > 0 {
		return wrong
	}
	v, err := d.reading(ctx, s, ActAnswer, id)
	if err != nil {
		return err
	}
	// The key comes out of what was sealed to the reader, not out of the store's rows.
	to, err := vault.ParseRecipient(v.Words.To)
	if err != nil {
		return fmt.Errorf("tips: tip's key: %w", err)
	}
	box, err := sealStamped(v.Words.Key, to, Box{ID: v.ID, Tip: v.Tip, Kind: BoxTranslation, At: d.Now()},
		Translation{Reading: v.ID, Officer: s.Officer.ID, Body: s.Officer.Body, Language: language, Text: text, Remarks: remarks, At: d.grain()})
	if err != nil {
		return err
	}
	err = d.AnswerReading(ctx, v.ID, box, Event{At: d.grain(), Actor: s.Officer.ID, Act: "reading.answered", Object: v.Tip, Note: s.Officer.Body})
	if err != nil {
		return fmt.Errorf("tips: answer: %w", err)
	}
	return nil
}

// AskedFileHead is a file that goes with a reading; [ErrNotFound] for one that
// was not ticked.
func (d *Desk) AskedFileHead(ctx context.Context, s *Seat, id, file string) (ReadableFile, error) {
	_, f, err := d.askedFile(ctx, s, id, file)
	return f, err
}

func (d *Desk) askedFile(ctx context.Context, s *Seat, id, file string) (AskedView, ReadableFile, error) {
	v, err := d.reading(ctx, s, ActReading, id)
	if err != nil {
		return AskedView{}, ReadableFile{}, err
	}
	at := slices.IndexFunc(v.Words.Files, func(f ReadableFile) bool { return f.ID == file })
	if at < 0 {
		return AskedView{}, ReadableFile{}, ErrNotFound
	}
	return v, v.Words.Files[at], nil
}

// AskedFile writes a part of it; the look is in the audit before the first byte.
func (d *Desk) AskedFile(ctx context.Context, s *Seat, id, file string, part Part, w io.Writer) error {
	v, f, err := d.askedFile(ctx, s, id, file)
	if err != nil {
		return err
	}
	stored := f.ID
	if f.Clean {
		stored = CleanCopy(f.ID)
	}
	key, err := vault.ParseFileKey(stored, f.Key)
	if err != nil {
		return err
	}
	err = d.Append(ctx, Event{At: d.grain(), Actor: s.Officer.ID, Act: "reading.file", Object: v.Tip, Note: f.ID})
	if err != nil {
		return err
	}
	return openPart(ctx, d.Backend, v.Tip, stored, key, f.Chunks, part, d.whileSeated(ctx, s, w))
}
