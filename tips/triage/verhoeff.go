package triage

// The dihedral multiplication and the permutation of Verhoeff's scheme.
// Source: J. Verhoeff, Error Detecting Decimal Codes, Mathematical Centre Tracts
// 29, Amsterdam 1969; UIDAI uses it for the last digit of an Aadhaar number.
var (
	verhoeffTimes = [10]string{"0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
		"5987604321", "6598710432", "7659821043", "8765932104", "9876543210"}
	verhoeffPermuted = [8]string{"0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"}
)

// checkDigitHolds reports whether the last of the digits is their check digit:
// one wrong digit, or two neighbours exchanged, and it does not hold.
func checkDigitHolds(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		sum = int(verhoeffTimes[sum][verhoeffPermuted[i%8][d]-'0'] - '0')
	}
	return sum == 0
}
