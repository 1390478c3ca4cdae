package ingest

import (
	"strings"
)

// A page that is set in two columns comes out of pdftotext line by line across
// both. They are told by the strip between them, in which nothing stands over
// many lines, and by lines on both sides of it that are filled as prose is:
// the cells of a table are not. House rules, measured on gazettes and letters
// as Chromium and Word print them.
const (
	columnLines  = 6  // lines with words on both sides, from which a strip parts columns
	columnAgain  = 2  // the same where another page has a strip at this place
	columnLength = 20 // characters that such a line has at least, on average, on each side
	columnJitter = 3  // characters by which the strip may stand elsewhere on another page
)

// strip is where two columns part: the second begins at the character at.
type strip struct{ at, from, to, both int }

// unfoldColumns puts the columns of every page under one another.
func unfoldColumns(src *source, pages []page) {
	var known []int
	for _, p := range pages {
		for _, s := range strips(p.lines, columnLines, nil) {
			known = append(known, s.at)
		}
	}
	if len(known) == 0 {
		return
	}
	unfolded := 0
	for i, p := range pages {
		all := strips(p.lines, columnAgain, known)
		if len(all) == 0 {
			continue
		}
		unfolded++
		var out []string
		narrow := make(map[int]bool)
		next := 0
		for _, s := range all {
			out = append(out, p.lines[next:s.from]...)
			left, right := s.sides(p.lines)
			for _, side := range [][]string{left, right} {
				out = append(out, "")
				for _, l := range side {
					narrow[len(out)] = true
					out = append(out, l)
				}
			}
			out = append(out, "")
			next = s.to
		}
		pages[i].lines, pages[i].narrow = append(out, p.lines[next:]...), narrow
	}
	src.note("%d pages are set in two columns, which were put under one another: see that no line went astray", unfolded)
}

// strips finds the strips of a page from the top, each as far down as it goes.
// With known, only those near a place that is known.
func strips(lines []string, enough int, known []int) []strip {
	grid, width := make([][]rune, len(lines)), 0
	for i, l := range lines {
		grid[i] = []rune(strings.TrimRight(l, " "))
		width = max(width, len(grid[i]))
	}
	var all []strip
	for from := 0; from < len(grid); {
		best := strip{}
		for at := columnLength; at < width-columnLength; at++ {
			if known != nil && !near(known, at) {
				continue
			}
			if s := below(grid, from, at); s.both >= enough && s.both > best.both {
				best = s
			}
		}
		if best.both == 0 {
			from++
			continue
		}
		all = append(all, best)
		from = best.to
	}
	return all
}

func near(known []int, at int) bool {
	for _, k := range known {
		if at >= k-columnJitter && at <= k+columnJitter {
			return true
		}
	}
	return false
}

// below follows a strip down from a line that has words on both sides.
func below(grid [][]rune, from, at int) strip {
	s := strip{at: at, from: from, to: from}
	var lengths [2]int
	for i := from; i < len(grid); i++ {
		left, right, ok := partedAt(grid[i], at)
		// The end of a letter stands below both columns.
		if !ok || i == from && (left == "" || right == "") || right == "" && farewell.MatchString(left) {
			break
		}
		if left != "" && right != "" {
			s.both++
			lengths[0] += len([]rune(left))
			lengths[1] += len([]rune(right))
		}
		// A right column that begins further in is another strip's.
		if right != "" && grid[i][at] == ' ' && !startsNear(grid[i], at) {
			break
		}
		if left != "" || right != "" {
			s.to = i + 1
		}
	}
	if s.both == 0 || lengths[0] < columnLength*s.both || lengths[1] < columnLength*s.both || serial.MatchString(string(grid[from])) {
		return strip{}
	}
	return s
}

// startsNear tells whether the words right of a strip begin at it, but for an
// indent.
func startsNear(line []rune, at int) bool {
	for i := at; i < len(line) && i < at+8; i++ {
		if line[i] != ' ' {
			return true
		}
	}
	return false
}

// partedAt gives the words of a line on both sides of a strip; ok is false where
// words stand in it.
func partedAt(line []rune, at int) (left, right string, ok bool) {
	for i := max(at-2, 0); i < at; i++ {
		if i < len(line) && line[i] != ' ' {
			return "", "", false
		}
	}
	cut := min(at, len(line))
	return strings.TrimSpace(string(line[:cut])), strings.TrimSpace(string(line[cut:])), true
}

// sides gives the lines of both columns. Where only the other one has words
// the lines of the two stand at different heights: that is no empty line.
func (s strip) sides(lines []string) (left, right []string) {
	for _, l := range lines[s.from:s.to] {
		a, b, _ := partedAt([]rune(strings.TrimRight(l, " ")), s.at)
		if a != "" || b == "" {
			left = append(left, a)
		}
		if b != "" || a == "" {
			right = append(right, b)
		}
	}
	return left, right
}
