// Package channel brings messages to where people are when no console is open
// (外部通道): webhooks, the robots of WeCom, DingTalk and Feishu, mail, a gateway of
// text messages, web push. It sends one message to one target and says what came
// of it, as a code; whether and when to try again is decided in notify.
//
// What goes out over HTTP goes through NewClient, which reaches no address inside
// the network unless it is allowed.
package channel
