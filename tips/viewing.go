package tips

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"mukti/tips/files"
	"mukti/tips/vault"
)

// SeenReasons is why an officer looks at a picture: a short list, so that the
// audit tells it in a code. "other" needs words, which are sealed into the tip.
func SeenReasons() []string { return []string{"person", "place", "evidence", "danger", "other"} }

// shownTime is how long a picture may be shown after its reason was given.
// Source: house rule.
const shownTime = 10 * time.Minute

// shownKinds are what a page shows, and only as a clean copy. A drawing that is
// a program (SVG) is none: it has no clean copy.
func shownKinds() []string { return []string{"image/jpeg", "image/png", "image/gif", "image/webp"} }

// Shown tells whether a page may show the file.
func (h FileHead) Shown() bool { return h.Clean != nil && slices.Contains(shownKinds(), h.Clean.MIME) }

// blurred is a picture's preview: box [BoxBlurred].
type blurred struct {
	File string `json:"file"`
	PNG  []byte `json:"png"`
}

// maxBlurred bounds a preview in bytes: 12 by 12 pixels in PNG need half of it.
const maxBlurred = 2 << 10

// Blurred gives a picture's tiny blurred preview as a PNG. It is made once, in
// a child, from the clean copy, and kept sealed with the tip: the sharp picture
// stays where it is. [ErrNotFound] for a file without a clean copy of a
// picture; the errors of package files say why it cannot be made.
func (d *Desk) Blurred(ctx context.Context, s *Seat, tip, file string) ([]byte, error) {
	h, _, err := d.fileHead(ctx, s, tip, file)
	if err != nil {
		return nil, err
	}
	if !h.Shown() {
		return nil, ErrNotFound
	}
	t, q, _, err := d.reach(ctx, s, ActOpen, tip)
	if err != nil {
		return nil, err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return nil, err
	}
	kept, err := d.Boxes(ctx, t.ID, BoxBlurred)
	if err != nil {
		return nil, fmt.Errorf("tips: preview: %w", err)
	}
	for _, b := range kept {
		var p blurred
		if good, err := openStamped(key.id, b, &p, key.stampKey); err == nil && good && p.File == file {
			return p.PNG, nil
		}
	}
	if d.Cleaner == nil {
		return nil, files.ErrGuard
	}
	var out bytes.Buffer
	_, err = runCleaner(ctx, d.Cleaner, h.Clean.MIME, files.Blur, func(w io.Writer) error {
		return d.cleanPart(ctx, t.ID, h, Whole(), w)
	}, &out)
	if err != nil {
		return nil, err
	}
	if out.Len() > maxBlurred {
		return nil, files.ErrLimit
	}
	err = d.addStamped(ctx, s, t, q, BoxBlurred, blurred{file, out.Bytes()}, Event{Act: "file.blurred", Note: file})
	return out.Bytes(), err
}

// See says why the officer wants to see a picture, and gives a pass for
// [Desk.Seen] that is good for a few minutes in this session. The audit has the
// reason's code; words go into a note of the tip. [Invalids] without a reason,
// or without words where the reason is "other".
func (d *Desk) See(ctx context.Context, s *Seat, tip, file, reason, text string) (pass string, err error) {
	var wrong Invalids
	if !slices.Contains(SeenReasons(), reason) {
		wrong = append(wrong, &Invalid{Field: "reason", MsgID: "desk.bad_reason"})
	}
	text = plainText(upright(text))
	if reason == "other" && text == "" {
		wrong = append(wrong, &Invalid{Field: "words", MsgID: "tip.empty"})
	}
	if text != "" {
		if _, err := written("words", text); err != nil {
			wrong = append(wrong, &Invalid{Field: "words", MsgID: "tip.too_long", Limit: MaxLetter})
		}
	}
	if len(wrong) > 0 {
		return "", wrong
	}
	t, q, _, err := d.reach(ctx, s, ActSee, tip)
	if err != nil {
		return "", err
	}
	h, _, err := d.fileHead(ctx, s, tip, file)
	if err != nil {
		return "", err
	}
	if !h.Shown() {
		return "", ErrNotFound
	}
	ev := Event{Act: "file.seen", Note: file + " " + reason}
	if text != "" {
		err = d.addRemark(ctx, s, t, q, Remark{Text: text, About: reason}, ev)
	} else {
		ev.At, ev.Actor, ev.Object = d.grain(), s.Officer.ID, t.ID
		err = d.Append(ctx, ev)
	}
	if err != nil {
		return "", err
	}
	until := strconv.FormatInt(d.Now().Add(shownTime).Unix(), 10)
	return until + "-" + hex.EncodeToString(s.pass(tip, file, until)), nil
}

// pass is of one session, one file and one time.
func (s *Seat) pass(tip, file, until string) []byte {
	return vault.Mark(vault.Derive([]byte(s.Token), "see a picture"), "pass", tip+" "+file+" "+until)
}

// CheckPass gives the head of a picture for which the pass is good; [ErrGone]
// for any other pass.
func (d *Desk) CheckPass(ctx context.Context, s *Seat, tip, file, pass string) (FileHead, error) {
	h, _, err := d.fileHead(ctx, s, tip, file)
	if err != nil {
		return FileHead{}, err
	}
	until, mac, _ := strings.Cut(pass, "-")
	given, err := hex.DecodeString(mac)
	if err != nil || subtle.ConstantTimeCompare(given, s.pass(tip, file, until)) != 1 || len(s.Token) == 0 {
		return FileHead{}, ErrGone
	}
	end, err := strconv.ParseInt(until, 10, 64)
	switch {
	case err != nil, !d.Now().Before(time.Unix(end, 0)):
		return FileHead{}, ErrGone
	case !h.Shown():
		return FileHead{}, ErrNotFound
	}
	return h, nil
}

// Seen writes the clean copy of a picture whose reason was given: [Desk.See]
// has put it into the audit.
func (d *Desk) Seen(ctx context.Context, s *Seat, tip, file, pass string, w io.Writer) error {
	h, err := d.CheckPass(ctx, s, tip, file, pass)
	if err != nil {
		return err
	}
	return d.cleanPart(ctx, tip, h, Whole(), d.whileSeated(ctx, s, w))
}

// Print opens a tip for a page to print: that it was printed is in the audit
// before anything is shown. Such a page has no way to reach the tipster and no
// picture.
func (d *Desk) Print(ctx context.Context, s *Seat, tip string) (TipView, error) {
	t, q, lines, err := d.reach(ctx, s, ActPrint, tip)
	if err != nil {
		return TipView{}, err
	}
	if q.Looked.IsZero() { // a print is no way around the first look
		return TipView{}, errors.Join(ErrNotFound, ErrForbidden)
	}
	v, err := d.view(ctx, s, t, q, lines)
	if err != nil {
		return TipView{}, err
	}
	v.To, v.Contact = toTip(s, t, q), Contact{}
	err = d.Append(ctx, Event{At: d.grain(), Actor: s.Officer.ID, Act: "tip.printed", Object: t.ID, Note: s.Officer.Body})
	if err != nil {
		return TipView{}, err
	}
	return v, d.names(ctx, s, &v)
}
