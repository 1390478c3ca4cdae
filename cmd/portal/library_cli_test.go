package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestALetterComesInAndIsChecked: import, check, what is asked, mend, no fault.
func TestALetterComesInAndIsChecked(t *testing.T) {
	from := filepath.Join("..", "..", "content", "ingest", "testdata")
	lib := filepath.Join(t.TempDir(), "library")
	out, errs, code := command(t, "", "library", "import", "--kind", "advisory", "--out", lib, "--slug", "2024-03-04-notice", filepath.Join(from, "mha-2024-03-04.docx"))
	if code != exitDone {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	text := filepath.Join(lib, "advisories", "2024-03-04-notice", "en.md")
	for _, want := range []string{text, "original.docx (DOCX, 12711 bytes)", "look at: issuer is guessed", "library check " + lib} {
		if !strings.Contains(out, want) {
			t.Errorf("not said: %s\n%s", want, out)
		}
	}
	out, errs, code = command(t, "", "library", "check", lib)
	for _, want := range []string{"Reports, which are no faults:", text + ":", "settle what is unsure", "nobody has yet", "add hi.md", "no fault:"} {
		if !strings.Contains(out, want) {
			t.Errorf("not said: %s\n%s%s", want, out, errs)
		}
	}
	if code != exitDone {
		t.Errorf("exit %d: reports are no faults\n%s%s", code, out, errs)
	}
	data := must(os.ReadFile(text))
	broken := strings.Replace(string(data), "issuer:", "isuer:", 1) + "\n{3} once more\n\n[x](/sops/none) [[laws/none]]\n"
	if err := os.WriteFile(text, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code = command(t, "", "library", "check", lib)
	for _, want := range []string{text + ":1: name the body", text + ":5: remove the key", "there is already a paragraph {3}", "there is no document /sops/none", "laws/none"} {
		if !strings.Contains(out, want) {
			t.Errorf("not said: %s\n%s%s", want, out, errs)
		}
	}
	if code != exitFault || strings.Contains(out, "no fault:") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// TestWhatCannotBeImportedIsSaid: every file of a call is tried.
func TestWhatCannotBeImportedIsSaid(t *testing.T) {
	from := filepath.Join("..", "..", "content", "ingest", "testdata")
	lib := t.TempDir()
	scan, good := filepath.Join(from, "scan.pdf"), filepath.Join(from, "mha-2017-07-21.txt")
	out, errs, code := command(t, "", "library", "import", "--kind", "advisories", "--out", lib, scan, good, good)
	if code != exitFault || !strings.Contains(errs, "page 1 of 1: a scan") || !strings.Contains(errs, "is there already") || !strings.Contains(out, "2017-07-21-review") {
		t.Errorf("%d\n%s\n%s", code, out, errs)
	}
	for want, args := range map[string][]string{
		"--kind novel":     {"--kind", "novel", good},
		"--lang English":   {"--kind", "help", "--lang", "English", good},
		"--slug ../x":      {"--kind", "help", "--slug", "../x", good},
		"--slug names one": {"--kind", "help", "--slug", "x", good, scan},
		"missing flags":    {good},
		"no such file":     {"--kind", "help", filepath.Join(lib, "none.pdf")},
	} {
		_, errs, code := command(t, "", append([]string{"library", "import", "--out", lib}, args...)...)
		if code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
}
