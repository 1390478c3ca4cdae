package tips_test

import (
	"encoding/json"
	"slices"
	"strings"

	"mukti/tips"
)

// counted is what a body's boards say: every one that the body can see.
func (w *walk) counted(body string) (tips.Overview, error) {
	s := w.crowd.seat(body)
	return w.desk.Board(w.t.Context(), s, 0)
}

// board looks at the board of every body that has one, and at the cell's: none
// counts more tips than the body may know of, for any unit, for any reason, in
// any month, and none names one that leaves it out.
func (w *walk) board() error {
	for _, body := range w.in {
		if !w.crowd.seat(body).May(tips.ActBoard) {
			continue
		}
		o, err := w.counted(body)
		if err != nil {
			return err
		}
		w.boardWithin(body, o)
	}
	cell := w.crowd.seat("IN-NODAL")
	o, err := w.desk.ByState(w.t.Context(), cell, 0)
	if err != nil {
		return err
	}
	w.boardWithin("IN-NODAL", o)
	_, err = w.desk.Flows(w.t.Context(), cell, 0)
	return err
}

// boardWithin compares a board with the tips that the body may know of, unit by unit.
func (w *walk) boardWithin(body string, o tips.Overview) {
	may, with := w.allowed(body), 0
	for _, id := range may {
		lines, err := w.db.Lines(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		if slices.ContainsFunc(lines, func(q tips.QueueLine) bool { return q.Body == body && q.Sealed != nil }) {
			with++
		}
	}
	counted := o.Copies + o.All.Tips
	if counted != with {
		w.t.Errorf("the board of %s counts %d tips, it has %d that it may know of", body, counted, with)
	}
	rows, first, months, late := 0, 0, 0, 0
	for _, r := range o.Rows {
		rows += r.Tips
		first += r.Shares.Decided
	}
	for _, m := range o.Months {
		months += m.Tips
	}
	for _, n := range o.Why {
		late += n
	}
	if rows != o.All.Tips || first > with || months > with || late > with || len(o.Late) > with || len(o.Inbound) > with {
		w.t.Errorf("the board of %s: %d in rows, %d decided, %d in months, %d overdue of %d tips", body, rows, first, months, late, with)
	}
	text, err := json.Marshal(o)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, x := range w.tips {
		if !slices.Contains(may, x.id) && strings.Contains(string(text), x.id) {
			w.t.Errorf("the board of %s names a tip that leaves it out", body)
		}
	}
}
