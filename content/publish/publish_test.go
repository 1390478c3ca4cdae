package publish

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const origin = "https://tips.example.in"

// hostile is what nobody would write and every file has to bear.
const hostile = `<h2 id="अंत">अंत & <i>more</i></h2>
<p id="p1" class="para"><a class="num" href="#p1">1.</a> <b>Unclosed &lt;b&gt; &amp; "quotes" &nbsp; ` + "\x01\x0b" + `word<br>next
<p id="p1">the same id again <a href="javascript:alert(1)">js</a> <a href="data:text/html,x">data</a> <a href="//elsewhere.example/">no scheme</a>
<a href="http://">no host</a> <a href="https://user:pw@elsewhere.example/">user</a> <a href="relative/page">relative</a> <a href="https://elsewhere.example/a?b=1&c=2#d">out</a>
<a href="tel:112">112</a> <a href="mailto:a@example.in">mail</a> <a href="/en/form">form</a> <a href="#fn:1" id="fnref:1" role="doc-noteref">1</a> <a href="#nowhere">nowhere</a></p>
<h5 id="2024-law">2024 law</h5><h3>No id <script>alert("x</p>")</script></h3><h4 id="contents">Contents</h4>
<div class="table" role="region" tabindex="0" aria-label="A table"><table><thead><tr><td></td><th scope="col" style="color:red">` +
	`A</th></tr></thead><tbody><tr><td rowspan="2" onclick="x()">` + "%LONG%" + `</td><td>b<ul><li>c<ol start="3"><li>d</ol></ul></td></tr><tr><td dir="rtl" lang="ur">اردو</td></tr></tbody></table></div>
<img src="https://elsewhere.example/i.png" alt="x"><form action="https://elsewhere.example/"><p>in a form</p><input name="x"></form>
<svg><a xlink:href="https://elsewhere.example/"><text>svg</text></a></svg><iframe src="https://elsewhere.example/"></iframe>
<style>p{background:url(https://elsewhere.example/)}</style><p lang="ur" dir="rtl" style="background:url(https://elsewhere.example/)">یہ دائیں سے بائیں ہے۔</p>
<blockquote><p>quote<blockquote><p>deep<dl><div><dt>term<dd>meaning</div></dl></blockquote></blockquote><pre>
 a < b
</pre><details><summary>fold</summary><p id="p2.vi">inside <span aria-label="bad">x</span></p></details>
<p>` + "￾" + `]]> --> <!-- comment --> <?pi x?> &#0; &#xD800; &bogus; 😀 𑄌</p><center>old</center><marquee>moving</marquee><base href="https://elsewhere.example/">
<div class="footnotes" role="doc-endnotes"><hr><ol><li id="fn:1"><p>note <a href="#fnref:1" role="doc-backlink" aria-label="1">↩</a></p></li></ol></div>`

// made is a book of all that is hard: two chapters of one page, one in Urdu,
// one hostile.
func made() Book {
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	return Book{
		ID: ID("test", "made"), Lang: "en", Dir: "ltr", Title: "A book & <more>", Subtitle: "for \"trainers\"", Publisher: "Mukti", Rights: "CC BY 4.0",
		Origin: origin, Address: "/en/pack?p=1&q=2", Modified: day,
		Head:  `<p class="note" id="p1"><strong>Withdrawn.</strong> <a href="/en/library/sops/a" rel="nofollow external">Today</a></p>`,
		Words: Words{Lang: "en", Dir: "ltr", Contents: "Contents", Text: "Text", Access: "Text only."},
		Chapters: []Chapter{
			{"Hostile", "en", "ltr", "/en/library/sops/a", template.HTML(strings.Replace(hostile, "%LONG%", strings.Repeat("verylongword", 60), 1))},
			{"اردو", "ur", "rtl", "/en/library/sops/b", `<p id="p1">پہلا <a href="/en/library/sops/a#p2.vi">الف</a> <a href="/en/library/sops/c#p1">ج</a></p><h2 id="خاتمہ">خاتمہ</h2><p><a href="#خاتمہ">اوپر</a></p>`},
			{"A, older", "en", "ltr", "/en/library/sops/a?on=2020-01-01", `<p id="p7">Seven <a href="#p1">1</a> <a href="/en/library/sops/a?on=2020-01-01#p7">7</a> <a href="#p99">99</a></p>`},
		},
	}
}

