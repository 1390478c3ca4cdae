package main

import (
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkStart starts the portal on a library of 1,000 documents in 14
// languages, made up of the words of the rules in each language: the first time
// it reads everything and builds snapshot and index, then it opens them. One
// round is a start with the index present.
//
//	go test -run '^$' -bench '^BenchmarkStart$' -benchtime 5x ./cmd/portal
//
// PORTAL_TEST_BINARY times another binary, PORTAL_BENCH_DOCUMENTS another size,
// PORTAL_BENCH_FOLDER keeps the library and its data there for the next time.
func BenchmarkStart(b *testing.B) {
	folder := os.Getenv("PORTAL_BENCH_FOLDER")
	if folder == "" {
		folder = b.TempDir()
	}
	documents := 1000
	if n, err := strconv.Atoi(os.Getenv("PORTAL_BENCH_DOCUMENTS")); err == nil {
		documents = n
	}
	library, data := filepath.Join(folder, "library"), filepath.Join(folder, "data")
	if _, err := os.Stat(library); err != nil {
		makeLibrary(b, library, documents)
	}
	first := launch(b, library, data)
	b.Logf("first start: ready after %v, search after %v, %v CPU", first.ready, first.searched(b), first.cpu())
	first.end(b)
	b.Logf("library %s, snapshot and index %s", megabytes(size(b, library)), megabytes(size(b, filepath.Join(data, textsFolder))+size(b, filepath.Join(data, searchFolder))))
	var all []figures
	for b.Loop() {
		all = append(all, oneStart(b, library, data))
	}
	b.ReportMetric(0, "ns/op") // the metrics below say more
	for i, name := range []string{"ms-ready", "ms-page", "ms-search", "cpu-ms", "MB-RSS", "MB-anon", "MB-peak", "MB-used", "MB-all-read"} {
		column := make([]float64, len(all))
		for j, f := range all {
			column[j] = f[i]
		}
		slices.Sort(column)
		b.ReportMetric(column[len(column)/2], name) // the median
	}
}

// figures of one start, in the order of their names above.
type figures [9]float64

func oneStart(b *testing.B, library, data string) figures {
	p := launch(b, library, data)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	f := figures{0: ms(p.ready)}
	p.get(b, "/hi/library/advisories/")
	f[1] = ms(time.Since(p.began))
	f[2], f[3] = ms(p.searched(b)), ms(p.cpu())
	time.Sleep(2 * time.Second) // what is read beside has been read
	f[4], f[5], f[6] = p.memory(b, "VmRSS"), p.memory(b, "RssAnon"), p.memory(b, "VmHWM")
	p.browse(b, 2000)
	f[7] = p.memory(b, "VmRSS")
	p.readAll(b, library)
	f[8] = p.memory(b, "VmRSS")
	p.end(b)
	return f
}

// started is a portal that answers.
type started struct {
	cmd    *exec.Cmd
	done   chan error // its end
	origin string
	began  time.Time
	ready  time.Duration // from the start of the process
}

func launch(b *testing.B, library, data string) *started {
	b.Helper()
	public, desk := freeAddress(b), freeAddress(b)
	p := &started{origin: "http://" + public, done: make(chan error, 1)}
	p.cmd = exec.Command(built(), "serve", "--data", data, "--library", library, "--public", public, "--desk", desk)
	p.cmd.Env = append(os.Environ(), "MUKTI_TEST_CHILD=1")
	p.cmd.Stderr = os.Stderr
	p.began = time.Now()
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	b.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it has ended, or the benchmark failed
		p.done <- <-p.done
	})
	for time.Since(p.began) < 3*time.Minute {
		if resp, err := http.Get(p.origin + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				p.ready = time.Since(p.began)
				return p
			}
		}
		select {
		case err := <-p.done:
			p.done <- err
			b.Fatalf("the portal ended: %v", err)
		case <-time.After(2 * time.Millisecond):
		}
	}
	p.end(b)
	b.Fatal("the portal is not ready after three minutes")
	return nil
}

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := listen("127.0.0.1:0", &Common{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (p *started) end(b *testing.B) {
	b.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.Error(err)
	}
	err := <-p.done
	p.done <- err
	if err != nil {
		b.Error(err)
	}
}

func (p *started) get(b *testing.B, path string) string {
	b.Helper()
	resp, err := http.Get(p.origin + path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s %v", path, resp.Status, err)
	}
	return string(body)
}

// searched waits until a question is answered, and says how long after the
// start of the process that was.
func (p *started) searched(b *testing.B) time.Duration {
	b.Helper()
	for range 4500 {
		if strings.Contains(p.get(b, "/en/search?q=made"), "-03-04-made-") {
			return time.Since(p.began)
		}
		time.Sleep(200 * time.Millisecond)
	}
	b.Fatal("no answer to a search after fifteen minutes")
	return 0
}

// cpu is what the process has used until now, in user and kernel.
func (p *started) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	user, _ := strconv.Atoi(fields[11]) // Source: proc_pid_stat(5), utime and stime, in ticks of 10 ms
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// memory is a line of /proc/PID/status, in MB. Mapped files count into VmRSS
// and not into RssAnon: the kernel takes them back when it needs the room.
func (p *started) memory(b *testing.B, name string) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, line, _ := strings.Cut(string(status), name+":")
	kB, err := strconv.Atoi(strings.Fields(line)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kB) * 1024 / 1e6
}

