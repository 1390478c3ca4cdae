//go:build race

package files

// raceOn: the race detector's own memory is not bounded by what bounds a child.
const raceOn = true
