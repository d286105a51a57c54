// Command server is the government-hotline dispatch server; see README.md.
package main

import (
	"os"

	"hotline/server/app"
)

func main() { os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr)) }
