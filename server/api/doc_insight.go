package api

func docInsight() topic {
	return topic{"insight", text{"看板与热点", "Board and insight"}, map[string]operation{
		"GET /api/v1/board":           {title: text{"大屏数据", "Figures of the wallboard"}, out: boardView{}},
		"GET /api/v1/board/auto":      {title: text{"自动派单情况", "What was dispatched by itself today"}, out: autoView{}},
		"GET /api/v1/insight/hot":     {title: text{"热点问题", "What many people raise"}, out: hotView{}, query: with(windowParams(), numberParam("limit", "1 至 50，默认 10", "1 to 50; 10 when left out"))},
		"GET /api/v1/insight/hot/:id": {title: text{"一个热点", "One issue"}, out: issuePage{}, query: windowParams()},
		"GET /api/v1/insight/trends":  {title: text{"趋势", "Where and when demands come"}, out: trendsView{}, query: windowParams()},
	}}
}

func windowParams() []param {
	return []param{wordParam("window", "最近几天", "the last days", "1", "7", "30"), dayParam("from", "起", "from"), dayParam("to", "止（不含）", "before")}
}
