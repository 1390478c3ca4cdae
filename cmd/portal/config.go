package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// Common are the flags of every command. Each has an environment twin
// (PORTAL_PUBLIC …) and a key of the same name in the configuration file; a
// flag wins over the environment, that over the file.
type Common struct {
	Config      string   `help:"Configuration file (TOML); unknown keys are refused." placeholder:"portal.toml" type:"path"`
	Data        string   `help:"Data folder; default ./var (a fresh temporary one for --demo)." type:"path" placeholder:"DIR"`
	Database    string   `help:"Database file; default: portal.db in the data folder." placeholder:"PATH"`
	Public      string   `help:"Where the public site listens; empty switches it off." default:"127.0.0.1:8080"`
	Desk        string   `help:"Where the desk listens; empty switches it off." default:"127.0.0.1:8081"`
	Origin      string   `help:"The public site's address as people type it; default http://localhost:PORT." placeholder:"https://…"`
	DeskOrigin  string   `help:"The desk's address as officers type it; default http://localhost:PORT. Passkeys need https and a name here (or localhost), and belong to it: with another name they have to be made anew." placeholder:"https://…"`
	Cert        string   `help:"TLS certificate (PEM), with --key." type:"path"`
	Key         string   `help:"TLS key (PEM), with --cert." type:"path"`
	Proxy       []string `help:"Where a reverse proxy before the public site connects from: addresses or ranges. Only from there is the client's address read from the header." placeholder:"127.0.0.2,…"`
	ProxyHeader string   `help:"Header in which the proxy names the client; it must overwrite it. Default: X-Forwarded-For." placeholder:"NAME"`
	Onion       string   `help:"The public site's onion address; Tor must lead it to --public. See deploy/." placeholder:"….onion"`
	Exit        []string `help:"Page to which the exit link leads, for all languages or one; default: the weather, or the front page of the language's Wikipedia." placeholder:"https://…,hi=https://…"`
	Languages   []string `help:"Languages that are switched on, e.g. en,hi; default: all that are complete." placeholder:"en,hi"`
	Theme       string   `help:"Folder of templates and styles read on top of the embedded ones." type:"path"`
	LibraryDir  string   `name:"library" help:"Folder of documents read on top of the embedded library, and read again when it changes; with a fault in it the last good one stays and the log says where." type:"path"`
	FirstLook   string   `help:"Within which time somebody has to look at a tip, by urgency; a house rule, no law sets it. Default: immediate=15m,urgent=4h,standard=48h,information=48h." placeholder:"immediate=15m,…"`
	TakeWithin  string   `help:"Within which time after that somebody has to take or close it; a house rule. Default: immediate=1h,urgent=24h,standard=168h,information=48h." placeholder:"immediate=1h,…"`
	NextUpdate  string   `help:"Next update promised to the tipster after an officer's act; half of it for an urgent tip, a day at most for an immediate one. Default: 168h." placeholder:"168h"`
	Keep        string   `help:"For how long a closed tip is kept before it is erased, by outcome, in days; 'never' erases none. A house rule. Default: acted=1825d,passed-on=730d,no-action=365d,false=365d." placeholder:"acted=1825d,…"`
	PDF         string   `name:"pdf" help:"Chromium with which documents and field cards are printed to PDF; default: none, and no PDFs are offered." placeholder:"/usr/bin/chromium"`
	NoticeAllow []string `help:"Ranges of this machine or a private network that notices may be sent to (a mail server, SMS gateway or webhook inside); default: public addresses only." placeholder:"127.0.0.1/32,…"`
	dataGiven   bool
	Log         string `help:"Form of the log." enum:"text,json" default:"text"`
}

// defaultData is the data folder when none is given.
const defaultData = "./var"

// settle fills in what depends on other flags.
func (c *Common) settle() {
	if c.dataGiven = c.Data != ""; !c.dataGiven {
		c.Data = defaultData
	}
}

// check gives every fault of the flags at once.
func (c *Common) check() error {
	var faults []error
	say := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for _, a := range []struct{ flag, addr string }{{"public", c.Public}, {"desk", c.Desk}} {
		if a.addr == "" {
			continue
		}
		if _, _, err := net.SplitHostPort(a.addr); err != nil {
			say("--%s %q: want HOST:PORT, e.g. 127.0.0.1:8080", a.flag, a.addr)
		}
	}
	for _, o := range []struct{ flag, origin string }{{"origin", c.Origin}, {"desk-origin", c.DeskOrigin}} {
		if o.origin == "" {
			continue
		}
		u, err := url.Parse(o.origin)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
			say("--%s %q: want https://HOST without a path", o.flag, o.origin)
		}
	}
	if (c.Cert == "") != (c.Key == "") {
		say("--cert and --key belong together: one of them is missing")
	}
	if c.PDF != "" {
		if _, err := exec.LookPath(c.PDF); err != nil {
			say("--pdf %q: no such program", c.PDF)
		}
	}
	_, proxyFault := c.proxy()
	_, onionFault := c.onion()
	_, exitFault := c.exits()
	_, allowFault := c.noticeAllow()
	faults = append(faults, proxyFault, onionFault, exitFault, allowFault)
	if c.Onion != "" && c.Origin != "" && strings.HasSuffix(c.Origin, ".onion") {
		say("--onion beside an --origin that is an onion address itself: leave one of them out")
	}
	c.clocks(say)
	c.keepTimes(say)
	if strings.HasPrefix(c.Database, "postgres://") || strings.HasPrefix(c.Database, "postgresql://") {
		say("--database: PostgreSQL is not built in yet: give a file")
	}
	return errors.Join(faults...)
}

