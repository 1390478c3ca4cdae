package places

// localities are the post-office localities of India: name to districts.
type localities struct {
	districts lists[int32] // that names share
	text      sharing      // by the folded words written together
	sounds    sharing      // by key
	tamil     sharing      // by key as Tamil writes it, of the States that write Tamil or Malayalam

	// districts with more than a branch post office of a name, by its sound
	main, mainTamil, mainLoose sharing
}

// named returns the districts that have a locality of a name, folded and its
// words written together.
func (l *localities) named(text string) []int32 { return l.text.under(text) }

// sounding returns the districts that have a locality with a key.
func (l *localities) sounding(key string) []int32 { return l.sounds.under(key) }
