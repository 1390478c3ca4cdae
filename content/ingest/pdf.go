package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// textProgram is poppler's pdftotext: it gets the letters of Indian scripts
// out of a PDF whole, which no library does that could be linked in.
const textProgram = "pdftotext"

// pdfTime bounds the program. House rule: 500 pages take it two seconds.
const pdfTime = 30 * time.Second

// readPDF reads the text layer of a PDF. A page without a word is a picture of
// a page: its number is told, and a mark stands in its place.
func readPDF(ctx context.Context, data []byte) (*source, error) {
	if !bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
		return nil, refuse("it is no PDF, whatever its name says")
	}
	text, err := textOfPDF(ctx, data)
	if err != nil {
		return nil, err
	}
	// Each page ends with a form feed.
	raw := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(raw) > maxPages {
		return nil, refuse("it has more than %d pages: split it", maxPages)
	}
	src := &source{}
	pages := make([]page, len(raw))
	for i, p := range raw {
		pages[i] = page{number: i + 1, lines: strings.Split(p, "\n")}
		if strings.TrimSpace(p) == "" {
			src.scanned = append(src.scanned, i+1)
		}
	}
	if len(src.scanned) == len(pages) {
		return nil, refuse("%s: a scan, with no text behind the picture. Ask the office for the file that was printed, or have the scan read by a program, compare each word, and import that text",
			pageList(src.scanned, len(pages)))
	}
	if apart(text) {
		return nil, refuse("the letters of its Urdu words come out apart, as they do of most PDFs set in Nastaliq: ask the office for the Word file or the page, or type the text")
	}
	unfoldColumns(src, pages)
	blocks := flow(src, pages, true)
	for _, n := range src.scanned {
		mark := block{sort: gap, page: n, spans: plain(fmt.Sprintf("page %d of the original is a picture without text: type what it says", n))}
		at := len(blocks)
		for i, b := range blocks {
			if b.page > n {
				at = i
				break
			}
		}
		blocks = append(blocks[:at], append([]block{mark}, blocks[at:]...)...)
	}
	if len(src.scanned) > 0 {
		src.note("%s: scanned, with no text behind the picture", pageList(src.scanned, len(pages)))
	}
	src.blocks = blocks
	return src, nil
}

// apart tells whether a text in Arabic letters fell into single ones: such a
// text layer looks like words and is none. House rule: in Urdu prose one word
// in thirty is a single letter.
func apart(text string) bool {
	words, single := 0, 0
	for _, w := range strings.Fields(text) {
		w = strings.TrimFunc(w, func(c rune) bool { return !unicode.IsLetter(c) })
		if first, size := utf8.DecodeRuneInString(w); unicode.Is(unicode.Arabic, first) {
			words++
			if size == len(w) {
				single++
			}
		}
	}
	return words >= 20 && single*6 > words
}

func pageList(numbers []int, of int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = fmt.Sprint(n)
	}
	if len(words) == 1 {
		return fmt.Sprintf("page %s of %d", words[0], of)
	}
	return fmt.Sprintf("pages %s of %d", strings.Join(words, ", "), of)
}

// textOfPDF has the program read the file, in a folder of its own, with an
// empty environment, bounded in time, memory and output.
func textOfPDF(ctx context.Context, data []byte) (string, error) {
	program, err := exec.LookPath(textProgram)
	if err != nil {
		return "", refuse("reading PDF needs the program %s, which is not here: install the package poppler-utils", textProgram)
	}
	dir, err := os.MkdirTemp("", "portal-import-")
	if err != nil {
		return "", fmt.Errorf("ingest: a folder for the file: %w", err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", fmt.Errorf("ingest: a copy of the file: %w", err)
	}
	ctx, stop := context.WithTimeout(ctx, pdfTime)
	defer stop()
	cmd := exec.CommandContext(ctx, program, "-layout", "-enc", "UTF-8", "-eol", "unix", "-l", fmt.Sprint(maxPages+1), path, "-")
	cmd.Dir, cmd.Env = dir, []string{}
	cmd.WaitDelay = time.Second
	var said bytes.Buffer
	cmd.Stderr = &firstBytes{&said, 4 << 10}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", fmt.Errorf("ingest: %s: %w", textProgram, err)
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("ingest: %s: %w", textProgram, err)
	}
	confine(cmd.Process.Pid)
	text, err := io.ReadAll(io.LimitReader(out, maxText+1))
	if len(text) > maxText {
		stop()
		_ = cmd.Wait() // it was stopped
		return "", refuse("it holds more than %d MiB of text: split it", maxText>>20)
	}
	if err := errors.Join(err, cmd.Wait()); err != nil {
		if ctx.Err() != nil {
			return "", refuse("reading it took longer than %s", pdfTime)
		}
		if strings.Contains(said.String(), "password") {
			return "", refuse("it is locked with a password: save it without one")
		}
		return "", refuse("%s cannot read it: %s", textProgram, firstLine(said.String(), err.Error()))
	}
	return string(text), nil
}

func firstLine(s, otherwise string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	if line == "" {
		return otherwise
	}
	return line
}

// firstBytes keeps the first bytes and lets the rest go.
type firstBytes struct {
	to   *bytes.Buffer
	most int
}

func (f *firstBytes) Write(p []byte) (int, error) {
	if room := f.most - f.to.Len(); room > 0 {
		f.to.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
