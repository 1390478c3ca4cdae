package fold

// arabic returns the one letter for a Perso-Arabic letter of several shapes: keyboards for Arabic, Urdu, Sindhi and
// Kashmiri give different characters for what looks the same. Decomposition has already taken hamza and madda off.
func arabic(r rune) rune {
	switch r {
	case 0x0643, 0x06AA, 0x06AB: // kaf
		return 0x06A9
	case 0x064A, 0x0649, 0x06CD, 0x06D0, 0x063D: // yeh
		return 0x06CC
	case 0x0629, 0x0647, 0x06BE, 0x06C0, 0x06C2, 0x06C3, 0x06D5, 0x06FF: // heh, teh marbuta; do-chashmi heh is often typed for it
		return 0x06C1
	case 0x0671, 0x0672, 0x0673: // alef
		return 0x0627
	case 0x06BA: // noon ghunna
		return 0x0646
	}
	if d, ok := digit(r); ok {
		return d
	}
	return r
}
