package ingest

import (
	"regexp"
	"strconv"
	"strings"
)

// A table whose cells are centred in height has the running number of a row in
// the middle of its lines: read from the top, half of each row would be given
// to the row above, and a telephone number to another office.

var onlyNumber = regexp.MustCompile(`^[0-9०-९۰-۹]{1,3}[.)]?$`)

// numberIn gives the running number in a first cell, 0 if it holds none.
func numberIn(cell string) int {
	if !onlyNumber.MatchString(cell) {
		return 0
	}
	n, _ := strconv.Atoi(strings.TrimRight(latin(cell), ".)")) // the pattern has digits only
	return n
}

// centred puts the lines of a table under the running numbers that they stand
// around: each to the nearest. at are the lines' heights on the page, cells
// their columns. head are the lines above the first row; where the table goes on
// from the page before there are none. ok is false where the numbers stand at
// the top of their rows, or there are too few to tell.
func centred(at []int, cells [][]string, goesOn bool) (head, rows [][]string, ok bool) {
	var numbered []int
	for i, c := range cells {
		if n := numberIn(c[0]); n > 0 {
			if len(numbered) > 0 && n != numberIn(cells[numbered[len(numbered)-1]][0])+1 {
				return nil, nil, false
			}
			numbered = append(numbered, i)
		}
	}
	if len(numbered) == 0 || len(numbered) < 3 && !goesOn || !besideNothing(cells, numbered) {
		return nil, nil, false
	}
	// What is below the first number by as many lines as it is above.
	below := 0
	for i := numbered[0] + 1; !goesOn && i < numbered[1] && at[i]-at[numbered[0]] < at[numbered[1]]-at[i]; i++ {
		below++
	}
	first := 0
	if !goesOn {
		first = max(numbered[0]-below, 0)
	}
	head = cells[:first]
	row := 0
	for i := first; i < len(cells); i++ {
		for row+1 < len(numbered) && at[numbered[row+1]]-at[i] < abs(at[i]-at[numbered[row]]) {
			row++
		}
		for len(rows) <= row {
			rows = append(rows, make([]string, len(cells[i])))
		}
		for c, words := range cells[i] {
			rows[row][c] = strings.TrimSpace(rows[row][c] + " " + words)
		}
	}
	return head, rows, len(rows) == len(numbered)
}

// besideNothing tells whether the column with the most words is empty beside
// most of the numbers: then its lines stand above and below them.
func besideNothing(cells [][]string, numbered []int) bool {
	longest, most := 0, 0
	for c := range cells[0] {
		n := 0
		for _, line := range cells {
			n += len(line[c])
		}
		if n > most {
			longest, most = c, n
		}
	}
	empty := 0
	for _, i := range numbered {
		if cells[i][longest] == "" {
			empty++
		}
	}
	return empty*2 > len(numbered)
}

func abs(n int) int { return max(n, -n) }

// repeatsHead gives how many lines at the top of a page say the head of a table
// once more: every word of them stands in it.
func repeatsHead(head []string, lines []string) int {
	words := make(map[string]bool)
	for _, w := range strings.Fields(strings.Join(head, " ")) {
		words[w] = true
	}
	n := 0
	for i, l := range lines {
		all := strings.Fields(l)
		for _, w := range all {
			if !words[w] {
				return n
			}
		}
		if len(all) > 0 {
			n = i + 1
		}
	}
	return n
}
