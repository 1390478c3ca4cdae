package figures

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// build makes sets of counts by name.
type build struct {
	Set
	names []string
}

func (b *build) count(name string, n, rank int) int {
	b.Counts, b.Rank, b.names = append(b.Counts, n), append(b.Rank, rank), append(b.names, name)
	return len(b.Counts) - 1
}

// total is a count that is the sum of others.
func (b *build) total(name string, rank int, of ...int) int {
	n := 0
	for _, i := range of {
		n += b.Counts[i]
	}
	t := b.count(name, n, rank)
	b.Sums = append(b.Sums, Sum{t, of})
	return t
}

// table is rows by columns with all totals; the sums over several tables share
// the totals of the rows where with names them.
func (b *build) table(cells [][]int) (rows, cols []int, all int) {
	var at [][]int
	for _, r := range cells {
		var row []int
		for _, n := range r {
			row = append(row, b.count("cell", n, 0))
		}
		at = append(at, row)
		rows = append(rows, b.total("row", 1, row...))
	}
	for c := range cells[0] {
		var col []int
		for r := range at {
			col = append(col, at[r][c])
		}
		cols = append(cols, b.total("column", 2, col...))
	}
	all = b.total("all", 3, rows...)
	b.Sums = append(b.Sums, Sum{all, cols})
	return rows, cols, all
}

// counts are mostly small, as in a year with few tips, some large.
func counts(t *rapid.T, label string) int {
	return rapid.OneOf(rapid.IntRange(0, 14), rapid.IntRange(0, 40), rapid.IntRange(11, 400)).Draw(t, label)
}

func draw(t *rapid.T, rows, cols int) [][]int {
	out := make([][]int, rows)
	for r := range out {
		for range cols {
			out[r] = append(out[r], counts(t, "count"))
		}
	}
	return out
}

// linked are units in States in India, by outcome and by urgency: two tables
// with the same totals of rows, and one sum more above.
func linked(t *rapid.T) Set {
	var b build
	var totals [][]int
	for range rapid.IntRange(2, 3).Draw(t, "States") {
		units := rapid.IntRange(2, 3).Draw(t, "units")
		cells := draw(t, units, 3)
		rows, cols, all := b.table(cells)
		// By urgency: the same units, cut otherwise.
		var high, low []int
		for u := range units {
			n := b.Counts[rows[u]]
			h := rapid.IntRange(0, n).Draw(t, "urgent")
			high, low = append(high, b.count("urgent", h, 0)), append(low, b.count("other", n-h, 0))
			b.Sums = append(b.Sums, Sum{rows[u], []int{high[u], low[u]}})
		}
		h, l := b.total("urgent", 2, high...), b.total("other", 2, low...)
		b.Sums = append(b.Sums, Sum{all, []int{h, l}})
		totals = append(totals, append(cols, h, l, all))
	}
	for c := range totals[0] {
		var of []int
		for _, state := range totals {
			of = append(of, state[c])
		}
		b.total("India", 4, of...)
	}
	return b.Set
}

// unbroken fails unless neither subtraction nor linear programming recovers a
// withheld count or narrows a small one down.
func unbroken(t *rapid.T, s Set, shown []bool) {
	t.Helper()
	for i, n := range s.Counts {
		if n < Least && shown[i] && !slices.Contains(s.Shown, i) {
			t.Fatalf("a count of %d is shown", n)
		}
	}
	recovered, narrowed, possible := attack(s, shown)
	if !possible || len(recovered)+len(narrowed) > 0 {
		t.Fatalf("recovered %v, narrowed %v, possible %v of %+v", recovered, narrowed, possible, s)
	}
}

func TestNoAttackRecoversACountOfOneTable(t *testing.T) {
	withheld, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var b build
		b.table(draw(t, rapid.IntRange(2, 5).Draw(t, "rows"), rapid.IntRange(2, 4).Draw(t, "columns")))
		shown, err := b.Withhold()
		if err != nil {
			t.Fatal(err)
		}
		unbroken(t, b.Set, shown)
		for _, s := range shown {
			all++
			if !s {
				withheld++
			}
		}
	})
	t.Logf("%d of %d counts withheld", withheld, all)
}

func TestNoAttackRecoversACountOfLinkedTablesAndLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := linked(t)
		shown, err := s.Withhold()
		if err != nil {
			t.Fatal(err)
		}
		unbroken(t, s, shown)
	})
}

