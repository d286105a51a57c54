package wechat

const (
	vectorSignature = "73a6e1d7f1d13a5b2356e8213fceed99635b9f88"
	vectorMessage   = `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1409735669</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[进度]]></Content><MsgId>4561255354251345929</MsgId></xml>`
	vectorSealed    = "DpQeJfnf/MGZ/+GTIspwVLKLelnK3J4m2y9YVI3pPPntbC14EeA25iTOSPYqb0SPogxecUjVD2G7tGZi2qAaYQVUdtYm+uQ+LGQZDF0a/EvCIGJJ3wBW9ivlXD+9Z9bXzmMM8yKqVjH+GxzlLb/PSaMKhMgTD7joM+Nd5MLK7ORlyU/pRqo39UzN5CzvOoaQ7g++h5/m6YikFMvgZcthZQO3KSfalzqJtTrRTBAEJVzHrzyxWx0wL1HS7F46Epq2c1xrCcHumKIUyaZYFf/JSiBiF511vTUO4eWJPtx9BRujRmciRdFB9wUxndfndVJYbONlOWVVByZjerNozBEXVpvlMpN6bsk+05kIskUC1RhLHoLvPniLh/snqwVz8c3d"
)
