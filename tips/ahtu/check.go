package ahtu

import (
	"slices"
	"time"
)

// check finds the faults that only the whole table shows.
func (d *Directory) check(f *faults) {
	for _, b := range d.rows {
		d.checkAbove(b, f)
		if b.State != "IN" && !d.has(Bureau(b.State)) {
			f.add(b.file, b.line, "%s: unknown State %q: no bureau %s", b.Code, b.State, Bureau(b.State))
		}
	}
	if !d.has(Cell) {
		f.add(shippedTable, 1, "no national cell %s", Cell)
	}
	d.checkStanding(f)
	d.checkDistricts(f)
}

func (d *Directory) has(code string) bool {
	_, ok := d.byCode[code]
	return ok
}

// checkAbove walks the chain of one row up to the cell.
func (d *Directory) checkAbove(b Body, f *faults) {
	if b.Kind == KindCell {
		if b.Above != "" {
			f.add(b.file, b.line, "nothing is above the national cell")
		}
		return
	}
	if !d.has(b.Above) {
		if b.Above != Bureau(b.State) { // else said as an unknown State
			f.add(b.file, b.line, "%s reports to %s, which is not in the table", b.Code, b.Above)
		}
		return
	}
	seen := []string{b.Code}
	for code := b.Above; code != Cell; {
		if slices.Contains(seen, code) {
			f.add(b.file, b.line, "the chain above %s goes in a circle at %s", b.Code, code)
			return
		}
		seen = append(seen, code)
		up := d.rows[d.byCode[code]]
		if up.Kind == KindUnit {
			f.add(b.file, b.line, "%s reports to %s, a unit: name a bureau or the cell", b.Code, code)
			return
		}
		if up.State != b.State && up.Kind == KindBureau {
			f.add(b.file, b.line, "%s reports to %s of another State", b.Code, code)
			return
		}
		if !d.has(up.Above) {
			return // said at the row of up
		}
		code = up.Above
	}
}

// checkStanding refuses an end to the cell or a bureau: a tip that climbs the
// chain must find somebody on every day. It also refuses two rows of one body
// on one day.
func (d *Directory) checkStanding(f *faults) {
	for i, b := range d.rows {
		if (b.Kind == KindCell || b.Kind == KindBureau) && (b.From != "" || b.To != "") {
			f.add(b.file, b.line, "%s stands on every day: leave from and to empty", b.Code)
		}
		if i > 0 && d.rows[i-1].Code == b.Code && overlap(d.rows[i-1], b) {
			f.add(b.file, b.line, "%s has two rows on %s: end the earlier one (%s:%d) the day before",
				b.Code, firstCommon(d.rows[i-1], b), d.rows[i-1].file, d.rows[i-1].line)
		}
	}
}

// checkDistricts holds that each district has exactly one unit on each day,
// looking at the days on which anything changes.
func (d *Directory) checkDistricts(f *faults) {
	days := d.days()
	for lgd, rows := range d.byDistrict {
		d.checkOverlaps(lgd, rows, f)
		for _, day := range days {
			if slices.ContainsFunc(rows, func(i int) bool { return d.rows[i].on(day) }) {
				continue
			}
			b := d.rows[rows[len(rows)-1]]
			f.add(b.file, b.line, "district %d has no unit on %s", lgd, day)
			break
		}
	}
	// What an override dropped from a row is in no row any more: compare with
	// the table that ships, which has every district.
	for _, lgd := range shipped() {
		if len(d.byDistrict[lgd]) == 0 {
			b := d.dropped(lgd)
			f.add(b.file, b.line, "district %d has no unit", lgd)
		}
	}
}

func (d *Directory) checkOverlaps(lgd int, rows []int, f *faults) {
	for n, i := range rows {
		for _, j := range rows[:n] {
			a, b := d.rows[j], d.rows[i]
			at := b // the row to correct: the operator's, where one is
			if b.file == shippedTable {
				at = a
			}
			if a.State != b.State {
				f.add(at.file, at.line, "district %d is in %s and in %s: it lies in one State", lgd, a.State, b.State)
			}
			if a.Code != b.Code && overlap(a, b) {
				f.add(at.file, at.line, "district %d has two units on %s: %s and %s", lgd, firstCommon(a, b), a.Code, b.Code)
			}
		}
	}
}

// days returns one day in every stretch in which nothing changes.
func (d *Directory) days() []string {
	days := []string{"0001-01-01"}
	for _, b := range d.rows {
		if b.From != "" {
			days = append(days, b.From)
		}
		if last, err := time.Parse(time.DateOnly, b.To); err == nil {
			days = append(days, last.AddDate(0, 0, 1).Format(time.DateOnly))
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// shipped returns the districts of the embedded table, read again so that it
// does not depend on what was laid over it.
func shipped() []int {
	data, err := embedded.ReadFile("data/units.csv")
	if err != nil {
		return nil // embedded at build time: cannot be missing
	}
	var quiet faults
	var all []int
	for _, b := range parse(File{Name: shippedTable, Data: data}, &quiet) {
		all = append(all, b.Districts...)
	}
	slices.Sort(all)
	return all
}

// dropped returns the row to correct for a district that no row has: the row
// that replaced the one which shipped with it.
func (d *Directory) dropped(lgd int) Body {
	data, _ := embedded.ReadFile("data/units.csv")
	var quiet faults
	for _, old := range parse(File{Name: shippedTable, Data: data}, &quiet) {
		if slices.Contains(old.Districts, lgd) {
			if i, ok := d.byCode[old.Code]; ok {
				return d.rows[i]
			}
			return old
		}
	}
	return Body{file: shippedTable, line: 1}
}

func overlap(a, b Body) bool {
	return (a.To == "" || b.From == "" || b.From <= a.To) &&
		(b.To == "" || a.From == "" || a.From <= b.To)
}

// firstCommon returns the first day of an overlap, or "every day".
func firstCommon(a, b Body) string {
	if day := max(a.From, b.From); day != "" {
		return day
	}
	return "every day"
}
