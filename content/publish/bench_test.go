package publish

import (
	"html/template"
	"io"
	"strings"
	"testing"
)

// A document page makes both files once to say how large they are. The text is
// as long as the library's longest.
func BenchmarkFiles(b *testing.B) {
	text := strings.Repeat(`<p id="x" class="para"><a class="num" href="#x">1.</a> `+strings.Repeat("Words of a paragraph with a <a href=\"/en/library/sops/b#p1\">link</a>. ", 8)+`</p><div class="of"><p class="small"><a rel="external" href="/en/library/sops/a#x">MHA letter</a></p></div>`, 60)
	book := made()
	book.Chapters = []Chapter{{"A", "en", "ltr", "/en/library/sops/a", template.HTML(text)}}
	for name, write := range map[string]func(io.Writer, Book) error{"EPUB": EPUB, "HTML": HTML} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if err := write(io.Discard, book); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
