package desk

// ask sends a letter to the tipster, as a question or not.
func (s *Site) ask(v *visit) error {
	d := draft{Text: v.form.Get("text"), Question: v.form.Get("question") == "1"}
	err := s.Desk.Ask(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), d.Text, d.Question)
	return v.acted(err, "sent", d)
}
