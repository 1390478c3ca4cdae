package fold

import "unicode/utf8"

// Distance counts the characters to insert, delete, change or swap with their neighbour to make b of a (optimal string
// alignment). It gives up as soon as the count is above max and then returns max+1.
func Distance(a, b string, max int) int {
	if a == b {
		return 0
	}
	if max <= 0 {
		return max + 1
	}
	x, y := []rune(a), []rune(b)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	if len(x)-len(y) > max || len(y)-len(x) > max {
		return max + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		least := row[0]
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			d := min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
			least = min(least, d)
		}
		// A swap reaches two rows back, so the last row must be out of reach as well.
		if least > max && i > 0 && leastOf(last) >= max {
			return max + 1
		}
		before, last, row = last, row, before
	}
	if d := last[len(y)]; d <= max {
		return d
	}
	return max + 1
}

func leastOf(row []int) int {
	least := row[0]
	for _, d := range row[1:] {
		least = min(least, d)
	}
	return least
}

// Length is the number of characters of a word, as Distance counts them.
func Length(word string) int { return utf8.RuneCountInString(word) }
