package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"mukti/search"
)

// serveChild holds our own engine: it builds the index, then answers a round for each line that it is given.
func serveChild(dir string, in io.Reader, out io.Writer) error {
	say := json.NewEncoder(out)
	ps, err := readLines[search.Passage](filepath.Join(dir, "docs.jsonl"))
	if err != nil {
		return err
	}
	place := filepath.Join(dir, "mukti")
	if err := os.RemoveAll(place); err != nil {
		return err
	}
	before := processor()
	x, err := search.OpenPassages(ps, "beside", place)
	if err != nil {
		return err
	}
	b := built{Engine: "mukti", CPU: processor() - before}
	if err := x.Close(); err != nil {
		return err
	}
	if b.Bytes, err = size(place); err != nil {
		return err
	}
	began := time.Now()
	if x, err = search.OpenPassages(ps, "beside", place); err != nil {
		return err
	}
	b.OpenMS = float64(time.Since(began).Microseconds()) / 1e3
	if err := say.Encode(b); err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		qs, err := readLines[question](filepath.Join(dir, lines.Text()+".jsonl"))
		if err != nil {
			return err
		}
		var r round
		before := processor()
		for _, q := range qs {
			began := time.Now()
			if _, err := x.Search(context.Background(), search.Query{Words: q.Words, Lang: q.Lang}); err != nil {
				return err
			}
			r.Micros = append(r.Micros, float64(time.Since(began).Nanoseconds())/1e3)
		}
		r.CPU, r.RSS = processor()-before, resident()
		if err := say.Encode(r); err != nil {
			return err
		}
	}
	return x.Close()
}

func readLines[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []T
	for dec := json.NewDecoder(bufio.NewReader(f)); ; {
		var one T
		if err := dec.Decode(&one); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
}

// processor is the time that this process has computed, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// resident is the memory of this process, 0 where the system does not tell.
func resident() int64 {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	if f := strings.Fields(string(statm)); len(f) > 1 {
		if pages, err := strconv.ParseInt(f[1], 10, 64); err == nil {
			return pages * int64(os.Getpagesize())
		}
	}
	return 0
}

func size(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}
