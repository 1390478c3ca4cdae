package tips

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mukti/tips/vault"
)

// ReadingTime is how long a reader who was asked has the words of a tip.
// Source: house rule.
const ReadingTime = 24 * time.Hour

// Bounds of asking. House rules.
const (
	maxOpenReadings = 5     // of one tip at a time
	maxLanguages    = 40    // of one officer
	maxReaderAsk    = 2_000 // characters of what the reader is asked to look for
	MaxTranslation  = 2 * MaxAccount
)

// Readings keeps what readers were asked to read. A row is there only as long
// as its reader may open it.
type Readings interface {
	PutReading(ctx context.Context, r Reading, ev Event) error
	// ReadingByID returns a row, or [ErrGone].
	ReadingByID(ctx context.Context, id string) (Reading, error)
	// ReadingsFor lists what a reader was asked, ReadingsOf who was asked about a
	// tip, oldest first.
	ReadingsFor(ctx context.Context, reader string) ([]Reading, error)
	ReadingsOf(ctx context.Context, tip string) ([]Reading, error)
	// ReadingOpened notes the first opening and adds the event at each.
	ReadingOpened(ctx context.Context, id string, at time.Time, ev Event) error
	// AnswerReading puts the box into the tip and forgets the row; [ErrGone], and
	// nothing written, without it. EndReading forgets the row alone.
	AnswerReading(ctx context.Context, id string, b Box, ev Event) error
	EndReading(ctx context.Context, id string, ev Event) error
	// LapsedReadings returns up to limit rows that end at or before now.
	LapsedReadings(ctx context.Context, now time.Time, limit int) ([]Reading, error)
}

// Tongues keeps which languages officers say that they read: tags, in clear.
type Tongues interface {
	PutLanguages(ctx context.Context, officer string, tags []string, ev Event) error
	LanguagesRead(ctx context.Context, officer string) ([]string, error)
	// OfficersReading returns the ids of officers who read a language.
	OfficersReading(ctx context.Context, tag string) ([]string, error)
}

// Reading is the row in clear of a tip that a named officer was asked to read.
// Sealed is a [Readable], sealed to that officer's own key; Cert the signature
// of the asker's body, so that who writes into the database can neither ask in
// its name nor put the end off.
type Reading struct {
	ID, Tip            string
	Asker, AskerBody   string
	Reader, ReaderBody string
	At, Expires        time.Time // coarse
	Opened             time.Time // zero: not yet
	Sealed, Cert       []byte
}

// Statement is what the asker's body signs.
func (r Reading) Statement() []byte {
	return fmt.Appendf(nil, "mukti reading v1\n%s\n%s\n%s\n%s\n%s\n%s\n%d\n%d\n%x\n", r.ID, r.Tip, r.Asker, r.AskerBody, r.Reader, r.ReaderBody,
		r.At.Unix(), r.Expires.Unix(), sha256.Sum256(r.Sealed))
}

// Readable is what a reader gets: the words, never the contact, and files only
// where they were ticked.
type Readable struct {
	Language string        `json:"language"` // of the words, as far as it is known
	Account  string        `json:"account"`
	Who      string        `json:"who,omitempty"`
	Place    string        `json:"place,omitempty"`   // as told
	Letters  []PlainLetter `json:"letters,omitempty"` // the tipster's own
	Ask      string        `json:"ask,omitempty"`     // what the asker wants to know
	Files    []ReadableFile

	To  string    `json:"to"`  // the tip's public key, for the translation
	Key vault.Key `json:"key"` // stamps the translation
}

