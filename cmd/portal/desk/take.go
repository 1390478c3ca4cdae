package desk

// take makes the officer the one who works on the tip.
func (s *Site) take(v *visit) error {
	err := s.Desk.Take(v.c.UserContext(), v.seat, v.c.Params("id"), v.version())
	return v.acted(err, "taken", draft{})
}
