package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mukti/content"
	"mukti/content/ingest"
)

// importCmd is `portal library import`.
type importCmd struct {
	Files []string `arg:"" help:"PDF (with a text layer), DOCX, HTML or text." type:"existingfile"`
	Kind  string   `required:"" help:"advisory, sop, best-practice, law, training, campaign or help." placeholder:"advisory"`
	Lang  string   `help:"Language of the text, as in the name of its file." default:"en"`
	Slug  string   `help:"Name of the folder; default: the date and the title. For a translation: the folder of the English text." placeholder:"2024-03-04-child-labour"`
	Out   string   `help:"Folder of the library into which to write; default: that of --library, else ./library." type:"path" placeholder:"DIR"`
}

// Run makes a draft of every file, and exits with 1 if any could not be read.
func (k *importCmd) Run(w *world, c *Common) error {
	kind, err := kindOf(k.Kind)
	if err != nil {
		return err
	}
	if !content.IsLang(k.Lang) {
		return fmt.Errorf("%w: --lang %s: want a tag such as en, hi or mni-Mtei", errUsage, k.Lang)
	}
	if k.Slug != "" && !content.IsSlug(k.Slug) {
		return fmt.Errorf("%w: --slug %s: want a–z, 0–9 and single dashes", errUsage, k.Slug)
	}
	if k.Slug != "" && len(k.Files) > 1 {
		return fmt.Errorf("%w: --slug names one folder: import one file with it", errUsage)
	}
	out := k.Out
	if out == "" {
		out = c.LibraryDir
	}
	if out == "" {
		out = "library"
	}
	failed := false
	for _, path := range k.Files {
		err := k.one(w, path, out, kind)
		if errors.Is(err, ingest.ErrFile) {
			fmt.Fprintf(w.stderr, "portal: %s: %v\n", path, err)
			failed = true
			continue
		}
		if err != nil {
			return err
		}
	}
	if failed {
		return errFaults
	}
	_, err = fmt.Fprintf(w.stdout, "Now complete the drafts; `portal library check %s` says what is missing.\n", out)
	return err
}

func (k *importCmd) one(w *world, path, out, kind string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%s: cannot be read: %w", path, unwrapPath(err))
	}
	data, err := io.ReadAll(io.LimitReader(f, ingest.MaxSize+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: cannot be read: %w", path, unwrapPath(err))
	}
	d, err := ingest.Read(w.ctx, path, data, ingest.Options{Kind: kind, Lang: k.Lang, Slug: k.Slug})
	if err != nil {
		return err
	}
	text, err := d.Write(out)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%s\n  original kept: %s (%s, %d bytes)\n", text, filepath.Join(filepath.Dir(text), d.Original.Name), d.Original.Format, len(data))
	for _, note := range d.Notes {
		fmt.Fprintf(w.stdout, "  look at: %s\n", note)
	}
	return nil
}

// kindOf takes a kind as people say it, one or many.
func kindOf(name string) (string, error) {
	kinds := (&content.Library{}).Kinds()
	for _, k := range kinds {
		one := strings.TrimSuffix(k, "s")
		if k == "advisories" {
			one = "advisory"
		}
		if name == k || name == one {
			return k, nil
		}
	}
	return "", fmt.Errorf("%w: --kind %s: want one of %s", errUsage, name, strings.Join(slices.Clone(kinds), ", "))
}
