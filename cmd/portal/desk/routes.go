package desk

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// route is one address and the act that it is for. Who may do an act, and to
// what, is the table of package tips; what an officer can open is decided by
// the keys that the officer holds.
type route struct {
	Method, Path string
	Act          tips.Act // "" for an address that is open to everybody
	Nav          string   // message of the link in the head of every page, or, below /tips/:id/, on the tip's page; "" for none
	do           func(*visit) error
}

// Open tells whether no session is needed.
func (r route) Open() bool { return r.Act == "" }

// routes is the one table of addresses, a group a kind of work. A group stands
// in the file of its first page.
func (s *Site) routes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	return slices.Concat([]route{
		{get, "/", "", "", s.home},
		{get, "/sign-in", "", "", s.signInPage},
		{post, "/sign-in", "", "", s.signIn},
		{post, "/sign-out", tips.ActSession, "", s.signOut},
		{post, "/language", "", "", s.language},
		{get, "/demonstration", "", "", s.demonstration},
		{get, "/enrol/:token", "", "", s.enrolPage},
		{post, "/enrol/:token", "", "", s.enrol},
		{get, "/enrol/:token/codes", "", "", s.enrolCodes},
		{post, "/enrol/:token/codes", "", "", s.enrolled},
		{get, "/passkey.js", "", "", s.passkeyScript},
		{get, "/queue", tips.ActQueue, "desk.nav.queue", s.queue},
		{get, "/tips/:id", tips.ActOpen, "", s.tip},
		{post, "/tips/:id/take", tips.ActTake, "", s.take},
		{post, "/tips/:id/ask", tips.ActAsk, "", s.ask},
		{post, "/tips/:id/close", tips.ActClose, "", s.close},
		{post, "/tips/:id/transfer", tips.ActTransfer, "", s.transfer},
		{post, "/tips/:id/same", tips.ActSame, "", s.same},
		{post, "/tips/:id/separate", tips.ActSeparate, "", s.separate},
		{post, "/tips/:id/return", tips.ActReturn, "", s.giveBack},
		{post, "/tips/:id/later", tips.ActLater, "", s.later},
		{post, "/tips/:id/put-back", tips.ActPutBack, "", s.putBack},
		{post, "/tips/:id/decline", tips.ActDecline, "", s.decline},
		{post, "/tips/:id/reopen", tips.ActReopen, "", s.reopen},
		{post, "/tips/:id/join", tips.ActJoin, "", s.join},
		{post, "/tips/:id/tie", tips.ActTie, "", s.tie},
		{post, "/tips/:id/untie", tips.ActUntie, "", s.untie},
		{post, "/tips/:id/request", tips.ActRequest, "", s.askBody},
		{post, "/tips/:id/answer", tips.ActReply, "", s.answerBody},
		{post, "/tips/:id/end", tips.ActEndRequest, "", s.endRequest},
		{get, "/requests", tips.ActRequests, "desk.nav.requests", s.requests},
		{get, "/links", tips.ActLinks, "desk.nav.links", s.links},
		{get, "/tips/:id/files/:file", tips.ActOpen, "", s.file},
		{get, "/tips/:id/files/:file/clean", tips.ActOpen, "", s.fileClean},
		{get, "/tips/:id/files/:file/redrawn", tips.ActOpen, "", s.fileRedrawn},
		{get, "/waiting", tips.ActAwait, "desk.nav.waiting", s.waiting},
		{post, "/waiting/:officer/confirm", tips.ActConfirm, "", s.confirm},
		{get, "/people", tips.ActAccounts, "desk.nav.people", s.people},
		{post, "/people", tips.ActInvite, "", s.invite},
		{post, "/people/invitations/:proposal", tips.ActInvite, "", s.inviteAgreed},
		{post, "/people/:officer/disable", tips.ActDisable, "", s.disable},
		{post, "/waiting/kit", tips.ActUseKit, "", s.useKit},
		{post, "/waiting/new-key", tips.ActUseKit, "", s.newKey},
		{post, "/waiting/next-key", tips.ActConfirm, "", s.makeNextKey},
		{post, "/waiting/keys/:body", tips.ActConfirm, "", s.confirmKey},
		{get, "/kit", tips.ActKit, "desk.nav.kit", s.kit},
		{post, "/kit", tips.ActKit, "", s.makeKit},
		{get, "/find", tips.ActFind, "desk.nav.find", s.findPage},
		{post, "/find", tips.ActFind, "", s.find},
		{post, "/find/open", tips.ActFind, "", s.findOpen},
		{post, "/find/forget", tips.ActFind, "", s.findForget},
		{get, "/audit", tips.ActAudit, "desk.nav.audit", s.audit},
		{get, "/audit/heads", tips.ActHeads, "", s.heads},
		{get, "/audit/heads/:day", tips.ActHeads, "", s.head},
		{get, "/second", tips.ActSecond, "desk.nav.second", s.second},
		{post, "/second/:proposal", tips.ActSecond, "", s.agree},
		{get, "/account", tips.ActAccount, "desk.nav.account", s.account},
		{post, "/account/sessions", tips.ActAccount, "", s.endSessions},
		{post, "/account/passphrase", tips.ActPassphrase, "", s.passphrase},
		{get, "/account/factor", tips.ActFactors, "", s.factor},
		{post, "/account/factor", tips.ActFactors, "", s.setAuthenticator},
		{post, "/account/factor/remove", tips.ActFactors, "", s.removeAuthenticator},
		{post, "/account/passkeys", tips.ActFactors, "", s.addPasskey},
		{post, "/account/passkeys/:key/remove", tips.ActFactors, "", s.removePasskey},
		{post, "/account/codes", tips.ActFactors, "", s.newCodes},
		{get, "/account/codes", tips.ActFactors, "", s.codes},
		{post, "/account/codes/have", tips.ActAccount, "", s.takeCodes},
		{get, "/board", tips.ActBoard, "desk.nav.board", s.board},
		{get, "/cell", tips.ActCell, "desk.nav.cell", s.cell},
		{get, "/releases", tips.ActReleases, "desk.nav.releases", s.releases},
		{post, "/releases", tips.ActPrepare, "", s.prepare},
		{get, "/releases/:period", tips.ActReleases, "", s.release},
		{post, "/releases/:period/publish", tips.ActPublish, "", s.publish},
		{post, "/releases/:period/drop", tips.ActPrepare, "", s.dropRelease},
		{get, "/handover", tips.ActHandover, "desk.nav.handover", s.handover},
		{get, "/tips/:id/export", tips.ActOut, "desk.nav.export", s.out},
		{post, "/tips/:id/export", tips.ActExport, "", s.makeExport},
		{get, "/tips/:id/export/:file", tips.ActOut, "", s.export},
		{post, "/tips/:id/export/:file/take", tips.ActOut, "", s.takeExport},
		{get, "/tips/:id/keeping", tips.ActKeeping, "desk.nav.keeping", s.keeping},
		{post, "/tips/:id/hold", tips.ActHold, "", s.hold},
		{post, "/tips/:id/hold/lift", tips.ActHold, "", s.lift},
		{post, "/tips/:id/erase", tips.ActErase, "", s.erase},
		{get, "/notices", tips.ActNotices, "desk.nav.notices", s.notices},
		{post, "/notices/:way", tips.ActSetNotices, "", s.setWay},
		{post, "/notices/:way/off", tips.ActSetNotices, "", s.dropWay},
		{post, "/notices/:way/test", tips.ActTestNotice, "", s.testWay},
		{get, "/duty", tips.ActDuty, "desk.nav.duty", s.duty},
		{post, "/duty/shifts", tips.ActSetDuty, "", s.addShifts},
		{post, "/duty/shifts/drop", tips.ActSetDuty, "", s.dropShift},
		{post, "/duty/people", tips.ActSetDuty, "", s.setContact},
		{post, "/duty/days", tips.ActSetDuty, "", s.setDay},
		{post, "/duty/days/drop", tips.ActSetDuty, "", s.dropDay},
		{get, "/queue/views", tips.ActViews, "", s.views},
		{post, "/queue/views", tips.ActViews, "", s.saveView},
		{post, "/queue/views/drop", tips.ActViews, "", s.dropView},
		{post, "/queue/refresh", tips.ActQueue, "", s.setRefresh},
		{get, "/keys", tips.ActSession, "", s.keys},
		{post, "/keys", tips.ActSession, "", s.setKeys},
		{get, "/desk.js", "", "", s.script},
	}, s.readingRoutes(), s.feedbackRoutes())
}

// admits tells whether a session, nil for none, may come to the address: nil,
// [tips.ErrSession], [tips.ErrWaiting] or [tips.ErrForbidden].
func (r route) admits(seat *tips.Seat) error {
	switch {
	case r.Open(), seat.May(r.Act):
		return nil
	case seat == nil:
		return tips.ErrSession
	}
	if rule, ok := tips.RuleOf(r.Act); ok && seat.Waiting && slices.Contains(rule.Roles, seat.Officer.Role) {
		return tips.ErrWaiting
	}
	return tips.ErrForbidden
}
