package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the plan of the house: which of our rooms a room may import. A
// room that is not in it, or an arrow that is not, fails the test: change the
// plan in ARCHITECTURE.md with it.
var mayImport = map[string]string{
	"cmd/portal":        "cmd/portal/desk cmd/portal/public cmd/portal/web content content/ingest i18n search search/evaluate themes tips tips/ahtu tips/files tips/notices tips/places tips/sqlstore tips/triage tips/vault",
	"cmd/portal/web":    "i18n themes tips tips/ahtu tips/places",
	"cmd/portal/public": "cmd/portal/web content content/publish i18n i18n/fold search themes tips tips/ahtu tips/files tips/places tips/triage",
	"cmd/portal/desk":   "cmd/portal/web content i18n themes tips tips/ahtu tips/export tips/figures tips/files tips/notices tips/places tips/triage",
	"content":           "",
	"content/ingest":    "",
	"content/publish":   "",
	"i18n":              "",
	"i18n/fold":         "",
	"mapped":            "",
	"search":            "content i18n/fold mapped",
	"search/evaluate":   "search",

	"search/evaluate/beside": "content i18n/fold search",

	"themes":       "",
	"tips":         "tips/ahtu tips/export tips/figures tips/files tips/find tips/notices tips/passkey tips/passphrase tips/places tips/triage tips/vault",
	"tips/find":    "i18n/fold tips/vault",
	"tips/ahtu":    "",
	"tips/export":  "",
	"tips/files":   "",
	"tips/places":  "i18n/fold",
	"tips/notices": "",

	"tips/passkey":    "",
	"tips/passphrase": "",

	"tips/passkey/passkeytest": "",

	"tips/places/internal/compile": "i18n/fold tips/places",
	"tips/places/internal/told":    "i18n/fold tips/places",
	"tips/sqlstore":                "tips",
	"tips/storetest":               "tips",
	"tips/triage":                  "i18n/fold tips/places",
	"tips/vault":                   "",

	"tips/figures": "",
}

// owners is who alone may import an outside library.
var owners = map[string]string{
	"github.com/blevesearch/":         "search",
	"github.com/yuin/goldmark":        "content",
	"go.abhg.dev/goldmark/":           "content",
	"github.com/aymanbagabas/":        "content",
	"github.com/mattn/go-sqlite3":     "tips/sqlstore",
	"github.com/pressly/goose/":       "tips/sqlstore",
	"github.com/nicksnyder/go-i18n/":  "i18n",
	"filippo.io/age":                  "tips/vault",
	"golang.org/x/crypto/":            "tips/vault",
	"github.com/gofiber/":             "cmd/portal/web cmd/portal/public cmd/portal/desk cmd/portal",
	"github.com/valyala/fasthttp":     "cmd/portal/web cmd/portal/public cmd/portal/desk",
	"github.com/alecthomas/kong":      "cmd/portal",
	"github.com/nyaruka/phonenumbers": "tips/triage",
	"github.com/abadojack/whatlanggo": "tips/triage",
	"github.com/gabriel-vasile/":      "tips/files",
	"github.com/pdfcpu/":              "tips/files",
	"github.com/tetratelabs/wazero":   "tips/files",
	"golang.org/x/image/":             "tips/files",
	"github.com/wneessen/go-mail":     "tips/notices",
	"gopkg.in/yaml.v3":                "content",
	"github.com/go-webauthn/":         "tips/passkey",
	"github.com/ccojocar/zxcvbn-go":   "tips/passphrase",
	"github.com/anishathalye/":        "", // tests only
}

type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func list(t *testing.T) map[string]listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "mukti/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	rooms := map[string]listed{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			return rooms
		} else if err != nil {
			t.Fatal(err)
		}
		rooms[strings.TrimPrefix(l.ImportPath, "mukti/")] = l
	}
}

// TestImports needs -count=1: Go's test cache cannot see behind go list.
func TestImports(t *testing.T) {
	rooms := list(t)
	if len(rooms) < 15 {
		t.Fatalf("only %d rooms listed: the test would prove nothing", len(rooms))
	}
	for room, l := range rooms {
		allowed, planned := mayImport[room]
		if !planned {
			t.Errorf("room %s is not in the plan", room)
			continue
		}
		for _, imp := range l.Imports {
			if ours, ok := strings.CutPrefix(imp, "mukti/"); ok && !slices.Contains(strings.Fields(allowed), ours) {
				t.Errorf("%s imports %s: not in the plan", room, ours)
			}
			for prefix, owner := range owners {
				if strings.HasPrefix(imp, prefix) && !slices.Contains(strings.Fields(owner), room) {
					t.Errorf("%s imports %s, which belongs to %s", room, imp, owner)
				}
			}
		}
	}
	for room := range mayImport {
		if _, ok := rooms[room]; !ok {
			t.Errorf("the plan has a room that does not exist: %s", room)
		}
	}
}
