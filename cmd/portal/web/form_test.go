package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
)

type readBack struct {
	values url.Values
	files  map[string]int // bytes by name
	err    error
}

// poster gives a function that sends a body to a form that reads it, and gives
// what was read.
func poster(t *testing.T) func(contentType string, body io.Reader, limit int64) readBack {
	t.Helper()
	app := newSite(t).App()
	var got readBack
	var most int64
	app.Post("/", func(c *fiber.Ctx) error {
		got.values, got.err = ReadForm(c, most, func(name string, r io.Reader) error {
			n, err := io.Copy(io.Discard, r)
			got.files[name] = int(n)
			return err
		})
		return nil
	})
	return func(contentType string, body io.Reader, limit int64) readBack {
		t.Helper()
		got, most = readBack{files: map[string]int{}}, limit
		r := httptest.NewRequest("POST", "/", body)
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		if _, err := app.Test(r, -1); err != nil {
			t.Fatal(err)
		}
		return got
	}
}

const urlencoded = "application/x-www-form-urlencoded"

func TestFormsAreReadAsFarAsTheyGo(t *testing.T) {
	post := poster(t)
	long := strings.Repeat("अ", maxField) // three bytes each
	for _, c := range []struct {
		name, kind, body string
		want             url.Values
		err              error
	}{
		{"plain fields", urlencoded, "a=1&b=two+words&b=%E0%A4%85", url.Values{"a": {"1"}, "b": {"two words", "अ"}}, nil},
		{"a charset beside", urlencoded + "; charset=utf-8", "a=1", url.Values{"a": {"1"}}, nil},
		{"empty", urlencoded, "", url.Values{}, nil},
		{"a name alone", urlencoded, "a&b=", url.Values{"a": {""}, "b": {""}}, nil},
		{"a stray percent", urlencoded, "a=100%&b=%zz%41", url.Values{"a": {"100%"}, "b": {"%zzA"}}, nil},
		{"bytes that are not UTF-8", urlencoded, "a=x%ffy&b=\xfe", url.Values{"a": {"x\uFFFDy"}, "b": {"\uFFFD"}}, nil},
		{"NUL", urlencoded, "a=x%00y&b%00=1", url.Values{"a": {"xy"}, "b": {"1"}}, nil},
		{"a value past the bound", urlencoded, "a=" + long + "&b=1", url.Values{"a": {long[:maxField/3*3]}, "b": {"1"}}, nil},
		{"a name past the bound", urlencoded, strings.Repeat("n", maxKey+1) + "=1&b=1", url.Values{"b": {"1"}}, nil},
		{"another type", "text/plain", "a=1", url.Values{}, ErrForm},
		{"no type", "", "a=1", url.Values{}, ErrForm},
		{"a type of nonsense", ";;;=\xff", "a=1", url.Values{}, ErrForm},
		{"multipart", "multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\xffy\x00z\r\n--B--\r\n", url.Values{"a": {"x\uFFFDyz"}}, nil},
		{"multipart that breaks off", "multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B\r\nContent-Dispo", url.Values{"a": {"x"}}, ErrForm},
		{"a boundary that the header forgot", "multipart/form-data", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B--\r\n", url.Values{"a": {"x"}}, nil},
		{"no boundary anywhere", "multipart/form-data", "nothing of the kind", url.Values{}, ErrForm},
		{"a boundary of bad characters", "multipart/form-data; boundary=a\"b", "nothing", url.Values{}, ErrForm},
		{"a part without a name", "multipart/form-data; boundary=B", "--B\r\n\r\nx\r\n--B--\r\n", url.Values{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := post(c.kind, strings.NewReader(c.body), 8<<20)
			if !errors.Is(got.err, c.err) || (c.err == nil) != (got.err == nil) {
				t.Errorf("error %v, want %v", got.err, c.err)
			}
			if fmt.Sprint(got.values) != fmt.Sprint(c.want) {
				t.Errorf("%.200q, want %.200q", got.values, c.want)
			}
		})
	}
}

func TestTenThousandFieldsCostLittle(t *testing.T) {
	post := poster(t)
	got := post(urlencoded, strings.NewReader("account=here&"+strings.Repeat("x=1&", 10_000)), 1<<20)
	if got.err != nil || got.values.Get("account") != "here" {
		t.Errorf("%v, %v", got.err, got.values.Get("account"))
	}
	if n := len(got.values["x"]); n >= maxFields {
		t.Errorf("%d values were kept", n)
	}
}

func TestPastTheLimitTheFormSaysSo(t *testing.T) {
	post := poster(t)
	got := post(urlencoded, strings.NewReader("a=1&b="+strings.Repeat("x", 2000)), 1000)
	if !errors.Is(got.err, ErrTooLong) || got.values.Get("a") != "1" {
		t.Errorf("%v, %q", got.err, got.values.Get("a"))
	}
}

func TestFilesStreamAndTouchNoDisk(t *testing.T) {
	post := poster(t)
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("account", "words")
	for name, size := range map[string]int{"big.jpg": 20 << 20, "../../etc/passwd": 10, "empty.png": 0} {
		part, _ := w.CreateFormFile("files", name)
		_, _ = part.Write(bytes.Repeat([]byte{'x'}, size))
	}
	_ = w.Close()
	got := post(w.FormDataContentType(), &b, 64<<20)
	if got.err != nil || got.values.Get("account") != "words" {
		t.Fatalf("%v %v", got.err, got.values)
	}
	if got.files["big.jpg"] != 20<<20 || got.files["passwd"] != 10 || len(got.files) != 2 {
		t.Errorf("files: %v", got.files)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("the temporary folder holds %v (%v)", left, err)
	}
}

func FuzzReadForm(f *testing.F) {
	f.Add(urlencoded, []byte("a=1&b=%E0%A4%85&c=%zz&%00=%ff"))
	f.Add("multipart/form-data; boundary=B", []byte("--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\nx\r\n--B--\r\n"))
	f.Add("multipart/form-data", []byte("--B\r\n\r\n"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		got := form{values: url.Values{}}
		if strings.HasPrefix(kind, "multipart/") {
			_, boundary, _ := strings.Cut(kind, "boundary=")
			_ = got.multipart(bytes.NewReader(body), boundary)
		} else {
			_ = got.urlencoded(bytes.NewReader(body))
		}
		total := 0
		for name, values := range got.values {
			for _, s := range append(slices.Clone(values), name) {
				if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
					t.Fatalf("%q is not clean", s)
				}
			}
			for _, v := range values {
				total += len(name) + len(v)
			}
		}
		if total > maxText || got.fields > maxFields {
			t.Fatalf("%d bytes in %d fields", total, got.fields)
		}
	})
}