// ReadableFile is a file that the reader may look at: its clean copy where
// there is one, else the original. Its name stays with the tip.
type ReadableFile struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	MIME   string `json:"mime"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Clean  bool   `json:"clean"`
	Key    []byte `json:"key"`
	Chunks int    `json:"chunks"`
}

func readingLabel(id, officer string) vault.Label {
	return vault.Label{Of: id + " " + officer, Kind: "reading"}
}

// languageTag is what a BCP 47 tag of ours looks like.
var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// SetLanguages says which languages the officer reads; officers who ask for a
// reader find the name under them. [Invalids].
func (d *Desk) SetLanguages(ctx context.Context, s *Seat, tags []string) error {
	if !s.May(ActLanguages, ToSelf) {
		return ErrForbidden
	}
	tags = slices.Compact(slices.Sorted(slices.Values(tags)))
	if len(tags) > maxLanguages || slices.ContainsFunc(tags, func(t string) bool { return !languageTag.MatchString(t) }) {
		return Invalids{{Field: "languages", MsgID: "desk.bad_language"}}
	}
	return d.PutLanguages(ctx, s.Officer.ID, tags,
		Event{At: d.grain(), Actor: s.Officer.ID, Act: "officer.languages", Object: s.Officer.ID, Note: strings.Join(tags, " ")})
}

// Languages are those that the officer reads.
func (d *Desk) Languages(ctx context.Context, s *Seat) ([]string, error) {
	if !s.May(ActLanguages, ToSelf) {
		return nil, ErrForbidden
	}
	return d.LanguagesRead(ctx, s.Officer.ID)
}

// ReaderChoice is an officer who may be asked.
type ReaderChoice struct{ Officer, Name, Body string }

// Readers lists who reads a language and may be asked about the tip: confirmed
// members of bodies that the tipster did not leave out.
func (d *Desk) Readers(ctx context.Context, s *Seat, tip, tag string) ([]ReaderChoice, error) {
	_, q, _, err := d.reach(ctx, s, ActReader, tip)
	if err != nil {
		return nil, err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return nil, err
	}
	ids, err := d.OfficersReading(ctx, tag)
	if err != nil {
		return nil, fmt.Errorf("tips: readers: %w", err)
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	var out []ReaderChoice
	for _, id := range ids {
		if o := ros.officers[id]; d.mayRead(ros, s, key, o) {
			out = append(out, ReaderChoice{o.ID, o.Name, o.Body})
		}
	}
	slices.SortFunc(out, func(a, b ReaderChoice) int {
		return strings.Compare(a.Body+"\n"+a.Name+"\n"+a.Officer, b.Body+"\n"+b.Name+"\n"+b.Officer)
	})
	return out, nil
}

// mayRead tells whether an officer may be asked to read the tip. Whom the
// tipster wants kept out is kept out of this too, in every place, as of a
// transfer; and the officer's key counts only as the own body has signed it.
func (d *Desk) mayRead(ros *roster, s *Seat, key openedTip, o Officer) bool {
	_, member := ros.members[o.Body][o.ID]
	_, signed := ros.bodies[o.Body]
	return member && signed && o.State == OfficerActive && o.ID != s.Officer.ID &&
		(&Seat{Officer: o}).May(ActAnswer, ToAsked) &&
		mayGet(d.Units, o.Body, key.Avoid, "") && !d.Units.Avoided(o.Body, key.State, key.LGD, key.Avoid)
}

// AskReader seals the words of a tip to an officer's own key, for a day. files
// are ids of files that go with it. [Invalids] for an officer who may not be
// asked, with too many asked already, or for a request that is too long.
func (d *Desk) AskReader(ctx context.Context, s *Seat, tip, reader, ask string, files []string) error {
	ask = plainText(upright(ask))
	if utf8.RuneCountInString(ask) > maxReaderAsk {
		return Invalids{{Field: "ask", MsgID: "tip.too_long", Limit: maxReaderAsk}}
	}
	t, q, lines, err := d.reach(ctx, s, ActReader, tip)
	if err != nil {
		return err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return err
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	o := ros.officers[reader]
	if !d.mayRead(ros, s, key, o) {
		return Invalids{{Field: "reader", MsgID: "desk.no_reader"}}
	}
	to, err := vault.ParseRecipient(o.Recipient)
	if err != nil {
		return fmt.Errorf("tips: reader's key: %w", err)
	}
	open, err := d.ReadingsOf(ctx, t.ID)
	if err != nil {
		return fmt.Errorf("tips: ask a reader: %w", err)
	}
	if len(open) >= maxOpenReadings || slices.ContainsFunc(open, func(r Reading) bool { return r.Reader == o.ID }) {
		return Invalids{{Field: "reader", MsgID: "desk.reader_asked", Limit: maxOpenReadings}}
	}
	v, err := d.view(ctx, s, t, q, lines)
	if err != nil {
		return err
	}
	now := d.Now()
	r := Reading{ID: vault.NewID(), Tip: t.ID, Asker: s.Officer.ID, AskerBody: s.Officer.Body, Reader: o.ID, ReaderBody: o.Body,
		At: Coarse(now), Expires: Coarse(now.Add(ReadingTime))}
	plain, err := json.Marshal(readable(v, key, r, ask, files))
	if err != nil {
		return fmt.Errorf("tips: encode a reading: %w", err)
	}
	if r.Sealed, err = vault.Seal(readingLabel(r.ID, o.ID), plain, to); err != nil {
		return fmt.Errorf("tips: %w", err)
	}
	r.Cert = s.key.now.Sign(r.Statement())
	err = d.PutReading(ctx, r, Event{At: r.At, Actor: s.Officer.ID, Act: "reading.asked", Object: t.ID, Note: o.ID + " " + o.Body})
	if err != nil {
		return fmt.Errorf("tips: ask a reader: %w", err)
	}
	return nil
}

// readable is what of an opened tip a reader gets.
func readable(v TipView, key openedTip, r Reading, ask string, files []string) Readable {
	out := Readable{Language: v.Verdict.Assessment.Language, Account: v.Told.Account, Who: v.Told.Who, Place: v.Told.Place.Text, Ask: ask,
		To: key.id.Recipient().String(), Key: key.translationKey(r.ID, r.Reader, r.ReaderBody)}
	if out.Language == "" {
		out.Language = v.Told.Language
	}
	for _, l := range v.Letters {
		if l.From == "tipster" {
			out.Letters = append(out.Letters, l)
		}
	}
	for _, f := range v.Files {
		switch {
		case !slices.Contains(files, f.ID):
		case f.Clean != nil:
			out.Files = append(out.Files, ReadableFile{f.ID, f.Kind, f.Clean.MIME, f.Clean.Size, f.Clean.SHA256, true, f.Clean.Key, f.Clean.Chunks})
		default:
			out.Files = append(out.Files, ReadableFile{f.ID, f.Kind, f.MIME, f.Size, f.SHA256, false, f.Key, f.Chunks})
		}
	}
	return out
}

// StopReader ends a reading early, by somebody who works on the tip.
func (d *Desk) StopReader(ctx context.Context, s *Seat, tip, reading string) error {
	t, _, _, err := d.reach(ctx, s, ActStopReader, tip)
	if err != nil {
		return err
	}
	r, err := d.ReadingByID(ctx, reading)
	if err != nil {
		return err
	}
	if r.Tip != t.ID {
		return ErrGone
	}
	return d.EndReading(ctx, r.ID, Event{At: d.grain(), Actor: s.Officer.ID, Act: "reading.ended", Object: t.ID, Note: r.Reader + " " + r.ReaderBody})
}

// dropReadings forgets what readers had for a day.
func (l *Line) dropReadings(ctx context.Context, now time.Time) error {
	for {
		lapsed, err := l.LapsedReadings(ctx, now, 100)
		if err != nil || len(lapsed) == 0 {
			return err
		}
		for _, r := range lapsed {
			err := l.EndReading(ctx, r.ID, Event{At: Coarse(now), Actor: "sweep", Act: "reading.lapsed", Object: r.Tip, Note: r.Reader + " " + r.ReaderBody})
			if err != nil && !isGone(err) { // another machine was quicker
				return err
			}
		}
	}
}
