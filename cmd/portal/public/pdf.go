package public

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"
)

// Printer makes PDFs out of HTML with a Chromium. It runs one at a time, in a
// folder of its own that goes with it, without a network, for a bounded time.
type Printer struct {
	Program  string        // Chromium or what takes its arguments
	Patience time.Duration // for one print; 0 = [printTime]

	flights singleflight.Group
	once    sync.Once
	turn    chan struct{}
	waiting atomic.Int32
}

// Bounds of printing. Source: house rules; an ordinary print takes one to three
// seconds.
const (
	printTime = 30 * time.Second
	// printQueue is how many prints may wait for their turn: who would come
	// after them is told to print the page.
	printQueue = 4
	maxPDF     = 16 << 20 // bytes
)

// errNoPrint is a print that did not come about: the reader is told what else
// there is.
var errNoPrint = errors.New("public: no PDF was made")

// printArguments shut the browser off: it asks no name server, and its proxy is
// a port where nobody listens, for addresses of this machine too. That the file
// refers to nothing, and forbids scripts, is package publish's part.
var printArguments = []string{
	"--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
	"--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-breakpad", "--disable-crash-reporter",
	"--disable-dev-shm-usage", "--metrics-recording-only", "--no-pings", "--password-store=basic",
	"--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
	"--dns-prefetch-disable",
	"--no-pdf-header-footer", "--generate-pdf-document-outline",
}

// PDF prints a page that stands by itself. The same page asked for by many at
// once is printed once. ctx ends the waiting of who asks, not a print that
// others wait for as well.
func (p *Printer) PDF(ctx context.Context, page []byte) ([]byte, error) {
	sum := sha256.Sum256(page)
	done := p.flights.DoChan(hex.EncodeToString(sum[:]), func() (any, error) { return p.inTurn(page) })
	select {
	case <-ctx.Done():
		return nil, errors.Join(errNoPrint, ctx.Err())
	case r := <-done:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.([]byte), nil
	}
}

// busy tells whether somebody's print is under way or waits.
func (p *Printer) busy() bool {
	p.once.Do(p.open)
	return p.waiting.Load() > 0 || len(p.turn) > 0
}

func (p *Printer) open() { p.turn = make(chan struct{}, 1) }

func (p *Printer) inTurn(page []byte) ([]byte, error) {
	p.once.Do(p.open)
	if p.waiting.Add(1) > printQueue {
		p.waiting.Add(-1)
		return nil, fmt.Errorf("%w: too many wait", errNoPrint)
	}
	p.turn <- struct{}{}
	p.waiting.Add(-1)
	defer func() { <-p.turn }()
	return p.print(page)
}

// print runs the program once.
func (p *Printer) print(page []byte) (pdf []byte, err error) {
	dir, err := os.MkdirTemp("", "print-") // 0700
	if err != nil {
		return nil, errors.Join(errNoPrint, err)
	}
	defer func() { err = errors.Join(err, removeAll(dir)) }()
	in, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(in, page, 0o600); err != nil {
		return nil, errors.Join(errNoPrint, err)
	}
	patience := p.Patience
	if patience <= 0 {
		patience = printTime
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := run(ctx, func() *exec.Cmd { return p.command(ctx, dir, in, out) }); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoPrint, err)
	}
	return readPDF(out)
}

func (p *Printer) command(ctx context.Context, dir, in, out string) *exec.Cmd {
	args := append([]string{}, printArguments...)
	if os.Getuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses root without it
	}
	args = append(args, "--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+out, "file://"+in)
	cmd := exec.CommandContext(ctx, p.Program, args...)
	cmd.Dir = dir
	// Nothing of the portal's own environment, where secrets could be.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "XDG_CONFIG_HOME=" + dir, "XDG_CACHE_HOME=" + dir, "XDG_RUNTIME_DIR=" + dir,
		"LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=disabled:"}
	cmd.WaitDelay = time.Second
	return cmd
}

// removeAll removes a folder into which a process that was just killed may
// still be writing.
func removeAll(dir string) error {
	var err error
	for range 20 {
		if err = os.RemoveAll(dir); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// readPDF reads what the program left, if it is a PDF of a size that can be.
func readPDF(path string) (pdf []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: the program left no file", errNoPrint)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	pdf, err = io.ReadAll(io.LimitReader(f, maxPDF+1))
	switch {
	case err != nil:
		return nil, errors.Join(errNoPrint, err)
	case len(pdf) > maxPDF:
		return nil, fmt.Errorf("%w: it is over %d bytes", errNoPrint, maxPDF)
	case len(pdf) < 5 || string(pdf[:5]) != "%PDF-":
		return nil, fmt.Errorf("%w: what the program left is no PDF", errNoPrint)
	}
	return pdf, nil
}
