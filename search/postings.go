package search

import (
	"container/heap"
	"context"
	"strings"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// impact is a strand as read from the index: the passages that have it, by internal number and in that order, each
// with its saturated frequency, which is its BM25F score but for rarity and boost.
type impact struct {
	ids    []uint32
	scores []float32
	df     uint64 // passages that the commonest of its lists has
	of     int    // passages that have the field
	lists  int    // of bleve's that were read for it
}

// impacts keeps what was read: reading bleve's postings costs fifty times as much as using them, and a question's words
// are mostly the words of other questions. It is bounded in postings, and keeps what costs most to read again for the room
// that it takes: what stands for many words, and what is asked often.
// Source: Cherkasova, Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching Policy, HP Laboratories
// 1998.
type impacts struct {
	mu     sync.Mutex
	byName map[string]*kept
	queue  leastWorth
	total  int
	age    float64 // worth of what was dropped last: what nobody asks for any more falls behind
}

type kept struct {
	name string
	*impact
	asked int     // how often
	worth float64 // now
	filed float64 // as the queue knows it: never more
}

const (
	// mostKept bounds the memory for postings that are kept: eight bytes each. Measured with 14,000 pages and 332 questions
	// that have little in common, asked again and again: with 2 M kept 5.6 ms of processor a question, with 6 M 3.4 ms.
	mostKept = 4 << 20
	// keptAtLeast is what a short list counts for: it takes room as well.
	keptAtLeast = 32
	// openingCosts is what it costs to find a list of bleve's, in postings.
	openingCosts = 100
	// mostAsked bounds what having been asked often is worth.
	mostAsked = 20
)

func (k *impacts) get(name string) *impact {
	k.mu.Lock()
	defer k.mu.Unlock()
	found := k.byName[name]
	if found == nil {
		return nil
	}
	k.value(found)
	return found.impact
}

// value counts that something was asked for.
func (k *impacts) value(one *kept) {
	one.asked = min(one.asked+1, mostAsked)
	one.worth = k.age + float64(one.asked)*float64(one.lists*openingCosts+len(one.ids))/float64(one.room())
}

func (k *kept) room() int { return len(k.ids) + keptAtLeast }

func (k *impacts) put(name string, i *impact) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byName == nil {
		k.byName = map[string]*kept{}
	}
	if k.byName[name] != nil {
		return // somebody read the same beside us
	}
	one := &kept{name: name, impact: i}
	k.value(one)
	one.filed = one.worth
	k.byName[name] = one
	heap.Push(&k.queue, one)
	k.total += one.room()
	for k.total > mostKept && len(k.queue) > 1 {
		least := k.queue[0]
		if least.filed < least.worth { // it was asked for since
			least.filed = least.worth
			heap.Fix(&k.queue, 0)
			continue
		}
		heap.Pop(&k.queue)
		k.age = least.worth
		delete(k.byName, least.name)
		k.total -= least.room()
	}
}

// leastWorth is a heap with what is worth least on top.
type leastWorth []*kept

func (h leastWorth) Len() int           { return len(h) }
func (h leastWorth) Less(i, j int) bool { return h[i].filed < h[j].filed }
func (h leastWorth) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *leastWorth) Push(one any)      { *h = append(*h, one.(*kept)) }
func (h *leastWorth) Pop() any {
	last := (*h)[len(*h)-1]
	(*h)[len(*h)-1] = nil
	*h = (*h)[:len(*h)-1]
	return last
}

// name tells a strand's lists from those of others.
func (s strand) name() string {
	var b strings.Builder
	for _, l := range s.lists {
		b.WriteString(l.field)
		b.WriteByte(0)
		b.WriteString(l.term)
		b.WriteByte(0)
	}
	for _, one := range s.all {
		b.WriteString(one.name())
		b.WriteByte(1)
	}
	return b.String()
}

// impact reads a strand, or remembers it.
func (e *engine) impact(ctx context.Context, s strand) (*impact, error) {
	name := s.name()
	if known := e.impacts.get(name); known != nil {
		return known, nil
	}
	if len(s.all) > 0 {
		out, err := e.together(ctx, s.all)
		if err == nil {
			e.impacts.put(name, out)
		}
		return out, err
	}
	out := &impact{}
	for _, l := range s.lists {
		ids, weights, read, err := e.postings(ctx, l)
		if err != nil {
			return nil, err
		}
		out.lists += read
		out.of = max(out.of, e.fields[l.field].Passages)
		out.df = max(out.df, uint64(len(ids)))
		out.ids, out.scores = merged(out.ids, out.scores, ids, weights)
	}
	for n, tf := range out.scores {
		out.scores[n] = tf * (k1 + 1) / (tf + k1)
	}
	e.impacts.put(name, out)
	return out, nil
}

// together is what has every one of some strands.
func (e *engine) together(ctx context.Context, all []strand) (*impact, error) {
	out := &impact{lists: 1}
	for n, s := range all {
		i, err := e.impact(ctx, s)
		if err != nil {
			return nil, err
		}
		out.of = max(out.of, i.of)
		if n == 0 {
			out.ids, out.scores = i.ids, i.scores
			continue
		}
		out.ids, out.scores = shared(out.ids, out.scores, i.ids, i.scores)
	}
	out.df = uint64(len(out.ids))
	return out, nil
}

