package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// steps of an SOP as they are written, by language: a text, who and within.
var stepTexts = map[string][3]string{
	"en": {"Inform the officer in charge of the police station and write a general diary entry at once. The child is taken to the Child Welfare Committee within one day of being found, with a person of the same sex.", "Officer in charge of the police station", "24 hours"},
	"hi": {"थाने के प्रभारी अधिकारी को तुरंत सूचित करें और सामान्य डायरी में प्रविष्टि करें। बच्चे को मिलने के एक दिन के भीतर समान लिंग के व्यक्ति के साथ बाल कल्याण समिति के सामने ले जाएँ।", "थाना प्रभारी अधिकारी", "24 घंटे"},
	"ur": {"تھانے کے انچارج افسر کو فوراً اطلاع دیں اور روزنامچے میں اندراج کریں۔ بچے کو ملنے کے ایک دن کے اندر اسی جنس کے شخص کے ساتھ بچوں کی فلاحی کمیٹی کے سامنے لے جائیں۔", "تھانے کا انچارج افسر", "24 گھنٹے"},
}

// A field card is for a pocket: one side, however long the SOP is. The control
// is the whole text, which takes more.
func TestAFieldCardIsOneSideOfPaper(t *testing.T) {
	path := os.Getenv("PORTAL_TEST_CHROMIUM")
	if path == "" {
		t.Skip("PORTAL_TEST_CHROMIUM names no browser: .ci/run sets it")
	}
	library := t.TempDir()
	for lang, x := range stepTexts {
		for name, step := range map[string]func(i int) string{
			"2025-long-steps":  func(i int) string { return fmt.Sprintf("{%d who=%q within=%q} %s\n\n", i, x[1], x[2], x[0]) },
			"2025-short-steps": func(i int) string { return fmt.Sprintf("{%d} %s\n\n", i, strings.Join(strings.Fields(x[0])[:6], " ")) },
			"2025-sub-steps": func(i int) string {
				return fmt.Sprintf("{%d.%d who=%q} %s\n\n", i/9+1, i%9+1, x[1], x[0][:strings.IndexAny(x[0], "।۔.")])
			},
		} {
			folder := filepath.Join(library, "sops", name)
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			fmt.Fprintf(&b, "---\ntitle: %q\ndate: 2025\nissuer: X\nown: true\nsource: [{name: N, ref: R}]\n---\n", strings.Join(strings.Fields(x[0])[:14], " "))
			for i := 1; i <= 60; i++ {
				b.WriteString(step(i))
			}
			if err := os.WriteFile(filepath.Join(folder, lang+".md"), []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	c := start(t, t.TempDir(), "--library", library)
	b, _, closeBrowser := openBrowser(t, path, newElsewhere(t, planted("kept")))
	defer closeBrowser()
	for lang := range stepTexts {
		for _, name := range []string{"2025-long-steps", "2025-short-steps", "2025-sub-steps"} {
			b.open(c.public + "/" + lang + "/library/sops/" + name + "/card")
			for paper, size := range map[string][2]float64{"A5": {5.83, 8.27}, "A4": {8.27, 11.69}, "Letter": {8.5, 11}} {
				if n := b.printed(filepath.Join(b.out, "card-"+lang+"-"+name+"-"+paper+".pdf"), size); n != 1 {
					t.Errorf("%s %s on %s: %d pages", lang, name, paper, n)
				}
			}
		}
	}
	b.open(c.public + "/en/library/sops/2025-long-steps")
	if n := b.printed(filepath.Join(b.out, "sop.pdf"), [2]float64{8.27, 11.69}); n < 2 {
		t.Errorf("the whole SOP takes %d pages: counting pages proves nothing", n)
	}
}

// printed prints the page on paper of a size in inches and gives the number of
// pages.
func (b *tab) printed(path string, size [2]float64) int {
	b.t.Helper()
	var pdf []byte
	b.do("print", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		r, err := cdp.Call(ctx, t, devtools.PrintToPDF, devtools.PrintToPDFParams{PaperWidth: size[0], PaperHeight: size[1]})
		pdf = r.Data
		return err
	}))
	if err := os.WriteFile(path, pdf, 0o644); err != nil {
		b.t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf, -1))
}