// origin is the address as people type it.
func origin(given, listen string) string {
	if given != "" {
		return strings.TrimSuffix(given, "/")
	}
	_, port, err := net.SplitHostPort(listen)
	if err != nil {
		return ""
	}
	return "http://localhost:" + port
}

func (c *Common) logger(w *world) *slog.Logger {
	if c.Log == "json" {
		return slog.New(slog.NewJSONHandler(w.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(w.stderr, nil))
}

// configFile resolves flags from the file that --config names.
type configFile struct {
	loaded bool
	values map[string]any
}

// Validate is part of [kong.Resolver].
func (f *configFile) Validate(*kong.Application) error { return nil }

// Resolve is part of [kong.Resolver]: the file's value of a flag, if it has one
// and neither command line nor environment gave one.
func (f *configFile) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if !f.loaded {
		f.loaded = true
		path := configPath(ctx)
		if path != "" {
			values, err := readConfig(path)
			if err != nil {
				return nil, err
			}
			f.values = values
		}
	}
	for _, env := range flag.Envs {
		if _, set := os.LookupEnv(env); set {
			return nil, nil
		}
	}
	v, ok := f.values[flag.Name]
	if !ok {
		return nil, nil
	}
	if list, isList := v.([]any); isList {
		words := make([]string, len(list))
		for i, w := range list {
			words[i] = fmt.Sprint(w)
		}
		return strings.Join(words, ","), nil
	}
	return fmt.Sprint(v), nil
}

// configPath finds --config before the flags are bound.
func configPath(ctx *kong.Context) string {
	for _, p := range ctx.Path {
		if p.Flag != nil && p.Flag.Name == "config" {
			if s, ok := ctx.FlagValue(p.Flag).(string); ok {
				return s
			}
		}
	}
	return os.Getenv("PORTAL_CONFIG")
}

// readConfig reads the file and gives every fault of it at once, with its line.
func readConfig(path string) (map[string]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, unwrapPath(err))
	}
	var values map[string]any
	if _, err := toml.Decode(string(text), &values); err != nil {
		var pe toml.ParseError
		if errors.As(err, &pe) {
			return nil, fmt.Errorf("%s:%d: %s", path, pe.Position.Line, pe.Message)
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	known := commonFlags()
	var faults []error
	for _, key := range slices.Sorted(mapKeys(values)) {
		line := lineOf(string(text), key)
		switch kind, ok := known[key]; {
		case !ok:
			faults = append(faults, fmt.Errorf("%s:%d: unknown key %q; known are %s", path, line, key, strings.Join(slices.Sorted(mapKeys(known)), ", ")))
		case key == "config":
			faults = append(faults, fmt.Errorf("%s:%d: %q cannot stand in the file itself", path, line, key))
		case !fits(values[key], kind):
			faults = append(faults, fmt.Errorf("%s:%d: %q wants %s", path, line, key, kind))
		}
	}
	return values, errors.Join(faults...)
}

// commonFlags are the keys of the file, with what each wants.
func commonFlags() map[string]string {
	out := map[string]string{}
	t := reflect.TypeFor[Common]()
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name := f.Tag.Get("name")
		if name == "" {
			name = dashed(f.Name)
		}
		out[name] = "a string"
		if f.Type.Kind() == reflect.Slice {
			out[name] = "a list of strings"
		}
	}
	return out
}

// dashed is kong's own naming: DeskOrigin → desk-origin.
func dashed(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

func fits(v any, kind string) bool {
	if kind == "a string" {
		_, ok := v.(string)
		return ok
	}
	list, ok := v.([]any)
	return ok && !slices.ContainsFunc(list, func(w any) bool { _, ok := w.(string); return !ok })
}

func lineOf(text, key string) int {
	for i, line := range strings.Split(text, "\n") {
		before, _, _ := strings.Cut(line, "=")
		if before = strings.Trim(strings.TrimSpace(before), `"'`); before == key || before == "["+key+"]" {
			return i + 1
		}
	}
	return 1
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// unwrapPath takes the path out of an error that will be printed beside it.
func unwrapPath(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

func version() string {
	if bi, ok := debug.ReadBuildInfo(); ok && bi.Main.Version != "" {
		return bi.Main.Version
	}
	return "development"
}
