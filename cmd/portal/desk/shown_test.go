package desk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"
)

func fileDownload(t *testing.T, s staff) {
	taken := s.send(t, told())
	page1 := []byte("<!DOCTYPE html><html><script>alert(1)</script></html>")
	picture := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), bytes.Repeat([]byte{0xab}, 600_000)...)
	for name, data := range map[string][]byte{"..\\..\\\"><img src=x>\u202egpj.exe": picture, "page.html": page1} {
		if err := s.line.AddFile(context.Background(), taken, name, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.line.FinishFiles(context.Background(), taken); err != nil {
		t.Fatal(err)
	}
	p := s.unit.get("/tips/"+taken.Tip).says(http.StatusOK, "Files", "586 KB", "SHA-256", "gpj.exe").hides("<img src=x>", `src="/tips`)
	links := all(p.doc, func(n *html.Node) bool { _, ok := hasAttr(n, "download"); return ok })
	if len(links) != 2 {
		t.Fatalf("%d files", len(links))
	}
	for _, a := range links {
		got := s.unit.get(attr(a, "href"))
		disposition := got.Header.Get("Content-Disposition")
		if !regexp.MustCompile(`^attachment; filename="tip-` + taken.Tip[:8] + `-[12]\.(jpg|bin)"$`).MatchString(disposition) {
			t.Errorf("Content-Disposition: %s", disposition)
		}
		if got.Header.Get("Content-Type") != "application/octet-stream" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("a file is served as %s under %q", got.Header.Get("Content-Type"), got.Header.Get("Content-Security-Policy"))
		}
		if want := map[bool][]byte{true: picture, false: page1}[strings.HasSuffix(disposition, `.jpg"`)]; got.Body != string(want) {
			t.Errorf("%s: %d bytes, want %d", disposition, len(got.Body), len(want))
		}
		head := s.unit.do(http.MethodHead, attr(a, "href"), nil, nil)
		if head.Status != http.StatusOK || head.Body != "" {
			t.Errorf("HEAD: %d with %d bytes", head.Status, len(head.Body))
		}
	}
	s.unit.get("/tips/"+taken.Tip).says(http.StatusOK, "Original file downloaded")
	s.other.get("/tips/" + taken.Tip + "/files/" + strings.Repeat("0", 32)).says(http.StatusNotFound)
}

