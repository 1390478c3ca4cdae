package ingest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// serial is the name of a column of running numbers.
var serial = regexp.MustCompile(`(?i)\b(?:s(?:r|l)?\.?\s*no\.?|serial\s*(?:no\.?|number))|क्र(?:म|\.)?\s*(?:सं(?:ख्या|\.)?)|क्रमांक`)

// running number of a row, in a line where several rows may stand.
var rowNumber = regexp.MustCompile(`(?:^|\s)([0-9०-९]{1,3})\.(?:\s|$)`)

// numberedTable reads a table whose columns have run together in plain text:
// a head with "Sr. No.", then lines with running numbers. Where the printed
// table stood in several strips side by side, each line has a row of each
// strip. How the other columns part cannot be told any more: they stay one,
// and a note says so.
func numberedTable(src *source, lines []string) (rows [][]string, n int) {
	heads := serial.FindAllStringIndex(lines[0], -1)
	if len(heads) == 0 || len(lines) < 3 {
		return nil, 0
	}
	strips := len(heads)
	found := make(map[int]string)
	previous := 0
	for n = 1; n < len(lines); n++ {
		line := strings.TrimSpace(lines[n])
		at := rowNumber.FindAllStringSubmatchIndex(line, -1)
		if len(at) == 0 || at[0][0] != 0 {
			break
		}
		number, want := 0, previous+1
		for i, a := range at {
			value, _ := strconv.Atoi(latin(line[a[2]:a[3]]))
			if i == 0 && value != want {
				break
			}
			if _, doubled := found[value]; doubled || i >= strips {
				continue
			}
			end := len(line)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			found[value] = strings.Join(strings.Fields(line[a[1]:end]), " ")
			if i == 0 {
				number = value
			}
		}
		if number == 0 {
			break
		}
		previous = number
	}
	if n < 3 || len(found) < 3 {
		return nil, 0
	}
	end := len(lines[0])
	if strips > 1 {
		end = heads[1][0]
	}
	rows = [][]string{{oneLine(lines[0][heads[0][0]:heads[0][1]]), oneLine(lines[0][heads[0][1]:end])}}
	for i := 1; i <= len(found); i++ {
		words, ok := found[i]
		if !ok {
			return nil, 0
		}
		rows = append(rows, []string{strconv.Itoa(i) + ".", words})
	}
	src.note("the columns of the table %q have run together in the text: part them as the source prints them", rows[0][1])
	return rows, n
}

// unfold puts the strips of a table under one another: one whose head comes
// again and again, side by side.
func unfold(rows [][]string) [][]string {
	if len(rows) < 2 {
		return rows
	}
	head := rows[0]
	for width := 1; width <= len(head)/2; width++ {
		if len(head)%width != 0 {
			continue
		}
		same := true
		for i := width; i < len(head); i++ {
			same = same && head[i] != "" && head[i] == head[i-width]
		}
		if !same {
			continue
		}
		out := [][]string{head[:width]}
		for strip := 0; strip < len(head); strip += width {
			for _, row := range rows[1:] {
				if strip < len(row) {
					cells := row[strip:min(strip+width, len(row))]
					if strings.Join(cells, "") != "" {
						out = append(out, cells)
					}
				}
			}
		}
		return out
	}
	return rows
}

// squared gives every row as many cells as the widest has.
func squared(rows [][]string) [][]string {
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	var out [][]string
	for _, r := range rows {
		if strings.TrimSpace(strings.Join(r, "")) == "" {
			continue
		}
		out = append(out, append(slices.Clone(r), make([]string, width-len(r))...))
	}
	return out
}

// laidTable reads a table out of lines in which columns are kept apart by
// spaces. It begins with a head that has at least three columns, or with
// "Sr. No.", and goes on as long as the same columns stay free between.
func laidTable(lines []string) (rows [][]string, n int) {
	if !headOfTable(lines[0]) && !headBelow(lines) {
		return nil, 0
	}
	rows, n = laidRows(lines, true)
	if len(rows) < 3 {
		return nil, 0
	}
	return unfold(rows), n
}

