package search

import (
	linked "container/list"
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
}

// impacts keeps what was read last: reading bleve's postings costs fifty times as much as using them, and a question's
// words are mostly the words of other questions. It is bounded in postings.
type impacts struct {
	mu     sync.Mutex
	byName map[string]*linked.Element
	recent linked.List // of *kept, the latest in front
	total  int
}

type kept struct {
	name string
	*impact
}

const (
	// mostKept bounds the memory for postings that are kept: eight bytes each.
	mostKept = 2 << 20
	// keptAtLeast is what a short list counts for: it takes room as well.
	keptAtLeast = 32
)

func (k *impacts) get(name string) *impact {
	k.mu.Lock()
	defer k.mu.Unlock()
	at := k.byName[name]
	if at == nil {
		return nil
	}
	k.recent.MoveToFront(at)
	return at.Value.(kept).impact
}

func (k *impacts) put(name string, i *impact) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byName == nil {
		k.byName = map[string]*linked.Element{}
	}
	if k.byName[name] != nil {
		return // somebody read the same beside us
	}
	k.byName[name] = k.recent.PushFront(kept{name, i})
	k.total += len(i.ids) + keptAtLeast
	for k.total > mostKept && k.recent.Len() > 1 {
		oldest := k.recent.Remove(k.recent.Back()).(kept)
		delete(k.byName, oldest.name)
		k.total -= len(oldest.ids) + keptAtLeast
	}
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
		ids, weights, err := e.postings(ctx, l)
		if err != nil {
			return nil, err
		}
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
	out := &impact{}
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
// with their weighted frequencies.
func (e *engine) postings(ctx context.Context, l list) (ids []uint32, weights []float32, err error) {
	if _, ok := e.fields[l.field]; !ok || l.term == "" {
		return nil, nil, nil
	}
	lists := e.spelledOut(l)
	read := make([]posted, 0, len(lists))
	for _, one := range lists {
		p, err := e.readList(ctx, l, one.inIndex, one.term)
		if err != nil {
			return nil, nil, err
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
		return nil, nil, nil
	}
	return read[0].ids, read[0].weights, nil
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
