//go:build !race

package files

// raceOn tells that children are as they are shipped.
const raceOn = false
