package desk

import "mukti/cmd/portal/web"

// language keeps the reader's choice and leads back to the page.
func (s *Site) language(v *visit) error {
	if tag := v.form.Get("lang"); s.Speaks(tag) {
		s.SaveLang(v.c, tag)
	}
	back := safePath(v.form.Get("back"))
	if back == "" {
		back = "/"
	}
	return web.SeeOther(v.c, back)
}
