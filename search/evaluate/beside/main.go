// Command beside measures the search beside SQLite's FTS5 and Xapian in one run: the same paragraphs, the same
// questions, in turns. It is run by hand:
//
//	go run ./search/evaluate/beside [-n 100000] [-rounds 5]
//
// The peers need Debian's python3 and python3-xapian; one that is missing is said and left out.
package main

import (
	"bufio"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"mukti/content"
)

//go:embed peers.py
var peers string

type question struct{ Words, Lang string }

// built is what a child says when its index stands.
type built struct {
	Engine  string
	CPU     float64 // seconds of processor for building
	Bytes   int64   // of the index on disk
	OpenMS  float64 // of opening it again
	Failure string  // why this engine is left out
}

// round is what a child says after asking every question once.
type round struct {
	CPU    float64   // seconds of processor
	Micros []float64 // of each question
	RSS    int64     // bytes, now
}

func main() {
	n := flag.Int("n", 100_000, "paragraphs")
	questions := flag.Int("questions", 400, "questions a round")
	rounds := flag.Int("rounds", 5, "rounds, each engine in turn")
	keep := flag.String("dir", "", "folder to work in; kept afterwards")
	child := flag.Bool("child", false, "run as the engine that is measured (used by the command itself)")
	flag.Parse()
	var err error
	if *child {
		err = serveChild(*keep, os.Stdin, os.Stdout)
	} else {
		err = run(*n, *questions, *rounds, *keep)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "beside:", err)
		os.Exit(1)
	}
}

func run(n, questions, rounds int, dir string) error {
	if dir == "" {
		temporary, err := os.MkdirTemp("", "mukti-beside-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	lib, err := content.Load(content.Embedded())
	if err != nil {
		return err
	}
	ps, qs := grow(lib, n, questions)
	if err := errors.Join(
		writeLines(filepath.Join(dir, "docs.jsonl"), ps), writeLines(filepath.Join(dir, "questions.jsonl"), qs),
		writeLines(filepath.Join(dir, "anything.jsonl"), anything(ps, questions)),
		os.WriteFile(filepath.Join(dir, "peers.py"), []byte(peers), 0o600),
	); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var engines []*engine
	for _, command := range [][]string{
		{self, "-child", "-dir", dir},
		{"/usr/bin/python3", filepath.Join(dir, "peers.py"), "fts5", dir},
		{"/usr/bin/python3", filepath.Join(dir, "peers.py"), "xapian", dir},
	} {
		e, err := start(command)
		if err != nil {
			return err
		}
		defer e.stop()
		if e.built.Failure != "" {
			fmt.Printf("%s is left out: %s\n", e.built.Engine, e.built.Failure)
			continue
		}
		fmt.Printf("%-7s %d paragraphs indexed in %.1f s of processor, %.1f MB, opened in %.1f ms\n",
			e.built.Engine, n, e.built.CPU, float64(e.built.Bytes)/1e6, e.built.OpenMS)
		engines = append(engines, e)
	}
	for _, what := range []string{"questions", "anything"} {
		results := map[*engine][]round{}
		for range rounds {
			for _, e := range engines {
				r, err := e.ask(what)
				if err != nil {
					return err
				}
				results[e] = append(results[e], r)
			}
		}
		fmt.Printf("\n%s, %d a round, median of %d rounds\n%-8s %10s %10s %10s %10s\n", what, questions, rounds, "", "CPU ms", "p50 ms", "p99 ms", "RSS MB")
		for _, e := range engines {
			rs := results[e]
			fmt.Printf("%-8s %10.3f %10.3f %10.3f %10.0f\n", e.built.Engine,
				median(rs, func(r round) float64 { return r.CPU * 1e3 / float64(len(r.Micros)) }),
				median(rs, func(r round) float64 { return quantile(r.Micros, 0.50) / 1e3 }),
				median(rs, func(r round) float64 { return quantile(r.Micros, 0.99) / 1e3 }),
				median(rs, func(r round) float64 { return float64(r.RSS) / 1e6 }))
		}
	}
	return nil
}

func median(rs []round, of func(round) float64) float64 {
	var all []float64
	for _, r := range rs {
		all = append(all, of(r))
	}
	return quantile(all, 0.5)
}

func quantile(all []float64, q float64) float64 {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.SortedFunc(slices.Values(all), cmp.Compare)
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func writeLines[T any](path string, all []T) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	for _, one := range all {
		if err := enc.Encode(one); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// engine is a child process that holds one engine.
type engine struct {
	built   built
	command *exec.Cmd
	in      io.WriteCloser
	out     *json.Decoder
}

func start(command []string) (*engine, error) {
	e := &engine{command: exec.Command(command[0], command[1:]...)}
	e.command.Stderr = os.Stderr
	var err error
	if e.in, err = e.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := e.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := e.command.Start(); err != nil {
		e.built = built{Engine: command[len(command)-2], Failure: err.Error()}
		e.command = nil
		return e, nil
	}
	e.out = json.NewDecoder(out)
	if err := e.out.Decode(&e.built); err != nil {
		return nil, fmt.Errorf("%s: %w", command[0], err)
	}
	return e, nil
}

func (e *engine) ask(what string) (r round, err error) {
	if _, err := fmt.Fprintln(e.in, what); err != nil {
		return r, err
	}
	err = e.out.Decode(&r)
	return r, err
}

const patience = 5 * time.Second

func (e *engine) stop() {
	if e.command == nil {
		return
	}
	e.in.Close()
	timer := time.AfterFunc(patience, func() { _ = e.command.Process.Kill() })
	_ = e.command.Wait()
	timer.Stop()
}
