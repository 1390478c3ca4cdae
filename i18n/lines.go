package i18n

import "strings"

// The TOML library tells no line of a key; these two find it for the faults. They read only what a catalogue holds:
// headers, `key = "text"`, texts of several lines.

// tableLines returns the lines on which a header stands, at least one.
func tableLines(data, header string) []int {
	var out []int
	for i, line := range strings.Split(data, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), header) {
			out = append(out, i+1)
		}
	}
	if len(out) == 0 {
		return []int{0}
	}
	return out
}

// keyLines returns the line of every key and table, by its full dotted name.
func keyLines(data string) map[string]int {
	out := map[string]int{}
	prefix, until := "", "" // until: the quotes that end a text of several lines
	for i, line := range strings.Split(data, "\n") {
		line = strings.TrimSpace(line)
		if until != "" {
			if strings.Contains(line, until) {
				until = ""
			}
			continue
		}
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			name, _, _ := strings.Cut(strings.TrimLeft(line, "["), "]")
			prefix = plainKey(name)
			out[prefix] = i + 1
		default:
			key, value, ok := cutKey(line)
			if !ok {
				continue
			}
			if prefix != "" {
				key = prefix + "." + key
			}
			if _, seen := out[key]; !seen {
				out[key] = i + 1
			}
			for _, quotes := range []string{`"""`, `'''`} {
				if rest, opened := strings.CutPrefix(value, quotes); opened && !strings.Contains(rest, quotes) {
					until = quotes
				}
			}
		}
	}
	return out
}

// cutKey cuts `"a.b" = value`, minding that a quoted key may hold an equals sign.
func cutKey(line string) (key, value string, ok bool) {
	quote := byte(0)
	for i := range len(line) {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '=':
			return plainKey(line[:i]), strings.TrimSpace(line[i+1:]), true
		}
	}
	return "", "", false
}

func plainKey(key string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"' \t", r) {
			return -1
		}
		return r
	}, key)
}
