package ahtu

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// columns of the table, in the order in which it is written. An overriding
// table may leave out columns and order them as it likes; code must be there.
var columns = []string{
	"code", "state", "kind", "seat", "name", "districts", "basis", "source",
	"from", "to", "above", "phone", "address", "hours", "checked_on",
}

// A fault is one thing that somebody must correct in a table.
type fault struct {
	file string
	line int
	text string
}

type faults []fault

func (f *faults) add(file string, line int, format string, args ...any) {
	*f = append(*f, fault{file, line, fmt.Sprintf(format, args...)})
}

// err returns nil or one error that lists every fault, sorted.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	slices.SortStableFunc(f, func(a, b fault) int {
		if c := strings.Compare(a.file, b.file); c != 0 {
			return c
		}
		return a.line - b.line
	})
	lines := make([]string, len(f))
	for i, x := range f {
		lines[i] = fmt.Sprintf("%s:%d: %s", x.file, x.line, x.text)
	}
	return fmt.Errorf("%w:\n%s", ErrFaults, strings.Join(slices.Compact(lines), "\n"))
}

// parse reads one table. A row with a fault of its own is left out, so that
// one slip does not show as ten.
func parse(file File, f *faults) []Body {
	if !utf8.Valid(file.Data) {
		f.add(file.Name, 1, "the table is not UTF-8: save it as UTF-8")
		return nil
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.Data, []byte("\ufeff"))))
	r.FieldsPerRecord = -1 // a short row is a fault of that row, told below
	head, err := r.Read()
	if err != nil {
		f.add(file.Name, 1, "no header line: expected %s", strings.Join(columns, ","))
		return nil
	}
	for i, name := range head {
		if !slices.Contains(columns, name) {
			f.add(file.Name, 1, "unknown column %q: known are %s", name, strings.Join(columns, ", "))
		} else if slices.Index(head, name) != i {
			f.add(file.Name, 1, "column %q is given twice", name)
		}
	}
	if !slices.Contains(head, "code") {
		f.add(file.Name, 1, "no column \"code\"")
		return nil
	}
	var rows []Body
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				f.add(file.Name, bad.Line, "%v", bad.Err)
			} else {
				f.add(file.Name, 1, "%v", err)
			}
			return rows // where a quote is open, the lines after it mean nothing
		}
		line, _ := r.FieldPos(0)
		if len(record) != len(head) {
			f.add(file.Name, line, "%d fields, the header has %d", len(record), len(head))
			continue
		}
		before := len(*f)
		b := row(file.Name, line, head, record, f)
		if len(*f) == before {
			rows = append(rows, b)
		}
	}
}

// row reads one row and checks what can be checked on it alone.
func row(file string, line int, head, record []string, f *faults) Body {
	field := make(map[string]string, len(head))
	for i, name := range head {
		field[name] = strings.TrimSpace(record[i])
	}
	say := func(format string, args ...any) { f.add(file, line, format, args...) }
	b := Body{
		Code: field["code"], State: field["state"], Kind: field["kind"],
		Seat: field["seat"], Name: field["name"], Basis: field["basis"],
		Source: field["source"], From: field["from"], To: field["to"],
		Above: field["above"], Phone: field["phone"], Address: field["address"],
		Hours: field["hours"], CheckedOn: field["checked_on"],
		file: file, line: line,
	}
	for _, word := range strings.Fields(field["districts"]) {
		lgd, err := strconv.Atoi(word)
		if err != nil || lgd <= 0 {
			say("districts: %q is not an LGD code: give codes separated by spaces", word)
			continue
		}
		if slices.Contains(b.Districts, lgd) {
			say("districts: %d is given twice", lgd)
		}
		b.Districts = append(b.Districts, lgd)
	}
	slices.Sort(b.Districts)
	if b.State == "" && len(b.Code) > 2 {
		b.State = b.Code[:2]
	}
	if b.Above == "" {
		b.Above = defaultAbove(b)
	}
	checkShape(b, say)
	for _, day := range [][2]string{{"from", b.From}, {"to", b.To}, {"checked_on", b.CheckedOn}} {
		if _, err := time.Parse(time.DateOnly, day[1]); day[1] != "" && err != nil {
			say("%s: %q is not a date: write 2026-05-13", day[0], day[1])
		}
	}
	if b.From != "" && b.To != "" && b.To < b.From {
		say("to %s is before from %s", b.To, b.From)
	}
	return b
}

func checkShape(b Body, say func(string, ...any)) {
	if len(b.Code) < 4 || b.Code[2] != '-' || slug(b.Code) != b.Code {
		say("code %q: write the State's two letters, a hyphen and the seat in capital letters, as UP-AGRA", b.Code)
		return
	}
	if b.Code[:2] != b.State {
		say("code %s does not begin with its State %q", b.Code, b.State)
	}
	if b.Name == "" {
		say("%s has no name", b.Code)
	}
	if b.Basis != Published && b.Basis != Assumed {
		say("basis %q: write published or assumed", b.Basis)
	}
	if b.Source == "" {
		say("%s has no source", b.Code)
	}
	switch b.Kind {
	case KindUnit:
		if want := b.State + "-" + slug(b.Seat); b.Code != want {
			say("code %s does not match its seat %q: expected %s", b.Code, b.Seat, want)
		}
		if len(b.Districts) == 0 {
			say("unit %s has no district: end it with a date in \"to\" instead", b.Code)
		}
	case KindBureau:
		if b.Code != Bureau(b.State) || b.State == "IN" {
			say("a bureau's code is %s, not %s", Bureau("<State>"), b.Code)
		}
	case KindCell:
		if b.Code != Cell {
			say("the cell's code is %s, not %s", Cell, b.Code)
		}
	case KindBorder:
		if b.State != "IN" {
			say("border unit %s belongs to no State: its code begins with IN-", b.Code)
		}
	default:
		say("kind %q: write unit, bureau, cell or border", b.Kind)
	}
	if b.Kind != KindUnit && len(b.Districts) > 0 {
		say("%s is a %s: only a unit has districts", b.Code, b.Kind)
	}
}

func defaultAbove(b Body) string {
	switch b.Kind {
	case KindCell:
		return ""
	case KindUnit:
		return Bureau(b.State)
	}
	return Cell
}

// slug writes a seat as codes do: capital ASCII, every other run one hyphen.
func slug(seat string) string {
	var b strings.Builder
	for _, c := range []byte(strings.ToUpper(seat)) {
		if 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			b.WriteByte(c)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}
