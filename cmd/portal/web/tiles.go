package web

import "slices"

// Tile is one square of a map of tiles: a State in the map of India, or a unit
// in a list of a State's units. A map of tiles has no border on it: a wrong
// border is an offence (Criminal Law Amendment Act 1961, section 2(2)), and a
// right one is not ours to draw.
type Tile struct {
	Code  string // what stands in the square, e.g. "UP"
	Text  string // the figure below it, e.g. "120"; "" for none
	Level int    // 0 (nothing) to 4 (most): the shade, beside the figure
	X, Y  int    // of the upper corner, in the units of the view box
}

// TileMap is what {{template "tiles"}} draws. It says nothing that the table
// beside it does not: screen readers pass it over.
type TileMap struct {
	Tiles []Tile
	W, H  int // of the view box
}

// tileSide is a tile's side with the gap beside it, in units of the view box.
const tileSide = 44

// stateTiles is where each State and Union Territory stands, column and row.
// Source: house arrangement, roughly as on a map; distances and sizes mean nothing.
var stateTiles = map[string][2]int{
	"JK": {2, 0}, "LA": {3, 0},
	"PB": {1, 1}, "CH": {2, 1}, "HP": {3, 1}, "UK": {4, 1}, "AR": {8, 1},
	"RJ": {1, 2}, "HR": {2, 2}, "DL": {3, 2}, "UP": {4, 2}, "BR": {5, 2}, "SK": {6, 2}, "AS": {7, 2}, "NL": {8, 2},
	"GJ": {1, 3}, "MP": {3, 3}, "CG": {4, 3}, "JH": {5, 3}, "WB": {6, 3}, "ML": {7, 3}, "MN": {8, 3},
	"DH": {1, 4}, "MH": {2, 4}, "TS": {3, 4}, "OD": {5, 4}, "TR": {7, 4}, "MZ": {8, 4},
	"GA": {1, 5}, "KA": {2, 5}, "AP": {3, 5},
	"LD": {0, 6}, "KL": {2, 6}, "TN": {3, 6}, "PY": {4, 6}, "AN": {8, 6},
}

// StateTiles is India as tiles: 36 squares, those that of has no word of are
// left blank. of gives a State's figure and shade.
func StateTiles(of func(state string) (text string, level int)) TileMap {
	m := TileMap{W: 9 * tileSide, H: 7 * tileSide}
	for code, at := range stateTiles {
		text, level := of(code)
		m.Tiles = append(m.Tiles, Tile{code, text, min(max(level, 0), 4), at[0] * tileSide, at[1] * tileSide})
	}
	slices.SortFunc(m.Tiles, func(a, b Tile) int {
		if a.Y != b.Y {
			return a.Y - b.Y
		}
		return a.X - b.X
	})
	return m
}

// StateTile is India as tiles with one State marked.
func StateTile(state string) TileMap {
	return StateTiles(func(code string) (string, int) {
		if code == state {
			return "", 4
		}
		return "", 0
	})
}

// tilesInRow is how many tiles of a list stand in a row; fewestInRow how many
// the row is wide at least.
const (
	tilesInRow  = 10
	fewestInRow = 5
)

// RowTiles puts tiles side by side in the order given, with no place meant.
func RowTiles(tiles []Tile) TileMap {
	// A few tiles are not drawn as small as many: on a phone a row of ten is hard to read.
	m := TileMap{Tiles: slices.Clone(tiles), W: min(max(len(tiles), fewestInRow), tilesInRow) * tileSide, H: (len(tiles) + tilesInRow - 1) / tilesInRow * tileSide}
	for i := range m.Tiles {
		m.Tiles[i].X, m.Tiles[i].Y = i%tilesInRow*tileSide, i/tilesInRow*tileSide
	}
	return m
}

// Shade is the level of a figure among others of which most is the largest: 0
// for none, then 1 to 4 in equal steps.
func Shade(n, most int) int {
	if n <= 0 || most <= 0 {
		return 0
	}
	return min(4, 1+4*(n-1)/most)
}