func brokenFile(t *testing.T, _ staff) {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	ended := make(chan struct{})
	app.Get("/", func(c *fiber.Ctx) error {
		body := startBody(func(w io.Writer) error {
			defer close(ended)
			if _, err := io.WriteString(w, "half"); err != nil {
				return err
			}
			return errors.New("the store broke")
		})
		c.Context().SetBodyStream(body, 8)
		return nil
	})
	r, err := http.NewRequest(http.MethodGet, "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := app.Test(r, -1)
	if err == nil {
		_, err = io.ReadAll(res.Body)
	}
	if err == nil {
		t.Error("half a file was sent as a whole one")
	}
	<-ended
	// Who stops reading ends the writer too.
	body := startBody(func(w io.Writer) error {
		for {
			if _, err := w.Write(make([]byte, 1024)); err != nil {
				return err
			}
		}
	})
	if err := body.Close(); err != nil {
		t.Error(err)
	}
}

func hostileTip(t *testing.T, s staff) {
	bad := `</blockquote><script>alert(1)</script><a href="javascript:x">"'&` + "\u202e\u0000"
	tip := told()
	tip.Language, tip.Account, tip.Who, tip.Place.Text = `x" onload="alert(1)`, bad, bad, bad
	tip.Contact, tip.ContactWhen = bad, bad
	id := s.send(t, tip).Tip
	s.unit.get("/tips/"+id).says(http.StatusOK, "<script>alert(1)").hides("<script", `href="javascript`, ` onload="`)
	s.unit.get("/queue").says(http.StatusOK).hides("<script", ` onload="`)
}

func urduTip(t *testing.T, s staff) {
	tip := told()
	tip.Language, tip.Account = "ur", "آگرہ کے پاس ایک گھر میں لڑکیوں کو بند رکھا ہے"
	p := s.unit.get("/tips/"+s.send(t, tip).Tip).says(http.StatusOK, "لڑکیوں")
	if n := p.find(func(n *html.Node) bool { return n.Data == "blockquote" }); attr(n, "lang") != "ur" || attr(n, "dir") != "rtl" {
		t.Errorf("marked as %q %q", attr(n, "lang"), attr(n, "dir"))
	}
}

func queuePages(t *testing.T, s staff) {
	tip := told()
	tip.Place.Text, tip.When = strings.Repeat("बहुत लंबा गाँव ", 5), "past"
	for n := range 26 { // one more than a page, and no two alike
		tip.Account = strings.ReplaceAll("ईंट भट्ठे _ पर _ बच्चों _ से _ काम _ कराते _ हैं _ और मज़दूरी _ नहीं _ देते। ", "_", strconv.Itoa(100+n))
		s.send(t, tip)
	}
	hindi := *s.unit.browser
	hindi.lang = "hi"
	for _, p := range []page{s.unit.get("/queue"), hindi.get("/queue")} {
		// Source: UX.md, "Weight and type": content pages 30 KB at most.
		if n := len(p.Body); n > 30<<10 {
			t.Errorf("the queue weighs %d bytes", n)
		}
		t.Logf("the queue with %d rows: %d bytes", len(all(p.doc, func(n *html.Node) bool { return n.Data == "tr" }))-1, len(p.Body))
	}
	p := s.unit.get("/queue").says(http.StatusOK, "Page 1 of", "Next page")
	next := p.find(func(n *html.Node) bool { return attr(n, "rel") == "next" })
	s.unit.get(attr(next, "href")).says(http.StatusOK, "Page 2 of", "Previous page")
	s.unit.get("/queue?status=closed&urgency=information").says(http.StatusOK, "Nothing to show")
	for _, odd := range []string{"?page=-1", "?page=99999999999999999999", "?page=999999", "?status=%01&urgency=<x>", "?all=1", "?note=<x>"} {
		s.unit.get("/queue" + odd).says(http.StatusOK).hides("<x>")
	}
	kept := s.unit.get("/queue?status=read&urgency=immediate&all=1")
	for _, id := range []string{"all"} {
		if _, on := hasAttr(kept.find(func(n *html.Node) bool { return attr(n, "id") == id }), "checked"); !on {
			t.Error("the filter forgets what it shows")
		}
	}
	s.bureau.get("/queue").says(http.StatusOK)
	s.bureau.get("/queue?all=1").says(http.StatusOK, "Mathura")
}

func hindi(t *testing.T, s staff) {
	b := s.unit
	here := b.get("/queue?status=read")
	back := b.submit(here, "/language", url.Values{"lang": {"hi"}})
	if back.Location != "/queue?status=read" {
		t.Errorf("leads back to %q", back.Location)
	}
	p := b.follow(back).says(http.StatusOK, "कतार")
	if root := p.find(func(n *html.Node) bool { return n.Data == "html" }); attr(root, "lang") != "hi" {
		t.Error("not marked as Hindi")
	}
	b.get("/tips/"+s.send(t, told()).Tip).says(http.StatusOK, "तत्काल", "यह तात्कालिकता क्यों", "मथुरा")
	for _, path := range []string{"/people", "/waiting"} {
		b.get(path).says(http.StatusOK)
	}
	b.follow(b.submit(p, "/language", url.Values{"lang": {"xx"}})).says(http.StatusOK, "कतार")
	b.follow(b.submit(p, "/language", url.Values{"lang": {"en"}, "back": {"//evil.example"}})).says(http.StatusOK, "Queue")
}
