package tips_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/files"
)

// photo is a JPEG with an Exif that holds a position and a camera's name.
func photo(t testing.TB, camera string, lat, lon float64) []byte {
	t.Helper()
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 64, 48)), nil); err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	degrees := func(v float64) []byte {
		d := int(v)
		m := int((v - float64(d)) * 60)
		s := uint32(((v-float64(d))*60 - float64(m)) * 60 * 100)
		var b []byte
		for _, n := range []uint32{uint32(d), 1, uint32(m), 1, s, 100} {
			b = le.AppendUint32(b, n)
		}
		return b
	}
	entry := func(b []byte, tag, kind uint16, count uint32, value any) []byte {
		b = le.AppendUint32(le.AppendUint16(le.AppendUint16(b, tag), kind), count)
		switch v := value.(type) {
		case uint32:
			return le.AppendUint32(b, v)
		case string:
			return append(b, (v + "\x00\x00\x00")[:4]...)
		}
		panic("entry")
	}
	// Header, first directory (2 entries), GPS directory (4 entries), then what they point to.
	const first, gps = 8, 8 + 2 + 2*12 + 4
	const data = gps + 2 + 4*12 + 4
	b := le.AppendUint32([]byte("II*\x00"), first)
	b = le.AppendUint16(b, 2)
	b = entry(b, 0x0110, 2, uint32(len(camera)+1), uint32(data+48))
	b = entry(b, 0x8825, 4, 1, uint32(gps))
	b = le.AppendUint32(b, 0)
	b = le.AppendUint16(b, 4)
	b = entry(b, 1, 2, 2, "N")
	b = entry(b, 2, 5, 3, uint32(data))
	b = entry(b, 3, 2, 2, "E")
	b = entry(b, 4, 5, 3, uint32(data+24))
	b = le.AppendUint32(b, 0)
	b = append(append(append(b, degrees(lat)...), degrees(lon)...), camera+"\x00"...)
	exif := append([]byte("\xff\xe1\x00\x00Exif\x00\x00"), b...)
	binary.BigEndian.PutUint16(exif[2:], uint16(len(exif)-2))
	return append(append([]byte("\xff\xd8"), exif...), picture.Bytes()[2:]...)
}

// newCleaning is a portal that cleans files.
func newCleaning(t *testing.T) (*portal, *tips.Seat) {
	p, _, _, unit := newOpened(t)
	p.cleaner = &files.Cleaner{Command: []string{"/proc/self/exe", "clean"}}
	p.wire()
	return p, unit
}

func TestAPhotoLosesWhatTheCameraWrote(t *testing.T) {
	p, unit := newCleaning(t)
	s := mathura()
	taken := p.submit(s)
	const camera = "PLANTED-CAMERA-31"
	original := photo(t, camera, 27.4924, 77.6737)
	for name, b := range map[string][]byte{"IMG.jpg": original, "note.txt": []byte("words"), "broken.jpg": original[:200]} {
		noError(t, p.line.AddFile(p.ctx, taken, name, bytes.NewReader(b)))
	}
	noError(t, p.line.FinishFiles(p.ctx, taken))
	v, err := p.desk.Open(p.ctx, unit, taken.Tip)
	noError(t, err)
	why := map[string]string{}
	for _, f := range v.Files {
		why[f.Name] = f.Uncleaned
		if f.Name != "IMG.jpg" {
			continue
		}
		if f.Clean == nil || f.Position == nil || fmt.Sprintf("%.2f %.2f", f.Position.Lat, f.Position.Lon) != "27.49 77.67" {
			t.Fatalf("the photo's head: %+v", f)
		}
		var kept, clean, drawn bytes.Buffer
		_, err := p.desk.File(p.ctx, unit, taken.Tip, f.ID, tips.Whole(), &kept)
		noError(t, err)
		_, err = p.desk.CleanFile(p.ctx, unit, taken.Tip, f.ID, tips.Whole(), &clean)
		noError(t, err)
		_, err = p.desk.Redrawn(p.ctx, unit, taken.Tip, f.ID, &drawn)
		noError(t, err)
		if !bytes.Equal(kept.Bytes(), original) {
			t.Error("the original came back changed")
		}
		for what, b := range map[string][]byte{"clean copy": clean.Bytes(), "picture drawn anew": drawn.Bytes()} {
			if m, err := jpeg.Decode(bytes.NewReader(b)); err != nil || m.Bounds().Dx() != 64 {
				t.Errorf("the %s is no picture: %v", what, err)
			}
			if bytes.Contains(b, []byte(camera)) || bytes.Contains(b, []byte("Exif")) {
				t.Errorf("the %s still says which camera it was", what)
			}
		}
		if !bytes.Contains(original, []byte(camera)) {
			t.Error("the original holds no camera: this proves nothing")
		}
	}
	if want := map[string]string{"IMG.jpg": "", "note.txt": "kind", "broken.jpg": "damaged"}; fmt.Sprint(why) != fmt.Sprint(want) {
		t.Errorf("originals only: %v, want %v", why, want)
	}
	sent, err := p.line.Sent(p.ctx, taken.Handle, false)
	if err != nil || sent.AskPhoto || sent.Files != 3 {
		t.Errorf("asked for the photo's place, though the place was told: %+v, %v", sent, err)
	}
}

