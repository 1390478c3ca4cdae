package tips

import "time"

// Clocks are the waiting times of an installation. The zero value of a field
// means the default below.
type Clocks struct {
	Immediate   time.Duration // first look
	Urgent      time.Duration
	Standard    time.Duration
	Information time.Duration
	Take        TakeClocks    // from the first look to somebody taking the tip
	Later       TakeClocks    // how long the taking may be put off at once; 0: as long as the taking, a month for information
	Lie         TakeClocks    // how long a taken tip may lie before a colleague may take it over
	Update      time.Duration // next update promised to the tipster after an officer's act; for an urgent tip half of it, for an immediate one a day at most
}

// TakeClocks are the waiting times from the first look at a tip to somebody
// taking or closing it.
type TakeClocks struct {
	Immediate   time.Duration
	Urgent      time.Duration
	Standard    time.Duration
	Information time.Duration // by then a person has confirmed that it is no more than that
}

// DefaultClocks are house rules: no law sets a time for the first look at a
// tip, for taking it, or for how long it may be put off or lie. They are an
// operator's to change.
// Source: house rule (ARCHITECTURE.md, "Clocks").
var DefaultClocks = Clocks{
	Immediate:   15 * time.Minute,
	Urgent:      4 * time.Hour,
	Standard:    48 * time.Hour,
	Information: 48 * time.Hour,
	Take:        TakeClocks{Immediate: time.Hour, Urgent: 24 * time.Hour, Standard: 7 * 24 * time.Hour, Information: 48 * time.Hour},
	Later:       TakeClocks{Information: 30 * 24 * time.Hour},
	Lie:         TakeClocks{Immediate: 4 * time.Hour, Urgent: 24 * time.Hour, Standard: 7 * 24 * time.Hour, Information: 7 * 24 * time.Hour},
	Update:      7 * 24 * time.Hour,
}

func (c Clocks) withDefaults() Clocks {
	d := DefaultClocks
	set := func(to *time.Duration, v time.Duration) {
		if v > 0 {
			*to = v
		}
	}
	set(&d.Immediate, c.Immediate)
	set(&d.Urgent, c.Urgent)
	set(&d.Standard, c.Standard)
	set(&d.Information, c.Information)
	each := func(to *TakeClocks, v TakeClocks) {
		set(&to.Immediate, v.Immediate)
		set(&to.Urgent, v.Urgent)
		set(&to.Standard, v.Standard)
		set(&to.Information, v.Information)
	}
	each(&d.Take, c.Take)
	d.Later.Immediate, d.Later.Urgent, d.Later.Standard = d.Take.Immediate, d.Take.Urgent, d.Take.Standard
	each(&d.Later, c.Later)
	each(&d.Lie, c.Lie)
	set(&d.Update, c.Update)
	return d
}

// NextUpdate is the time within which the tipster is promised the next word.
func (c Clocks) NextUpdate(urgency string) time.Duration {
	switch urgency {
	case Immediate:
		return min(c.Update, 24*time.Hour)
	case Urgent:
		return c.Update / 2
	}
	return c.Update
}

// FirstLook is the time within which somebody has to look at a tip.
func (c Clocks) FirstLook(urgency string) time.Duration {
	switch urgency {
	case Immediate:
		return c.Immediate
	case Urgent:
		return c.Urgent
	case Information:
		return c.Information
	}
	return c.Standard
}

// of is the time for an urgency; of an urgency that the table does not know, the standard one.
func (c TakeClocks) of(urgency string) time.Duration {
	switch urgency {
	case Immediate:
		return c.Immediate
	case Urgent:
		return c.Urgent
	case Information:
		return c.Information
	}
	return c.Standard
}

// Taking is the time within which somebody has to take or close a tip that was
// looked at.
func (c Clocks) Taking(urgency string) time.Duration { return c.Take.of(urgency) }

// PutOff is how long the taking of a tip may be put off at once.
func (c Clocks) PutOff(urgency string) time.Duration { return c.Later.of(urgency) }

// Idle is how long an officer who has taken a tip may do nothing with it before
// a colleague may take it over.
func (c Clocks) Idle(urgency string) time.Duration { return c.Lie.of(urgency) }
