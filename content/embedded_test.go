package content

import "testing"

// The documents that the portal ships with have no fault.
func TestEmbeddedLibraryHasNoFault(t *testing.T) {
	lib, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	if len(lib.All()) == 0 {
		t.Fatal("the embedded library is empty")
	}
}
