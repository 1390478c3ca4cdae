package public

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"
)

// TestTheFormsFace holds the form to what somebody with little time, little
// reading and a cheap phone needs of it.
func TestTheFormsFace(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"it stands in the order of its plan", theFormStandsInTheOrderOfItsPlan},
		{"every sign has an icon and words", everySignHasAnIconAndWords},
		{"links open beside what was typed", linksOpenBesideWhatWasTyped},
		{"a phone may offer camera and recorder", aPhoneMayOfferCameraAndRecorder},
		{"one voice message is enough", oneVoiceMessageIsEnough},
		{"it is light when almost every State is named", itIsLightWhenAlmostEveryStateIsNamed},
		{"danger and help are one touch away", dangerAndHelpAreOneTouchAway},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

func class(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(strings.Fields(attr(n, "class")), name) }
}

func fieldNamed(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attr(n, "name") == name }
}

// Source: UX.md, "Pages": danger, where nobody reads, what, where, who must not
// see it, words and files; the rest is folded.
func theFormStandsInTheOrderOfItsPlan(t *testing.T, h *house) {
	main := all(h.get("/en/form").parse(t), tag("main"))[0]
	at := map[*html.Node]int{}
	for n := range main.Descendants() {
		at[n] = len(at)
	}
	last := -1
	for _, part := range []struct {
		name string
		fits func(*html.Node) bool
	}{
		{"heading", tag("h1")}, {"danger", class("danger")}, {"nobody reads", class("note")}, {"signs", class("signs")}, {"place", fieldNamed("place")},
		{"who must not see it", fieldNamed("avoid")}, {"words", fieldNamed("account")}, {"folded", tag("details")}, {"files", fieldNamed("files")}, {"send", tag("button")},
	} {
		found := all(main, part.fits)
		if len(found) == 0 {
			t.Fatalf("no %s", part.name)
		}
		if at[found[0]] < last {
			t.Errorf("%s stands too early", part.name)
		}
		last = at[found[0]]
	}
	// Fields are sent before files; to the eye the fold comes after them.
	fold := all(main, tag("details"))[0]
	if files := all(main, class("files")); len(files) != 1 || files[0].Parent != fold.Parent || !class("last")(fold.Parent) {
		t.Error("fold and files do not stand in one column")
	}
	if style := string(h.site.Themes.Style("public")); !strings.Contains(style, ".last{display:flex;flex-direction:column}") || !strings.Contains(style, ".last details{order:1}") {
		t.Error("the style does not put the fold after the files")
	}
	for _, n := range all(fold, tag("fieldset")) {
		if attr(n, "aria-labelledby") == "" {
			t.Error("a group in the closed fold has no name")
		}
	}
	if slices.ContainsFunc(all(main, func(n *html.Node) bool { return n.Data == "input" || n.Data == "textarea" || n.Data == "select" }), func(n *html.Node) bool {
		return attr(n, "required") != "" || attr(n, "pattern") != "" || attr(n, "maxlength") != ""
	}) {
		t.Error("a field sends its writer back")
	}
}

func everySignHasAnIconAndWords(t *testing.T, h *house) {
	seen := map[string]string{}
	tiles := all(all(h.get("/hi/form").parse(t), class("signs"))[0], tag("label"))
	if len(tiles) != len(formSigns) {
		t.Fatalf("%d signs, want %d", len(tiles), len(formSigns))
	}
	for i, tile := range tiles {
		sign := formSigns[i]
		icons := all(tile, tag("svg"))
		if len(icons) != 1 {
			t.Errorf("%s has %d icons", sign, len(icons))
			continue
		}
		if attr(icons[0], "aria-hidden") != "true" || attr(icons[0], "focusable") != "false" {
			t.Errorf("the icon of %s is read aloud", sign)
		}
		var b bytes.Buffer
		must(t, html.Render(&b, icons[0]))
		if other := seen[b.String()]; other != "" {
			t.Errorf("%s has the icon of %s", sign, other)
		}
		seen[b.String()] = sign
		if words := text(tile); words != h.site.Bundle.Speaker("hi").T("sign."+sign) {
			t.Errorf("%s says %q", sign, words)
		}
		// The frame of a ticked sign is drawn by its neighbour.
		if box := all(tile, tag("input"))[0]; box.NextSibling == nil || box.NextSibling.Data != "span" {
			t.Errorf("%s: nothing follows the box at once", sign)
		}
	}
}

func linksOpenBesideWhatWasTyped(t *testing.T, h *house) {
	page := h.get("/en/form").parse(t)
	n := 0
	for _, part := range []string{"main", "footer"} {
		for _, a := range all(all(page, tag(part))[0], tag("a")) {
			href := attr(a, "href")
			if strings.HasPrefix(href, "tel:") || strings.HasPrefix(href, "#") || part == "footer" && attr(a, "hreflang") == "" {
				continue
			}
			n++
			if attr(a, "target") != "_blank" || !strings.Contains(attr(a, "rel"), "noopener") {
				t.Errorf("%s takes the form away with what was typed", href)
			}
		}
	}
	if n < 3 {
		t.Errorf("only %d links: the test would prove nothing", n)
	}
}

