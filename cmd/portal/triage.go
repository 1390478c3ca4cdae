package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/places"
	"mukti/tips/triage"
)

// triageCmd is `portal triage`.
type triageCmd struct {
	Explain bool   `help:"Write the reasons as a person would read them, instead of JSON."`
	Lang    string `help:"Language of the explanation." default:"en"`
}

// maxLine is the longest tip on stdin: an account of 20,000 characters, each
// escaped as \uXXXX twice over, and the other fields.
const maxLine = 1 << 20

// judged is one line of output. Source: CONTRACT, "portal triage writes per tip".
type judged struct {
	ID           string          `json:"id,omitempty"`
	State        string          `json:"state"`
	District     int             `json:"district"`
	DistrictName string          `json:"district_name"`
	Unit         string          `json:"unit"`
	Chain        []string        `json:"chain"`
	Urgency      string          `json:"urgency"`
	Points       int             `json:"points"`
	Confidence   int             `json:"confidence"`
	Copies       []string        `json:"copies"`
	Reasons      []triage.Reason `json:"reasons"`
	Marks        []triage.Mark   `json:"marks"`
	Language     string          `json:"language"`
}

// Run judges every line. What is unknown or too long in one is left out and
// said on stderr with the line's number; a line that is no JSON object is a
// fault, and the others go on.
func (t *triageCmd) Run(w *world, c *Common) error {
	units, gazetteer, rules, err := facts(c.Data)
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(w.stdin, 64<<10)
	out := bufio.NewWriter(w.stdout)
	defer out.Flush()
	write, err := t.writer(out, units, gazetteer)
	if err != nil {
		return err
	}
	faulty := false
	for n := 1; ; n++ {
		line, tooLong, err := readLine(in)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			break
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("stdin:%d: %w", n, err)
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 && !tooLong {
			continue
		}
		id, sub, bad, err := tips.ParseJSON(line)
		if tooLong {
			err = fmt.Errorf("longer than %d bytes", maxLine)
		}
		if err != nil {
			fmt.Fprintf(w.stderr, "stdin:%d: %s\n", n, err)
			faulty = true
			continue
		}
		v, notes := tips.Judge(units, gazetteer, rules, sub, time.Now())
		for _, b := range bad {
			fmt.Fprintf(w.stderr, "stdin:%d: %s: left out\n", n, b.Describe())
		}
		for _, b := range notes {
			fmt.Fprintf(w.stderr, "stdin:%d: %s: left out\n", n, (&tips.Invalid{Field: b.Field, MsgID: b.MsgID, Limit: b.Limit}).Describe())
		}
		if err := write(id, v); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	if faulty {
		return errFaults
	}
	return nil
}

// writer writes one assessment as JSON, or in the words of a language.
func (t *triageCmd) writer(out io.Writer, units *ahtu.Directory, gazetteer *places.Gazetteer) (func(id string, v tips.Verdict) error, error) {
	if t.Explain {
		bundle, err := i18n.Load(i18n.Embedded())
		if err != nil {
			return nil, err
		}
		say := bundle.Speaker(t.Lang)
		if say.Lang() != t.Lang {
			return nil, fmt.Errorf("%w: --lang %s: not a language of the catalogues", errUsage, t.Lang)
		}
		return (&explainer{out: out, say: say, names: web.Names{Units: units, Places: gazetteer}}).explain, nil
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return func(id string, v tips.Verdict) error {
		a, r := v.Assessment, v.Routing
		return enc.Encode(judged{ID: id, State: a.State, District: a.District, DistrictName: a.DistrictName, Unit: r.Unit,
			Chain: orNone(r.Chain), Urgency: a.Urgency, Points: a.Points, Confidence: a.Confidence, Copies: orNone(r.Copies),
			Reasons: orNone(a.Reasons), Marks: orNone(a.Marks), Language: a.Language})
	}, nil
}

// orNone is a list that JSON shows as [] and never as null.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// readLine reads up to the next newline, at most maxLine bytes of it.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			tooLong = true
		} else {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}
