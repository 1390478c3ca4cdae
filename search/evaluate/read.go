package evaluate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"mukti/search"
)

type question struct{ id, words string }

// judgements holds, by question, the documents judged relevant with their grades.
type judgements map[string]map[string]int

// lines gives every line that is not empty, with its number, and gathers what is wrong with them.
func lines(name string, read func(line string) error) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var faults []error
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if i == 0 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := read(line); err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", name, i+1, err))
		}
	}
	return errors.Join(faults...)
}

func readDocuments(name string) ([]search.Passage, string, error) {
	var out []search.Passage
	seen := map[string]bool{}
	var all bytes.Buffer
	err := lines(name, func(line string) error {
		var d struct {
			ID          any
			Title, Text string
		}
		dec := json.NewDecoder(strings.NewReader(line))
		dec.UseNumber() // an id may be a number: 007 is refused, 10000000000000001 kept as it is
		if err := dec.Decode(&d); err != nil {
			return fmt.Errorf("not a JSON object with id, title and text: %w", err)
		}
		id := fmt.Sprint(d.ID)
		if d.ID == nil || id == "" || strings.ContainsAny(id, " \t") {
			return fmt.Errorf("id %q is missing or has a space: a run file could not name it", id)
		}
		if seen[id] {
			return fmt.Errorf("id %q comes twice", id)
		}
		seen[id] = true
		all.WriteString(line)
		out = append(out, search.Passage{Document: id, Title: d.Title, Text: d.Text})
		return nil
	})
	texts := make([]string, len(out))
	for i, p := range out {
		texts[i] = p.Title + "\n" + p.Text
	}
	for i, lang := range search.GuessLanguages(texts) {
		out[i].Lang = lang
	}
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s: no documents", name)
	}
	return out, fingerprint(all.Bytes()), err
}

func readQuestions(name string) ([]question, error) {
	var out []question
	err := lines(name, func(line string) error {
		id, words, ok := strings.Cut(line, "\t")
		if !ok || strings.TrimSpace(id) == "" {
			return fmt.Errorf("a question is written id, tab, words")
		}
		out = append(out, question{strings.TrimSpace(id), words})
		return nil
	})
	return out, err
}

func readJudgements(name string) (judgements, error) {
	out := judgements{}
	err := lines(name, func(line string) error {
		f := strings.Fields(line)
		if len(f) != 4 {
			return fmt.Errorf("a judgement is written question, 0, document, grade")
		}
		grade, err := strconv.Atoi(f[3])
		if err != nil {
			return fmt.Errorf("grade %q is not a whole number", f[3])
		}
		if grade <= 0 {
			return nil
		}
		if out[f[0]] == nil {
			out[f[0]] = map[string]int{}
		}
		out[f[0]][f[2]] = grade
		return nil
	})
	return out, err
}
