package content

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A document that uses everything is drawn and taken apart as it always was.
func TestSampleDocumentIsDrawnAsBefore(t *testing.T) {
	src, err := os.ReadFile("testdata/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := Load(fstest.MapFS{"advisories/2001-02-03-sample/en.md": {Data: src}})
	if err != nil {
		t.Fatal(err)
	}
	d, ok := lib.Document("advisories", "2001-02-03-sample", "en")
	if !ok {
		t.Fatal("the sample is not in the library")
	}
	golden(t, "testdata/sample.html", []byte(drawnOf(t, d)))

	var b bytes.Buffer
	for _, h := range d.TOC {
		fmt.Fprintf(&b, "h%d #%s %s\n", h.Level, h.ID, h.Text)
	}
	for _, p := range d.Paragraphs {
		fmt.Fprintf(&b, "\n%s %q under %q\n%s\n", p.ID, p.Number, p.Heading, p.Text)
	}
	golden(t, "testdata/sample.txt", b.Bytes())
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with -update and look at the change.\ngot:\n%s", path, got)
	}
}
