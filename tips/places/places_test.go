package places

import (
	"runtime"
	"slices"
	"sync"
	"testing"
)

// gazetteer is loaded once for all tests: it is never changed.
var gazetteer = sync.OnceValues(Load)

func load(t testing.TB) *Gazetteer {
	t.Helper()
	g, err := gazetteer()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheDirectoryIsWhole(t *testing.T) {
	g := load(t)
	states := g.States()
	if len(states) != 36 || len(g.Districts("")) != 784 { // LGD's list of 2026-05-13
		t.Fatalf("%d States and %d districts, want 36 and 784", len(states), len(g.Districts("")))
	}
	sum := 0
	for _, s := range states {
		list := g.Districts(s.Code)
		sum += len(list)
		if len(list) == 0 {
			t.Errorf("%s has no district", s.Code)
		}
		if got, ok := g.State(s.Code); !ok || got != s {
			t.Errorf("State(%q) = %+v, %v", s.Code, got, ok)
		}
		for _, d := range list {
			if d.State != s.Code {
				t.Errorf("%s is given for %s", d.Name, s.Code)
			}
			if got, ok := g.District(d.LGD); !ok || got != d {
				t.Errorf("District(%d) = %+v, %v", d.LGD, got, ok)
			}
			// The four ends of India, a degree wider.
			if d.Lat < 5.7 || d.Lat > 38.1 || d.Lon < 67 || d.Lon > 98.4 {
				t.Errorf("%s lies at %.1f, %.1f", d.Name, d.Lat, d.Lon)
			}
		}
	}
	if sum != 784 {
		t.Errorf("%d districts by State", sum)
	}
	if len(g.Districts("UP")) != 75 || len(g.Districts("DL")) != 13 {
		t.Errorf("UP has %d, Delhi %d districts", len(g.Districts("UP")), len(g.Districts("DL")))
	}
	if _, ok := g.State("XX"); ok {
		t.Error("there is a State XX")
	}
	if _, ok := g.District(0); ok {
		t.Error("there is a district 0")
	}
}

func TestTheTablesAreWhole(t *testing.T) {
	g := load(t)
	if n := len(g.pins.shares.starts) - 1; n != 19238 {
		t.Errorf("%d PINs", n)
	}
	if n := g.posts.text.count; n < 120_000 {
		t.Errorf("%d localities", n)
	}
	for _, lgd := range g.posts.districts.all {
		if _, ok := g.districts[int(lgd)]; !ok {
			t.Fatalf("a locality lies in district %d", lgd)
		}
	}
	for _, p := range g.places {
		if p.kind == kindDistrict && g.districts[p.lgd].Name != p.name || p.kind == kindTown && g.districts[p.lgd].State != p.state {
			t.Errorf("%+v lies in no district of its own", p)
		}
	}
}

func TestWhatIsGivenOutCannotChangeTheGazetteer(t *testing.T) {
	g := load(t)
	g.Districts("UP")[0].Name = ""
	g.States()[0].Name = ""
	if g.Districts("UP")[0].Name == "" || g.States()[0].Name == "" {
		t.Error("a caller changed the gazetteer")
	}
}

// Many look up at once, and the tables keep no more than 15 MB of the memory of
// a small server. Source: house rule.
func TestConcurrentUseAndMemory(t *testing.T) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for _, text := range []string{"Mathura", "Chintalapudi", "mathra", "২৮১০০১", "near Rampur"} {
		wait.Go(func() {
			if len(g.Find(text)) == 0 {
				t.Errorf("%q is not found", text)
			}
			g.Mentions("She was taken from " + text + " to Delhi")
		})
	}
	wait.Wait()
	runtime.GC()
	runtime.ReadMemStats(&after)
	used := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("the tables take %d MB", used>>20)
	if used > 15<<20 {
		t.Errorf("the tables take %d MB", used>>20)
	}
	runtime.KeepAlive(g)
}

// districtsOf returns the districts of candidates.
func districtsOf(list []Candidate) []int {
	var out []int
	for _, c := range list {
		out = append(out, c.District)
	}
	slices.Sort(out)
	return out
}

func TestEveryStateHasANameInTheLanguagesThatAreShown(t *testing.T) {
	g := load(t)
	for _, s := range g.States() {
		if name := g.StateIn(s.Code, "ur"); name == "" {
			t.Errorf("%s has no name in Urdu", s.Name)
		}
	}
	if got := g.StateIn("UP", "ur"); got != "اتر پردیش" {
		t.Errorf("UP is %q in Urdu", got)
	}
	if got := g.StateIn("UP", "sa"); got != "" {
		t.Errorf("UP is %q in a language without a table", got)
	}
}
