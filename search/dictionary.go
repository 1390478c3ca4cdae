package search

import (
	"iter"
	"slices"
	"strings"
)

// dictionary says which words a stem, a start or a sound stands for: entries in order, each on a line, their parts
// divided by [cut]. It is looked at where it stands: what it gives is part of it.
type dictionary string

// lined puts entries in order, each once.
func lined(entries []string) []byte {
	slices.Sort(entries)
	entries = slices.Compact(entries)
	n := 0
	for _, e := range entries {
		n += len(e) + 1
	}
	out := make([]byte, 0, n)
	for _, e := range entries {
		out = append(append(out, e...), '\n')
	}
	return out
}

// seek gives the place of the first line that does not stand before a text.
func (d dictionary) seek(text string) int {
	low, high := 0, len(d) // each begins a line, or is the end
	for low < high {
		middle := low + (high-low)/2
		middle = low + strings.LastIndexByte(string(d[low:middle]), '\n') + 1
		if string(d[middle:]) >= text {
			high = middle
		} else {
			low = middle + strings.IndexByte(string(d[middle:]), '\n') + 1
		}
	}
	return low
}

// from gives the lines that begin with a prefix, in order.
func (d dictionary) from(prefix string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for at := d.seek(prefix); at < len(d) && strings.HasPrefix(string(d[at:]), prefix); {
			line := string(d[at:])
			line = line[:strings.IndexByte(line, '\n')]
			if !yield(line) {
				return
			}
			at += len(line) + 1
		}
	}
}

// under gives what follows a prefix, in order.
func (d dictionary) under(prefix string) (rests []string) {
	for line := range d.from(prefix) {
		rests = append(rests, line[len(prefix):])
	}
	return rests
}

// heads gives the first part of every line that begins with a prefix, once each, in order.
func (d dictionary) heads(prefix string) iter.Seq[string] {
	return func(yield func(string) bool) {
		last := cut // no head
		for line := range d.from(prefix) {
			head, _, _ := strings.Cut(line, cut)
			if head != last && !yield(head) {
				return
			}
			last = head
		}
	}
}