// shared keeps what two lists have in common, with the smaller score.
func shared(ids []uint32, scores []float32, more []uint32, others []float32) (outIDs []uint32, out []float32) {
	for len(ids) > 0 && len(more) > 0 {
		switch {
		case ids[0] < more[0]:
			ids, scores = ids[1:], scores[1:]
		case ids[0] > more[0]:
			more, others = more[1:], others[1:]
		default:
			outIDs, out = append(outIDs, ids[0]), append(out, min(scores[0], others[0]))
			ids, scores, more, others = ids[1:], scores[1:], more[1:], others[1:]
		}
	}
	return outIDs, out
}

// postings reads a list, or the lists of all words that a stem, a start or a sound stands for: the passages in order,
// with their weighted frequencies, and of how many lists that is.
func (e *engine) postings(ctx context.Context, l list) (ids []uint32, weights []float32, lists int, err error) {
	if _, ok := e.fields[l.field]; !ok || l.term == "" {
		return nil, nil, 0, nil
	}
	spelled := e.spelledOut(l)
	read := make([]posted, 0, len(spelled))
	for _, one := range spelled {
		p, err := e.readList(ctx, l, one.inIndex, one.term)
		if err != nil {
			return nil, nil, 0, err
		}
		read = append(read, p)
	}
	for len(read) > 1 { // neighbours first, so that no list is copied more often than it must
		half := read[:0]
		for i := 0; i < len(read); i += 2 {
			p := read[i]
			if i+1 < len(read) {
				p.ids, p.weights = merged(p.ids, p.weights, read[i+1].ids, read[i+1].weights)
			}
			half = append(half, p)
		}
		read = half
	}
	if len(read) == 0 {
		return nil, nil, 0, nil
	}
	return read[0].ids, read[0].weights, len(spelled), nil
}

type posted struct {
	ids     []uint32
	weights []float32
}

type entryOf struct{ inIndex, term string }

// spelledOut finds in the dictionary what is posted of a list.
func (e *engine) spelledOut(l list) (out []entryOf) {
	kind, lang := l.field[:2], l.field[2:]
	if kind != fieldStem && kind != fieldStart && kind != fieldKey {
		inIndex, term := stored(l.field, l.term)
		return []entryOf{{inIndex, term}}
	}
	stems := map[entryOf]bool{}
	for _, rest := range e.dictionary(l.field).under(l.term + cut) {
		if kind != fieldKey {
			out = append(out, entryOf{lang, fieldWord[:1] + rest})
			continue
		}
		parts := strings.Split(rest, cut) // language, word, stem
		out = append(out, entryOf{parts[0], fieldWord[:1] + parts[1]})
		for _, f := range []string{fieldTitle, fieldLabel} {
			if at := (entryOf{parts[0], f[:1] + parts[2]}); !stems[at] {
				stems[at] = true
				out = append(out, at)
			}
		}
	}
	return out
}

// readList reads one of bleve's lists as part of l.
func (e *engine) readList(ctx context.Context, l list, inIndex, term string) (p posted, err error) {
	r, err := e.reader.TermFieldReader(ctx, []byte(term), inIndex, true, false, false)
	if err != nil {
		return p, err
	}
	defer r.Close()
	n := r.Count()
	p.ids, p.weights = make([]uint32, 0, n), make([]float32, 0, n)
	lengths, average := e.sizes.of(l.field), e.fields[l.field].average()
	weight, flat, slope := float32(l.weight), float32(1-l.b), float32(l.b/average)
	var doc index.TermFieldDoc
	for {
		d, err := r.Next(doc.Reset())
		if err != nil {
			return p, err
		}
		if d == nil {
			return p, nil
		}
		id, length := uint32(d.ID.Value()), float32(1)
		if lengths != nil {
			length = float32(lengthIn(lengths, id))
		}
		p.ids, p.weights = append(p.ids, id), append(p.weights, weight*float32(d.Freq)/(flat+slope*length))
	}
}

// merged adds two lists that are in order.
func merged(ids []uint32, scores []float32, more []uint32, others []float32) ([]uint32, []float32) {
	switch {
	case len(more) == 0:
		return ids, scores
	case len(ids) == 0:
		return more, others
	}
	outIDs, out := make([]uint32, 0, len(ids)+len(more)), make([]float32, 0, len(ids)+len(more))
	for len(ids) > 0 && len(more) > 0 {
		switch {
		case ids[0] < more[0]:
			outIDs, out = append(outIDs, ids[0]), append(out, scores[0])
			ids, scores = ids[1:], scores[1:]
		case ids[0] > more[0]:
			outIDs, out = append(outIDs, more[0]), append(out, others[0])
			more, others = more[1:], others[1:]
		default:
			outIDs, out = append(outIDs, ids[0]), append(out, scores[0]+others[0])
			ids, scores, more, others = ids[1:], scores[1:], more[1:], others[1:]
		}
	}
	outIDs, out = append(append(outIDs, ids...), more...), append(append(out, scores...), others...)
	return outIDs, out
}