func epub(t testing.TB, b Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := EPUB(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func oneFile(t testing.TB, b Book) string {
	t.Helper()
	var out bytes.Buffer
	if err := HTML(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// pages are the XML files of an EPUB by their names.
func pages(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

// place is an id or a link in a file.
type place struct{ tag, value string }

// places reads a file strictly and gives its ids and the values of everything
// that could make a reader ask for something.
func places(t testing.TB, name, text string) (ids []string, links []place) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = true
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return ids, links
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "id":
				ids = append(ids, a.Value)
			case "href", "src", "action", "data", "poster", "background", "srcset", "formaction", "style", "full-path":
				links = append(links, place{e.Name.Local + " " + a.Name.Local, a.Value})
			}
		}
	}
}

// holds checks that a file is whole in itself: ids once, links that lead to
// places which are there, and nothing else that leaves but what may.
func holds(t testing.TB, b Book) {
	t.Helper()
	files := pages(t, epub(t, b))
	ids := make(map[string][]string)
	type link struct {
		from string
		place
	}
	var links []link
	one := map[string]string{"one.html": oneFile(t, b)}
	for _, set := range []map[string]string{files, one} {
		for name, text := range set {
			if name == "mimetype" || strings.HasSuffix(name, ".css") {
				continue
			}
			found, leads := places(t, name, text)
			slices.Sort(found)
			if n := len(slices.Compact(slices.Clone(found))); n != len(found) {
				t.Fatalf("%s: an id stands twice: %q", name, found)
			}
			ids[name] = found
			for _, l := range leads {
				links = append(links, link{name, l})
			}
		}
	}
	for _, l := range links {
		u, err := url.Parse(l.value)
		if err != nil {
			t.Fatalf("%s: %q is no address", l.from, l.value)
		}
		switch {
		case l.tag == "a href" || l.tag == "link href" && l.from == "one.html" || l.tag == "item href" || l.tag == "rootfile full-path" || l.tag == "link href" && l.value == "style.css":
		default:
			t.Fatalf("%s: %s=%q", l.from, l.tag, l.value)
		}
		switch u.Scheme {
		case "https", "http":
			if u.Host == "" || l.tag == "link href" && !strings.HasPrefix(l.value, origin) {
				t.Fatalf("%s: %q", l.from, l.value)
			}
			continue
		case "tel", "mailto":
			continue
		case "":
		default:
			t.Fatalf("%s: %q", l.from, l.value)
		}
		at := l.from
		if u.Path != "" {
			at = path.Join(path.Dir(l.from), u.Path)
			if l.tag == "rootfile full-path" {
				at = u.Path
			}
		}
		if _, there := files[at]; !there && at != "one.html" {
			t.Fatalf("%s leads to %q, which is not in the file", l.from, l.value)
		}
		if u.Fragment != "" && !slices.Contains(ids[at], u.Fragment) {
			t.Fatalf("%s leads to %q, and there is no such place among %q", l.from, l.value, ids[at])
		}
	}
}

func TestAHostileBookIsWholeInItself(t *testing.T) {
	b := made()
	holds(t, b)
	text := oneFile(t, b)
	for _, wrong := range []string{"script", "alert", "onclick", "iframe", "elsewhere.example/i.png", "url(", "<form", "<img", "javascript:", "data:", "user:pw", "marquee"} {
		if strings.Contains(strings.Replace(text, style+cards, "", 1), wrong) {
			t.Errorf("the file has %q", wrong)
		}
	}
	for _, want := range []string{
		`href="#c1-p2.vi"`, // between chapters
		`href="https://tips.example.in/en/library/sops/c#p1"`, // to a page that the book has not
		`href="https://tips.example.in/en/library/sops/a?on=2020-01-01#p99"`,
		`href="#c3-p7"`, `id="c1-p1"`, `id="c2-p1"`, "in a form", "moving", "&amp;bogus;", `lang="ur" xml:lang="ur" dir="rtl"`,
		`href="https://elsewhere.example/a?b=1&amp;c=2#d" rel="noreferrer noopener"`, `class="note"><strong>Withdrawn.</strong> <a href="https://tips.example.in/en/library/sops/a">`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the file lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestTheSameBookIsTheSameFile(t *testing.T) {
	first, firstPage := epub(t, made()), oneFile(t, made())
	if !bytes.Equal(first, epub(t, made())) || firstPage != oneFile(t, made()) {
		t.Error("two makings differ")
	}
	other := made()
	other.Chapters[0].HTML += "<p>more</p>"
	if bytes.Equal(first, epub(t, other)) {
		t.Error("another book is the same file: comparing proves nothing")
	}
}

func TestAnEPUBIsKnownByItsFirstBytes(t *testing.T) {
	data := epub(t, made())
	if string(data[:4]) != "PK\x03\x04" || string(data[30:38]) != "mimetype" || string(data[38:58]) != "application/epub+zip" {
		t.Errorf("it begins %q", data[:60])
	}
	opf := pages(t, data)["EPUB/package.opf"]
	for _, want := range []string{`page-progression-direction="ltr"`, "<dc:language>en</dc:language>", "<dc:language>ur</dc:language>", "2026-11-22T00:00:00Z",
		"schema:accessModeSufficient", "https://tips.example.in/en/pack?p=1&amp;q=2"} {
		if !strings.Contains(opf, want) {
			t.Errorf("the package lacks %q", want)
		}
	}
	urdu := made()
	urdu.Lang, urdu.Dir = "ur", "rtl"
	if !strings.Contains(pages(t, epub(t, urdu))["EPUB/package.opf"], `page-progression-direction="rtl"`) {
		t.Error("a book in Urdu turns its pages from left to right")
	}
}

func TestWhatIsNoBookIsRefused(t *testing.T) {
	for name, change := range map[string]func(*Book){
		"no title": func(b *Book) { b.Title = " " }, "no chapters": func(b *Book) { b.Chapters = nil }, "no day": func(b *Book) { b.Modified = time.Time{} },
		"no id": func(b *Book) { b.ID = "" }, "chapter without language": func(b *Book) { b.Chapters[1].Lang = "" },
	} {
		b := made()
		change(&b)
		if err := EPUB(io.Discard, b); !errors.Is(err, ErrBook) {
			t.Errorf("%s: %v", name, err)
		}
		if err := HTML(io.Discard, b); !errors.Is(err, ErrBook) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever HTML a chapter has, the files are XML that holds, and no word is
// lost of what stands in plain paragraphs.
func TestNoChapterBreaksAFile(t *testing.T) {
	pieces := []string{"<p>", "</p>", "<a href='#p1'>", "<a href='/en/library/sops/b'>", "</a>", "<table>", "<tr><td>", "</table>", "<li>", "<ul>", "</ul>", "<h2 id='x'>", "</h2>", "<h6>",
		"<pre>", "<!--", "-->", "<svg>", "</svg>", "<p id='p1'>", "<p id='a b'>", "<p id='é'>", "<div lang=\"x'>\">", "<select>", "</select>", "<math><mi>", "</math>", "<template>", "</template>",
		"&", "<", ">", "\"", "'", "\x00", "\r\n", "]]>", "<![CDATA[", "&lt;", "🙂", "\u202e", "<plaintext>", "<frameset>", "<body onload=x>", "<a href='http://[::1'>", "<a href='https://x.example/%zz'>", "word"}
	rapid.Check(t, func(r *rapid.T) {
		b := made()
		b.Chapters[0].HTML = template.HTML("<p>keep this</p>" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(r, "pieces"), "") + rapid.String().Draw(r, "text"))
		b.Title = "t" + rapid.String().Draw(r, "title")
		b.Chapters[1].Title = "t" + rapid.String().Draw(r, "chapter")
		holds(t, b)
		if !strings.Contains(oneFile(t, b), "<p>keep this</p>") {
			t.Fatal("a paragraph is lost")
		}
	})
}

var uuid = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestAnIDIsAUUID(t *testing.T) {
	if id := ID("a", "b"); !uuid.MatchString(id) || id == ID("ab") || id != ID("a", "b") {
		t.Error(id)
	}
}

// TestJudged writes the hostile book for outside judges: .ci/books looks at it.
func TestJudged(t *testing.T) {
	folder := os.Getenv("PORTAL_TEST_BOOKS")
	if folder == "" {
		folder = t.TempDir()
	}
	for name, data := range map[string][]byte{"hostile.epub": epub(t, made()), "hostile.html": []byte(oneFile(t, made()))} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
