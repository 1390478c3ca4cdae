package main

import (
	"bytes"
	"os"
	"testing"
)

// TestTableIsFresh keeps the table of the gazetteer in step with the word
// lists of the triage: a list that grows without it would let a new word be
// taken for a village that sounds like it.
func TestTableIsFresh(t *testing.T) {
	const lists, table, again = "../../../triage/data/words", "../../data/told.csv", "go run ./tips/places/internal/told tips/triage/data/words > tips/places/data/told.csv"
	var want bytes.Buffer
	if err := write(&want, lists); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("told.csv is not what the word lists give; make it anew:\n%s", again)
	}
}
