package triage

import (
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
)

// To read the word lists takes most of a second of a processor and more memory than
// the rest of the portal. What comes of them is therefore remembered in a file beside
// them, which is part of the program and read where it lies. The lists remain the one
// source: the file says of which lists it was made, and where these are not the same
// to the letter, the lists themselves are read. A test makes it anew and compares
// (TestTheRememberedWordsAreThoseOfTheLists); with -update it writes it.
//
//go:embed compiled.bin
var remembered string

// rememberedForm is the first line of the file. The number counts on when what
// follows means something else.
const rememberedForm = "mukti triage words, form 1\n"

// wordLists are what is read of the lists: all of the [Rules] that are not of
// rules.toml.
type wordLists struct {
	Concepts, Langs    []string // of the phrases, as the index numbers them
	Numbers            map[string]int
	Spelled            map[string]string
	CommonWords        map[string][]string
	CommonKeys         map[string][]string
	Languages, Partial []string
}

// remember writes what was read of the lists: the form, the hash of the rule files,
// the lengths of all parts as numbers of 32 bits, and the parts.
func (r *Rules) remember() (string, error) {
	x := r.index
	lists, err := json.Marshal(wordLists{Concepts: x.concepts, Langs: x.langs, Numbers: r.numbers, Spelled: r.spelled,
		CommonWords: r.commonWords, CommonKeys: r.commonKeys, Languages: r.langs, Partial: r.partial})
	if err != nil {
		return "", fmt.Errorf("triage: %w", err)
	}
	var out strings.Builder
	out.WriteString(rememberedForm + r.hash + "\n")
	parts := []string{string(lists), x.texts, string(x.ends), string(x.slots), x.tags, string(x.heads), string(x.code), string(x.starts), string(x.firsts)}
	for _, p := range parts {
		out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(p))))
	}
	for _, p := range parts {
		out.WriteString(p)
	}
	return out.String(), nil
}

// recall takes the lists out of what was remembered of rule files with this hash;
// ok is false if it is of others, or not whole.
func (r *Rules) recall(from, hash string) (ok bool, err error) {
	from, ok = strings.CutPrefix(from, rememberedForm+hash+"\n")
	if !ok {
		return false, nil
	}
	x, lists := &index{}, ""
	parts := []*string{&lists, &x.texts, (*string)(&x.ends), (*string)(&x.slots), &x.tags, (*string)(&x.heads), (*string)(&x.code), (*string)(&x.starts), (*string)(&x.firsts)}
	head := 4 * len(parts)
	if len(from) < head {
		return false, nil
	}
	lengths, whole := row(from[:head]), uint64(0)
	from = from[head:]
	for i := range parts {
		whole += uint64(lengths.at(uint32(i)))
	}
	if whole != uint64(len(from)) {
		return false, nil
	}
	for i, p := range parts {
		n := lengths.at(uint32(i))
		*p, from = from[:n], from[n:]
	}
	var l wordLists
	if err := json.Unmarshal([]byte(lists), &l); err != nil {
		return false, fmt.Errorf("triage: compiled.bin: %w", err)
	}
	x.concepts, x.langs = l.Concepts, l.Langs
	r.index, r.numbers, r.spelled, r.commonWords, r.commonKeys = x, l.Numbers, l.Spelled, l.CommonWords, l.CommonKeys
	r.langs, r.partial = l.Languages, l.Partial
	return true, nil
}