// continued puts the rows at the top of a page to the table with which the
// page before ended, if their numbers go on. It gives how many lines they take.
func continued(b *block, lines []string) int {
	first := repeatsHead(b.rows[0], lines)
	for first < len(lines) && strings.TrimSpace(lines[first]) == "" {
		first++
	}
	last := b.rows[len(b.rows)-1]
	before := numberIn(last[0])
	if first == len(lines) || before == 0 {
		return 0
	}
	rows, n := laidRows(lines[first:], false)
	if len(rows) == 0 || len(rows[0]) != len(last) || numberIn(rows[0][0]) != before+1 {
		return 0
	}
	b.rows = append(b.rows, rows...)
	return first + n
}

// laidRows reads rows as long as the same columns of characters stay free.
func laidRows(lines []string, withHead bool) (rows [][]string, n int) {
	var used []bool
	empty := 0
	var taken []int
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			if empty++; empty > 2 {
				break
			}
			continue
		}
		next := slices.Clone(used)
		for at, c := range []rune(line) {
			for len(next) <= at {
				next = append(next, false)
			}
			next[at] = next[at] || c != ' '
		}
		if len(taken) > 2 && len(gutters(next)) < len(gutters(used)) || len(gutters(next)) == 0 {
			break
		}
		used, empty = next, 0
		taken = append(taken, i)
	}
	cuts := gutters(used)
	if len(cuts) == 0 {
		return nil, 0
	}
	var all [][]string
	for _, i := range taken {
		all = append(all, cut(lines[i], cuts))
	}
	if head, around, ok := centred(taken, all, !withHead); ok {
		if withHead {
			rows = [][]string{make([]string, len(cuts)+1)}
			for _, cells := range head {
				for c := range cells {
					rows[0][c] = strings.TrimSpace(rows[0][c] + " " + cells[c])
				}
			}
		}
		return append(rows, around...), taken[len(taken)-1] + 1
	}
	for k, i := range taken {
		cells := all[k]
		nextLine := k > 0 && i == taken[k-1]+1
		last := len(rows) - 1
		// A line without a first cell goes on from the row above.
		if last >= 0 && (cells[0] == "" || withHead && last == 0 && nextLine && !rowNumber.MatchString(cells[0]+" ")) {
			for c := range cells {
				rows[last][c] = strings.TrimSpace(rows[last][c] + " " + cells[c])
			}
			continue
		}
		rows = append(rows, cells)
	}
	if len(taken) == 0 {
		return nil, 0
	}
	return rows, taken[len(taken)-1] + 1
}

var wide = regexp.MustCompile(`\S\s{2,}\S`)

// headOfTable tells whether a line could be the head of a table.
func headOfTable(line string) bool {
	n := 1
	for rest := strings.TrimSpace(line); ; n++ {
		at := wide.FindStringIndex(rest)
		if at == nil {
			break
		}
		rest = rest[at[1]-1:]
	}
	return n >= 3 || n == 2 && serial.MatchString(line)
}

// firstWord is the upper half of "Sl. No." that a narrow column broke.
var firstWord = regexp.MustCompile(`(?i)^\s*(?:s(?:r|l)?\.?|serial|क्र(?:म|\.)?)\s*$`)

// headBelow tells whether a line begins the head of a table of which the next
// line is the widest.
func headBelow(lines []string) bool {
	return len(lines) > 1 && firstWord.MatchString(lines[0]) && headOfTable(lines[1])
}

// gutters gives the middle of each run of two or more columns of characters
// that nothing stands in.
func gutters(used []bool) []int {
	var cuts []int
	start := -1
	begun := false
	for i, u := range used {
		switch {
		case u:
			if begun && start >= 0 && i-start >= 2 {
				cuts = append(cuts, (start+i)/2)
			}
			begun, start = true, -1
		case start < 0:
			start = i
		}
	}
	return cuts
}

// cut parts a line at columns of characters.
func cut(line string, cuts []int) []string {
	runes := []rune(line)
	cells := make([]string, 0, len(cuts)+1)
	from := 0
	for _, c := range append(slices.Clone(cuts), utf8.RuneCountInString(line)) {
		c = min(max(c, from), len(runes))
		cells = append(cells, strings.TrimSpace(string(runes[from:c])))
		from = c
	}
	return cells
}
