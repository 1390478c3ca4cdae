package public

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
)

// Limits of what the API reads as JSON.
const (
	maxJSON  = 1 << 20 // bytes
	maxDepth = 16      // a tip is three deep
)

// errJSON is a body that is no JSON object within the limits.
var errJSON = web.Fault{Status: fiber.StatusBadRequest, MsgID: "api.no_object", Err: errors.New("public: no JSON object")}

// errMedia is a body of another type than the address takes.
var errMedia = web.Fault{Status: fiber.StatusUnsupportedMediaType, MsgID: "api.media", Err: errors.New("public: media type")}

// readJSON reads the body of a request as JSON, never more than the limit.
func readJSON(c *fiber.Ctx) ([]byte, error) {
	if kind := mediaType(c); kind != fiber.MIMEApplicationJSON {
		return nil, errMedia
	}
	if c.Request().Header.ContentLength() > maxJSON {
		return nil, web.ErrTooLong
	}
	b, err := io.ReadAll(web.Body(c, maxJSON))
	if errors.Is(err, web.ErrTooLong) {
		return nil, err
	}
	if err != nil {
		return nil, errJSON
	}
	return b, nil
}

// object is a small JSON object of texts, read field by field; it collects
// what is wrong with it: names that nobody knows, names that come twice, values
// of another type. A tip is read by [tips.ParseJSON].
type object struct {
	sp    i18n.Speaker
	known map[string]json.RawMessage
	order []string // names in the order of the body
	errs  []apiError
}

// parseObject refuses what is no object before it costs anything: the depth
// is counted first.
func parseObject(sp i18n.Speaker, raw []byte) (*object, error) {
	if tooDeep(raw) {
		return nil, errJSON
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errJSON
	}
	o := &object{sp: sp, known: map[string]json.RawMessage{}}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return nil, errJSON
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, errJSON
		}
		if _, twice := o.known[name]; twice {
			o.fault(name, "tip.twice")
			continue
		}
		o.known[name] = value
		o.order = append(o.order, name)
	}
	if _, err := d.Token(); err != nil {
		return nil, errJSON
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errJSON // something stands behind it
	}
	return o, nil
}

// tooDeep counts brackets outside of strings.
func tooDeep(raw []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch b := raw[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return false
}

// maxErrors bounds how many faults an answer names.
const maxErrors = 50

func (o *object) fault(name, code string) {
	if len(o.errs) < maxErrors {
		name = firstRunes(web.Clean(name), 100)
		o.errs = append(o.errs, fieldError(o.sp, name, code, 0))
	}
}

// take removes a field and tells whether it says something.
func (o *object) take(name string) (json.RawMessage, bool) {
	raw, ok := o.known[name]
	delete(o.known, name)
	return raw, ok && string(raw) != "null"
}

func (o *object) text(name string) string {
	var v string
	if raw, ok := o.take(name); ok && json.Unmarshal(raw, &v) != nil {
		o.fault(name, "tip.wrong_type")
	}
	return web.Clean(v)
}

// done names the fields that nobody asked for and gives every fault.
func (o *object) done() []apiError {
	for _, name := range o.order {
		if _, left := o.known[name]; left {
			o.fault(name, "tip.unknown_field")
		}
	}
	return o.errs
}
