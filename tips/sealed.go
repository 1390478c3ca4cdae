package tips

import (
	"encoding/json"
	"fmt"
	"time"

	"mukti/tips/ahtu"
	"mukti/tips/files"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// Told is what the tipster told, as far as it was kept: box [BoxWords].
type Told struct {
	Language string    `json:"language"`
	Account  string    `json:"account"`
	Signs    []string  `json:"signs,omitempty"`
	Place    PlaceText `json:"place"`
	Avoid    []string  `json:"avoid,omitempty"`
	When     string    `json:"when,omitempty"`
	Children string    `json:"children,omitempty"`
	Count    int       `json:"count,omitempty"`
	Who      string    `json:"who,omitempty"`
	Role     string    `json:"role,omitempty"`
	Channel  string    `json:"channel"`
	Dropped  []Note    `json:"dropped,omitempty"`
	Trap     bool      `json:"trap,omitempty"`      // a field that no person sees was filled: perhaps a program wrote this
	SameForm bool      `json:"same_form,omitempty"` // the same form was sent before with other words
}

// Contact is how the tipster may be reached: box [BoxContact].
type Contact struct {
	Contact string `json:"contact"`
	When    string `json:"when"`             // safe time, in the tipster's words
	Erased  bool   `json:"erased,omitempty"` // by the tipster, later
}

// Verdict is what triage said and where the tip was routed: box [BoxVerdict].
type Verdict struct {
	Assessment triage.Assessment `json:"assessment"`
	RulesHash  string            `json:"rules"`
	Routing    ahtu.Routing      `json:"routing"`
	Avoid      []string          `json:"avoid,omitempty"` // as told, and "local" where police are accused
	At         time.Time         `json:"at"`
}

// Summary is what a line of the queue shows: box [BoxSummary], one a tip.
type Summary struct {
	Place      string   `json:"place,omitempty"`
	State      string   `json:"state,omitempty"`
	Language   string   `json:"language,omitempty"`
	District   int      `json:"district,omitempty"`
	Points     int      `json:"points"`
	Confidence int      `json:"confidence"`
	Count      int      `json:"count,omitempty"`
	Files      int      `json:"files,omitempty"`
	Rules      []string `json:"rules,omitempty"`
	Children   string   `json:"children,omitempty"`
	When       string   `json:"when,omitempty"`
	Role       string   `json:"role,omitempty"`
	Excerpt    string   `json:"excerpt,omitempty"`
	Marks      []string `json:"marks,omitempty"` // masked
}

// Clarification is what was answered on the page after sending.
type Clarification struct {
	District int       `json:"district,omitempty"`
	OwnID    bool      `json:"own_id,omitempty"` // the number like an Aadhaar number is the tipster's own
	LastSix  string    `json:"-"`
	At       time.Time `json:"at"`
	MAC      []byte    `json:"mac"` // by the page after sending; see [tipKey]
}

// Note says one thing that was not kept as sent.
type Note struct {
	Field string `json:"field"`
	MsgID string `json:"msg"`
	Limit int    `json:"limit,omitempty"`
	Name  string `json:"name,omitempty"` // a file's name
}

// FileHead describes one file: box [BoxFile]. Key and Chunks are for opening it.
type FileHead struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	MIME   string `json:"mime"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Whole  bool   `json:"whole"`
	Key    []byte `json:"key"`
	Chunks int    `json:"chunks"`

	Clean     *CleanHead      `json:"clean,omitempty"`     // its copy without what a camera or a program wrote into it
	Uncleaned string          `json:"uncleaned,omitempty"` // why there is none; see [files.Reason]
	Position  *files.Position `json:"position,omitempty"`  // where the file says that it was taken
}

// Arrived says what came as files in one sending, for the officers: box [BoxArrived].
type Arrived struct {
	Files int    `json:"files"` // of the tip by now
	Notes []Note `json:"notes,omitempty"`
}

// DeskNote is an officer's note: box [BoxNote].
type DeskNote struct {
	At      time.Time `json:"at"`
	Officer string    `json:"officer"` // id
	Text    string    `json:"text"`
	Reason  string    `json:"reason,omitempty"`
}

// tipKey is what a body holds of a tip: its secret, and what must be believed
// of it whatever the database says. It is sealed to the body by somebody who
// had the secret; a writer of the database cannot make one.
type tipKey struct {
	Secret  string    `json:"secret"`  // the tip's own identity
	Mailbox string    `json:"mailbox"` // the number's public key, for letters
	Clarify vault.Key `json:"clarify"` // authenticates answers given after sending
	Avoid   []string  `json:"avoid,omitempty"`
	State   string    `json:"state,omitempty"`
	LGD     int       `json:"lgd,omitempty"`
	Bodies  []string  `json:"bodies"` // chain and copies
}

// openedTip is a tip's key opened.
type openedTip struct {
	tipKey
	id vault.Identity
}

// sealTipKey seals it to a body.
func sealTipKey(k tipKey, tip, body string, to vault.Recipient) ([]byte, error) {
	plain, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("tips: encode a tip's key: %w", err)
	}
	sealed, err := vault.Seal(secretLabel(tip, body), plain, to)
	if err != nil {
		return nil, fmt.Errorf("tips: %w", err)
	}
	return sealed, nil
}

func openTipKey(id vault.Identity, q QueueLine) (openedTip, error) {
	plain, err := vault.Open(id, secretLabel(q.Tip, q.Body), q.Sealed)
	if err != nil {
		return openedTip{}, fmt.Errorf("tips: tip's key: %w", err)
	}
	var t openedTip
	if err := json.Unmarshal(plain, &t.tipKey); err != nil {
		return openedTip{}, fmt.Errorf("tips: tip's key: %w", vault.ErrOpen)
	}
	if t.id, err = vault.ParseIdentity(t.Secret); err != nil {
		return openedTip{}, fmt.Errorf("tips: tip's key: %w", err)
	}
	return t, nil
}

func tipLabel(tip, kind string) vault.Label    { return vault.Label{Of: tip, Kind: kind} }
func secretLabel(tip, body string) vault.Label { return vault.Label{Of: tip, Kind: "secret " + body} }
func letterLabel(letter string) vault.Label    { return vault.Label{Of: letter, Kind: "letter"} }

// sealBox makes a box of kind holding v, sealed to the tip.
func sealBox(to vault.Recipient, tip, id, kind string, at time.Time, v any) (Box, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return Box{}, fmt.Errorf("tips: encode %s: %w", kind, err)
	}
	data, err := vault.Seal(tipLabel(tip, kind), plain, to)
	if err != nil {
		return Box{}, fmt.Errorf("tips: %w", err)
	}
	return Box{ID: id, Tip: tip, Kind: kind, At: Coarse(at), Data: data}, nil
}

// openBox opens a box into v.
func openBox(id vault.Identity, b Box, v any) error {
	plain, err := vault.Open(id, tipLabel(b.Tip, b.Kind), b.Data)
	if err != nil {
		return fmt.Errorf("tips: box %s: %w", b.Kind, err)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("tips: box %s: not what was sealed", b.Kind)
	}
	return nil
}

// ended is what is sealed in a page: its exact end is nobody's to read.
type ended struct {
	End time.Time       `json:"end"`
	V   json.RawMessage `json:"v"`
}

// newPage seals v under the secret that opens the page.
func newPage(kind, secret string, v any, looks int, expires time.Time) (Page, error) {
	inner, err := json.Marshal(v)
	if err != nil {
		return Page{}, fmt.Errorf("tips: encode page: %w", err)
	}
	plain, err := json.Marshal(ended{expires, inner})
	if err != nil {
		return Page{}, fmt.Errorf("tips: encode page: %w", err)
	}
	id := vault.ID(secret, kind)
	key := vault.Derive([]byte(secret), "page "+kind)
	return Page{ID: id, Kind: kind, Data: vault.SealKey(key, vault.Label{Of: id, Kind: kind}, plain), Looks: looks, Expires: DueAt(expires)}, nil
}

// openPage opens a page into v and gives its exact end; [ErrGone] after it.
func openPage(secret string, p Page, now time.Time, v any) (end time.Time, err error) {
	key := vault.Derive([]byte(secret), "page "+p.Kind)
	plain, err := vault.OpenKey(key, vault.Label{Of: p.ID, Kind: p.Kind}, p.Data)
	if err != nil {
		return end, ErrGone
	}
	var e ended
	if json.Unmarshal(plain, &e) != nil || !now.Before(e.End) || json.Unmarshal(e.V, v) != nil {
		return end, ErrGone
	}
	return e.End, nil
}
