// Package signin is what signing in needs beside a password: an identity provider
// that speaks OpenID Connect (统一身份认证), and the second factor of local
// accounts (动态验证码). It knows no store and no HTTP server: it decides who
// somebody is, and server/api what follows.
package signin
