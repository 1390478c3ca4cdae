package content

import (
	"strings"
	"testing"
)

// The documents that the portal ships with have no fault and are drawn like
// any others: with nothing but the elements and addresses that are allowed.
func TestEmbeddedLibraryHasNoFault(t *testing.T) {
	lib := mustLoad(t, Embedded())
	if lib.Len() == 0 {
		t.Fatal("the embedded library is empty")
	}
	for d := range lib.All() {
		t.Run(d.Kind+"/"+d.Slug+"/"+d.Lang, func(t *testing.T) {
			page := strings.ReplaceAll(drawnOf(t, d), linkStart(d.Lang), linkStart(English))
			checkIDs(t, d, checkHTML(t, page))
		})
	}
}
