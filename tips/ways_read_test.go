package tips_test

import (
	"errors"
	"fmt"
	"slices"

	"mukti/tips"
)

// read has somebody ask an officer by lot to translate a tip: nobody who is to
// be kept out is offered, asked, or gets a word.
func (w *walk) read() error {
	x, body, ctx := w.tip(), w.any(w.in), w.t.Context()
	by, reader := w.opener(x), w.crowd.seat(body)
	if err := w.desk.SetLanguages(ctx, reader, []string{"bn"}); err != nil {
		return err
	}
	choices, err := w.desk.Readers(ctx, by, x.id, "bn")
	if err != nil {
		return err
	}
	for _, c := range choices {
		if w.out(c.Body, x) {
			w.t.Errorf("%s is offered as a reader of a tip that leaves it out: %+v", c.Body, x.where)
		}
	}
	err = w.desk.AskReader(ctx, by, x.id, reader.Officer.ID, "", nil)
	if err == nil && w.out(body, x) {
		w.t.Errorf("%s was asked to read a tip that leaves it out: %+v", body, x.where)
	}
	var bad tips.Invalids
	if err != nil && !errors.As(err, &bad) {
		return err
	}
	list, err := w.desk.Asked(ctx, reader)
	if err != nil || len(list) == 0 {
		return err
	}
	one := list[w.r.IntN(len(list))]
	v, err := w.desk.ReadAsked(ctx, reader, one.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(w.tips, func(o *walker) bool { return o.id == v.Tip })
	if at < 0 || w.out(body, w.tips[at]) {
		w.t.Errorf("%s reads a tip that leaves it out", body)
	}
	if _, err := w.desk.AskedFileHead(ctx, reader, one.ID, "none"); !errors.Is(err, tips.ErrNotFound) {
		return fmt.Errorf("a file that was not ticked: %w", err)
	}
	switch w.r.IntN(3) {
	case 0:
		return w.desk.AnswerAsked(ctx, reader, one.ID, "en", "They are kept in a hotel.", "")
	case 1:
		return w.desk.StopReader(ctx, w.opener(w.tips[at]), v.Tip, one.ID)
	}
	return nil
}

// annotate adds to a tip what changes nothing of it, and looks closely.
func (w *walk) annotate() error {
	x, ctx := w.tip(), w.t.Context()
	s := w.opener(x)
	if err := w.desk.AddRemark(ctx, s, x.id, "Seen at the hotel."); err != nil {
		return err
	}
	if err := w.desk.TickSteps(ctx, s, x.id, "sop", w.r.IntN(2) == 0, "p1"); err != nil {
		return err
	}
	if _, err := w.desk.Print(ctx, s, x.id); err != nil && !errors.Is(err, tips.ErrNotFound) {
		return err
	}
	for _, err := range []error{second(w.desk.Blurred(ctx, s, x.id, "none")), second(w.desk.See(ctx, s, x.id, "none", "person", "")), second(w.desk.CheckPass(ctx, s, x.id, "none", "1-00"))} {
		if !errors.Is(err, tips.ErrNotFound) {
			return fmt.Errorf("a picture that is not there: %w", err)
		}
	}
	return nil
}
