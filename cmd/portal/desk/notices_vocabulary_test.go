package desk

import (
	"mukti/tips"
	"mukti/tips/notices"
)

// noticesVocabulary are the codes of notices, the duty table and the queue.
func noticesVocabulary() map[string][]string {
	return map[string][]string{
		"desk.way.":           append(notices.Ways(), "all"),
		"desk.way.tls.":       {notices.StartTLS, notices.Implicit, notices.NoTLS},
		"desk.notices.class.": append(notices.Classes(), tips.NobodyToTell),
		"desk.notice.count.":  tips.NoticeCounts(),
		"desk.weekday.":       {"0", "1", "2", "3", "4", "5", "6"},
		"desk.whose.":         {tips.WhoseMine, tips.WhoseFree},
		"desk.came.":          {tips.RoleUnit, tips.RoleHeld, tips.RoleCopy},
		"desk.refresh.":       {"0", "1", "2", "5"},
	}
}

// noticesDomain are the messages that the domain names by itself.
func noticesDomain() []string {
	out := codes(`"(desk\.bad_way\.[a-z]+)"`, `"(desk\.bad_duty\.[a-z]+)"`, `"(desk\.bad_views)"`)
	for _, why := range codesIn("../../../tips/notices/check.go", `Fault[A-Za-z]+ += "([a-z-]+)"`) {
		out = append(out, "desk.bad_way."+why)
	}
	return out
}