func TestAPhotosPlaceIsOfferedWhereNoneWasTold(t *testing.T) {
	p, _ := newCleaning(t)
	taken := p.submit(tips.Submission{Channel: "web", Token: tips.NewToken(), Language: "en", Files: []string{files.Image}})
	if taken.Unit != "IN-NODAL" {
		t.Fatalf("routed to %s", taken.Unit)
	}
	noError(t, p.line.AddFile(p.ctx, taken, "a.jpg", bytes.NewReader(photo(t, "x", 27.1767, 78.0081))))
	noError(t, p.line.FinishFiles(p.ctx, taken))
	sent, err := p.line.Sent(p.ctx, taken.Handle, true)
	noError(t, err)
	if !sent.AskPhoto || len(sent.Ask) == 0 || sent.Ask[0].Name != "Agra" {
		t.Fatalf("offered: %+v", sent.Ask)
	}
	noError(t, p.line.Clarify(p.ctx, taken.Handle, tips.Clarification{District: sent.Ask[0].District}))
	tip, err := p.db.Tip(p.ctx, taken.Tip)
	if err != nil || tip.Unit != "UP-AGRA" {
		t.Errorf("after the answer it lies with %s, %v", tip.Unit, err)
	}
}

func TestFilesAreAddedAfterSending(t *testing.T) {
	p, unit := newCleaning(t)
	taken := p.submit(mathura())
	whole := bytes.Repeat([]byte("a voice "), 50_000)
	// The line breaks in the middle of a part, as a multipart reader says it.
	err := p.line.AddFile(p.ctx, taken, "voice.ogg", io.MultiReader(bytes.NewReader(whole[:300_000]), failingWith{io.ErrUnexpectedEOF}))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("half a file: %v", err)
	}
	noError(t, p.line.FinishFiles(p.ctx, taken))
	for range 2 { // twice: the second brings nothing new
		if _, err := p.line.Sent(p.ctx, taken.Handle, false); err != nil {
			t.Fatalf("the page after sending: %v", err)
		}
		more, err := p.line.MoreBySent(p.ctx, taken.Handle)
		noError(t, err)
		noError(t, p.line.AddFile(p.ctx, more, "voice.ogg", bytes.NewReader(whole)))
		noError(t, p.line.FinishFiles(p.ctx, more))
	}
	sent, err := p.line.Sent(p.ctx, taken.Handle, false)
	if err != nil || sent.Files != 1 {
		t.Errorf("the page after sending: %+v, %v", sent, err)
	}
	session, err := p.line.OpenNumber(p.ctx, taken.Number)
	noError(t, err)
	more, err := p.line.MoreByNumber(p.ctx, session)
	noError(t, err)
	noError(t, p.line.AddFile(p.ctx, more, "later.txt", strings.NewReader("later")))
	noError(t, p.line.FinishMore(p.ctx, session, more))
	view, err := p.line.View(p.ctx, session)
	if err != nil || view.Files != 1 {
		t.Errorf("the opened number: %+v, %v", view, err)
	}
	v, err := p.desk.Open(p.ctx, unit, taken.Tip)
	if err != nil || len(v.Files) != 2 {
		t.Fatalf("%d files, %v", len(v.Files), err)
	}
	// Whoever holds a number cannot fill the disk with it.
	for i := range 60 {
		if i%10 == 0 {
			more, err = p.line.MoreByNumber(p.ctx, session)
			noError(t, err)
		}
		err = p.line.AddFile(p.ctx, more, "more", strings.NewReader(fmt.Sprint("more ", i)))
	}
	if !errors.Is(err, tips.ErrTooMany) {
		t.Errorf("sixty more: %v", err)
	}
}

type failingWith struct{ error }

func (f failingWith) Read([]byte) (int, error) { return 0, f.error }

func TestTheWayToReachTheTipsterIsErased(t *testing.T) {
	p, unit := newCleaning(t)
	s := mathura()
	s.Contact, s.ContactWhen = "98765 43210", "at night"
	taken := p.submit(s)
	v, err := p.desk.Open(p.ctx, unit, taken.Tip)
	if err != nil || v.Contact.Contact != s.Contact {
		t.Fatalf("before: %+v, %v", v.Contact, err)
	}
	session, err := p.line.OpenNumber(p.ctx, taken.Number)
	noError(t, err)
	noError(t, p.line.EraseContact(p.ctx, session))
	v, err = p.desk.Open(p.ctx, unit, taken.Tip)
	if err != nil || v.Contact != (tips.Contact{Erased: true}) || v.Told.Account != s.Account {
		t.Errorf("after: %+v, %v", v.Contact, err)
	}
	if view, err := p.line.View(p.ctx, session); err != nil || !view.Erased {
		t.Errorf("the opened number: %+v, %v", view, err)
	}
	if err := p.line.EraseContact(p.ctx, tips.NewToken()); !errors.Is(err, tips.ErrGone) {
		t.Errorf("without a number: %v", err)
	}
}

func TestHalfAFileIsDroppedAfterADay(t *testing.T) {
	p, _ := newCleaning(t)
	taken := p.submit(mathura())
	noError(t, p.db.AddFile(p.ctx, tips.Box{ID: "half", Tip: taken.Tip, Kind: tips.BoxFile, At: tips.Coarse(p.time()), Data: []byte("x")}, false))
	noError(t, p.db.AddChunk(p.ctx, taken.Tip, "half", 0, []byte("x")))
	for _, c := range []struct {
		wait time.Duration
		want int
	}{{23 * time.Hour, 1}, {2 * time.Hour, 0}} {
		p.wait(c.wait)
		_, err := p.line.Sweep(p.ctx)
		noError(t, err)
		if n, _, err := p.db.FileTotals(p.ctx, taken.Tip); err != nil || n != c.want {
			t.Errorf("after %v more: %d files, %v", c.wait, n, err)
		}
	}
}
