// Command portal is Mukti: the public knowledge portal and anonymous tip line,
// the officers' desk, and the tools around them. See README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line. Source: CONTRACT, "Commands".
type commands struct {
	Common

	Serve   serveCmd   `cmd:"" help:"Run the public site and the desk until SIGTERM."`
	Triage  triageCmd  `cmd:"" help:"Read tips as JSON lines on stdin, write one assessment a line. Touches no database."`
	Places  placesCmd  `cmd:"" help:"Resolve a place as written in any script, PIN code included. Prints JSON, best first."`
	Units   unitsCmd   `cmd:"" help:"Print the unit directory as JSON."`
	Search  searchCmd  `cmd:"" help:"Search the library. Prints JSON, same shape as the API."`
	Library libraryCmd `cmd:"" help:"Check the library, the catalogues, the rules and the units."`
	Officer officerCmd `cmd:"" help:"Accounts of officers."`
	Clean   cleanCmd   `cmd:"" hidden:""`
	Verify  verifyCmd  `cmd:"" help:"Check the database, the sealed boxes' framing and the audit chain."`
	Backup  backupCmd  `cmd:"" help:"Write a consistent copy of a running portal, sealed to an offline key."`
	Restore restoreCmd `cmd:"" help:"Put a backup into an empty data folder, verified, with what was erased since erased again."`
	Doctor  doctorCmd  `cmd:"" help:"Say what is wrong with this deployment, one line each."`
}

// Exit codes. Source: CONTRACT, "Commands".
const (
	exitDone  = 0
	exitFault = 1
	exitUsage = 2
)

// errUsage marks a fault in how the command was called.
var errUsage = errors.New("wrong usage")

// errFaults says that faults were found and printed already.
var errFaults = errors.New("faults were found")

// world is what a command meets outside: a test gives its own.
type world struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(world{ctx, os.Stdin, os.Stdout, os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// run parses the command line and runs the command; it returns the exit code.
func run(w world, args []string) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("portal"),
		kong.Description("Mukti: anti-human-trafficking knowledge portal and anonymous tip line."),
		kong.DefaultEnvars("PORTAL"),
		kong.Writers(w.stdout, w.stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.Resolvers(&configFile{}),
		kong.Vars{"version": version()},
	)
	if err != nil {
		fmt.Fprintln(w.stderr, "portal:", err)
		return exitUsage
	}
	ctx, err := parser.Parse(args)
	if exited >= 0 { // --help was printed
		return exited
	}
	if err != nil {
		fmt.Fprintf(w.stderr, "portal: %v\nportal: `portal --help` lists the commands and flags\n", err)
		return exitUsage
	}
	c.settle()
	err = ctx.Run(&w, &c.Common)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFaults):
		return exitFault
	case errors.Is(err, errUsage):
		fmt.Fprintln(w.stderr, "portal:", err)
		return exitUsage
	}
	fmt.Fprintln(w.stderr, "portal:", err)
	return exitFault
}
