package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/signin"
	"hotline/sla"
)

// routes is every route, with who may call it. A test walks it by role.
func (s *server) routes() []route {
	const get, post, patch, del = fiber.MethodGet, fiber.MethodPost, fiber.MethodPatch, fiber.MethodDelete
	all := []dispatch.Role{dispatch.RoleAgent, dispatch.RoleDispatcher, dispatch.RoleLiaison, dispatch.RoleSupervisor, dispatch.RoleAdmin}
	hotline := []dispatch.Role{dispatch.RoleAgent, dispatch.RoleDispatcher, dispatch.RoleSupervisor, dispatch.RoleAdmin}
	intake := []dispatch.Role{dispatch.RoleAgent, dispatch.RoleDispatcher}
	acting := []dispatch.Role{dispatch.RoleAgent, dispatch.RoleDispatcher, dispatch.RoleLiaison, dispatch.RoleSupervisor}
	deciding := []dispatch.Role{dispatch.RoleAgent, dispatch.RoleDispatcher, dispatch.RoleSupervisor}
	scoring := []dispatch.Role{dispatch.RoleSupervisor, dispatch.RoleAdmin}
	rostering := []dispatch.Role{dispatch.RoleLiaison, dispatch.RoleSupervisor, dispatch.RoleAdmin}
	admin := []dispatch.Role{dispatch.RoleAdmin}
	lettered := []dispatch.Role{dispatch.RoleDispatcher, dispatch.RoleLiaison, dispatch.RoleSupervisor, dispatch.RoleAdmin}
	supervising := []dispatch.Role{dispatch.RoleSupervisor}
	reading := []dispatch.Role{dispatch.RoleDispatcher, dispatch.RoleLiaison, dispatch.RoleSupervisor, dispatch.RoleAdmin}
	liaison := []dispatch.Role{dispatch.RoleLiaison}
	channelled := []dispatch.Role{dispatch.RoleLiaison, dispatch.RoleAdmin}
	excluding := []dispatch.Role{dispatch.RoleDispatcher, dispatch.RoleLiaison}
	importing := []dispatch.Role{dispatch.RoleDispatcher, dispatch.RoleAdmin}
	const v1 = "/api/v1"
	list := []route{
		{get, "/healthz", nil, "", s.healthy},
		{get, "/readyz", nil, "", s.ready},
		{get, "/metrics", s.metricsRoles(admin), "", s.metrics.handle},
		{get, "/openapi.json", nil, "", s.openapi},
		{get, "/api/docs", nil, "", s.page},

		{get, v1 + "/time", nil, "", s.clock},
		{post, v1 + "/session", nil, "", s.signIn},
		{get, v1 + "/session", all, scopeRead, s.session},
		{del, v1 + "/session", all, "", s.signOut},
		{get, v1 + "/session/methods", nil, "", s.methods},
		{get, v1 + "/session/oidc", nil, "", s.beginProvider},
		{get, signin.Callback, nil, "", s.finishProvider},
		{get, v1 + "/me/security", all, "", s.getSecurity},
		{fiber.MethodPut, v1 + "/me/password", all, "", s.changePassword},
		{post, v1 + "/me/totp", all, "", s.enrol},
		{post, v1 + "/me/totp/confirm", all, "", s.confirmFactor},
		{post, v1 + "/me/totp/recovery", all, "", s.renewRecovery},
		{del, v1 + "/me/totp", all, "", s.removeFactor},
		{get, v1 + "/me/sessions", all, "", s.mySessions},
		{del, v1 + "/me/sessions", all, "", s.endMySessions},
		{del, v1 + "/me/sessions/:id", all, "", s.endMySession},

		{post, v1 + "/tickets", intake, scopeIntake, s.logTicket},
		{get, v1 + "/tickets", all, scopeRead, s.listTickets},
		{get, v1 + "/tickets/:no", all, scopeRead, s.getTicket},
		{get, v1 + "/tickets/:no/events", all, scopeRead, s.ticketEvents},
		{get, v1 + "/tickets/:no/access", scoring, "", s.ticketAccess},
		{post, v1 + "/tickets/:no/printed", all, "", s.printed},
		{post, v1 + "/tickets/:no/check-reply", acting, scopeAct, s.checkReply},
		{post, v1 + "/tickets/:no/preview-letter", []dispatch.Role{dispatch.RoleSupervisor}, "", s.previewLetter},
		{post, v1 + "/tickets/:no/:action", acting, scopeAct, s.act},

		{post, v1 + "/files", acting, scopeFiles, s.takeFile},
		{get, v1 + "/files/limits", nil, "", s.fileLimits},
		{get, v1 + "/tickets/:no/files/:id", all, scopeRead, s.ticketFile},
		{get, v1 + "/tickets/:no/files/:id/thumb", all, scopeRead, s.ticketThumb},

		{get, v1 + "/letters", lettered, scopeRead, s.listLetters},
		{get, v1 + "/letters/:id", lettered, scopeRead, s.getLetter},
		{get, v1 + "/ladder", all, scopeRead, s.listRungs},

		{get, v1 + "/callers", hotline, scopeRead, s.callersByQuery},
		{post, v1 + "/callers/lookup", hotline, scopeRead, s.lookupCaller},
		{post, v1 + "/suggest", hotline, scopeIntake, s.suggest},
		{get, v1 + "/merges", hotline, scopeRead, s.merges},
		{post, v1 + "/merges/:no/dismiss", deciding, "", s.dismissMerge},
		{del, v1 + "/merges/:no/dismiss", deciding, "", s.recallMerge},
		{get, v1 + "/queues", all, scopeRead, s.queues},
		{get, v1 + "/board", hotline, scopeRead, s.board},
		{get, v1 + "/board/auto", hotline, scopeRead, s.autoToday},

		{get, v1 + "/units", all, scopeRead, s.listUnits},
		{post, v1 + "/units", admin, "", s.addUnit},
		{patch, v1 + "/units/:code", admin, "", s.changeUnit},
		{get, v1 + "/units/:code/holdings", admin, "", s.holdings},
		{post, v1 + "/units/:code/handover", admin, "", s.handOver},
		{get, v1 + "/users", admin, "", s.listUsers},
		{post, v1 + "/users", admin, "", s.addUser},
		{patch, v1 + "/users/:username", admin, "", s.changeUser},
		{del, v1 + "/users/:username/totp", admin, "", s.removeUserFactor},
		{get, v1 + "/users/:username/sessions", admin, "", s.userSessions},
		{del, v1 + "/users/:username/sessions", admin, "", s.endUserSessions},
		{del, v1 + "/users/:username/sessions/:id", admin, "", s.endUserSession},
		{get, v1 + "/towns", all, scopeRead, s.listTowns},
		{get, v1 + "/categories", all, scopeRead, s.listCategories},
		{post, v1 + "/categories", admin, "", s.addCategory},
		{patch, v1 + "/categories/:code", admin, "", s.changeCategory},
		{get, v1 + "/catalogue", hotline, scopeRead, s.getCatalogue},
		{get, v1 + "/catalogue/proposals", hotline, scopeRead, s.listProposals},
		{post, v1 + "/catalogue/proposals/:id/adopt", scoring, "", s.adoptProposal},
		{post, v1 + "/catalogue/proposals/:id/drop", scoring, "", s.dropProposal},
		{post, v1 + "/catalogue", admin, "", s.publish(dispatch.KindCatalogue)},
		{get, v1 + "/policies", hotline, scopeRead, s.listVersions(dispatch.KindPolicy)},
		{get, v1 + "/policies/:id", hotline, scopeRead, s.getVersion(dispatch.KindPolicy)},
		{post, v1 + "/policies", admin, "", s.publish(dispatch.KindPolicy)},
		{get, v1 + "/calendars", hotline, scopeRead, s.listVersions(dispatch.KindCalendar)},
		{get, v1 + "/calendars/:id", hotline, scopeRead, s.getVersion(dispatch.KindCalendar)},
		{post, v1 + "/calendars", admin, "", s.publish(dispatch.KindCalendar)},
		{get, v1 + "/schemes", all, scopeRead, s.listSchemes},
		{get, v1 + "/schemes/:name", all, scopeRead, s.getScheme},
		{get, v1 + "/schemes/:name/versions", all, scopeRead, s.schemeVersions},
		{post, v1 + "/schemes", admin, "", s.publishScheme},
		{post, v1 + "/schemes/check", scoring, "", s.checkScheme},
		{post, v1 + "/schemes/try", scoring, "", s.tryDraft},
		{post, v1 + "/schemes/compare", scoring, "", s.compareScheme},
		{post, v1 + "/schemes/:name/try", all, scopeRead, s.tryScheme},
		{post, v1 + "/schemes/:name/activate", admin, "", s.activateScheme},
		{get, v1 + "/open311", admin, "", s.getCivic},
		{fiber.MethodPut, v1 + "/open311", admin, "", s.putCivic},
		{get, v1 + "/tokens", admin, "", s.listTokens},
		{post, v1 + "/tokens", admin, "", s.addToken},
		{del, v1 + "/tokens/:id", admin, "", s.revokeToken},
		{get, v1 + "/model", scoring, "", s.getModel},
		{post, v1 + "/model/target", scoring, "", s.setTarget},
		{post, v1 + "/model/train", scoring, "", s.trainModel},
		{post, v1 + "/model/activate", scoring, "", s.activateModel},
		{post, v1 + "/model/test", scoring, "", s.testModel},
		{get, v1 + "/jobs", admin, "", s.listJobs},
		{post, v1 + "/jobs/:name/run", admin, "", s.runJob},
		{get, v1 + "/report-centre", hotline, scopeRead, s.getReportCentre},
		{fiber.MethodPut, v1 + "/report-centre", admin, "", s.putReportCentre},
		{get, v1 + "/audit", admin, "", s.auditTrail},
		{get, v1 + "/access", scoring, "", s.listAccess},
		{get, v1 + "/access/counts", scoring, "", s.countAccess},
		{get, v1 + "/export/tickets.csv", all, "", s.exportTickets},
		{get, v1 + "/export/access.csv", scoring, "", s.exportAccess},

		{get, v1 + "/imports", importing, "", s.listImports},
		{post, v1 + "/imports", importing, "", s.beginImport},
		{get, v1 + "/imports/:id", importing, "", s.getImport},
		{patch, v1 + "/imports/:id", importing, "", s.mapImport},
		{del, v1 + "/imports/:id", importing, "", s.removeImport},
		{get, v1 + "/imports/:id/preview", importing, "", s.previewImport},
		{post, v1 + "/imports/:id/check", importing, "", s.checkImport},
		{post, v1 + "/imports/:id/run", importing, "", s.runImport},
		{post, v1 + "/imports/:id/cancel", importing, "", s.cancelImport},
		{get, v1 + "/imports/:id/rejected.csv", importing, "", s.rejectedRows(false)},
		{get, v1 + "/imports/:id/rejected.xlsx", importing, "", s.rejectedRows(true)},
		{get, v1 + "/imports/:id/catalogue", admin, "", s.importDraft},
		{post, v1 + "/imports/:id/passwords", admin, "", s.importPasswords},
		{get, v1 + "/import-profiles", importing, "", s.listProfiles},
		{post, v1 + "/import-profiles", importing, "", s.saveProfile},
		{del, v1 + "/import-profiles/:kind/:name", importing, "", s.dropProfile},

		{post, v1 + "/exports", all, "", s.beginExport},
		{get, v1 + "/exports/:id", all, "", s.getExport},
		{get, v1 + "/exports/:id/file", all, "", s.exportFile},
		{get, v1 + "/scores/:month", all, scopeRead, s.score},
		{get, v1 + "/scores-settings", scoring, scopeRead, s.getTimetable},
		{fiber.MethodPut, v1 + "/scores-settings", scoring, "", s.putTimetable},
		{post, v1 + "/scores-settings/check", scoring, "", s.checkTimetable},
		{get, v1 + "/scores/:month/editions/:n", all, scopeRead, s.scoreEdition},
		{post, v1 + "/scores/:month/draft", scoring, "", s.draftMonth},
		{post, v1 + "/scores/:month/correct", scoring, "", s.correctMonth},
		{post, v1 + "/scores/:month/replay", scoring, "", s.replayMonth},
		{get, v1 + "/scores/:month/:unit", all, scopeRead, s.unitScore},
		{get, v1 + "/scores/:month/:unit/:metric", all, scopeRead, s.scoreTickets},
		{post, v1 + "/scores/:month/close", scoring, "", s.closeMonth},
		{get, v1 + "/briefs", all, scopeRead, s.listBriefs},
		{get, v1 + "/briefs/:month", all, scopeRead, s.brief},
		{patch, v1 + "/briefs/:month", supervising, "", s.editBrief},
		{post, v1 + "/briefs/:month/publish", supervising, "", s.publishBrief},
		{post, v1 + "/briefs/:month/correct", supervising, "", s.correctBrief},
		{post, v1 + "/briefs/:month/correct/cancel", supervising, "", s.cancelCorrectBrief},
		{post, v1 + "/briefs/:month/receipt", liaison, "", s.receiveBrief},
		{get, v1 + "/briefs/:month/receipts", hotline, "", s.briefReceipts},

		{get, v1 + "/analysis/:month/breakdown", reading, scopeRead, s.breakdown},
		{get, v1 + "/analysis/:month/tickets", reading, scopeRead, s.behindBreakdown},
		{get, v1 + "/analysis/:month/noise", reading, scopeRead, s.noise},
		{get, v1 + "/analysis/:month/signals", scoring, "", s.signals},
		{get, v1 + "/appeals", reading, scopeRead, s.listAppeals(sla.AdjustAppeal)},
		{post, v1 + "/appeals", liaison, "", s.fileAppeal(sla.AdjustAppeal)},
		{post, v1 + "/appeals/:id/decide", supervising, "", s.decideAppeal(sla.AdjustAppeal)},
		{post, v1 + "/appeals/:id/withdraw", liaison, "", s.withdrawAppeal(sla.AdjustAppeal)},
		{get, v1 + "/exclusions", reading, scopeRead, s.listAppeals(sla.AdjustExclusion)},
		{post, v1 + "/exclusions", excluding, "", s.fileAppeal(sla.AdjustExclusion)},
		{post, v1 + "/exclusions/:id/decide", supervising, "", s.decideAppeal(sla.AdjustExclusion)},
		{post, v1 + "/exclusions/:id/withdraw", excluding, "", s.withdrawAppeal(sla.AdjustExclusion)},

		{get, v1 + "/lights", all, scopeRead, s.lights},
		{get, v1 + "/roster", all, scopeRead, s.getRoster},
		{get, v1 + "/roster/now", all, scopeRead, s.onDuty},
		{post, v1 + "/roster", rostering, "", s.addShift},
		{post, v1 + "/roster/copy", rostering, "", s.copyWeek},
		{post, v1 + "/roster/import", rostering, "", s.importRoster},
		{del, v1 + "/roster/:id", rostering, "", s.removeShift},
		{get, v1 + "/inspection", scoring, scopeRead, s.getInspection},
		{fiber.MethodPut, v1 + "/inspection", admin, "", s.putInspection},
		{post, v1 + "/inspection/try", scoring, "", s.tryInspection},
		{get, v1 + "/inspections", hotline, scopeRead, s.listInspections},
		{post, v1 + "/inspections", scoring, "", s.runInspection},
		{post, v1 + "/inspections/:id/:rule/handle", []dispatch.Role{dispatch.RoleSupervisor}, "", s.handleFinding},

		{get, v1 + "/bulletins/settings", scoring, "", s.getBulletinSettings},
		{fiber.MethodPut, v1 + "/bulletins/settings", supervising, "", s.putBulletinSettings},
		{get, v1 + "/bulletins", reading, scopeRead, s.listBulletins},
		{post, v1 + "/bulletins", supervising, "", s.makeBulletin},
		{get, v1 + "/bulletins/:id", reading, scopeRead, s.getBulletin},
		{patch, v1 + "/bulletins/:id", supervising, "", s.editBulletin},
		{post, v1 + "/bulletins/:id/regenerate", supervising, "", s.remakeBulletin},
		{post, v1 + "/bulletins/:id/send", supervising, "", s.sendBulletin},
		{post, v1 + "/bulletins/:id/archive", supervising, "", s.archiveBulletin},
		{post, v1 + "/bulletins/:id/receipt", liaison, "", s.receiveBulletin},

		{get, v1 + "/channels", channelled, "", s.listChannels},
		{post, v1 + "/channels", channelled, "", s.addChannel},
		{patch, v1 + "/channels/:id", channelled, "", s.changeChannel},
		{del, v1 + "/channels/:id", channelled, "", s.removeChannel},
		{post, v1 + "/channels/:id/test", channelled, "", s.testChannel},
		{get, v1 + "/deliveries", channelled, "", s.listDeliveries},
		{post, v1 + "/deliveries/retry", channelled, "", s.retryDeliveries},
		{post, v1 + "/deliveries/:id/retry", channelled, "", s.retryDelivery},
		{post, v1 + "/deliveries/:id/drop", channelled, "", s.dropDelivery},
		{get, v1 + "/webhooks", admin, "", s.listWebhooks},
		{post, v1 + "/webhooks", admin, "", s.addWebhook},
		{patch, v1 + "/webhooks/:id", admin, "", s.changeWebhook},
		{del, v1 + "/webhooks/:id", admin, "", s.removeWebhook},
		{post, v1 + "/webhooks/:id/test", admin, "", s.testWebhook},
		{get, v1 + "/platforms", scoring, scopeUpstream, s.listPlatforms},
		{post, v1 + "/platforms", admin, "", s.addPlatform},
		{patch, v1 + "/platforms/:code", admin, "", s.changePlatform},
		{get, v1 + "/exchange", scoring, scopeUpstream, s.listExchange},
		{get, v1 + "/exchange/reconcile", scoring, scopeUpstream, s.getReconcile},
		{post, v1 + "/exchange/reconcile", scoring, scopeUpstream, s.reconcile},
		{post, v1 + "/exchange/mend", scoring, scopeUpstream, s.mend},
		{post, v1 + "/upstream/:platform/tickets", nil, "", s.handDown},
		{post, v1 + "/upstream/:platform/events", nil, "", s.upstreamEvent},
		{get, v1 + "/upstream/:platform/tickets/:theirs", nil, "", s.upstreamStatus},
		{get, v1 + "/upstream/:platform/tickets/:theirs/files/:id", nil, "", s.upstreamFile},
		{get, v1 + "/me/notifications", all, "", s.getReach},
		{fiber.MethodPut, v1 + "/me/notifications", all, "", s.putReach},
		{post, v1 + "/me/notifications/test", all, "", s.testOwn},
		{get, v1 + "/me/push-key", all, "", s.pushKey},
		{post, v1 + "/me/push-subscriptions", all, "", s.subscribe},
		{del, v1 + "/me/push-subscriptions", all, "", s.unsubscribe},

		{get, v1 + "/insight/hot", hotline, scopeRead, s.hotIssues},
		{get, v1 + "/insight/hot/:id", hotline, scopeRead, s.hotIssue},
		{get, v1 + "/insight/trends", hotline, scopeRead, s.trends},

		{post, v1 + "/cti/events", admin, scopePhone, s.callEvents},
		{get, v1 + "/me/extension", acting, "", s.myExtension},
		{fiber.MethodPut, v1 + "/me/extension", acting, "", s.sitDown},
		{get, v1 + "/extensions", admin, "", s.listExtensions},
		{fiber.MethodPut, v1 + "/users/:username/extension", admin, "", s.seatUser},
		{get, v1 + "/calls", hotline, scopeRead, s.listCalls},
		{get, v1 + "/calls/current", acting, "", s.currentCallOf},
		{get, v1 + "/calls/figures", hotline, scopeRead, s.callFigures},
		{get, v1 + "/calls/figures.csv", scoring, "", s.callFiguresCSV},
		{get, v1 + "/calls/missed", intake, scopeRead, s.listMissed},
		{post, v1 + "/calls/missed/:id/claim", intake, "", s.claimMissed},
		{post, v1 + "/calls/missed/:id/release", intake, "", s.releaseMissed},
		{post, v1 + "/calls/missed/:id/done", intake, "", s.doneMissed},
		{post, v1 + "/calls/dial", acting, "", s.dial},
		{post, v1 + "/calls/:id/recording", deciding, "", s.listen},
		{get, v1 + "/tickets/:no/calls", hotline, scopeRead, s.ticketCalls},

		{get, v1 + "/articles", all, scopeRead, s.listArticles},
		{post, v1 + "/articles", rostering, "", s.addArticle},
		{post, v1 + "/articles/fit", all, scopeRead, s.fitArticles},
		{get, v1 + "/articles/duties", rostering, "", s.articleDuties},
		{get, v1 + "/articles/figures", all, scopeRead, s.articleFigures},
		{get, v1 + "/articles/:id", all, scopeRead, s.getArticle},
		{patch, v1 + "/articles/:id", rostering, "", s.editArticle},
		{get, v1 + "/articles/:id/versions", rostering, "", s.articleVersions},
		{post, v1 + "/articles/:id/submit", rostering, "", s.stepArticle(dispatch.ArticleSubmit)},
		{post, v1 + "/articles/:id/publish", rostering, "", s.stepArticle(dispatch.ArticlePublish)},
		{post, v1 + "/articles/:id/return", rostering, "", s.stepArticle(dispatch.ArticleReturn)},
		{post, v1 + "/articles/:id/confirm", rostering, "", s.stepArticle(dispatch.ArticleConfirm)},
		{post, v1 + "/articles/:id/retire", rostering, "", s.stepArticle(dispatch.ArticleRetire)},
		{post, v1 + "/articles/:id/feedback", all, "", s.articleFeedback},
		{post, v1 + "/articles/:id/feedback/:n/done", rostering, "", s.articleNoteDone},
		{post, v1 + "/articles/:id/used", all, "", s.articleUsed},

		{get, v1 + "/public/articles", nil, "", s.publicArticles},
		{get, v1 + "/public/report-centre", nil, "", s.publicReportCentre},
		{get, "/wechat/:account", nil, "", s.wechatGreet},
		{post, "/wechat/:account", nil, "", s.wechatMessage},
		{get, v1 + "/public/challenge", nil, "", s.challenge},
		{get, v1 + "/public/places", nil, "", s.publicPlaces},
		{post, v1 + "/public/tickets", nil, "", s.publicLog},
		{get, v1 + "/public/tickets/:no", nil, "", s.publicTrack},
		{post, v1 + "/public/tickets/:no/rating", nil, "", s.publicRate},
		{post, v1 + "/public/tickets/:no/urge", nil, "", s.publicUrge},
		{post, v1 + "/public/tickets/:no/append", nil, "", s.publicAppend},
		{post, v1 + "/public/tickets/:no/withdraw", nil, "", s.publicWithdraw},
		{post, v1 + "/public/files", nil, "", s.publicTakeFile},
		{get, v1 + "/public/tickets/:no/files/:id", nil, "", s.publicFile},
		{get, v1 + "/public/tickets/:no/files/:id/thumb", nil, "", s.publicThumb},
	}
	list = append(list, s.civicRoutes()...)
	if s.Consoles != nil {
		list = append(list,
			route{get, v1 + "/ws", all, "", s.Consoles.Handler()},
			route{get, v1 + "/feed", all, "", s.Consoles.Poll},
			route{get, v1 + "/feed.sse", all, "", s.Consoles.Stream},
			route{post, v1 + "/feed/ack", all, "", s.Consoles.Ack},
		)
	}
	if s.Config.Advance != nil {
		list = append(list, route{post, v1 + "/test/clock", nil, "", s.advance})
	}
	return list
}

// metricsRoles closes the metrics to all but administrators where so configured.
func (s *server) metricsRoles(admin []dispatch.Role) []dispatch.Role {
	if s.Config.MetricsClosed {
		return admin
	}
	return nil
}
