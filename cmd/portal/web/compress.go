package web

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// brotliLevel: at 11 a page costs 16 ms of CPU, at 5 under one, for a tenth
// more bytes.
const brotliLevel = 5

// worthIt is the size in bytes from which compressing saves a packet.
const worthIt = 1000

// Send answers with a body of the type that is set, compressed where the
// reader's browser asks for it.
func Send(c *fiber.Ctx, body []byte) error { return send(c, body) }

func send(c *fiber.Ctx, body []byte) error {
	c.Vary(fiber.HeaderAcceptEncoding)
	if len(body) < worthIt || c.Locals(keptLocal) != nil { // [Site.Keep] compresses once for all readers
		return c.Send(body)
	}
	name := coding(clean(c.Get(fiber.HeaderAcceptEncoding)))
	out, err := compressed(name, body)
	if err != nil {
		return err
	}
	if name != "" {
		c.Set(fiber.HeaderContentEncoding, name)
	}
	return c.Send(out)
}

// coding chooses brotli before gzip among those that the header accepts with a
// weight above zero; "" is the body as it is.
// Source: RFC 9110, section 12.5.3.
func coding(accept string) string {
	weight := map[string]float64{}
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if k, v, ok := strings.Cut(strings.TrimSpace(params), "="); ok && strings.EqualFold(strings.TrimSpace(k), "q") {
			var err error
			if q, err = strconv.ParseFloat(strings.TrimSpace(v), 64); err != nil {
				q = 0
			}
		}
		weight[strings.ToLower(strings.TrimSpace(name))] = q
	}
	for _, name := range []string{"br", "gzip"} {
		q, named := weight[name]
		if !named {
			q = weight["*"]
		}
		if q > 0 {
			return name
		}
	}
	return ""
}
