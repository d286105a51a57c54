package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Process is a server that this program started, and alone may end.
type Process struct {
	URL   string
	Ready time.Duration // from start to its first line
	cmd   *exec.Cmd
	done  chan struct{}
	err   error
}

// Start runs a server and waits until it says where it listens.
func Start(ctx context.Context, log io.Writer, bin string, args ...string) (*Process, error) {
	p := &Process{cmd: exec.Command(bin, args...), done: make(chan struct{})}
	p.cmd.Stderr = log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	said := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if url, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
				said <- url
			}
		}
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	select {
	case p.URL = <-said:
		p.Ready = time.Since(start)
		return p, nil
	case <-p.done:
		return nil, fmt.Errorf("%s ended before it listened: %w", bin, p.err)
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), p.Kill())
	case <-time.After(5 * time.Minute): // a new district with months of history takes long
		return nil, errors.Join(fmt.Errorf("%s does not listen", bin), p.Kill())
	}
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Signal sends the process a signal.
func (p *Process) Signal(s syscall.Signal) error { return p.cmd.Process.Signal(s) }

// Kill ends the process at once, as a power cut would end its work (kill -9).
func (p *Process) Kill() error {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.done
	return nil
}

// Stop asks the process to end and kills it if it does not within 20 s.
func (p *Process) Stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.done:
		return p.err
	case <-time.After(20 * time.Second):
		return errors.Join(errors.New("the server did not stop when asked"), p.Kill())
	}
}

// FreePort finds a port of this machine that nobody listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// Resident is the memory that a process holds, in KiB.
func Resident(pid int) (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	return resident(string(b))
}

func resident(status string) (int, error) {
	for line := range strings.Lines(status) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
		}
	}
	return 0, errors.New("no VmRSS in the process's status")
}

// CPU is the processor time that a process has used so far.
func CPU(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	return cpu(string(b))
}

// cpu reads user and system time, in hundredths of a second, behind the command
// name, which may hold anything.
func cpu(stat string) (time.Duration, error) {
	fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	if len(fields) < 13 {
		return 0, errors.New("no times in the process's stat")
	}
	user, err := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err, err2)
}
