package app

// The walk: every operation of the reference by its own example, in an order in
// which it is time for each. A line is
//
//	who METHOD path placeholder=value … as name
//
// and its answer is kept under the name. A value is a word or $name.field of an
// answer that was kept; totp: makes the code of a secret. A key with a dot changes
// a field of the example's body, one with a question mark sets the query, file
// sends a file, until repeats a reading until a field has the value.
const theWalk = `
nobody GET /time
nobody GET /wechat/{account} account=main ?signature=$wechat.signature ?timestamp=$wechat.timestamp ?nonce=$wechat.nonce ?echostr=hello
nobody POST /wechat/{account} account=main ?signature=$wechat.signature ?timestamp=$wechat.timestamp ?nonce=$wechat.nonce
agent POST /session
agent POST /tickets as cold
agent POST /callers/lookup
agent POST /suggest

admin POST /webhooks .url=$far.dead as broken

open as way
dispatcher POST /tickets/{no}/dispatch no=$way.no
liaison-zhujian POST /tickets/{no}/view no=$way.no
liaison-zhujian POST /tickets/{no}/accept no=$way.no
liaison-zhujian POST /tickets/{no}/contact no=$way.no
agent POST /tickets/{no}/append no=$way.no
agent POST /tickets/{no}/urge no=$way.no
agent POST /tickets/{no}/ask no=$way.no
agent POST /files file=picture as photo
agent POST /tickets/{no}/attach no=$way.no .attachments.0=$photo.id
liaison-zhujian GET /tickets/{no}/files/{id} no=$way.no id=$photo.id
liaison-zhujian GET /tickets/{no}/files/{id}/thumb no=$way.no id=$photo.id
dispatcher POST /tickets/{no}/note no=$way.no
supervisor POST /tickets/{no}/remind no=$way.no
supervisor POST /tickets/{no}/preview-letter no=$way.no
supervisor POST /tickets/{no}/supervise no=$way.no
supervisor POST /tickets/{no}/supervise no=$way.no .level=#0 .form=onsite .at=2026-11-05T01:30:00Z .place=现场 .who=周科长 .text=现场查看
supervisor POST /tickets/{no}/supervise-result no=$way.no
liaison-zhujian POST /tickets/{no}/receive-letter no=$way.no
liaison-zhujian POST /tickets/{no}/answer-letter no=$way.no
supervisor POST /tickets/{no}/close-letter no=$way.no
dispatcher GET /letters as letters
dispatcher GET /letters/{id} id=$letters.items.0.id
liaison-zhujian POST /tickets/{no}/extend no=$way.no
supervisor POST /tickets/{no}/decide-extension no=$way.no
liaison-zhujian POST /tickets/{no}/ask-assist no=$way.no
dispatcher POST /tickets/{no}/decide-assist no=$way.no
dispatcher POST /tickets/{no}/assist no=$way.no
liaison-chengguanju POST /tickets/{no}/part no=$way.no
liaison-shuiwu POST /tickets/{no}/part no=$way.no
supervisor POST /tickets/{no}/difficult no=$way.no
supervisor POST /tickets/{no}/suspend no=$way.no
supervisor POST /tickets/{no}/resume no=$way.no
dispatcher POST /tickets/{no}/reveal no=$way.no
dispatcher POST /tickets/{no}/printed no=$way.no
liaison-zhujian POST /tickets/{no}/check-reply no=$way.no
liaison-zhujian POST /tickets/{no}/reply no=$way.no .override=当面答复并签字
dispatcher POST /tickets/{no}/review no=$way.no
dispatcher POST /tickets/{no}/redo no=$way.no
liaison-zhujian POST /tickets/{no}/accept no=$way.no
liaison-zhujian POST /tickets/{no}/contact no=$way.no
liaison-zhujian POST /tickets/{no}/reply no=$way.no .override=当面答复并签字
dispatcher POST /tickets/{no}/review no=$way.no
agent POST /tickets/{no}/callback no=$way.no as closed
nobody POST /public/tickets/{no}/rating no=$closed.no .code=$closed.code .resolved=false .satisfied=false
supervisor POST /tickets/{no}/keep-closed no=$closed.no
supervisor POST /tickets/{no}/exclude no=$way.no
supervisor POST /tickets/{no}/reopen no=$way.no
agent GET /tickets/{no} no=$way.no
agent GET /tickets/{no}/events no=$way.no
agent GET /tickets/{no}/calls no=$way.no
admin GET /tickets/{no}/access no=$way.no
agent GET /tickets/{no}/told no=$way.no

open back
dispatcher POST /tickets/{no}/dispatch no=$back.no
liaison-zhujian POST /tickets/{no}/return no=$back.no
dispatcher POST /tickets/{no}/decide-return no=$back.no .approve=true
supervisor POST /tickets/{no}/confer no=$back.no
supervisor POST /tickets/{no}/cancel-conference no=$back.no
supervisor POST /tickets/{no}/confer no=$back.no
liaison-zhujian POST /tickets/{no}/attend no=$back.no
supervisor POST /tickets/{no}/conclude no=$back.no
admin GET /catalogue/proposals as proposals
admin POST /catalogue/proposals/{id}/adopt id=$proposals.items.0.id

open again
supervisor POST /tickets/{no}/confer no=$again.no
supervisor POST /tickets/{no}/conclude no=$again.no .entry.name=地下管网 .entry.words.0=管网
admin GET /catalogue/proposals as proposals
admin POST /catalogue/proposals/{id}/drop id=$proposals.items.0.id

open named
dispatcher POST /tickets/{no}/dispatch no=$named.no
liaison-zhujian POST /tickets/{no}/return no=$named.no
dispatcher POST /tickets/{no}/decide-return no=$named.no .approve=true
dispatcher POST /tickets/{no}/dispatch no=$named.no .lead=chengguanju
liaison-chengguanju POST /tickets/{no}/return no=$named.no .suggested=zhujian
dispatcher POST /tickets/{no}/decide-return no=$named.no .approve=true
supervisor POST /tickets/{no}/designate no=$named.no
supervisor POST /tickets/{no}/terminate no=$named.no
open said
agent POST /tickets/{no}/answer no=$said.no
open refused
agent POST /tickets/{no}/decline no=$refused.no
open passed
agent POST /tickets/{no}/transfer no=$passed.no
open master
open child
agent POST /tickets/{no}/merge no=$child.no .into=$master.no
agent POST /tickets/{no}/unmerge no=$child.no
supervisor POST /tickets/{no}/seal no=$child.no
supervisor POST /tickets/{no}/recuse no=$child.no
supervisor POST /tickets/{no}/unseal no=$child.no
supervisor2 POST /tickets/{no}/decide-unseal no=$child.no
dispatcher POST /merges/{no}/dismiss no=$master.no .tickets.0=$child.no
dispatcher DELETE /merges/{no}/dismiss no=$master.no
open unreached
dispatcher POST /tickets/{no}/dispatch no=$unreached.no
liaison-zhujian POST /tickets/{no}/accept no=$unreached.no
liaison-zhujian POST /tickets/{no}/contact no=$unreached.no
liaison-zhujian POST /tickets/{no}/reply no=$unreached.no .override=当面答复并签字
dispatcher POST /tickets/{no}/review no=$unreached.no
dispatcher POST /tickets/{no}/close no=$unreached.no

nobody POST /public/files file=picture as theirs
nobody POST /public/tickets .attachments=[$theirs.id] as mine
nobody GET /public/tickets/{no} no=$mine.no ?code=$mine.code as tracked
nobody GET /public/tickets/{no}/files/{id} no=$mine.no ?code=$mine.code id=$tracked.attachments.0.id
nobody GET /public/tickets/{no}/files/{id}/thumb no=$mine.no ?code=$mine.code id=$tracked.attachments.0.id
nobody POST /public/tickets/{no}/follow no=$mine.no .code=$mine.code
nobody POST /public/tickets/{no}/append no=$mine.no .code=$mine.code
nobody POST /public/tickets/{no}/urge no=$mine.no .code=$mine.code
nobody POST /public/tickets/{no}/withdraw no=$mine.no .code=$mine.code

agent GET /articles
admin GET /articles/owners ?unit=zhujian
admin POST /articles .unit=zhujian as article
admin PATCH /articles/{id} id=$article.id .version=$article.version as article
admin POST /articles/{id}/submit id=$article.id .version=$article.version as article
supervisor POST /articles/{id}/return id=$article.id .version=$article.version as article
admin POST /articles/{id}/submit id=$article.id .version=$article.version as article
supervisor POST /articles/{id}/publish id=$article.id .version=$article.version as article
supervisor POST /articles/{id}/confirm id=$article.id .version=$article.version as article
agent POST /articles/fit
admin POST /articles/{id}/restore id=$article.id .version=$article.version as restored
admin POST /articles/{id}/submit id=$article.id .version=$restored.version as restored
supervisor POST /articles/{id}/publish id=$article.id .version=$restored.version as article
agent POST /articles/{id}/used id=$article.id .no=$said.no
agent POST /articles/{id}/feedback id=$article.id
admin POST /articles/{id}/feedback/{n}/done id=$article.id n=1
agent GET /articles/{id} id=$article.id as article
admin GET /articles/{id}/versions id=$article.id
supervisor POST /articles/{id}/retire id=$article.id .version=$article.version

supervisor GET /insight/hot ?window=30 as hot
supervisor GET /insight/hot/{id} id=$hot.issues.0.id ?window=30
supervisor POST /inspection/try
admin PUT /inspection
supervisor POST /inspections as inspected
supervisor POST /inspections/{id}/{rule}/handle id=$inspected.items.0.id rule=$inspected.items.0.findings.0.rule

admin POST /categories
admin PATCH /categories/{code} code=0199
admin POST /policies .spot_percent=#100
agent POST /tickets .type=suggestion .title=一点建议 .text=希望多听听居民的意见和建议 .place.address=全区 .place.town= .caller.anonymous=true .caller.name= .caller.phone= .caller.wants_reply=false as anonymous
dispatcher POST /tickets/{no}/dispatch no=$anonymous.no
liaison-zhujian POST /tickets/{no}/accept no=$anonymous.no
liaison-zhujian POST /tickets/{no}/reply no=$anonymous.no .override=当面答复并签字 .evidence=十一月二日上午到社区当面答复，居民代表和网格员在场见证并签字确认，留有照片。
dispatcher POST /tickets/{no}/review no=$anonymous.no
supervisor POST /tickets/{no}/spot-check no=$anonymous.no
admin GET /policies/{id} id=current
admin POST /calendars
admin GET /calendars/{id} id=current
admin PUT /report-centre
admin POST /catalogue
supervisor POST /model/target
supervisor POST /model/train
supervisor POST /model/test
supervisor POST /roster
supervisor POST /roster/copy
supervisor POST /roster/import
supervisor GET /roster ?scope=hotline as roster
supervisor DELETE /roster/{id} id=$roster.spells.0.id

supervisor POST /schemes/check
supervisor POST /schemes/try
supervisor POST /schemes/{name}/try name=default
admin POST /schemes
supervisor POST /schemes/compare
agent GET /schemes/{name} name=default
agent GET /schemes/{name}/versions name=default
admin POST /schemes/{name}/activate name=default
supervisor POST /scores-settings/check
supervisor PUT /scores-settings

supervisor POST /scores/{month}/draft month=2026-10
agent GET /scores/{month} month=2026-10 as month
nobody POST /test/clock .advance=48h
liaison-zhujian GET /scores/{month}/{unit} month=2026-10 unit=zhujian
supervisor GET /scores/{month}/{unit}/{metric} month=2026-10 unit=$lost.unit metric=accept
appellant POST /appeals .no=$lost.no .scope=$lost.metric as appeal
appellant POST /appeals/{id}/withdraw id=$appeal.id
appellant POST /appeals .no=$lost.no .scope=$lost.metric as appeal
supervisor POST /appeals/{id}/decide id=$appeal.id .approve=false
dispatcher POST /exclusions .unit=$lost.unit .no=$lost.no as exclusion
dispatcher POST /exclusions/{id}/withdraw id=$exclusion.id
dispatcher POST /exclusions .unit=$lost.unit .no=$lost.no as exclusion
supervisor POST /scores/{month}/close month=2026-10
supervisor POST /exclusions/{id}/decide id=$exclusion.id .approve=true
supervisor POST /scores/{month}/replay month=2026-10
supervisor PATCH /briefs/{month} month=2026-10 as brief
supervisor POST /briefs/{month}/publish month=2026-10 .version=$brief.editing.version as brief
liaison-zhujian POST /briefs/{month}/receipt month=2026-10
supervisor GET /briefs/{month} month=2026-10 as brief
supervisor POST /scores/{month}/correct month=2026-10
supervisor POST /briefs/{month}/correct month=2026-10 .version=$brief.editing.version as brief
supervisor POST /briefs/{month}/correct/cancel month=2026-10 .version=$brief.editing.version
supervisor GET /briefs/{month} month=2026-10
supervisor GET /briefs/{month}/receipts month=2026-10
agent GET /scores/{month}/editions/{n} month=2026-10 n=1
supervisor GET /analysis/{month}/breakdown month=2026-10
supervisor GET /analysis/{month}/tickets month=2026-10 ?key=01 ?of=registered
supervisor GET /analysis/{month}/noise month=2026-10 ?runs=100
supervisor GET /analysis/{month}/signals month=2026-10
supervisor PUT /bulletins/settings
supervisor POST /bulletins .period=2026-W44 as bulletin
supervisor PATCH /bulletins/{id} id=$bulletin.id .version=$bulletin.version .sections=texts:$bulletin.sections as bulletin
supervisor POST /bulletins/{id}/regenerate id=$bulletin.id .version=$bulletin.version as bulletin
supervisor POST /bulletins/{id}/send id=$bulletin.id .version=$bulletin.version as bulletin
liaison-zhujian POST /bulletins/{id}/receipt id=$bulletin.id
supervisor GET /bulletins/{id} id=$bulletin.id as bulletin
supervisor POST /bulletins/{id}/archive id=$bulletin.id .version=$bulletin.version

agent POST /exports as export
agent GET /exports/{id} id=$export.id until=state:ready
agent GET /exports/{id}/file id=$export.id
agent POST /exports as export
agent DELETE /exports/{id} id=$export.id
admin POST /imports file=units ?kind=units as import
admin GET /imports/{id} id=$import.id
admin GET /imports/{id}/preview id=$import.id
admin POST /imports/{id}/check id=$import.id
admin GET /imports/{id} id=$import.id until=state:checked
admin POST /imports/{id}/run id=$import.id
admin GET /imports/{id} id=$import.id until=state:done
admin GET /imports/{id}/rejected.csv id=$import.id
admin GET /imports/{id}/rejected.xlsx id=$import.id
admin DELETE /imports/{id} id=$import.id
admin POST /imports file=users ?kind=users as import
admin POST /imports/{id}/run id=$import.id
admin GET /imports/{id} id=$import.id until=state:done
admin POST /imports/{id}/passwords id=$import.id
admin POST /imports file=things ?kind=catalogue as import
admin POST /imports/{id}/run id=$import.id
admin GET /imports/{id} id=$import.id until=state:done
admin GET /imports/{id}/catalogue id=$import.id
admin POST /imports file=tickets ?kind=tickets as import
admin PATCH /imports/{id} id=$import.id
admin POST /imports/{id}/cancel id=$import.id
admin POST /import-profiles
admin DELETE /import-profiles/{kind}/{name} kind=tickets name=市平台转办表

admin GET /deliveries ?state=dead until=items.0.state:dead as dead
admin POST /deliveries/{id}/drop id=$dead.items.0.id
admin POST /deliveries/{id}/retry id=$dead.items.0.id

admin POST /platforms .url=$far.city .secret=$far.secret as city
admin PATCH /platforms/{code} code=city
platform POST /upstream/{platform}/tickets platform=city as handed
platform POST /upstream/{platform}/events platform=city
platform GET /upstream/{platform}/tickets/{theirs} platform=city theirs=C20261122000001
dispatcher POST /tickets/{no}/return-upstream no=$handed.no
platform POST /upstream/{platform}/tickets platform=city .no=C2 .text=希望多听听居民的意见和建议 .type=建议 as second
dispatcher POST /tickets/{no}/dispatch no=$second.no
liaison-zhujian POST /tickets/{no}/accept no=$second.no
liaison-zhujian POST /tickets/{no}/contact no=$second.no
liaison-zhujian POST /files file=picture as proof
liaison-zhujian POST /tickets/{no}/reply no=$second.no .override=当面答复并签字 .evidence=十一月二日上午到社区当面答复，居民代表和网格员在场见证并签字确认，留有照片。 .attachments=[$proof.id]
dispatcher POST /tickets/{no}/review no=$second.no
platform GET /upstream/{platform}/tickets/{theirs}/files/{id} platform=city theirs=C2 id=$proof.id
supervisor POST /exchange/reconcile
supervisor POST /exchange/mend
admin POST /webhooks .url=$far.url as webhook
admin PATCH /webhooks/{id} id=$webhook.id
admin POST /webhooks/{id}/test id=$webhook.id
admin POST /channels .kind=webhook .group=#0 .url=$far.url as channel
admin PATCH /channels/{id} id=$channel.id
admin POST /channels/{id}/test id=$channel.id
admin POST /deliveries/retry .channel=$channel.id
agent PUT /me/notifications
agent POST /me/notifications/test
agent POST /me/push-subscriptions
agent DELETE /me/push-subscriptions
admin DELETE /channels/{id} id=$channel.id
admin DELETE /webhooks/{id} id=$webhook.id

admin POST /tokens .scopes=[phone] as pbx
agent PUT /me/extension
$pbx POST /cti/events
admin PUT /users/{username}/extension username=supervisor
agent POST /calls/dial .no=$said.no
$pbx POST /cti/events .events.0.event=answered
agent GET /calls ?state=talking ?extension=8001 as calls
$pbx POST /cti/events .events.0.event=recording .events.0.recording=rec/1.wav
dispatcher POST /calls/{id}/recording id=$calls.items.0.id
$pbx POST /cti/events .events.0.event=offered .events.0.call_id=2 .events.0.from=13800009999 .events.0.extension= .events.0.queue=民生 .events.0.at=2026-11-07T01:58:00Z
$pbx POST /cti/events .events.0.event=abandoned .events.0.at=2026-11-07T01:58:40Z .events.0.call_id=2 .events.0.from=13800009999 .events.0.extension=
agent GET /calls/missed as missed
agent POST /calls/missed/{id}/claim id=$missed.items.0.id
agent POST /calls/missed/{id}/release id=$missed.items.0.id
agent POST /calls/missed/{id}/claim id=$missed.items.0.id
agent POST /calls/missed/{id}/done id=$missed.items.0.id

admin GET /open311 as civic
admin PUT /open311 .services=$civic.services .pictures=true
admin POST /tokens .scopes=[open311] as app
nobody GET /open311/v2/services/{service_code} service_code=streetlight ?format=json
nobody POST /open311/v2/requests.json .api_key=$app.token as asked
nobody POST /open311/v2/requests.xml .api_key=$app.token .lat=#30.65 .description=路灯白天亮着
nobody POST /open311/v2/requests .api_key=$app.token .lat=#30.66 .description=路灯忽明忽暗
nobody POST /open311/v2/requests.json file=picture .api_key=$app.token .lat=#30.67 .description=灯杆倾斜 as pictured
nobody GET /open311/v2/tokens/{token} token=$pictured.0.token as pictured
admin GET /tickets/{no} no=$pictured.0.service_request_id as pictured
nobody GET /open311/v2/media/{no}/{id} no=$pictured.no id=$pictured.attachments.0.id
nobody GET /open311/v2/tokens/{token} token=$asked.0.token as asked
nobody GET /open311/v2/requests/{service_request_id} service_request_id=$asked.0.service_request_id
nobody POST /open311/v2/servicerequestupdates.json .api_key=$app.token .service_request_id=$asked.0.service_request_id
nobody POST /open311/v2/servicerequestupdates.xml .api_key=$app.token .service_request_id=$asked.0.service_request_id
nobody POST /open311/v2/servicerequestupdates .api_key=$app.token .service_request_id=$asked.0.service_request_id

admin POST /units
admin PATCH /units/{code} code=sl
admin GET /units/{code}/holdings code=zhujian
admin POST /users
agent2 POST /session .username=agent2
admin GET /users/{username}/sessions username=agent2 as visits
admin DELETE /users/{username}/sessions/{id} username=agent2 id=$visits.items.0.id
admin DELETE /users/{username}/sessions username=agent2
admin PATCH /users/{username} username=night1
admin DELETE /tokens/{id} id=$pbx.id
admin POST /jobs/{name}/run name=sweep
supervisor2 PUT /me/password
supervisor2 POST /me/totp .password=a-new-long-password as factor
supervisor2 POST /me/totp/confirm .code=totp:$factor.secret as codes
supervisor2 POST /me/totp/recovery .password=a-new-long-password .totp=$codes.codes.0 as codes
supervisor2 DELETE /me/totp .password=a-new-long-password .totp=$codes.codes.0
supervisor2 POST /me/totp .password=a-new-long-password as factor
supervisor2 POST /me/totp/confirm .code=totp:$factor.secret
admin DELETE /users/{username}/totp username=supervisor2
admin POST /units/{code}/handover code=zhujian
agent POST /feed/ack
agent POST /test/clock
agent POST /session
agent2 POST /session .username=agent2
agent2 POST /session .username=agent2
agent2 GET /me/sessions as visits
agent2 DELETE /me/sessions/{id} id=$visits.items.1.id
agent2 DELETE /me/sessions
agent2 DELETE /session
`
