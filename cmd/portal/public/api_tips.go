package public

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
)

// maxTipBody is how many bytes a tip with its files may have: what is over it
// is refused before anything is taken. The rest is for the borders of parts.
const maxTipBody = tips.MaxAll + maxJSON + 64<<10

type apiTaken struct {
	Receipt string   `json:"receipt"`
	Unit    unitName `json:"unit"`
	Reads   bool     `json:"reads"`
	Call    []string `json:"call"`
}

type unitName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// apiTip takes a tip as JSON, or as multipart with a part `tip` and then parts
// `files`.
func (s *Site) apiTip(c *fiber.Ctx) error {
	t := apiIncoming{site: s, c: c}
	var err error
	if mediaType(c) == fiber.MIMEMultipartForm {
		err = t.multipart()
	} else {
		err = t.json()
	}
	switch {
	case len(t.errs) > 0:
		return s.unprocessable(c, t.errs)
	case err != nil:
		return err
	case len(t.notKept) > 0:
		return t.tooLarge()
	}
	return t.answer()
}

// apiIncoming is a tip on its way in.
type apiIncoming struct {
	site    *Site
	c       *fiber.Ctx
	taken   *tips.Taken
	errs    []apiError // why nothing was taken
	notKept []apiError // files that were not kept
}

func (t *apiIncoming) sp() i18n.Speaker { return t.site.Speaker(t.c) }

func (t *apiIncoming) json() error {
	raw, err := readJSON(t.c)
	if err != nil {
		return err
	}
	return t.submit(raw)
}

// submit takes the tip as JSON says it; files are the kinds that follow.
func (t *apiIncoming) submit(raw []byte, files ...string) error {
	sub, errs, err := tipOf(t.sp(), raw)
	if err != nil {
		return err
	}
	if t.errs = errs; len(errs) > 0 {
		return nil
	}
	sub.Token, sub.Files = idempotencyKey(t.c), files
	if sub.Language == "" {
		sub.Language = t.sp().Lang()
	}
	taken, err := t.site.submit(t.c, sub)
	var refused tips.Invalids
	switch {
	case errors.As(err, &refused):
		t.errs = fieldErrors(t.sp(), refused)
		return nil
	case errors.Is(err, tips.ErrEmpty):
		t.errs = []apiError{fieldError(t.sp(), "account", "tip.empty", 0)}
		return nil
	}
	t.taken = taken
	return err
}

// tipOf reads a tip's fields. A sender's own id is for `portal triage`; here
// it is of no use and left out.
func tipOf(sp i18n.Speaker, raw []byte) (tips.Submission, []apiError, error) {
	if tooDeep(raw) {
		return tips.Submission{}, nil, errJSON
	}
	_, sub, bad, err := tips.ParseJSON(raw)
	if err != nil {
		return sub, nil, errJSON
	}
	sub.Channel, sub.Strict = "api", true
	return sub, fieldErrors(sp, bad), nil
}

// multipart takes the part `tip` first: the words are committed when the
// first file begins to arrive.
func (t *apiIncoming) multipart() error {
	if t.c.Request().Header.ContentLength() > maxTipBody {
		return web.ErrTooLong
	}
	values := url.Values{}
	var raw []byte
	var failed error
	readErr := web.ReadFormInto(t.c, values, maxForm, func(field, name string, r io.Reader) error {
		if field == "tip" && raw == nil {
			var err error
			if raw, err = io.ReadAll(io.LimitReader(r, maxJSON+1)); err == nil && len(raw) > maxJSON {
				return web.ErrTooLong
			}
			return err
		}
		if t.taken == nil {
			if failed = t.submit(tipPart(raw, values), "other"); failed != nil || t.taken == nil {
				return errStop
			}
		}
		return t.file(name, r)
	})
	switch {
	case failed != nil:
		return failed
	case len(t.errs) > 0:
		return nil
	case t.taken == nil && readErr != nil:
		return readErr
	case t.taken == nil:
		if err := t.submit(tipPart(raw, values)); err != nil || t.taken == nil {
			return err
		}
	case readErr != nil:
		t.notKept = append(t.notKept, fieldError(t.sp(), "files", "tip.upload_broken", 0))
	}
	return t.site.Line.FinishFiles(t.c.UserContext(), t.taken)
}

