package web

import (
	"testing"

	"mukti/tips/places"
)

func TestEveryStateHasOneTileOfItsOwn(t *testing.T) {
	g, err := places.Load()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(g.States()); n != len(stateTiles) {
		t.Errorf("%d States, %d tiles", n, len(stateTiles))
	}
	taken := map[[2]int]string{}
	for _, s := range g.States() {
		at, ok := stateTiles[s.Code]
		if !ok {
			t.Errorf("%s has no tile", s.Code)
		}
		if other := taken[at]; other != "" {
			t.Errorf("%s and %s share a tile", s.Code, other)
		}
		taken[at] = s.Code
	}
	m := StateTile("UP")
	for _, tile := range m.Tiles {
		if tile.X < 0 || tile.Y < 0 || tile.X+tileSide > m.W || tile.Y+tileSide > m.H || (tile.Level == 4) != (tile.Code == "UP") {
			t.Errorf("tile %+v", tile)
		}
	}
}

func TestShades(t *testing.T) {
	for _, c := range []struct{ n, most, want int }{{0, 10, 0}, {1, 10, 1}, {10, 10, 4}, {5, 0, 0}, {100, 10, 4}, {3, 10, 1}, {4, 10, 2}} {
		if got := Shade(c.n, c.most); got != c.want {
			t.Errorf("shade of %d among %d is %d, want %d", c.n, c.most, got, c.want)
		}
	}
}

func TestTilesOfAListStandInRows(t *testing.T) {
	m := RowTiles(make([]Tile, 11))
	if last := m.Tiles[10]; last.X != 0 || last.Y != tileSide || m.H != 2*tileSide {
		t.Errorf("%+v in %d × %d", last, m.W, m.H)
	}
}
