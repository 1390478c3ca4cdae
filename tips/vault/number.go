package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/crypto/argon2"
)

// NumberDigits is the length of a number: 17 random digits (56 bits) and a
// Verhoeff check digit. Source: CONTRACT, "The number (receipt)".
const NumberDigits = 18

// Errors of [ParseNumber]: both are found before any costly work.
var (
	ErrNumberLength = errors.New("vault: a number has 18 digits")
	ErrNumberCheck  = errors.New("vault: wrong check digit")
)

// Number is what a tipster keeps.
type Number struct{ digits string }

// NewNumber draws one.
func NewNumber() Number {
	d := make([]byte, NumberDigits-1, NumberDigits)
	var b [1]byte
	for i := 0; i < len(d); {
		rand.Read(b[:])
		if b[0] < 250 { // 250 = 25 × 10: no digit is likelier than another
			d[i] = '0' + b[0]%10
			i++
		}
	}
	return Number{string(append(d, checkDigit(d)))}
}

// ParseNumber reads a number as typed: any script's digits, with spaces,
// dashes and invisible marks between them.
func ParseNumber(typed string) (Number, error) {
	var d []byte
	for _, r := range typed {
		if v, ok := digitValue(r); ok {
			d = append(d, '0'+v)
			if len(d) > NumberDigits {
				return Number{}, ErrNumberLength
			}
			continue
		}
		if unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf) || strings.ContainsRune(".,/_|·−\u00ad", r) {
			continue
		}
		return Number{}, ErrNumberLength
	}
	if len(d) != NumberDigits {
		return Number{}, ErrNumberLength
	}
	if checkDigit(d[:NumberDigits-1]) != d[NumberDigits-1] {
		return Number{}, ErrNumberCheck
	}
	return Number{string(d)}, nil
}

// Groups is the number as shown: "123456 789012 345678".
func (n Number) Groups() string {
	if len(n.digits) != NumberDigits {
		return ""
	}
	return n.digits[:6] + " " + n.digits[6:12] + " " + n.digits[12:]
}

// LastSix is what is asked back on the page after sending.
func (n Number) LastSix() string { return n.digits[12:] }

// String hides the number from every kind of printing; see [Number.Groups].
func (n Number) String() string { return "vault.Number(hidden)" }

// GoString hides it from %#v.
func (n Number) GoString() string { return n.String() }

// FindNumbers gives the byte ranges of s that hold a number with a right
// check digit, as typed by people: 18 digits in a row with a
// few separators between two of them. Ranges may overlap: in a longer run of
// digits any window may be the number.
func FindNumbers(s string) [][2]int {
	type digit struct {
		v          byte
		start, end int
	}
	var run []digit
	var out [][2]int
	flush := func() {
		for i := 0; i+NumberDigits <= len(run); i++ {
			d := make([]byte, NumberDigits)
			for j := range d {
				d[j] = '0' + run[i+j].v
			}
			if checkDigit(d[:NumberDigits-1]) == d[NumberDigits-1] {
				out = append(out, [2]int{run[i].start, run[i+NumberDigits-1].end})
			}
		}
		run = run[:0]
	}
	gap := 0
	for i, r := range s {
		if v, ok := digitValue(r); ok {
			run = append(run, digit{v, i, i + len(string(r))})
			gap = 0
			continue
		}
		if unicode.In(r, unicode.Cf) {
			continue
		}
		gap++
		if gap > 3 || !(unicode.IsSpace(r) || unicode.In(r, unicode.Pd) || strings.ContainsRune(".,/_|·−", r)) {
			flush()
		}
	}
	flush()
	return out
}

// digitValue is the value of a decimal digit of any script. Unicode keeps the
// ten digits of a script in a row from zero to nine, and a range of the table
// Nd begins with a zero. Source: Unicode Standard, section 4.6 (stability of Nd).
func digitValue(r rune) (byte, bool) {
	if r < 0x80 {
		return byte(r - '0'), r >= '0' && r <= '9'
	}
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10), true
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10), true
		}
	}
	return 0, false
}

// Cost of a number: Argon2id, 19 MiB, two passes, under the pepper.
// Source: OWASP Password Storage Cheat Sheet, Argon2id (19 MiB, t=2, p=1).
const (
	numberTime   = 2
	numberMemory = 19 << 10 // KiB
)

// Derived is what a number opens: the id of its box and the key to it.
type Derived struct {
	Box string
	Key Key
}

// Derive computes it; about 30 ms and 19 MiB, behind the locker's slots.
// pepper is kept outside the database: with the database alone nobody can try
// numbers.
func (l *Locker) Derive(ctx context.Context, pepper Key, n Number) (Derived, error) {
	if len(n.digits) != NumberDigits {
		return Derived{}, ErrNumberLength
	}
	if err := l.slots.Acquire(ctx, 1); err != nil {
		return Derived{}, fmt.Errorf("vault: waiting for a derivation: %w", err)
	}
	defer l.slots.Release(1)
	passes, memory := uint32(numberTime), uint32(numberMemory)
	if l.light {
		passes, memory = 1, 64
	}
	b := argon2.IDKey([]byte(n.digits), pepper[:], passes, memory, 1, 48)
	return Derived{Box: fmt.Sprintf("%x", b[:16]), Key: Key(b[16:])}, nil
}

// Digits gives the ASCII digits of what was typed, in any script's digits;
// everything else is left out.
func Digits(typed string) string {
	var d []byte
	for _, r := range typed {
		if v, ok := digitValue(r); ok {
			d = append(d, '0'+v)
		}
	}
	return string(d)
}
