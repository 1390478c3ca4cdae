package public

import (
	"bufio"
	"errors"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n/fold"
	"mukti/tips"
	"mukti/tips/files"
)

// maxForm is how many bytes of a form are read; files past [tips.MaxAll] are
// read and thrown away, so that their sender hears what was kept.
const maxForm = 512 << 20

// trapField is a field that no person sees and most programs fill. It never
// costs anybody the tip: who fills it waits behind others when many send at
// once, and the officers are told.
const trapField = "remark"

// sendTip takes a tip. The words are committed when the first file begins to
// arrive: an upload that breaks off loses the file and nothing else.
func (s *Site) sendTip(c *fiber.Ctx) (string, error) {
	in := incoming{site: s, c: c, values: url.Values{}}
	readErr := web.ReadFormInto(c, in.values, maxForm, in.file)
	if err := in.finish(readErr); err != nil {
		return "", err
	}
	return "form/" + in.taken.Handle, nil
}

// incoming is a form on its way in.
type incoming struct {
	site   *Site
	c      *fiber.Ctx
	values url.Values
	taken  *tips.Taken
	told   int   // fields that taken holds
	failed error // why nothing was taken
	full   bool  // no more files are taken just now
}

// submit sends what is there as words.
func (in *incoming) submit(kinds ...string) error {
	sub := submission(in.values)
	sub.Language, sub.Files = in.site.Speaker(in.c).Lang(), kinds
	t, err := in.site.submit(in.c, sub)
	if err != nil {
		return err
	}
	if in.taken == nil {
		in.taken = t
	}
	in.told = fields(in.values)
	return nil
}

// file takes one file, after the words that came before it.
func (in *incoming) file(_, name string, r io.Reader) error {
	if in.failed != nil || in.full {
		return nil
	}
	if in.taken == nil {
		head := bufio.NewReaderSize(r, files.SniffLen)
		if in.failed = in.submit(kindOfFile(head)); in.failed != nil {
			return nil // read on, so that the sender hears of it
		}
		r = head
	}
	in.full = in.site.keepFile(in.c, in.taken, name, r)
	return nil // the line notes for the page after sending what it did not keep
}

// finish sends the words if no file did, and notes what broke off.
func (in *incoming) finish(readErr error) error {
	if in.failed != nil {
		return in.failed
	}
	if in.taken == nil {
		if err := in.submit(); err != nil {
			if readErr != nil && errors.Is(err, tips.ErrEmpty) {
				return readErr // not empty, but unreadable
			}
			return err
		}
	} else if fields(in.values) > in.told {
		// Words that came after the files: kept as a tip of its own, which
		// the line marks as from the same form.
		if err := in.submit(); err != nil {
			in.site.logFault(in.c, err)
		}
	}
	var notes []tips.Note
	if readErr != nil {
		notes = append(notes, tips.Note{Field: "files", MsgID: "tip.upload_broken"})
	}
	if in.full {
		notes = append(notes, tips.Note{Field: "files", MsgID: "tip.files_not_now"})
	}
	if err := in.site.Line.FinishFiles(in.c.UserContext(), in.taken, notes...); err != nil {
		in.site.logFault(in.c, err) // the tip is kept: its sender gets the number all the same
	}
	return nil
}

// fields counts the values that say something.
func fields(v url.Values) int {
	n := 0
	for name, values := range v {
		for _, value := range values {
			if name != "token" && strings.TrimSpace(value) != "" {
				n++
			}
		}
	}
	return n
}

// submission reads the form's fields; what a field cannot hold is left to the
// line, which keeps what it can and says so.
func submission(v url.Values) tips.Submission {
	// A count that is no number is told in words: it may say "ten or so".
	count, who := v.Get("count"), v.Get("who")
	n, err := strconv.Atoi(strings.TrimSpace(fold.Digits(count)))
	if err != nil && strings.TrimSpace(count) != "" {
		who = strings.TrimSpace(who + "\n" + count)
	}
	// What stands in the trap, somebody may have meant: who hears the page
	// read out can miss that the field is to be left empty.
	account, trapped := v["account"], strings.TrimSpace(strings.Join(v[trapField], "\n"))
	if trapped != "" {
		account = append(slices.Clone(account), trapped)
	}
	return tips.Submission{
		Channel: "web", Token: v.Get("token"), Account: strings.Join(account, "\n"), Trap: trapped != "", Signs: v["signs"],
		Place: tips.PlaceText{Text: v.Get("place"), State: v.Get("state")}, Avoid: v["avoid"],
		When: v.Get("when"), Children: v.Get("children"), Count: n, Who: who, Role: v.Get("role"),
		Contact: v.Get("contact"), ContactWhen: v.Get("contact_when"),
	}
}

// kindOfFile guesses from its first bytes what a file is, for a tip that may
// hold nothing else.
func kindOfFile(r *bufio.Reader) string {
	head, _ := r.Peek(files.SniffLen) // a shorter file is all there
	return files.Sniff(head).Kind
}
