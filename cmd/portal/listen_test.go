package main

import (
	"strings"
	"testing"
)

// anOnion is the address of an onion service that Tor made for this test.
const anOnion = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"

func TestHowTheSiteIsReachedIsCheckedAtTheStart(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string // part of the fault; "" for none
	}{
		{"a proxy by its address", []string{"--proxy", "127.0.0.2"}, ""},
		{"two proxies and a range", []string{"--proxy", "127.0.0.2,10.0.0.0/24", "--proxy", "2001:db8::/64"}, ""},
		{"a header of the proxy's own", []string{"--proxy", "127.0.0.2", "--proxy-header", "X-Real-IP"}, ""},
		{"a proxy by its name", []string{"--proxy", "nginx"}, `--proxy "nginx"`},
		{"everybody a proxy", []string{"--proxy", "0.0.0.0/0"}, "everybody"},
		{"a header and no proxy", []string{"--proxy-header", "X-Real-IP"}, "--proxy-header without --proxy"},
		{"a header that is no name", []string{"--proxy", "127.0.0.2", "--proxy-header", "X Real"}, "no name of a header"},
		{"a header that is not read", []string{"--proxy", "127.0.0.2", "--proxy-header", "forwarded"}, "is not read"},
		{"a certificate behind a proxy", []string{"--proxy", "127.0.0.2", "--cert", "c.pem", "--key", "k.pem"}, "one of them"},
		{"a certificate without its key", []string{"--cert", "c.pem"}, "belong together"},
		{"an onion", []string{"--onion", anOnion}, ""},
		{"an onion as an address", []string{"--onion", "http://" + strings.ToUpper(anOnion[:56]) + ".onion/"}, ""},
		{"an onion with a slip of the pen", []string{"--onion", "3" + anOnion[1:]}, "--onion"},
		{"an onion of the old kind", []string{"--onion", "expyuzz4wqqyqhjn.onion"}, "--onion"},
		{"an onion that is none", []string{"--onion", "tips.example.in"}, "--onion"},
		{"an onion beside an onion", []string{"--onion", anOnion, "--origin", "http://" + anOnion}, "leave one of them out"},
		{"an exit for all and one for Hindi", []string{"--exit", "https://a.example/?q=b,hi=https://b.example/"}, ""},
		{"an exit without TLS", []string{"--exit", "http://a.example/"}, "--exit"},
		{"an exit to nowhere", []string{"--exit", "hi"}, "--exit"},
		{"an exit that leads back", []string{"--exit", "https://tips.example.in/x", "--origin", "https://tips.example.in"}, "leads back"},
		{"two exits for one language", []string{"--exit", "hi=https://a.example/,hi=https://b.example/"}, "a second page"},
	} {
		t.Run(c.name, func(t *testing.T) {
			// A database that is not there is found after the flags are.
			_, errs, code := command(t, "", append([]string{"verify", "--data", t.TempDir()}, c.args...)...)
			switch {
			case c.want == "" && (code == exitUsage || !strings.Contains(errs, "no database here")):
				t.Errorf("refused: %s", errs)
			case c.want != "" && (code != exitUsage || !strings.Contains(errs, c.want)):
				t.Errorf("%d: %s", code, errs)
			}
		})
	}
}

func TestExitsByLanguage(t *testing.T) {
	got, err := (&Common{Exit: []string{"https://a.example/?q=b", "hi=https://b.example/"}}).exits()
	if err != nil || len(got) != 2 || got[""] != "https://a.example/?q=b" || got["hi"] != "https://b.example/" {
		t.Errorf("%v, %v", got, err)
	}
}
