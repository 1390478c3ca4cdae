package tips_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

func TestATipPastEveryLimitIsTakenAsFarAsItGoes(t *testing.T) {
	p, _, _, _ := newOpened(t)
	long := strings.Repeat("अ", 30_000)
	taken := p.submit(tips.Submission{Channel: "web", Token: tips.NewToken(), Language: strings.Repeat("x", 99), Account: long, Who: long, Contact: long, ContactWhen: long,
		Place: tips.PlaceText{Text: long, State: "Uttar", District: -4, PIN: long}, Signs: []string{"locked-in", "no-such-sign", "locked-in", ""}, Avoid: []string{"everybody"},
		When: "soon", Children: "perhaps", Role: "king", Count: -1})
	sent, err := p.line.Sent(p.ctx, taken.Handle, false)
	if err != nil {
		t.Fatal(err)
	}
	noted := map[string]bool{}
	for _, n := range sent.Notes {
		noted[n.Field+" "+n.MsgID] = true
	}
	for _, want := range []string{"account tip.too_long", "who tip.too_long", "contact tip.too_long", "contact_when tip.too_long", "place tip.too_long",
		"language tip.too_long", "signs tip.unknown_choice", "avoid tip.unknown_choice", "when tip.unknown_choice", "children tip.unknown_choice",
		"role tip.unknown_choice", "count tip.count", "state tip.unknown_choice", "place.district tip.unknown_choice", "place.pin tip.too_long"} {
		if !noted[want] {
			t.Errorf("not said: %s", want)
		}
	}
}

func TestAStrictChannelNamesEveryFault(t *testing.T) {
	p := newPortal(t)
	_, err := p.line.Submit(p.ctx, tips.Submission{Strict: true, Account: strings.Repeat("a", tips.MaxAccount+1), When: "soon", Count: -1})
	var bad tips.Invalids
	if !errors.As(err, &bad) || len(bad) != 3 {
		t.Errorf("got %v", err)
	}
	if _, err := p.line.Submit(p.ctx, tips.Submission{Strict: true}); !errors.As(err, &bad) || len(bad) != 1 {
		t.Errorf("empty: %v", err)
	}
}

