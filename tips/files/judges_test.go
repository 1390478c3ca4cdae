package files

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// suffixes are what the judges want a file's name to end with.
var suffixes = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif", "image/heic": ".heic", "application/pdf": ".pdf"}

// TestOutsideJudges has exiftool and mat2 look at originals and clean copies.
func TestOutsideJudges(t *testing.T) {
	heavy := os.Getenv("PORTAL_TEST_HEAVY") == "1"
	for _, tool := range []string{"exiftool", "mat2"} {
		if _, err := exec.LookPath(tool); err != nil {
			if heavy {
				t.Fatalf("%s is missing: install Debian's libimage-exiftool-perl and mat2", tool)
			}
			t.Skipf("%s is missing: the clean copies were not judged from outside", tool)
		}
	}
	for name, s := range samples(t) {
		if !heavy && name != "a phone's photo" { // PORTAL_TEST_HEAVY=1 asks about all
			continue
		}
		for _, how := range []How{Strip, Redraw} {
			if how == Redraw && (s.mime == "application/pdf" || strings.Contains(name, "moving WebP")) {
				continue
			}
			out, c := stripped(t, s.b, s.mime, how)
			dir := t.TempDir()
			was, is := filepath.Join(dir, "was"+suffixes[s.mime]), filepath.Join(dir, "is"+suffixes[c.MIME])
			for path, b := range map[string][]byte{was: s.b, is: out} {
				if err := os.WriteFile(path, b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if s.place && len(told(t, was)) == 0 {
				t.Errorf("%s: control: exiftool finds nothing in the original", name)
			}
			if tags := told(t, is); len(tags) > 0 {
				t.Errorf("%s: exiftool finds %v", name, tags)
			}
			if seen, ok := mat2Shows(t, is); ok && seen != "" {
				t.Errorf("%s: mat2 finds %s", name, seen)
			}
		}
	}
}

// told lists what exiftool finds that is not needed to show the picture.
func told(t *testing.T, path string) []string {
	t.Helper()
	b, err := exec.Command("exiftool", "-json", "-a", "-G1", "-ee", "-U", path).Output()
	if err != nil && len(b) == 0 {
		t.Fatal(err)
	}
	var all []map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	var found []string
	for k := range all[0] {
		group, tag, _ := strings.Cut(k, ":")
		switch group {
		case "SourceFile", "ExifTool", "System", "File", "JFIF", "RIFF", "PNG", "PNG-pHYs", "GIF", "Composite", "PDF", "APP14":
			if tag == "Comment" || strings.Contains(tag, "GPS") || strings.Contains(tag, "Thumbnail") || group == "PDF" && tag != "PDFVersion" && tag != "Linearized" && tag != "PageCount" && !strings.HasPrefix(tag, "EmbeddedImage") {
				found = append(found, k)
			}
		case "IFD0":
			if tag != "Orientation" {
				found = append(found, k)
			}
		default:
			found = append(found, k)
		}
	}
	return found
}

// mat2Shows gives what mat2 finds, but for which way up; false if it does not know the kind.
func mat2Shows(t *testing.T, path string) (string, bool) {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command("mat2", "--show", path)
	cmd.Stderr = &errs
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("mat2: %v %s", err, errs.String())
	}
	if strings.Contains(string(b), "is not supported") {
		return "", false
	}
	var found []string
	// Its own headings; which way up, and in which order of bytes that is said; a
	// GIF's colours; that a PDF has no dates.
	harmless := []string{"[+] Metadata for", "No metadata found", "Orientation", "ExifByteOrder", "Palette: (Binary", "creation-date: -1", "mod-date: -1", "format: PDF-1.7"}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if !slices.ContainsFunc(harmless, func(h string) bool { return strings.HasPrefix(line, h) }) {
			found = append(found, line)
		}
	}
	return strings.Join(found, "; "), true
}
