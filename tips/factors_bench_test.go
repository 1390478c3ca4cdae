package tips_test

import (
	"slices"
	"testing"
	"time"

	"mukti/tips"
)

// BenchmarkARefusedSignIn shows the median by reason: they have to be alike.
func BenchmarkARefusedSignIn(b *testing.B) {
	p := newPortal(b)
	login, _ := p.enrol(p.first.AdminToken)
	if _, err := p.desk.Invite(p.ctx, "command", tips.InviteRequest{Name: "I", Login: "invited", Role: tips.RoleEditor}); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, login, pass, code string }{
		{"no such name", "nobody", pass, "123456"},
		{"wrong passphrase", login, "wrong " + pass, "123456"},
		{"wrong code", login, pass, "000000"},
		{"wrong recovery code", login, pass, "123456123456"},
		{"invited", "invited", pass, "123456"},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := p.desk.SignIn(p.ctx, c.login, c.pass, c.code); err == nil {
					b.Fatal("signed in")
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
		})
	}
}