// A phone offers camera, recorder and every file where nothing is asked for;
// "capture" would allow nothing but the camera or the recorder.
func aPhoneMayOfferCameraAndRecorder(t *testing.T, h *house) {
	inputs := all(h.get("/en/form").parse(t), fieldNamed("files"))
	if len(inputs) != 2 || attr(inputs[0], "accept") != "" || attr(inputs[1], "accept") != "audio/*" {
		t.Fatalf("%d fields for files", len(inputs))
	}
	for _, n := range inputs {
		if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "capture" }) {
			t.Errorf("%s forces the camera or the recorder", attr(n, "id"))
		}
		if attr(n, "type") != "file" || !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "multiple" }) {
			t.Errorf("%s does not take several files", attr(n, "id"))
		}
	}
}

// A browser sends a field without a file as a part without name and content.
func oneVoiceMessageIsEnough(t *testing.T, h *house) {
	const none = "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"
	rest := "--B\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nvoicevoicevoicevoicevo\r\n"
	for _, name := range []string{"remark", "place", "state", "account", "when", "children", "count", "who", "role", "contact", "contact_when"} {
		rest += "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n\r\n"
	}
	voice := "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"v.amr\"\r\nContent-Type: audio/amr\r\n\r\n#!AMR\n\x04\x05\x06\r\n"
	for name, body := range map[string]string{"by the second field": rest + none + voice, "by the first field": strings.Replace(rest, "voice", "other", 1) + voice + none} {
		to := h.do("POST", "/en/form", strings.NewReader(body+"--B--\r\n"), "Content-Type", "multipart/form-data; boundary=B").to(t)
		page := h.get(to).says(t, 200, "1 file was kept")
		if page.receipt(t) == "" {
			t.Errorf("%s: no number", name)
		}
	}
	body := strings.Replace(rest, "voice", "empty", 1) + none + none + "--B--\r\n"
	if to := h.do("POST", "/en/form", strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=B").to(t); to != "/en/form?e=empty#e" {
		t.Errorf("an empty form leads to %q", to)
	}
	// Whoever sent it empty is told what is enough, and the form is there again.
	h.get("/en/form?e=empty").says(t, 200, `id="e"`, "Nothing was filled in. One sign, a few words or one file is enough.", `name="account"`)
	// Where nothing could be taken, nobody may think that it was.
	h.get("/en/form?e=busy").says(t, 200, "What you typed was not kept.")
}

// The longest form: nobody is enrolled in one State, and the others are named.
// Source of the 8 KiB: UX.md, "Weight and type".
func itIsLightWhenAlmostEveryStateIsNamed(t *testing.T, h *house) {
	for _, l := range h.site.Bundle.Languages() {
		sp := h.site.Bundle.Speaker(l.Tag)
		reads := map[string]bool{"IN": true}
		for _, st := range h.site.Gazetteer.States()[1:] {
			reads[st.Code] = true
		}
		msg, in := h.site.readers(sp, reads)
		short := html.EscapeString(sp.T("form.nobody"))
		body := h.get("/" + l.Tag + "/form").body
		if !strings.Contains(body, short) {
			t.Fatalf("%s: the form does not say that nobody reads", l.Tag)
		}
		body = strings.Replace(body, short, html.EscapeString(sp.T(msg, "States", in)), 1)
		var b bytes.Buffer
		w := brotli.NewWriterLevel(&b, 5)
		_, err := w.Write([]byte(body))
		must(t, err)
		must(t, w.Close())
		if b.Len() > 8<<10 {
			t.Errorf("%s: %d bytes", l.Tag, b.Len())
		}
		t.Logf("%s: %d bytes, plain %d", l.Tag, b.Len(), len(body))
	}
}

func dangerAndHelpAreOneTouchAway(t *testing.T, h *house) {
	sent := h.send("en", url.Values{"signs": {"debt"}})
	for name, page := range map[string]answer{
		"form": h.get("/en/form"), "home": h.get("/hi/"), "help": h.get("/en/help"), "number": h.get("/hi/number"), "after sending": sent, "no such page": h.get("/en/nowhere"),
	} {
		for _, tel := range []string{"tel:112", "tel:1098"} {
			if len(all(page.parse(t), func(n *html.Node) bool { return attr(n, "href") == tel })) == 0 {
				t.Errorf("%s: no %s", name, tel)
			}
		}
	}
	number := all(h.get("/en/number").parse(t), fieldNamed("number"))[0]
	if attr(number, "inputmode") != "numeric" || attr(number, "autocomplete") != "off" || attr(number, "maxlength") != "" || attr(number, "pattern") != "" {
		t.Error("the number's field keeps, or refuses, what people type")
	}
}
