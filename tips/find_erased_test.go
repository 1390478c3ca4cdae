package tips_test

import (
	"errors"
	"slices"
	"testing"

	"mukti/tips"
)

// A tip that somebody else erases is in no later answer of a session that had
// opened it for searching, not even of a search that was made before; and at
// that session's next search its text leaves the memory.
func TestWhatSomebodyErasedIsFoundByNobody(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	first, second := p.submit(mathura()), p.submit(mathura())
	seat := p.sat(unit)
	if got := p.found(seat, "mathura"); len(got) != 2 {
		t.Fatalf("finds %v", got)
	}
	number, err := p.desk.KeepFind(seat, "mathura")
	noError(t, err)
	if n, err := p.desk.EraseListed(p.ctx, []string{first.Tip}); err != nil || n != 1 {
		t.Fatalf("%d erased (%v)", n, err)
	}
	words, err := p.desk.KeptFind(seat, number) // the page of results, loaded again
	noError(t, err)
	if got := p.found(seat, words); !slices.Equal(got, []string{second.Tip}) {
		t.Errorf("finds %v, want only %v", got, second.Tip)
	}
	if st, err := p.desk.FindState(seat); err != nil || st.Texts != 1 {
		t.Errorf("%d texts are kept (%v)", st.Texts, err)
	}
	if _, err := p.desk.Open(p.ctx, seat, first.Tip); !errors.Is(err, tips.ErrNotFound) && !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("an erased tip opens: %v", err)
	}
}
