package content

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/aymanbagabas/go-udiff"
)

// Difference is one paragraph in two texts of a document. From is nil where
// the newer text has it alone, To where the older has.
type Difference struct {
	From, To *Paragraph
	Moved    bool    // it has another number now
	Pieces   []Piece // the words of both, in order; every piece kept if nothing changed
}

// Piece is a run of words that both texts have, or one of them.
type Piece struct {
	Text string
	Op   Op
}

// Op says in which text a piece stands.
type Op int

// Values of Op.
const (
	Kept Op = iota
	Inserted
	Deleted
)

// Same tells whether nothing changed, neither words nor number.
func (d Difference) Same() bool {
	return d.From != nil && d.To != nil && !d.Moved && d.From.Text == d.To.Text
}

// Compare puts two texts side by side by paragraph, in the order of the newer
// one; what it no longer has stands where it stood. Paragraphs belong together
// that say so (was), that have the same number, or that have the same words.
func Compare(from, to *Document) []Difference {
	pair := pairs(from.Paragraphs, to.Paragraphs)
	gone := make(map[int][]int) // index in to, -1 for the start → indices in from that go after it
	back := make(map[int]int)
	for j, i := range pair {
		if i >= 0 {
			back[i] = j
		}
	}
	last := -1
	for i := range from.Paragraphs {
		if j, ok := back[i]; ok {
			last = j
			continue
		}
		gone[last] = append(gone[last], i)
	}
	var all []Difference
	lose := func(after int) {
		for _, i := range gone[after] {
			p := &from.Paragraphs[i]
			all = append(all, Difference{From: p, Pieces: whole(p.Text, Deleted)})
		}
	}
	lose(-1)
	for j := range to.Paragraphs {
		p := &to.Paragraphs[j]
		if i := pair[j]; i >= 0 {
			q := &from.Paragraphs[i]
			moved := q.ID != p.ID && (q.Number != "" || p.Number != "")
			all = append(all, Difference{From: q, To: p, Moved: moved, Pieces: words(q.Text, p.Text)})
		} else {
			all = append(all, Difference{To: p, Pieces: whole(p.Text, Inserted)})
		}
		lose(j)
	}
	return all
}

func whole(text string, op Op) []Piece {
	if text == "" {
		return nil
	}
	return []Piece{{text, op}}
}

// pairs gives for each paragraph of to the index of its counterpart in from,
// -1 for none.
func pairs(from, to []Paragraph) []int {
	pair := make([]int, len(to))
	for j := range pair {
		pair[j] = -1
	}
	used := make([]bool, len(from))
	byNumber(from, to, pair, used)
	byText(from, to, pair, used)
	return pair
}

