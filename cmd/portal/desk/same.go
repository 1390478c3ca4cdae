package desk

// same says that the near copies of a tip are the same report.
func (s *Site) same(v *visit) error {
	_, err := s.Desk.Same(v.c.UserContext(), v.seat, v.c.Params("id"), v.version())
	return v.acted(err, "joined", draft{})
}

// separate takes that back for one tip.
func (s *Site) separate(v *visit) error {
	err := s.Desk.Separate(v.c.UserContext(), v.seat, v.c.Params("id"), v.version())
	return v.acted(err, "separated", draft{})
}
