//go:build linux && (amd64 || arm64)

package files

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
)

// hostile is a file that somebody may send to do harm, or that came to harm.
type hostile struct {
	mime string // "" is by content
	make func() []byte
	want string // the reason; "clean"; several where readers may differ
}

func fixed(b []byte) func() []byte { return func() []byte { return b } }
func words(s string) func() []byte { return fixed([]byte(s)) }

// carried is what must be in no copy.
var carried = []string{plant, "<script", "X5O!P%@AP", "PK\x03\x04", "/JavaScript", "/Launch", "/EmbeddedFile", "/URI", "GPS"}

func TestHostileFiles(t *testing.T) {
	table := map[string]hostile{}
	for _, part := range []map[string]hostile{hostileKinds(), hostileJPEGs(t), hostilePNGs(t), hostileOthers(t), hostilePDFs(t)} {
		for name, h := range part {
			if _, twice := table[name]; twice {
				t.Fatalf("two hostile files are named %q", name)
			}
			table[name] = h
		}
	}
	if len(table) < 60 {
		t.Fatalf("only %d hostile files", len(table))
	}
	c := testCleaner()
	c.Jobs = 8
	names := slices.Sorted(maps.Keys(table))
	sent := make([]sentHostile, len(names))
	var all sync.WaitGroup
	for worker := range c.Jobs {
		all.Go(func() {
			for i := worker; i < len(names); i += c.Jobs {
				sent[i] = sendHostile(t, c, table[names[i]])
			}
		})
	}
	all.Wait()
	most, clean := int64(0), 0
	for i, name := range names {
		h, got := table[name], sent[i]
		if !slices.Contains(strings.Fields(h.want), got.reason) {
			t.Errorf("%s (%s): %s, want %s", name, got.mime, got.reason, h.want)
		}
		if got.peak > most {
			most = got.peak
			t.Logf("%d MiB in the child: %s", most>>20, name)
		}
		if got.reason != "clean" {
			continue
		}
		clean++
		for _, word := range carried {
			if bytes.Contains(got.b, []byte(word)) {
				t.Errorf("%s: the copy holds %q", name, word)
			}
		}
		if got.Position != nil && !strings.Contains(name, "position") {
			t.Errorf("%s: position %v", name, got.Position)
		}
		if err := shows(got.MIME, got.b); err != nil && !strings.Contains(name, "swells") {
			t.Errorf("%s: the copy does not decode: %v", name, err)
		}
	}
	t.Logf("%d files, %d clean copies", len(table), clean)
	if clean < 15 {
		t.Errorf("only %d clean copies: the table would prove little", clean)
	}
	// The program's own pages, which are shared with the portal, are counted too.
	if most == 0 {
		t.Error("no child said how much memory it had")
	}
	if most > 64<<20 && !raceOn {
		t.Errorf("a child took %d MiB", most>>20)
	}
}

// sentHostile is what came of a file.
type sentHostile struct {
	mime, reason string // "clean" for none
	Cleaned
	b    []byte
	peak int64 // of the child's memory
}

// sendHostile has a child clean a file.
func sendHostile(t *testing.T, c *Cleaner, h hostile) sentHostile {
	b := h.make()
	s := sentHostile{mime: h.mime}
	if s.mime == "" {
		s.mime = Sniff(b).MIME
	}
	j, err := c.Start(t.Context(), s.mime, Strip)
	if err != nil {
		s.reason = Reason(err)
		return s
	}
	defer j.Stop()
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		j.Write(b)
		j.CloseInput()
	}()
	var out bytes.Buffer
	out.ReadFrom(j)
	s.Cleaned, err = j.Wait()
	<-fed
	s.reason, s.peak = Reason(err), j.peak
	if err == nil {
		s.reason, s.b = "clean", out.Bytes()
	}
	return s
}

// hostileKinds are files of kinds that no cleaner knows, whatever they are called.
func hostileKinds() map[string]hostile {
	zip := "PK\x03\x04\x14\x00\x00\x00\x08\x00" + strings.Repeat("\x00", 16) + "\x0f\x00\x00\x00../../etc/cron.d/x" + strings.Repeat("\xff\x00", 1000)
	return map[string]hostile{
		"nothing":                       {"image/jpeg", words(""), "damaged"},
		"nothing, by content":           {"", words(""), "kind"},
		"EICAR":                         {"", words(`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`), "kind"},
		"a zip bomb":                    {"", words(zip), "kind"},
		"a gzip bomb":                   {"", words("\x1f\x8b\x08\x00" + strings.Repeat("\x00", 5000)), "kind"},
		"an SVG with a script":          {"", words(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "kind"},
		"a web page":                    {"", words("<!DOCTYPE html><script>alert(1)</script>"), "kind"},
		"a program for Windows":         {"", words("MZ\x90\x00\x03\x00\x00\x00" + strings.Repeat("\x00", 100)), "kind"},
		"a program for Linux":           {"", words("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60)), "kind"},
		"a shell script":                {"", words("#!/bin/sh\nrm -rf ~\n"), "kind"},
		"a Word file":                   {"", words(strings.Replace(zip, "../../etc/cron.d/x", "word/document.xml\x00", 1)), "kind"},
		"a million NULs":                {"", fixed(make([]byte, 1<<20)), "kind"},
		"names of paths":                {"", words("../../../../etc/passwd\x00.jpg\n"), "kind"},
		"a TIFF":                        {"", words("II*\x00\x08\x00\x00\x00\x00\x00"), "kind"},
		"a bitmap":                      {"", words("BM" + strings.Repeat("\x00", 60)), "kind"},
		"an icon":                       {"", words("\x00\x00\x01\x00\x01\x00" + strings.Repeat("\x00", 60)), "kind"},
		"a film":                        {"", words("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), "kind"},
		"a NUL for a JPEG":              {"image/jpeg", fixed(make([]byte, 1<<20)), "damaged"},
		"a web page said to be a JPEG":  {"image/jpeg", words("<script>"), "damaged"},
		"a web page said to be a PNG":   {"image/png", words("<script>alert(1)</script>"), "damaged"},
		"a web page said to be a GIF":   {"image/gif", words("<script>alert(1)</script>"), "damaged"},
		"a web page said to be a WebP":  {"image/webp", words("<script>alert(1)</script>"), "damaged"},
		"a web page said to be a HEIC":  {"image/heic", words("<script>alert(1)</script>"), "damaged"},
		"a web page said to be a PDF":   {"application/pdf", words("<script>alert(1)</script>"), "damaged"},
		"a kind with a flag in it":      {"image/jpeg --redraw", words("x"), "kind"},
		"a JPEG said to be a PNG":       {"image/png", words("\xff\xd8\xff\xe0\x00\x10JFIF"), "damaged"},
		"RIFF that is sound, said WebP": {"image/webp", words("RIFF\x24\x00\x00\x00WAVEfmt "), "damaged"},
	}
}