// browse asks n times for pages, lists and searches, the same ones each time.
func (p *started) browse(b *testing.B, n int) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		lang := benchLanguages()[r.IntN(14)]
		if lang != "en" && lang != "hi" && lang != "ur" {
			lang = "en" // those that the portal speaks
		}
		switch r.IntN(4) {
		case 0:
			p.get(b, "/"+lang+"/search?q="+[]string{"child+labour", "bandhua", "police", "missing+girl"}[r.IntN(4)])
		case 1:
			p.get(b, "/"+lang+"/library/advisories/")
		default:
			p.get(b, "/"+lang+"/library/advisories/"+madeSlug(r.IntN(100)))
		}
	}
}

// readAll asks for every document once, in the languages that the portal speaks.
func (p *started) readAll(b *testing.B, library string) {
	b.Helper()
	entries, err := os.ReadDir(filepath.Join(library, "advisories"))
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range entries {
		for _, lang := range []string{"en", "hi", "ur"} {
			p.get(b, "/"+lang+"/library/advisories/"+e.Name())
		}
	}
}

func size(b *testing.B, dir string) (n int64) {
	b.Helper()
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		n += info.Size()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func megabytes(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }

// benchLanguages are those for which the rules of triage have words.
func benchLanguages() []string {
	return []string{"as", "bn", "en", "gu", "hi", "kn", "ml", "mr", "ne", "or", "pa", "ta", "te", "ur"}
}

// makeLibrary writes documents as long as those of the embedded library are on
// average: 4.5 KB in English, 9 KB in an Indian script, eight numbered
// paragraphs.
func makeLibrary(b *testing.B, dir string, documents int) {
	b.Helper()
	for n, lang := range benchLanguages() {
		words, r := wordsOf(b, lang), rand.New(rand.NewPCG(7, uint64(n)))
		zipf := rand.NewZipf(r, 1.1, 20, uint64(len(words)-1))
		say := func(bytes int) string {
			if lang != "en" {
				bytes *= 2
			}
			said := words[zipf.Uint64()]
			for len(said) < bytes {
				said += " " + words[zipf.Uint64()]
			}
			return said
		}
		for i := range documents {
			var text strings.Builder
			fmt.Fprintf(&text, "---\ntitle: %q\nnumber: \"%d/MADE\"\ndate: %d-03-04\ndate_precision: day\nissuer: %q\nsource:\n  - name: %q\n    url: https://example.org/made\nstatus: in-force\ndigest: true\nsummary: %q\nkeywords:\n",
				say(60), i, madeYear(i), say(20), say(30), say(200))
			for range 5 {
				fmt.Fprintf(&text, "  - %q\n", say(12))
			}
			text.WriteString("---\n")
			for n := range 8 {
				if n%3 == 0 {
					fmt.Fprintf(&text, "\n## %s\n", say(30))
				}
				fmt.Fprintf(&text, "\n{%d} %s.\n", n+1, say(450))
			}
			path := filepath.Join(dir, "advisories", madeSlug(i))
			if err := os.MkdirAll(path, 0o700); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(path, lang+".md"), []byte(text.String()), 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// madeSlug is the folder of a made document: dated ones begin with their date.
func madeSlug(i int) string { return fmt.Sprintf("%d-03-04-made-%d", madeYear(i), i) }

func madeYear(i int) int { return 2000 + i%26 }

// wordsOf are the words of a language's rules, commonest first as they come,
// and behind them pairs written as one: a language has many rare words.
func wordsOf(b *testing.B, lang string) []string {
	b.Helper()
	list, err := os.ReadFile("../../tips/triage/data/words/" + lang + ".toml")
	if err != nil {
		b.Fatal(err)
	}
	latin := lang == "en"
	var words []string
	seen := map[string]bool{}
	for _, w := range regexp.MustCompile(`[\pL\pM]+`).FindAllString(string(list), -1) {
		if (w[0] < 0x80) == latin && !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for n := len(words); len(words) < 30_000; {
		words = append(words, words[r.IntN(n)]+words[r.IntN(n)])
	}
	return words
}