// byNumber pairs numbered paragraphs. One that was p4 and then p5 has both in
// was, and an old text may hold both numbers: then the words decide.
func byNumber(from, to []Paragraph, pair []int, used []bool) {
	at := make(map[string]int)
	for i, p := range from {
		if p.Number != "" {
			at[p.ID] = i
		}
	}
	type candidate struct {
		j, i  int
		score float64
	}
	var all []candidate
	for j, p := range to {
		if p.Number == "" {
			continue
		}
		for _, id := range p.Was {
			if i, ok := at[id]; ok {
				all = append(all, candidate{j, i, 1 + alike(from[i].Text, p.Text)})
			}
		}
		if i, ok := at[p.ID]; ok {
			all = append(all, candidate{j, i, 0.9 + alike(from[i].Text, p.Text)})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	for _, c := range all {
		if pair[c.j] < 0 && !used[c.i] {
			pair[c.j], used[c.i] = c.i, true
		}
	}
}

// Bounds of pairing blocks without numbers. House rules.
const (
	maxTable   = 4 << 20 // cells of the table below; beyond it equal ids decide
	likeEnough = 0.4     // from which share of common words two blocks are one that changed
)

// byText pairs blocks without a number: their ids only count them, so the
// words decide, and between equal ones the order.
func byText(from, to []Paragraph, pair []int, used []bool) {
	var a, b []int
	for i, p := range from {
		if p.Number == "" && !used[i] {
			a = append(a, i)
		}
	}
	for j, p := range to {
		if p.Number == "" && pair[j] < 0 {
			b = append(b, j)
		}
	}
	same := func(i, j int) bool { return from[a[i]].Text == to[b[j]].Text }
	if len(a)*len(b) > maxTable {
		same = func(i, j int) bool { return i == j }
	}
	ai, bj := 0, 0
	settle := func(i, j int) { // what lies between two equal blocks
		for ; ai < i && bj < j; ai, bj = ai+1, bj+1 {
			if alike(from[a[ai]].Text, to[b[bj]].Text) >= likeEnough {
				pair[b[bj]], used[a[ai]] = a[ai], true
			}
		}
		ai, bj = i, j
	}
	for _, c := range common(len(a), len(b), same) {
		settle(c[0], c[1])
		pair[b[c[1]]], used[a[c[0]]] = a[c[0]], true
		ai, bj = c[0]+1, c[1]+1
	}
	settle(len(a), len(b))
}

// common is a longest common subsequence of n and m things, as pairs of
// indices in order.
func common(n, m int, same func(i, j int) bool) [][2]int {
	if n*m > maxTable {
		var all [][2]int
		for i := range min(n, m) {
			all = append(all, [2]int{i, i})
		}
		return all
	}
	length := make([][]int32, n+1)
	for i := range length {
		length[i] = make([]int32, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if same(i, j) {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var all [][2]int
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case same(i, j):
			all = append(all, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return all
}

// alike is the share of words that two texts have in common, from 0 to 1.
func alike(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	count := make(map[string]int, len(x))
	for _, w := range x {
		count[w]++
	}
	both := 0
	for _, w := range y {
		if count[w] > 0 {
			count[w]--
			both++
		}
	}
	return 2 * float64(both) / float64(len(x)+len(y))
}

// words compares two texts word by word, whatever the script: a letter is
// never parted from its marks. Every distinct word becomes a line of its own,
// because the library below compares lines.
func words(before, after string) []Piece {
	if before == after {
		return whole(before, Kept)
	}
	number := make(map[string]string)
	lines := func(tokens []string) (text string, starts map[int]int) {
		var b strings.Builder
		starts = make(map[int]int, len(tokens)+1)
		for i, t := range tokens {
			if number[t] == "" {
				number[t] = strconv.Itoa(len(number)) + "\n"
			}
			starts[b.Len()] = i
			b.WriteString(number[t])
		}
		starts[b.Len()] = len(tokens)
		return b.String(), starts
	}
	old, new := tokens(before), tokens(after)
	a, starts := lines(old)
	b, _ := lines(new)
	var pieces []Piece
	add := func(op Op, words []string) {
		text := strings.Join(words, "")
		if last := len(pieces) - 1; last >= 0 && pieces[last].Op == op {
			pieces[last].Text += text
		} else if text != "" {
			pieces = append(pieces, Piece{text, op})
		}
	}
	at, made := 0, 0 // in old and new
	for _, e := range udiff.Lines(a, b) {
		start, end := starts[e.Start], starts[e.End]
		add(Kept, old[at:start])
		made += start - at
		add(Deleted, old[start:end])
		inserted := strings.Count(e.New, "\n")
		add(Inserted, new[made:made+inserted])
		made += inserted
		at = end
	}
	add(Kept, old[at:])
	return pieces
}

// tokens parts a text into words, with the space after each, and signs.
func tokens(s string) []string {
	var all []string
	start, inWord := 0, false
	for i, c := range s {
		word := unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsDigit(c) || unicode.Is(unicode.Cf, c)
		if i > 0 && (!word || !inWord) {
			all = append(all, s[start:i])
			start = i
		}
		inWord = word
	}
	if start < len(s) {
		all = append(all, s[start:])
	}
	return all
}
