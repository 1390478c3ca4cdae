package public

import (
	"bytes"
	_ "embed"
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
)

//go:embed openapi.json
var openAPI []byte

// apiProblem is an answer of the API to something that went wrong.
// Source: RFC 9457.
type apiProblem struct {
	Type   string     `json:"type"`
	Title  string     `json:"title"`
	Status int        `json:"status"`
	Code   string     `json:"code"` // message id: the same in every language
	Errors []apiError `json:"errors,omitempty"`
	// Receipt is the number where a tip's words were taken all the same.
	Receipt string `json:"receipt,omitempty"`
}

// apiError names one field.
type apiError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Limit   int    `json:"limit,omitempty"`
}

const mimeProblem = "application/problem+json"

// problem answers with a problem in the language of Accept-Language.
func (s *Site) problem(c *fiber.Ctx, f web.Fault) error {
	sp := s.Speaker(c)
	p := apiProblem{Type: "about:blank", Status: f.Status, Code: f.MsgID, Title: sp.T(f.MsgID)}
	if f.Status == fiber.StatusRequestEntityTooLarge {
		p.Errors = sizeLimits(sp)
	}
	return s.sendProblem(c, p)
}

func (s *Site) sendProblem(c *fiber.Ctx, p apiProblem) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	web.KeepOut(c)
	c.Vary(fiber.HeaderAcceptLanguage)
	c.Status(p.Status)
	c.Set(fiber.HeaderContentType, mimeProblem)
	c.Set(fiber.HeaderContentLanguage, s.Speaker(c).Lang())
	return c.Send(b)
}

// unprocessable answers 422 with every field that is not as described.
func (s *Site) unprocessable(c *fiber.Ctx, errs []apiError) error {
	sp := s.Speaker(c)
	return s.sendProblem(c, apiProblem{
		Type: "about:blank", Status: fiber.StatusUnprocessableEntity, Code: "api.fields", Title: sp.T("api.fields"), Errors: errs,
	})
}

// fieldErrors turns what the line refused into what the API says.
func fieldErrors(sp i18n.Speaker, refused tips.Invalids) []apiError {
	var out []apiError
	for _, v := range refused[:min(len(refused), maxErrors)] {
		field := v.Field
		if v.MsgID != "tip.wrong_type" && v.MsgID != "tip.unknown_field" {
			field = apiField(field) // the line names fields as the form does
		}
		out = append(out, fieldError(sp, field, v.MsgID, v.Limit))
	}
	return out
}

// apiField is the name that the API gives a field of the form.
func apiField(field string) string {
	switch field {
	case "place":
		return "place.text"
	case "state":
		return "place.state"
	}
	return field
}

func fieldError(sp i18n.Speaker, field, code string, limit int) apiError {
	said := code
	if !sp.Has(said) {
		said = "tip.not_kept"
	}
	text := sp.T(said, map[string]string{"Field": field, "Limit": sp.Number(limit), "Name": field})
	return apiError{Field: field, Code: code, Message: text, Limit: limit}
}

// sizeLimits states what the API takes.
func sizeLimits(sp i18n.Speaker) []apiError {
	return []apiError{
		fieldError(sp, "tip", "api.body_limit", maxJSON>>20),
		fieldError(sp, "files", "tip.too_many_files", tips.MaxFiles),
		fieldError(sp, "files", "tip.file_too_large", tips.MaxFile>>20),
		fieldError(sp, "files", "tip.files_too_large", tips.MaxAll>>20),
	}
}

// sendJSON answers with v. Nobody keeps it but for reading matter.
func sendJSON(c *fiber.Ctx, status int, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	c.Status(status)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return web.Send(c, b.Bytes())
}

// apiDescription is the API in the words of OpenAPI 3.1.
func (s *Site) apiDescription(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return web.Send(c, openAPI)
}