// TestNoAttackRecoversACountOfSuccessiveReleases publishes quarter after quarter
// and then the year: each release knows what the earlier ones show, and the
// attacker has them all.
func TestNoAttackRecoversACountOfSuccessiveReleases(t *testing.T) {
	refused, published := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		quarters := rapid.IntRange(2, 3).Draw(t, "quarters")
		rows, cols := rapid.IntRange(2, 3).Draw(t, "rows"), rapid.IntRange(2, 3).Draw(t, "columns")
		var b build
		var size int
		var marks []bool
		for q := range quarters {
			from := len(b.Counts)
			b.table(draw(t, rows, cols))
			size = len(b.Counts) - from
			var now build
			now.Set = Set{Counts: slices.Clone(b.Counts), Sums: b.Sums, Rank: b.Rank}
			now.Shown, now.Kept = earlier(marks)
			shown, err := now.Withhold()
			if err != nil {
				t.Fatalf("quarter %d: %v", q, err)
			}
			marks = shown
		}
		for c := range size {
			var of []int
			for q := range quarters {
				of = append(of, q*size+c)
			}
			b.total("year", b.Rank[c], of...)
		}
		// The year's own rows and columns.
		for _, s := range b.Sums {
			if s.Total < size {
				year := Sum{Total: quarters*size + s.Total}
				for _, i := range s.Of {
					year.Of = append(year.Of, quarters*size+i)
				}
				b.Sums = append(b.Sums, year)
			}
		}
		b.Shown, b.Kept = earlier(marks)
		shown, err := b.Withhold()
		if errors.Is(err, ErrCracked) {
			refused++
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		published++
		for i, was := range marks {
			if shown[i] != was {
				t.Fatalf("count %d was shown: %v, now %v", i, was, shown[i])
			}
		}
		unbroken(t, b.Set, shown)
	})
	t.Logf("%d years published, %d refused", published, refused)
	if published == 0 {
		t.Error("no year was ever published: the test proves nothing")
	}
}

func earlier(marks []bool) (shown, kept []int) {
	for i, s := range marks {
		if s {
			shown = append(shown, i)
		} else {
			kept = append(kept, i)
		}
	}
	return shown, kept
}

// TestSmallCountsAloneAreRecovered is the control: withhold the small counts and
// nothing else, and the attack recovers them; the auditor says so too.
func TestSmallCountsAloneAreRecovered(t *testing.T) {
	recovered, narrowed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := linked(t)
		shown := make([]bool, len(s.Counts))
		for i, n := range s.Counts {
			shown[i] = n >= Least
		}
		r, n, possible := attack(s, shown)
		if !possible {
			t.Fatal("the truth itself is impossible")
		}
		recovered, narrowed = recovered+len(r), narrowed+len(n)
		bad := s.Cracked(shown)
		for _, i := range append(r, n...) {
			if !slices.Contains(bad, i) {
				t.Fatalf("the attack gets at count %d, the auditor says it is safe", i)
			}
		}
	})
	t.Logf("%d recovered, %d narrowed", recovered, narrowed)
	if recovered < 100 || narrowed < 100 {
		t.Errorf("%d recovered, %d narrowed: the attack attacks nothing", recovered, narrowed)
	}
}

func TestWhatIsWithheldInPlainCases(t *testing.T) {
	for _, c := range []struct {
		name  string
		cells [][]int
		hide  int // counts withheld, totals among them
	}{
		{"large counts are shown", [][]int{{11, 20}, {30, 400}}, 0},
		{"one small count takes a square with it", [][]int{{3, 20}, {30, 400}}, 4},
		{"a zero is a small count", [][]int{{0, 20}, {30, 400}}, 4},
		{"nothing but small counts: nothing is shown", [][]int{{1, 2}, {3, 0}}, 9},
	} {
		var b build
		b.table(c.cells)
		shown, err := b.Withhold()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		hidden := 0
		for _, s := range shown {
			if !s {
				hidden++
			}
		}
		if hidden != c.hide {
			t.Errorf("%s: %d withheld, want %d", c.name, hidden, c.hide)
		}
	}
}

func TestWhatCannotBePublishedIsRefused(t *testing.T) {
	s := Set{Counts: []int{20, 12, 8}, Sums: []Sum{{0, []int{1, 2}}}}
	s.Shown = []int{0, 1}
	if _, err := s.Withhold(); !errors.Is(err, ErrCracked) {
		t.Errorf("earlier releases show the total and the other part: %v", err)
	}
	s.Shown, s.Counts = nil, []int{20, 12, 9}
	if _, err := s.Withhold(); !errors.Is(err, ErrSums) {
		t.Errorf("counts that do not add up: %v", err)
	}
	for _, s := range []Set{{Counts: []int{-1}}, {Counts: []int{1}, Shown: []int{1}}, {Counts: []int{1}, Rank: []int{}}, {Counts: []int{1}, Sums: []Sum{{0, []int{7}}}}} {
		if _, err := s.Withhold(); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}