// errStop ends the reading of a tip that was refused.
var errStop = errors.New("public: refused")

// tipPart is the part `tip`, sent as text or as a file.
func tipPart(raw []byte, values url.Values) []byte {
	if raw != nil {
		return raw
	}
	return bytes.TrimSpace([]byte(values.Get("tip")))
}

func (t *apiIncoming) file(name string, r io.Reader) error {
	err := t.site.addFile(t.c, t.taken, name, r)
	switch {
	case errors.Is(err, errNotNow), errors.Is(err, tips.ErrFull):
		t.notKept = append(t.notKept, fieldError(t.sp(), "files", "tip.files_not_now", 0))
	case errors.Is(err, tips.ErrTooLarge):
		t.notKept = append(t.notKept, fieldError(t.sp(), "files", "tip.file_too_large", tips.MaxFile>>20))
	case errors.Is(err, tips.ErrTooMany):
		t.notKept = append(t.notKept, fieldError(t.sp(), "files", "tip.too_many_files", tips.MaxFiles))
	case err != nil:
		t.notKept = append(t.notKept, fieldError(t.sp(), "files", "tip.file_broken", 0))
	}
	if len(t.notKept) > maxErrors {
		t.notKept = t.notKept[:maxErrors]
	}
	return nil // the next file may be kept
}

func (t *apiIncoming) answer() error {
	body := apiTaken{
		Receipt: t.taken.Number, Unit: unitName{t.taken.Unit, t.site.codeName(t.sp(), t.taken.Unit)},
		Reads: t.taken.Reads, Call: t.taken.Call,
	}
	return sendSecret(t.c, fiber.StatusCreated, body)
}

// tooLarge says that the words were taken and a file was not: with the number,
// for the tip is there.
func (t *apiIncoming) tooLarge() error {
	sp := t.sp()
	return t.site.sendProblem(t.c, apiProblem{
		Type: "about:blank", Status: fiber.StatusRequestEntityTooLarge, Code: "api.files_not_kept",
		Title: sp.T("api.files_not_kept"), Errors: t.notKept, Receipt: t.taken.Number,
	})
}

// minKeyBits is how much an Idempotency-Key must hold to be taken: who guesses
// another's key would get that one's number.
const minKeyBits = 128

// idempotencyKey is the header's value, "" if it is too short to be random
// enough. A UUID counts as its 32 hex digits.
func idempotencyKey(c *fiber.Ctx) string {
	key := strings.Trim(web.Trim(c.Get("Idempotency-Key")), `"`)
	if len(key) > 255 {
		return ""
	}
	bits, dashes, hex := 0, 0, true
	seen := map[rune]bool{}
	for _, r := range key {
		switch {
		case '0' <= r && r <= '9', 'a' <= r && r <= 'f', 'A' <= r && r <= 'F':
		case 'g' <= r && r <= 'z', 'G' <= r && r <= 'Z', strings.ContainsRune("+/_=.~", r):
			hex = false
		case r == '-':
			dashes++
			continue
		default:
			return ""
		}
		seen[r] = true
		bits++
	}
	if hex {
		bits *= 4 // a UUID's dashes say nothing
	} else {
		bits = (bits + dashes) * 6 // in base64url a dash is a digit like another
	}
	if bits < minKeyBits || len(seen) < 8 {
		return ""
	}
	return key
}

// mediaType is the type of the request's body without its parameters.
func mediaType(c *fiber.Ctx) string {
	kind, _, err := mime.ParseMediaType(web.Clean(c.Get(fiber.HeaderContentType)))
	if err != nil && kind == "" {
		kind, _, _ = strings.Cut(web.Clean(c.Get(fiber.HeaderContentType)), ";")
	}
	return strings.ToLower(strings.TrimSpace(kind))
}
