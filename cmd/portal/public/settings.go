package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

type settingsPage struct {
	Sizes, Themes []string // "" follows the device
	Saved         bool
}

func (s *Site) settings(c *fiber.Ctx) error {
	page := settingsPage{
		Sizes: []string{"", "large", "larger"}, Themes: []string{"", "light", "dark", "contrast"},
		Saved: c.Query("saved") == "1",
	}
	return s.Draw(c, "public/settings", fiber.StatusOK, s.Speaker(c).T("nav.settings"), page, web.NoStore())
}

// saveSettings keeps look and language in cookies that identify nobody.
func (s *Site) saveSettings(c *fiber.Ctx) (string, error) {
	v, err := web.ReadForm(c, smallForm, nil)
	if err != nil && len(v) == 0 {
		return "", err
	}
	s.SaveLook(c, web.NewLook(v.Get("size"), v.Get("theme")))
	if lang := v.Get("lang"); s.Speaks(lang) {
		s.SaveLang(c, lang)
		s.SetLang(c, lang)
	}
	return "settings?saved=1", nil
}