func TestOnlyAnEntirelyEmptyFormIsNotTaken(t *testing.T) {
	p := newPortal(t)
	for _, s := range []tips.Submission{{}, {Language: "hi"}, {Account: " \n\t"}, {Account: "\x00"}, {Signs: []string{""}}} {
		s.Channel = "web"
		if _, err := p.line.Submit(p.ctx, s); !errors.Is(err, tips.ErrEmpty) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	for name, s := range map[string]tips.Submission{
		"one word":        {Account: "help"},
		"one sign":        {Signs: []string{"debt"}},
		"one file":        {Files: []string{"audio"}},
		"a place":         {Place: tips.PlaceText{Text: "Agra"}},
		"a PIN":           {Place: tips.PlaceText{PIN: "२८१००१"}},
		"a time":          {When: "now"},
		"bytes not UTF-8": {Account: "\xff\xfe\xfd"},
		"a contact":       {Contact: "x"},
	} {
		s.Channel = "web"
		if _, err := p.line.Submit(p.ctx, s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNumbersThatOpenNothing(t *testing.T) {
	p := newPortal(t)
	taken := p.submit(mathura())
	if _, err := p.line.OpenNumber(p.ctx, taken.Number); err != nil { // the control
		t.Fatal(err)
	}
	if _, err := p.line.OpenNumber(p.ctx, vault.NewNumber().Groups()); !errors.Is(err, tips.ErrNoBox) {
		t.Errorf("a made-up number: %v", err)
	}
	wrong := []byte(taken.Number)
	wrong[0] = '0' + (wrong[0]-'0'+1)%10
	for _, typed := range []string{string(wrong), "", "123", strings.Repeat("9", 1000), "my number"} {
		if _, err := p.line.OpenNumber(p.ctx, typed); !errors.Is(err, tips.ErrBadNumber) {
			t.Errorf("%.20q: %v", typed, err)
		}
	}
	for _, session := range []string{"", "x", taken.Handle} {
		if _, err := p.line.View(p.ctx, session); !errors.Is(err, tips.ErrGone) {
			t.Errorf("session %q: %v", session, err)
		}
	}
	session, err := p.line.OpenNumber(p.ctx, taken.Number)
	if err != nil {
		t.Fatal(err)
	}
	p.wait(15*time.Minute + time.Second)
	if _, err := p.line.View(p.ctx, session); !errors.Is(err, tips.ErrGone) {
		t.Errorf("an opened number stays open: %v", err)
	}
}

func TestANumberInATextIsBlackedOutAndABankAccountStays(t *testing.T) {
	p, _, _, unit := newOpened(t)
	first := p.submit(mathura())
	account := vault.NewNumber().Groups() // has a right check digit, and no box
	s := mathura()
	s.Token = tips.NewToken()
	s.Account += " मेरा नंबर " + first.Number + " और खाता " + account
	taken := p.submit(s)
	v, err := p.desk.Open(p.ctx, unit, taken.Tip)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(v.Told.Account, first.Number[:6]) {
		t.Error("the desk reads a number that opens a box")
	}
	if !strings.Contains(v.Told.Account, account) {
		t.Error("a bank account was blacked out")
	}
	sent, err := p.line.Sent(p.ctx, taken.Handle, false)
	if err != nil || len(sent.Notes) != 1 || sent.Notes[0].MsgID != "tip.number_blacked" {
		t.Errorf("said: %+v, %v", sent.Notes, err)
	}
}

func TestFilesComeBackAsTheyWereSent(t *testing.T) {
	p, _, _, unit := newOpened(t)
	s := mathura()
	taken := p.submit(s)
	contents := [][]byte{nil, []byte("%PDF-1.4 tiny"), make([]byte, vault.ChunkSize), make([]byte, vault.ChunkSize+1), make([]byte, 3*vault.ChunkSize+777)}
	for i, b := range contents {
		if i > 1 {
			rand.Read(b)
		}
		if err := p.line.AddFile(p.ctx, taken, fmt.Sprintf("file %d.jpg", i), bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		}
	}
	big := io.LimitReader(rand.Reader, tips.MaxFile+1)
	if err := p.line.AddFile(p.ctx, taken, "big.mp4", big); !errors.Is(err, tips.ErrTooLarge) {
		t.Errorf("over the limit: %v", err)
	}
	broken := io.MultiReader(bytes.NewReader(make([]byte, 600_000)), failing{})
	if err := p.line.AddFile(p.ctx, taken, "broken.jpg", broken); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("broken off: %v", err)
	}
	if err := p.line.FinishFiles(p.ctx, taken); err != nil {
		t.Fatal(err)
	}
	again := p.submit(s)
	if !again.Again {
		t.Fatal("the same form became another tip")
	}
	for _, b := range [][]byte{contents[2], []byte("the one that was missing")} {
		if err := p.line.AddFile(p.ctx, again, "again", bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		}
	}
	v, err := p.desk.Open(p.ctx, unit, taken.Tip)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Files) != 5 { // four that had content, one more the second time
		t.Fatalf("%d files", len(v.Files))
	}
	for i, h := range v.Files[:4] {
		var got bytes.Buffer
		if _, err := p.desk.File(p.ctx, unit, taken.Tip, h.ID, tips.Whole(), &got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), contents[i+1]) || h.SHA256 != fmt.Sprintf("%x", sha256.Sum256(contents[i+1])) || h.Size != int64(len(contents[i+1])) {
			t.Errorf("file %d came back changed", i+1)
		}
	}
	sent, err := p.line.Sent(p.ctx, taken.Handle, false)
	if err != nil || sent.Files != 4 || len(sent.Notes) != 2 {
		t.Errorf("the page after sending says %+v, %v", sent, err)
	}
	for i := range 12 {
		err = p.line.AddFile(p.ctx, again, "more", strings.NewReader(fmt.Sprint("more ", i)))
	}
	if !errors.Is(err, tips.ErrTooMany) {
		t.Errorf("more than ten: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAKeyWrittenIntoTheDatabaseIsNeverSealedTo(t *testing.T) {
	p, _, _, _ := newOpened(t)
	evil, err := vault.NewBodyKey()
	if err != nil {
		t.Fatal(err)
	}
	p.sql(`UPDATE bodies SET recipient = ? WHERE code = 'UP-AGRA'`, evil.Identity.Recipient().String())
	p.sql(`UPDATE roster SET version = version + 1`)
	taken := p.submit(mathura())
	lines, err := p.db.Lines(p.ctx, taken.Tip)
	if err != nil {
		t.Fatal(err)
	}
	sealed := map[string]bool{}
	for _, q := range lines {
		sealed[q.Body] = q.Sealed != nil
	}
	if sealed["UP-AGRA"] || !sealed["UP-AHTB"] || !sealed[ahtu.Cell] {
		t.Errorf("sealed to %v", sealed)
	}
	// The whole chain forged, the cell included: nothing is sealed at all.
	p.sql(`UPDATE bodies SET recipient = ?, sign_key = ?`, evil.Identity.Recipient().String(), evil.Public())
	p.sql(`UPDATE roster SET version = version + 1`)
	s := mathura()
	s.Token = tips.NewToken()
	if _, err := p.line.Submit(p.ctx, s); err == nil {
		t.Error("a tip was sealed to forged keys")
	}
}
