package tips_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"mukti/tips"
)

var updateAccess = flag.Bool("update-access", false, "write ACCESS.md from the table")

// TestAccessIsDocumented: ACCESS.md says what the table says. After a change of
// the table: go test ./tips -run AccessIsDocumented -update-access
func TestAccessIsDocumented(t *testing.T) {
	want := accessPage()
	if *updateAccess {
		if err := os.WriteFile("../ACCESS.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("../ACCESS.md")
	if err != nil || string(got) != want {
		t.Errorf("ACCESS.md is not what the table says (%v): go test ./tips -run AccessIsDocumented -update-access", err)
	}
}

func accessPage() string {
	var b strings.Builder
	b.WriteString(`# Who may do what at the desk

Written from the table in tips/access.go; a test keeps it so. What a row allows still needs the keys: nobody opens a
tip that was not sealed to the own body, whatever a table or a database says. A role that a row does not name may not
do the act at all; an act without a row nobody may do.

To: **taken** this officer has taken the tip · **held** it lies in the chain of the officer's body · **copy** the body is to
know of it · **asked** the officer was asked to read it, for a day · **self** the officer's own account · **own** the
officer's body · **below** a body below it · **all** the whole installation.

| act | roles | to | needs |
|---|---|---|---|
`)
	for _, r := range tips.Rules() {
		var needs []string
		for what, is := range map[string]bool{"works before confirmation": r.Unconfirmed, "passphrase again": r.Again, "a second person": r.Two} {
			if is {
				needs = append(needs, what)
			}
		}
		slices.Sort(needs)
		to := make([]string, len(r.To))
		for i, rel := range r.To {
			to[i] = string(rel)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.Act, strings.Join(r.Roles, ", "), strings.Join(to, ", "), strings.Join(needs, ", "))
	}
	return b.String()
}

// TestAccessTable: an act has one rule, names known roles and relations, and no
// rule lets a role without a body's key near a tip.
func TestAccessTable(t *testing.T) {
	roles := []string{tips.RoleOfficer, tips.RoleInCharge, tips.RoleNodal, tips.RoleCell, tips.RoleEditor, tips.RoleAdministrator}
	toTips := []tips.Relation{tips.ToTaken, tips.ToHeld, tips.ToCopy, tips.ToAsked}
	relations := append([]tips.Relation{tips.ToSelf, tips.ToOwn, tips.ToBelow, tips.ToAll}, toTips...)
	seen := map[tips.Act]bool{}
	for _, r := range tips.Rules() {
		if seen[r.Act] || r.Act == "" {
			t.Errorf("act %q has two rules, or no name", r.Act)
		}
		seen[r.Act] = true
		if len(r.Roles) == 0 || len(r.To) == 0 {
			t.Errorf("%s: nobody may do it, or to nothing", r.Act)
		}
		for _, role := range r.Roles {
			if !slices.Contains(roles, role) {
				t.Errorf("%s: unknown role %q", r.Act, role)
			}
			if role != tips.RoleAdministrator && role != tips.RoleEditor {
				continue
			}
			for _, rel := range toTips {
				if slices.Contains(r.To, rel) {
					t.Errorf("%s: a %s comes to a tip", r.Act, role)
				}
			}
		}
		for _, rel := range r.To {
			if !slices.Contains(relations, rel) {
				t.Errorf("%s: unknown relation %q", r.Act, rel)
			}
		}
	}
	nobody := (*tips.Seat)(nil)
	waiting := &tips.Seat{Officer: tips.Officer{Role: tips.RoleCell}, Waiting: true}
	for _, r := range tips.Rules() {
		if nobody.May(r.Act) || waiting.May(r.Act) != r.Unconfirmed && slices.Contains(r.Roles, tips.RoleCell) {
			t.Errorf("%s: nobody, or somebody unconfirmed, may", r.Act)
		}
	}
	if (&tips.Seat{Officer: tips.Officer{Role: tips.RoleCell}}).May("an act of tomorrow") {
		t.Error("an act without a rule is allowed")
	}
}
