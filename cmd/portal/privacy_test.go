package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// planted is a word that is nowhere but where the test put it.
func planted(field string) string {
	var b [6]byte
	rand.Read(b[:])
	return fmt.Sprintf("plant-%s-%x", field, b)
}

// found lists the files under dir that hold the word, plainly or as UTF-16.
func found(t *testing.T, dir, word string) []string {
	t.Helper()
	wide := make([]byte, 0, 2*len(word))
	for _, c := range []byte(word) {
		wide = append(wide, c, 0)
	}
	var hits []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.Contains(text, []byte(word)) || bytes.Contains(text, wide) || strings.Contains(path, word) {
			hits = append(hits, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// TestNothingThatIsToldIsFoundOnTheDisk plants a word in every field, in a
// file's name and inside a 20 MiB file, lets one upload arrive and kills the
// portal in the middle of another. The temporary folder is inside what is searched.
func TestNothingThatIsToldIsFoundOnTheDisk(t *testing.T) {
	c := start(t, t.TempDir())
	words := map[string]string{}
	for _, f := range []string{"account", "place", "who", "contact", "contact_when", "filename", "inside", "token", "signs", "state", "when", "children", "role", "avoid", "count", "letter"} {
		words[f] = planted(f)
	}
	// The file holds the word in its first, its middle and its last chunk.
	file := make([]byte, 20<<20)
	rand.Read(file)
	for _, at := range []int{100, 10 << 20, len(file) - 100} {
		copy(file[at:], words["inside"])
	}
	// The sender has an address of its own, that must be nowhere either.
	words["address"] = "127.77.88.99"
	transport := &http.Transport{DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(words["address"])}}).DialContext}
	send := func(body io.Reader, boundary string) *http.Response {
		req := must(http.NewRequest(http.MethodPost, c.public+"/en/form", body))
		req.Header.Set("Content-Type", boundary)
		resp, err := (&http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
		if err != nil {
			return nil
		}
		resp.Body.Close()
		return resp
	}
	form := func(w *multipart.Writer) {
		for _, f := range []string{"token", "account", "place", "who", "contact", "contact_when", "signs", "state", "when", "children", "role", "avoid", "count"} {
			w.WriteField(f, words[f])
		}
	}

	var whole bytes.Buffer
	w := multipart.NewWriter(&whole)
	form(w)
	must(must(w.CreateFormFile("files", words["filename"]+".jpg")).Write(file))
	w.Close()
	resp := send(&whole, w.FormDataContentType())
	if resp == nil || resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("the whole upload: %v", resp)
	}
	b := newBrowser(t, c.public)
	number := latinNumber(t, b.ok(resp.Header.Get("Location")))
	box := b.send(b.ok("/en/number"), "/en/number", map[string][]string{"number": {number}})
	b.send(box, "/en/number/letter", map[string][]string{"text": {words["letter"]}})

	// The second upload is cut off by SIGKILL when half of the file is through.
	pr, pw := io.Pipe()
	half := multipart.NewWriter(pw)
	words["token"] = planted("token2")
	reached := make(chan struct{})
	go func() {
		form(half)
		part, err := half.CreateFormFile("files", words["filename"]+"2.jpg")
		if err == nil {
			_, err = part.Write(file[:12<<20])
		}
		if err == nil {
			time.Sleep(300 * time.Millisecond)
		}
		close(reached)
	}()
	go send(pr, half.FormDataContentType())
	select {
	case <-reached:
	case <-time.After(30 * time.Second):
		t.Fatal("half an upload did not get through in 30 seconds")
	}
	size := folderSize(t, c.data)
	if size < 25<<20 {
		t.Errorf("only %d bytes on the disk: the uploads did not arrive, the test proves nothing", size)
	}
	c.kill()
	pw.CloseWithError(io.ErrClosedPipe)

	for field, word := range words {
		if hits := found(t, c.data, word); len(hits) > 0 {
			t.Errorf("the word planted in %s is in %v", field, hits)
		}
		if strings.Contains(c.out.String(), word) {
			t.Errorf("the word planted in %s is in the log", field)
		}
	}
	if hits := found(t, c.data, number); len(hits) > 0 {
		t.Errorf("the number is in %v", hits)
	}
	// The control: the same search finds what is there.
	control := planted("control")
	if err := os.WriteFile(filepath.Join(c.data, "tmp", "control"), []byte("x"+control+"y"), 0o600); err != nil {
		t.Fatal(err)
	}
	if hits := found(t, c.data, control); len(hits) != 1 {
		t.Errorf("the control was not found: %v", hits)
	}

	// And the tip whose upload was cut off is there, with its words.
	c = start(t, c.data)
	out, errs, code := command(t, "", "verify", "--data", c.data)
	if code != exitDone {
		t.Errorf("verify after the kill: %s%s", out, errs)
	}
}

func folderSize(t *testing.T, dir string) int64 {
	t.Helper()
	var n int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		n += info.Size()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
