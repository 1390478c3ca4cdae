package search

import (
	"fmt"
	"testing"
)

// What was read is kept within bounds, and what is dear to read again stays before what is cheap.
func TestWhatWasReadIsKeptWithinBounds(t *testing.T) {
	var k impacts
	of := func(postings, lists int) *impact { return &impact{ids: make([]uint32, postings), lists: lists} }
	dear, often := of(100, 50), of(1000, 1)
	k.put("dear", dear)
	k.put("often", often)
	const each = 1000
	for n := range 2 * mostKept / each {
		k.put(fmt.Sprint(n), of(each, 1))
		if n%100 == 0 && k.get("often") != often {
			t.Fatalf("what is asked often is gone after %d others", n)
		}
		if k.total > mostKept {
			t.Fatalf("%d postings are kept, %d are the most", k.total, mostKept)
		}
	}
	if k.get("dear") != dear {
		t.Error("what stands for fifty lists is gone, and cheaper ones stay")
	}
	if k.get("0") != nil {
		t.Error("what nobody asked for again stays for ever")
	}
	room := 0
	for _, one := range k.queue {
		if k.byName[one.name] != one {
			t.Errorf("%s stands in the queue alone", one.name)
		}
		room += one.room()
	}
	if room != k.total || len(k.queue) != len(k.byName) {
		t.Errorf("%d postings in %d lists are counted as %d in %d", room, len(k.queue), k.total, len(k.byName))
	}
}
